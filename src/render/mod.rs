//! Turns graphs and answers into text that other programs and people read.
//!
//! [`selection`] chooses a part of a graph, [`compose`](mod@compose) makes it a [`picture`] (plain data), and [`dot`]
//! writes it for Graphviz, which [`graphviz`] runs; [`svg`](mod@svg) draws it without, [`html`](mod@html) makes a page to
//! explore, and [`mermaid`] is for Markdown pages; a picture may be a [`strip`] of dated bars instead of a graph. [`json`],
//! [`graphml`], [`csv`], [`gexf`], [`cypher`], [`neo4j`], [`kgx`], [`ftm`] and [`bibliography`] write data, [`notes`] numbers
//! sources, [`loss`] says what a format could not hold. Each format has one escaping function.

pub mod bibliography;
pub mod compose;
pub mod csv;
pub mod cypher;
pub mod dot;
pub mod ftm;
pub mod gexf;
pub mod graphml;
pub mod graphviz;
pub mod html;
pub mod json;
pub mod kgx;
pub mod loss;
pub mod mermaid;
pub mod neo4j;
pub mod notes;
pub mod picture;
pub mod ramp;
pub mod report;
pub mod selection;
pub mod strip;
pub mod svg;
pub mod text;
pub mod typed_json;
pub mod xml;

mod acyclic;
mod clusters;
mod columns;
mod layout;
mod link;
mod paint;
mod record;

#[cfg(test)]
mod samples;
