//! What all rooms share: ids, values, dates, citations, and what a schema is.
//!
//! Imports no other room. Nothing here reads files or knows a node kind by name.

mod citation;
mod edtf;
mod id;
pub mod keys;
mod lang;
mod path;
mod schema;
mod span;
pub mod temporal;
mod value;

pub use citation::{Citation, CitationError, Status};
pub use edtf::{Day, Days, Edtf, EdtfError, End, Holds};
pub use id::{EdgeId, NodeId};
pub use lang::{Lang, Words};
pub use path::Path;
pub use schema::{
    EdgeType, NodeKind, NodeRole, Origins, Property, PropertyType, Role, Schema, Shape, SideSpec, Sides,
};
pub use span::Span;
pub use value::Value;
