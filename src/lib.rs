//! hvgraph: a graph database that cites its sources, and the relationship analyser on top of it.
//!
//! This page is the map of the code. What the program does for its users is in the README.
//!
//! # The idea
//! A data set is a set of *claims*: edges of a labelled property graph, each with at least one citation
//! (`source#paragraph`), a status and, where known, a date in EDTF. Kinds of nodes and types of edges are
//! data too (`schema.json`); no code knows a kind by its name. What the engine may conclude from a type is said by
//! [`Role`](model::Role): containment, succession, holding, pairing, signing and others.
//!
//! # Rooms
//! In reading order; a room imports only rooms above it, and `tests/it/rooms.rs` holds the code to that.
//!
//! | room | job |
//! |---|---|
//! | [`model`] | ids, [`Value`](model::Value), [`Edtf`](model::Edtf) dates with three-valued as-of, citations, what a schema is |
//! | [`names`] | names as people type them: fold keys, candidates, near names, and why each matched |
//! | [`graph`] | [`GraphView`](graph::GraphView), the one read trait; [`MemoryGraph`](graph::MemoryGraph) over petgraph; [`Overlay`](graph::Overlay) for changes not yet applied; [`Projection`](graph::Projection) for analyses, also straight from an [edge list](graph::edge_list); [`Filter`](graph::Filter), [`Facts`](graph::Facts) and [`SideIndex`](graph::SideIndex) for data sets |
//! | [`dataset`] | a folder of JSON ⇄ a graph: reading, checking with file, line and column, contradictions, gaps, counterparts, differences, imports of GraphML, node-link JSON and CSV, the bundled data set |
//! | [`storage`] | one durable file: frames with checksums, commits that are whole or not there, snapshots, dumps |
//! | [`analysis`] | one algorithm a file over a projection: paths, centralities, communities, bridges, brokerage; [`catalog`](analysis::catalog) names those that rank, group or mark, [`workload`](analysis::workload) the kernels as benchmarks do |
//! | [`query`] | openCypher: text → tokens → syntax tree → bound statement → plan → rows in batches of columns |
//! | [`render`] | selections, pictures as data, DOT, SVG, a page to explore in a browser, formats of other programs, bibliographies; one escaping function a format |
//! | [`db`] | [`Database`](db::Database) and [`Session`](db::Session): statements and transactions on a graph in memory or in a file; procedures |
//! | [`cli`] | clap structs, one file a command, and the only place where errors become words and exit statuses |
//!
//! # How a command runs
//! `hvgraph path A B`: [`cli`] parses the flags and opens the data set: [`dataset`] parses its files in parallel, checks every
//! record against the schema, and fills a [`MemoryGraph`](graph::MemoryGraph), or reports every problem and loads nothing.
//! [`names`] finds the two nodes. The filters choose nodes and edges for a [`Projection`](graph::Projection), dense and
//! undirected; [`analysis`] searches it over edge ids, so that parallel claims stay apart. The answer is printed
//! as text or JSON, or composed into a [`Picture`](render::picture::Picture) for the DOT and SVG writers.
//!
//! `hvgraph query 'MATCH …'`: [`db`] looks the text up among its plans. A new one is parsed, bound (every name and type checked) and
//! planned by [`query`], with counts of labels and types to choose where to start. Operators pull batches from each other; what a
//! statement writes lies on an [`Overlay`](graph::Overlay) until it ends well, then goes to [`storage`] and is applied.
//!
//! `hvgraph bench --graph FILE`: [`graph::edge_list`] parses lines into blocks and sorts them into rows by counting; a kernel of
//! [`analysis`] runs on those rows as plain slices. `rank`, `communities` and `CALL hv.…` run the same kernels on the projection of
//! a selection.
//!
//! # Promises
//! Same input, same bytes, on any number of threads. No panic on any input. Nothing is lost silently: what is
//! left out is counted in every answer, and a broken data set is refused whole. A limit is an error, never a shorter answer.
//!
//! # As a library
//! ```
//! use hvgraph::dataset::Dataset;
//! use hvgraph::graph::{Direction, GraphView, Types};
//! use hvgraph::names::Resolution;
//!
//! let dataset = Dataset::bundled()?;
//! let Resolution::One(found) = dataset.names().resolve("dinh tien dung") else { panic!("one such official") };
//! let facts = dataset.facts();
//! let offices = dataset.graph().expand(found.node, Direction::Outgoing, Types::All);
//! let held = offices.filter(|hop| facts.edge_type(hop.edge) == "HOLDS");
//! for hop in held {
//!     assert!(facts.citations(hop.edge).count() > 0);
//!     println!("{} {:?}", facts.name(hop.neighbor), facts.attested(hop.edge));
//! }
//! # Ok::<(), hvgraph::dataset::DatasetError>(())
//! ```

pub mod model;
// In reading order, not in that of the alphabet.
pub mod names;
#[rustfmt::skip]
pub mod graph;
#[rustfmt::skip]
pub mod dataset;
#[rustfmt::skip]
pub mod storage;
#[rustfmt::skip]
pub mod analysis;
pub mod query;
pub mod render;
#[rustfmt::skip]
pub mod db;
#[rustfmt::skip]
pub mod cli;
