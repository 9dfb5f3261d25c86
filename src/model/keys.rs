//! Names of the properties that data sets give a fixed meaning.

/// The id of a node or claim in its data set.
pub const ID: &str = "id";
/// The canonical name of a node.
pub const NAME: &str = "name";
/// English renderings of the name that no source prints, parted by ` / `; the first is shown.
pub const GLOSS: &str = "gloss";
/// Other names as printed: a list of strings.
pub const ALIASES: &str = "aliases";
/// Where each alias is printed: a list, parallel to [`ALIASES`], of lists of citations.
pub const ALIAS_CITATIONS: &str = "alias_citations";
/// Where a node or claim is attested: a list of `source#paragraph`.
pub const CITATIONS: &str = "citations";
/// `stated`, `inferred`, `disputed` or `denied`.
pub const STATUS: &str = "status";
/// When it was true: EDTF.
pub const WHEN: &str = "when";
/// The date for which a source attests it: EDTF.
pub const ATTESTED: &str = "attested";
/// Formulas of figures that no source prints: a map from property to formula.
pub const DERIVED: &str = "derived";
/// A remark of the data set's authors.
pub const NOTE: &str = "note";
/// The title of a source.
pub const TITLE: &str = "title";
/// When a source was published: EDTF.
pub const PUBLISHED: &str = "published";
/// Who wrote a source.
pub const AUTHOR: &str = "author";
/// Who published a source.
pub const PUBLISHER: &str = "publisher";
/// Where a source can be read: http or https.
pub const URL: &str = "url";
/// The language of a source, ISO 639-1.
pub const LANG: &str = "lang";

/// How many may hold a node at one date, `one` or `many`; a schema declares it for kinds that are held.
pub const SEATS: &str = "seats";

/// All names above but the last; a schema may not declare properties with these names.
pub const RESERVED: [&str; 17] = [
    ID,
    NAME,
    GLOSS,
    ALIASES,
    ALIAS_CITATIONS,
    CITATIONS,
    STATUS,
    WHEN,
    ATTESTED,
    DERIVED,
    NOTE,
    TITLE,
    PUBLISHED,
    AUTHOR,
    PUBLISHER,
    URL,
    LANG,
];
