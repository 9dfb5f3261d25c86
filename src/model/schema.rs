//! What a schema is: the kinds of nodes and types of edges a data set may use.
//!
//! The engine knows no kind by name; everything it treats differently is a flag or role here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Words;

/// The schema of one data set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct Schema {
    /// The JSON Schema that editors check this file with.
    #[serde(rename = "$schema", default, skip_serializing_if = "Option::is_none")]
    pub json_schema: Option<String>,
    /// The format version; 1.
    pub version: u32,
    /// A short name of the data set, `[a-z0-9-]+`.
    pub name: String,
    /// The title of the data set, drawn on pictures.
    pub title: Words,
    /// The kind that source records get as nodes.
    pub source_kind: String,
    /// Node kinds by name.
    pub kinds: BTreeMap<String, NodeKind>,
    /// Edge types by name.
    pub types: BTreeMap<String, EdgeType>,
}

/// One kind of node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct NodeKind {
    /// What people call it.
    pub label: Words,
    /// The shape it is drawn with.
    pub shape: Shape,
    /// The fill colour, `#RRGGBB`.
    pub color: String,
    /// So general that a path through it says little (a country, a city).
    #[serde(default, skip_serializing_if = "is_false")]
    pub hub: bool,
    /// Hidden from paths, rankings and pictures unless asked for.
    #[serde(default, skip_serializing_if = "is_false")]
    pub structural: bool,
    /// The FollowTheMoney schema that such nodes are exported as; `Thing` without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ftm: Option<String>,
    /// Properties that nodes of this kind may have, beside the built-in ones.
    #[serde(default)]
    pub props: BTreeMap<String, Property>,
}

/// One type of edge.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct EdgeType {
    /// Reads `from LABEL to`.
    pub label: Words,
    /// Reads `to REVERSE from`.
    pub reverse: Words,
    /// Kinds allowed at the source.
    pub from: Vec<String>,
    /// Kinds allowed at the target.
    pub to: Vec<String>,
    /// Whether the claim says the same in both directions.
    #[serde(default, skip_serializing_if = "is_false")]
    pub symmetric: bool,
    /// Whether an undated claim holds at all dates.
    #[serde(default, skip_serializing_if = "is_false")]
    pub timeless: bool,
    /// What the engine may conclude from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// The FollowTheMoney schema that such claims are exported as; `UnknownLink` without it or where their ends
    /// do not fit it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ftm: Option<String>,
    /// Properties that claims of this type may have, beside the built-in ones.
    #[serde(default)]
    pub props: BTreeMap<String, Property>,
}

/// What the engine may conclude from an edge type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The source lies in or belongs to the target.
    Containment,
    /// The source comes after the target in time and takes its place.
    Succession,
    /// The source occupies the target, alone at any one date unless the target's `seats` is `many`.
    Holding,
}

/// One property of a kind or type.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct Property {
    /// The type of its values.
    #[serde(rename = "type")]
    pub kind: PropertyType,
    /// The only values allowed, when not empty; for strings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// What people call it.
    pub label: Words,
}

/// The type of a property's values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PropertyType {
    /// Text.
    String,
    /// A whole number of 64 bits.
    Integer,
    /// A whole or decimal number.
    Number,
    /// True or false.
    Boolean,
    /// An EDTF date.
    Date,
    /// A list of texts.
    Strings,
    /// The id of a node.
    Node,
    /// An address that starts with `http:`, `https:` or `mailto:`.
    Url,
}

/// A shape that every drawer knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it; each is the Graphviz shape of that name")]
pub enum Shape {
    Ellipse,
    Box,
    Rounded,
    Octagon,
    Doubleoctagon,
    Hexagon,
    Component,
    Folder,
    Note,
    House,
    Tab,
    Diamond,
    Parallelogram,
    Cds,
    Cylinder,
    Trapezium,
    Plaintext,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}
