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
    /// The two sides that face each other, where the data set has such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sides: Option<Sides>,
    /// Which claims say who stands behind a source, where the data set has such.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origins: Option<Origins>,
    /// Node kinds by name.
    pub kinds: BTreeMap<String, NodeKind>,
    /// Edge types by name.
    pub types: BTreeMap<String, EdgeType>,
}

/// The two sides that face each other, and how to tell on which of them a node is.
///
/// A node's own property decides; without one, the nearest place of a side in which it lies by containment
/// claims; without one, the sides of its members. See [`SideIndex`](crate::graph::SideIndex).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct Sides {
    /// The property that says a node's side.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
    /// Values of the property that say: on both sides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub both: Vec<String>,
    /// The sides, in the order in which they are shown.
    pub pair: [SideSpec; 2],
}

/// One of two sides.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct SideSpec {
    /// What people call it.
    pub label: Words,
    /// Values of the property that say: on this side.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Ids of the nodes that are this side; what lies in one of them is on this side.
    pub places: Vec<String>,
}

/// Which claims say who stands behind the words of a source (an author, an agency, an outlet).
///
/// Sources with a common origin are not independent of each other, nor are sources of one publisher.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object")]
pub struct Origins {
    /// The type of such claims: the origin is at their source, the source record at their target.
    #[serde(rename = "type")]
    pub edge_type: String,
    /// The property of such claims that tells who wrote from who took the pictures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub property: Option<String>,
    /// The values of the property that count; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
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
    /// What nodes of this kind are to the analyses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<NodeRole>,
    /// Properties that nodes of this kind may have, beside the built-in ones.
    #[serde(default)]
    pub props: BTreeMap<String, Property>,
}

/// What nodes of a kind are to the analyses. Several kinds may share a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeRole {
    /// Somebody with a name.
    Person,
    /// A post that persons hold.
    Office,
    /// A body with offices.
    Institution,
    /// A place that can face another one.
    Place,
    /// Several persons, bodies or places spoken of as one.
    Group,
    /// People sent together for one occasion.
    Delegation,
    /// Something that happened at a date.
    Event,
    /// A paper that binds its parties.
    Agreement,
    /// Something carried out over time.
    Project,
    /// A subject matter.
    Field,
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
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The source lies in or belongs to the target.
    Containment,
    /// The source comes after the target in time and takes its place.
    Succession,
    /// The source occupies the target, alone at any one date unless the target's `seats` is `many`.
    Holding,
    /// The source and the target are each other's counterparts.
    Pairing,
    /// The source is one of the target: of a group's members, of a delegation.
    Membership,
    /// The source took part in the target, an event.
    Participation,
    /// The source is bound by the target, an agreement.
    Party,
    /// The source signed the target, an agreement.
    Signing,
    /// The source was made or signed at the target, an event.
    Occasion,
    /// The source carries out, builds on or looks back on the target.
    FollowUp,
    /// The target carries out the source or was made possible by it.
    Outcome,
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
