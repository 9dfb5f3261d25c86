//! Runs plans: one operator a file, rows in batches.

pub mod batch;
