//! Turns graphs and answers into text that other programs and people read.
//!
//! [`selection`] chooses a part of a graph, [`compose`](mod@compose) makes it a [`picture`] (plain data), and [`dot`]
//! writes it for Graphviz, which [`graphviz`] runs; [`svg`](mod@svg) draws it without. [`json`] and [`bibliography`] write data,
//! [`notes`] numbers sources, [`loss`] says what a format could not hold. Each format has one escaping function.

pub mod bibliography;
pub mod compose;
pub mod dot;
pub mod graphviz;
pub mod json;
pub mod loss;
pub mod notes;
pub mod picture;
pub mod ramp;
pub mod selection;
pub mod svg;
pub mod text;

mod acyclic;
mod clusters;
mod link;
mod paint;

#[cfg(test)]
mod samples;
