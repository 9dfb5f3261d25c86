//! hvgraph: a graph database that cites its sources, and the relationship analyser on top of it.

pub mod model;
// In reading order: a room names only rooms above it.
pub mod names;
#[rustfmt::skip]
pub mod graph;
pub mod analysis;
pub mod cli;
pub mod dataset;
pub mod render;
