//! `hvgraph path`.
