//! The `hvgraph` binary.
fn main() {}
