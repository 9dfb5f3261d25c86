//! Draws a picture as SVG without Graphviz.
//!
//! For machines where Graphviz is not installed. Layers from top to bottom, each box laid out by
//! itself, every edge in a lane of its own with room for its label. Needs no font: widths come from a small table.
//! Text goes through [`xml_escape`] and nothing else; no script, no style sheet, no reference to another file, and
//! no link but to the web or to mail.

mod columns;
mod draw;
mod layered;
mod layers;
pub(super) mod measure;
mod nest;
mod notes;
mod page;
mod shape;
mod strip;

use thiserror::Error;

pub use super::xml::xml_escape;

use super::picture::Picture;
use super::strip::MOST_BARS;

/// The most nodes that the drawing keeps legible.
pub const MOST_NODES: usize = 500;
/// The most edges that the drawing keeps legible.
pub const MOST_EDGES: usize = 2_000;

/// Why there is no drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SvgError {
    /// It would not be legible.
    #[error(
        "{n_nodes} nodes and {n_edges} edges are too many to draw without Graphviz; at most {MOST_NODES} and \
         {MOST_EDGES} are legible"
    )]
    TooLarge {
        /// Nodes of the picture.
        n_nodes: usize,
        /// Edges of the picture.
        n_edges: usize,
    },
    /// The strip would not be legible.
    #[error("{n_bars} entries are too many for one strip; at most {MOST_BARS} are legible")]
    TooManyBars {
        /// Bars of the strip.
        n_bars: usize,
    },
}

impl SvgError {
    /// Returns what can be done about it.
    pub const fn hint(&self) -> &'static str {
        match self {
            SvgError::TooLarge { .. } => "draw a part with `--focus` or `--kind`, or install Graphviz",
            SvgError::TooManyBars { .. } => "name a node, or draw a part with `--kind` or `--during`",
        }
    }
}

/// Returns the picture as an SVG document in UTF-8.
///
/// The same picture gives the same bytes. An edge that ends at no node of the picture is not drawn. Takes about
/// O(s log s) time for s, the sum of the layers that edges pass.
///
/// # Errors
/// [`SvgError::TooLarge`] with more than [`MOST_NODES`] nodes or [`MOST_EDGES`] edges,
/// [`SvgError::TooManyBars`] with more than [`MOST_BARS`] bars of a strip.
pub fn to_svg(picture: &Picture) -> Result<String, SvgError> {
    if let Some(strip) = &picture.strip {
        let n_bars = strip.bars.len();
        return if n_bars > MOST_BARS {
            Err(SvgError::TooManyBars { n_bars })
        } else {
            Ok(strip::page(picture, strip))
        };
    }
    let (n_nodes, n_edges) = (picture.nodes.len(), picture.edges.len());
    if n_nodes > MOST_NODES || n_edges > MOST_EDGES {
        return Err(SvgError::TooLarge { n_nodes, n_edges });
    }
    Ok(page::page(picture))
}

#[cfg(test)]
mod tests;
