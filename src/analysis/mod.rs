//! Graph algorithms, one a file, over a [`Projection`](crate::graph::Projection).
//!
//! Each says its definition, source, cost, and how it treats direction, loops and parallel edges. All are
//! deterministic: equal input gives equal output. [`catalog`] names those that rank, group or mark.

mod betweenness_subset;
mod brokerage;
mod budget;
pub mod catalog;
mod components;
mod cuts;
mod degree;
mod groups;
mod label_propagation;
mod leiden;
mod louvain;
mod modularity;
mod network;
mod pagerank;
mod one_mode;
mod partition;
mod random;
mod search;
mod shortest_paths;
mod simple;
mod weighted_paths;
mod yen;

#[cfg(test)]
mod samples;

pub use betweenness_subset::{SubsetBetweenness, betweenness_subset};
pub use brokerage::{Brokerage, brokerage};
pub use budget::{Budget, LimitReached};
pub use components::{strong_components, weak_components};
pub use cuts::{ArticulationPoint, Bridge, Cuts, cuts};
pub use degree::degrees;
pub use groups::n_groups;
pub use label_propagation::label_propagation;
pub use leiden::{Search, leiden};
pub use louvain::louvain;
pub use modularity::modularity;
pub use pagerank::{Walk, pagerank};
pub use one_mode::{SharedOccasions, one_mode};
pub use search::{PathQuery, Reach};
pub use shortest_paths::{ShortestPaths, shortest_paths};
pub use weighted_paths::lightest_path;
pub use yen::k_shortest_paths;
