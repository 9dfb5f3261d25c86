//! The shapes of records as a table, for messages and for the JSON Schema that editors use.
//!
//! `record` says the same to serde; a test holds the two together.

use super::locate::Section;

/// What a field must look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FieldShape {
    /// Text that is not empty.
    Text,
    /// The id of the record.
    Id,
    /// The id of a node.
    NodeRef,
    /// A node kind of the schema.
    Kind,
    /// An edge type of the schema.
    Type,
    /// An EDTF date.
    Date,
    /// A status.
    Status,
    /// An http or https address.
    Url,
    /// A list of citations.
    Citations,
    /// A list of aliases, each with citations.
    Aliases,
    /// An object from property to formula.
    Formulas,
    /// An object of properties that the schema declares.
    Props,
}

/// One field of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: FieldShape,
    pub(super) required: bool,
    /// What it means, for editors.
    pub(super) meaning: &'static str,
}

const fn must(name: &'static str, shape: FieldShape, meaning: &'static str) -> Field {
    Field { name, shape, required: true, meaning }
}

const fn may(name: &'static str, shape: FieldShape, meaning: &'static str) -> Field {
    Field { name, shape, required: false, meaning }
}

const SOURCE: &[Field] = &[
    must("id", FieldShape::Id, "Id of the source; citations begin with it"),
    must("title", FieldShape::Text, "Title as printed"),
    may("published", FieldShape::Date, "When it was published (EDTF); absent where it prints no date"),
    may("author", FieldShape::Text, "Author as printed"),
    may("publisher", FieldShape::Text, "Publisher"),
    may("url", FieldShape::Url, "Where it can be read"),
    may("lang", FieldShape::Text, "Language, ISO 639-1"),
    may("note", FieldShape::Text, "Remark of the data set's authors"),
];

const NODE: &[Field] = &[
    must("id", FieldShape::Id, "Id of the node, unique over nodes and sources"),
    must("kind", FieldShape::Kind, "Node kind of the schema"),
    must("name", FieldShape::Text, "Canonical name"),
    may("gloss", FieldShape::Text, "English rendering that no source prints; more of them after ' / ', for search"),
    may("aliases", FieldShape::Aliases, "Other names as printed, each with where it is seen"),
    must("cite", FieldShape::Citations, "Where it is seen: source#paragraph"),
    may("when", FieldShape::Date, "Date or period of the thing itself (EDTF)"),
    may("status", FieldShape::Status, "How it stands to its sources"),
    may("derived", FieldShape::Formulas, "Formulas of properties that no source prints"),
    may("note", FieldShape::Text, "Remark of the data set's authors"),
    may("props", FieldShape::Props, "Properties that the schema declares for the kind"),
];

const CLAIM: &[Field] = &[
    must("id", FieldShape::Id, "Id of the claim, unique over claims"),
    must("type", FieldShape::Type, "Edge type of the schema"),
    must("from", FieldShape::NodeRef, "Id of the node it starts from"),
    must("to", FieldShape::NodeRef, "Id of the node it leads to"),
    may("when", FieldShape::Date, "When it was true (EDTF)"),
    may("attested", FieldShape::Date, "The date for which a source attests it (EDTF)"),
    may("status", FieldShape::Status, "How it stands to its sources"),
    must("cite", FieldShape::Citations, "Where it is attested: source#paragraph"),
    may("derived", FieldShape::Formulas, "Formulas of properties that no source prints"),
    may("note", FieldShape::Text, "Remark of the data set's authors"),
    may("props", FieldShape::Props, "Properties that the schema declares for the type"),
];

/// The fields of an alias.
pub(super) const ALIAS: &[Field] = &[
    must("name", FieldShape::Text, "The name as printed"),
    must("cite", FieldShape::Citations, "Where it is printed: source#paragraph"),
];

/// Returns the fields of a record of a section.
pub(super) const fn fields(section: Section) -> &'static [Field] {
    match section {
        Section::Sources => SOURCE,
        Section::Nodes => NODE,
        Section::Claims => CLAIM,
    }
}
