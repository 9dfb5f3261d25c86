//! Turns graphs and answers into text that other programs and people read.

pub mod compose;
pub mod json;
pub mod notes;
pub mod picture;
pub mod selection;
