//! Turns graphs and answers into text that other programs and people read.

pub mod dot;
pub mod graphviz;
pub mod picture;
pub mod svg;

mod acyclic;
mod clusters;
mod link;
mod paint;
mod text;

#[cfg(test)]
mod samples;
