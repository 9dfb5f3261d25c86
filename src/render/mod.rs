//! Turns graphs and answers into text that other programs and people read.

pub mod picture;
