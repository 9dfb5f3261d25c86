//! Graph algorithms, one a file, over a [`Projection`](crate::graph::Projection).
//!
//! Each says its definition, source, cost, and how it treats direction, loops and parallel edges. All are
//! deterministic: equal input gives equal output, to the last bit on any number of threads. [`catalog`] names
//! those that rank, group or mark.

mod betweenness;
mod betweenness_subset;
mod biconnected;
mod breadth_first;
mod brokerage;
mod budget;
pub mod catalog;
mod closeness;
mod clustering;
mod components;
mod core_number;
mod cuts;
mod degree;
mod distances;
mod eccentricity;
mod edge_ends;
mod eigenvector;
mod flow;
mod groups;
mod hits;
mod iteration;
mod katz;
mod label_propagation;
mod leiden;
mod louvain;
mod low_links;
mod modularity;
mod network;
mod one_mode;
mod pagerank;
mod parallel;
mod partition;
mod random;
#[cfg(test)]
mod samples;
mod search;
mod shortest_paths;
mod simple;
mod spanning_forest;
mod strong_components;
mod structural_holes;
#[cfg(test)]
mod subset_samples;
mod ties;
mod tree;
mod triangles;
#[allow(dead_code)] mod vectors;
mod weighted_paths;
pub mod workload;
mod yen;

pub use betweenness::{BetweennessOptions, Scale, betweenness, edge_betweenness};
pub use betweenness_subset::{SubsetBetweenness, betweenness_subset};
pub use biconnected::biconnected_components;
pub use breadth_first::{UNREACHED, hops};
pub use brokerage::{Brokerage, brokerage};
pub use budget::{Budget, LimitReached};
pub use closeness::{closeness, harmonic};
pub use clustering::clustering;
pub use components::weak_components;
pub use core_number::core_numbers;
pub use cuts::{ArticulationPoint, Bridge, Cuts, articulation_flags, bridge_counts, cuts};
pub use degree::{degrees, strengths};
pub use distances::{Distances, distances};
pub use eccentricity::{Bounds, eccentricities};
pub use eigenvector::eigenvector;
pub use groups::n_groups;
pub use hits::{Hits, hits};
pub use iteration::Iteration;
pub use katz::{katz, safe_attenuation};
pub use label_propagation::label_propagation;
pub use leiden::{Search, leiden};
pub use louvain::louvain;
pub use modularity::modularity;
pub use one_mode::{SharedOccasions, one_mode};
pub use pagerank::pagerank;
pub use search::{PathQuery, Reach};
pub use shortest_paths::{ShortestPaths, shortest_paths};
pub use spanning_forest::minimum_spanning_forest;
pub use strong_components::strong_components;
pub use structural_holes::{constraint, effective_size};
pub use weighted_paths::lightest_path;
pub use yen::k_shortest_paths;
