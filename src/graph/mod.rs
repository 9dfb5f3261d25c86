//! The labelled property graph: one read trait, the graph in memory, changes on top of it, and projections.
//!
//! - [`GraphView`] is the one trait between readers and data. [`MemoryGraph`] implements it over petgraph;
//!   [`Overlay`] implements it for a view plus not yet applied changes.
//! - A [`ChangeSet`] is the net effect of some writes; a [`MemoryGraph`] takes it whole or not at all.
//! - A [`Projection`] is the dense form that analyses run on: chosen nodes and edges in compressed sparse rows.
//!
//! Imports only `model`. It knows nothing of files, names, schemas or languages.

mod adjacency;
mod changes;
mod columns;
mod dictionary;
pub mod edge_list;
mod error;
mod facts;
mod filter;
mod id_set;
mod indexes;
mod label_sets;
mod labels;
mod links;
mod memory;
mod overlay;
mod projection;
mod properties;
mod rules;
mod roles;
mod renumber;
mod rows;
mod sides;
mod symbols;
mod view;

pub use changes::{ChangeSet, Written};
pub use columns::{Dense, NO_FLOAT, NO_INTEGER, NO_TEXT, PropertyColumn, is_no_float};
pub use dictionary::{Dictionary, TextPart};
pub use error::GraphError;
pub use facts::{FactKeys, Facts};
pub use filter::{Filter, LeftOut, Reason, holds_at, holds_during};
pub use links::{Link, Links};
pub use label_sets::LabelSets;
pub use memory::MemoryGraph;
pub use overlay::Overlay;
pub use projection::{Arc, Projection, ProjectionSpec};
pub use properties::Properties;
pub use rules::{Rule, RuleKind, RuleTarget};
pub use roles::{edge_role, node_role, types_of_role};
pub use renumber::ranks;
pub use rows::{Topology, Weights};
pub use sides::{Side, SideIndex};
pub use symbols::{KeyId, LabelId, Symbols, TypeId};
pub use view::{Direction, EdgeEnds, GraphView, Hop, Types};
