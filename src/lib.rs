//! hvgraph: a graph database that cites its sources, and the relationship analyser on top of it.

pub mod model;
pub mod graph;
pub mod names;
pub mod render;
