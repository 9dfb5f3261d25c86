//! Turns graphs and answers into text that other programs and people read.
//!
//! [`selection`] chooses a part of a graph, [`compose`](mod@compose) makes it a [`picture`] (plain data), and [`dot`]
//! writes it for Graphviz, which [`graphviz`] runs; [`svg`](mod@svg) draws it without. [`json`], [`graphml`], [`csv`] and [`bibliography`] write data,
//! [`notes`] numbers sources, [`loss`] says what a format could not hold. Each format has one escaping function.

pub mod bibliography;
pub mod compose;
pub mod csv;
pub mod dot;
pub mod graphml;
pub mod graphviz;
pub mod json;
pub mod loss;
pub mod notes;
pub mod picture;
pub mod selection;
pub mod svg;
pub mod text;
pub mod xml;

mod acyclic;
mod clusters;
mod columns;
mod link;
mod paint;

#[cfg(test)]
mod samples;
