//! What the writer knows of the FollowTheMoney model: which schemata it can fill.
//!
//! # Source
//! FollowTheMoney 4.11, default model, <https://followthemoney.tech/explorer/>.

/// A schema that a node can become.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct NodeSchema {
    pub(super) name: &'static str,
    /// What else it is, as far as links ask for it.
    is_also: &'static [&'static str],
    /// Whether it has `date`, `startDate` and `endDate`.
    pub(super) is_dated: bool,
    /// Whether it has `title`, `author`, `publishedAt` and `language`.
    pub(super) is_document: bool,
}

impl NodeSchema {
    /// Says whether an entity of this schema may stand at the end of a link that asks for `range`.
    pub(super) fn fits(self, range: &str) -> bool {
        range == THING || range == self.name || self.is_also.contains(&range)
    }
}

const THING: &str = "Thing";

/// What a node becomes where its kind names no schema.
pub(super) const FALLBACK_NODE: NodeSchema = node(THING, &[]);

const fn node(name: &'static str, is_also: &'static [&'static str]) -> NodeSchema {
    NodeSchema { name, is_also, is_dated: false, is_document: false }
}

const fn dated(name: &'static str) -> NodeSchema {
    NodeSchema { is_dated: true, ..node(name, &[]) }
}

const fn document(name: &'static str) -> NodeSchema {
    NodeSchema { is_document: true, ..node(name, &["Document"]) }
}

const NODES: [NodeSchema; 15] = [
    FALLBACK_NODE,
    node("Address", &[]),
    document("Article"),
    node("Asset", &[]),
    node("Company", &["Organization", "LegalEntity", "Asset"]),
    node("Contract", &["Asset"]),
    document("Document"),
    dated("Event"),
    node("LegalEntity", &[]),
    node("Organization", &["LegalEntity"]),
    node("Person", &["LegalEntity"]),
    node("Position", &[]),
    dated("Project"),
    node("PublicBody", &["Organization", "LegalEntity"]),
    node("Territory", &[]),
];

/// A schema that an edge can become: an entity of its own that points to both ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LinkSchema {
    pub(super) name: &'static str,
    /// The property for the source, and what it asks for.
    pub(super) source: (&'static str, &'static str),
    /// The property for the target, and what it asks for.
    pub(super) target: (&'static str, &'static str),
    pub(super) has_role: bool,
    pub(super) has_status: bool,
}

/// What an edge becomes where its type names no schema, or one that its ends do not fit.
pub(super) const FALLBACK_LINK: LinkSchema = link("UnknownLink", ("subject", THING), ("object", THING));

const fn link(
    name: &'static str,
    source: (&'static str, &'static str),
    target: (&'static str, &'static str),
) -> LinkSchema {
    LinkSchema { name, source, target, has_role: true, has_status: true }
}

const LINKS: [LinkSchema; 12] = [
    FALLBACK_LINK,
    LinkSchema {
        has_role: false,
        has_status: false,
        ..link("Associate", ("person", "Person"), ("associate", "Person"))
    },
    link("Control", ("controller", "LegalEntity"), ("controlled", "LegalEntity")),
    link("Directorship", ("director", "LegalEntity"), ("organization", "Organization")),
    link("Documentation", ("document", "Document"), ("entity", THING)),
    link("Employment", ("employee", "Person"), ("employer", "Organization")),
    LinkSchema {
        has_role: false,
        has_status: false,
        ..link("Family", ("person", "Person"), ("relative", "Person"))
    },
    link("Membership", ("member", "LegalEntity"), ("organization", "Organization")),
    LinkSchema { has_role: false, ..link("Occupancy", ("holder", "Person"), ("post", "Position")) },
    link("Ownership", ("owner", "LegalEntity"), ("asset", "Asset")),
    link("ProjectParticipant", ("participant", "LegalEntity"), ("project", "Project")),
    link("Representation", ("agent", "LegalEntity"), ("client", "LegalEntity")),
];

/// Finds the schema of a node by its name.
pub(super) fn node_schema(name: &str) -> Option<NodeSchema> {
    NODES.into_iter().find(|schema| schema.name == name)
}

/// Finds the schema of a link by its name.
pub(super) fn link_schema(name: &str) -> Option<LinkSchema> {
    LINKS.into_iter().find(|schema| schema.name == name)
}

/// Returns the three-letter code (ISO 639-3) of a language for its two-letter code.
pub(super) fn language(code: &str) -> Option<&'static str> {
    const CODES: [(&str, &str); 12] = [
        ("de", "deu"),
        ("en", "eng"),
        ("es", "spa"),
        ("fr", "fra"),
        ("ja", "jpn"),
        ("km", "khm"),
        ("ko", "kor"),
        ("lo", "lao"),
        ("ru", "rus"),
        ("th", "tha"),
        ("vi", "vie"),
        ("zh", "zho"),
    ];
    CODES.into_iter().find(|(two, _)| *two == code).map(|(_, three)| three)
}
