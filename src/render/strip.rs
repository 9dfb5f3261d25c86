//! A strip of dated bars along a time axis, as data.
//!
//! [`Picture::strip`](super::picture::Picture::strip) holds one in place of nodes and edges. `axis` maps days to
//! places, `layout` turns the strip into a `scene` of boxes and texts with fixed places, and the writers for DOT and
//! SVG draw the scene, so that both drawings are the same.

mod axis;
mod layout;
mod scene;

pub(super) use self::layout::lay_out;
pub(super) use self::scene::{Ink, Item, Paint, Scene, Side, What};

use crate::model::Edtf;

/// The most bars that one strip keeps legible.
pub const MOST_BARS: usize = 1_000;

/// Dated things along an axis of years.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Strip {
    /// The bars, in time order.
    pub bars: Vec<Bar>,
}

/// One dated thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// When: gives place, length and ends.
    pub date: Edtf,
    /// Stands beside the bar: the date in words, and below it what it is.
    pub label: String,
    /// Shown when pointed at.
    pub tooltip: String,
    /// Opened on a click; only http, https and mailto links are written.
    pub url: Option<String>,
    /// Fill colour, `#RRGGBB`.
    pub fill: String,
}
