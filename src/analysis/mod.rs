//! Graph algorithms, one a file, over a [`Projection`](crate::graph::Projection).
//!
//! Each says its definition, source, cost, and how it treats direction, loops and parallel edges. All are
//! deterministic: equal input gives equal output, to the last bit on any number of threads. [`catalog`] names
//! those that rank, group or mark.

mod all_pairs;
mod assortativity;
mod betweenness;
mod betweenness_subset;
mod brokerage;
mod budget;
pub mod catalog;
mod closeness;
mod clustering;
mod components;
mod core_number;
mod cuts;
mod degree;
mod dependencies;
mod eigenvector;
mod flow;
mod groups;
mod hits;
mod hop_rows;
mod hop_sums;
mod iteration;
mod katz;
mod label_propagation;
mod leiden;
mod length_search;
mod link_prediction;
mod louvain;
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

pub use all_pairs::{DistanceMatrix, MATRIX_MAX_NODES, all_pairs};
pub use assortativity::{attribute_assortativity, degree_assortativity, numeric_assortativity};
pub use betweenness::{BetweennessOptions, Scale, betweenness, edge_betweenness};
pub use betweenness_subset::{SubsetBetweenness, betweenness_subset};
pub use brokerage::{Brokerage, brokerage};
pub use budget::{Budget, LimitReached};
pub use closeness::{DistanceSample, closeness, harmonic};
pub use clustering::clustering;
pub use components::{strong_components, weak_components};
pub use core_number::core_numbers;
pub use cuts::{ArticulationPoint, Bridge, Cuts, cuts};
pub use degree::{degrees, strengths};
pub use eigenvector::eigenvector;
pub use groups::n_groups;
pub use hits::{Hits, hits};
pub use iteration::Iteration;
pub use katz::{katz, safe_attenuation};
pub use label_propagation::label_propagation;
pub use leiden::{Search, leiden};
pub use link_prediction::{LinkCandidate, LinkPrediction, LinkScore};
pub use louvain::louvain;
pub use modularity::modularity;
pub use one_mode::{SharedOccasions, one_mode};
pub use pagerank::pagerank;
pub use search::{PathQuery, Reach};
pub use shortest_paths::{ShortestPaths, shortest_paths};
pub use structural_holes::{constraint, effective_size};
pub use weighted_paths::lightest_path;
pub use yen::k_shortest_paths;
