//! Which layer each box stands in.

use super::layered::{BESIDE_ITEM, Ends, LINK_ROW, Link, Vector};
use crate::render::acyclic::layers;

/// Returns the layer of each box: links lead down, and no layer is much wider than the whole is to be.
pub(super) fn page_layers(sizes: &[Vector], links: &[Link]) -> Vec<usize> {
    let n = sizes.len();
    let pairs: Vec<(usize, usize)> = links
        .iter()
        .filter_map(|link| match link.ends {
            Ends::Between { upper, lower } => Some((upper, lower)),
            Ends::ToTop(_) | Ends::ToBottom(_) => None,
        })
        .collect();
    let (mut above, mut below) = (vec![Vec::new(); n], vec![Vec::new(); n]);
    for &(upper, lower) in &pairs {
        above[lower].push(upper);
        below[upper].push(lower);
    }
    let earliest = layers(n, pairs.iter().copied());
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by_key(|&item| (above[item].is_empty() && below[item].is_empty(), earliest[item], item));
    let mut page = Page::new(sizes);
    let mut layer = vec![0; n];
    for &item in &order {
        let first = above[item].iter().map(|&upper| layer[upper] + 1).max().unwrap_or(0);
        layer[item] = page.take_from(first, sizes[item].x);
    }
    // Boxes that would stand far above what they are linked to come down to it.
    for &item in order.iter().rev() {
        let last = below[item].iter().map(|&lower| layer[lower]).min();
        if let Some(last) = last
            && below[item].len() > above[item].len()
        {
            layer[item] = page.move_down(layer[item], last, sizes[item].x);
        }
    }
    close_gaps(&mut layer);
    layer
}

/// The widths of the layers so far.
struct Page {
    widest: f64,
    widths: Vec<f64>,
}

impl Page {
    /// Chooses a width that makes the page about three by two.
    fn new(sizes: &[Vector]) -> Page {
        let area: f64 = sizes.iter().map(|size| (size.x + BESIDE_ITEM) * (size.y + 2.0 * LINK_ROW)).sum();
        let widest = sizes.iter().map(|size| size.x + BESIDE_ITEM).fold(0.0, f64::max);
        Page { widest: f64::max(widest, (area * 1.5).sqrt()), widths: Vec::new() }
    }

    fn take_from(&mut self, first: usize, width: f64) -> usize {
        let width = width + BESIDE_ITEM;
        let fits = |layer: &usize| self.widths.get(*layer).is_some_and(|taken| taken + width <= self.widest);
        let layer = (first..self.widths.len()).find(fits).unwrap_or(first.max(self.widths.len()));
        self.widths.resize(self.widths.len().max(layer + 1), 0.0);
        self.widths[layer] += width;
        layer
    }

    /// Moves a box to the last layer before `end` that has room.
    fn move_down(&mut self, from: usize, end: usize, width: f64) -> usize {
        let width = width + BESIDE_ITEM;
        let found = (from + 1..end).rev().find(|&layer| self.widths[layer] + width <= self.widest);
        let Some(layer) = found else { return from };
        self.widths[from] -= width;
        self.widths[layer] += width;
        layer
    }
}

/// Numbers the layers in use without gaps.
fn close_gaps(layer: &mut [usize]) {
    let mut used = layer.to_vec();
    used.sort_unstable();
    used.dedup();
    for layer in layer {
        *layer = used.binary_search(layer).unwrap_or(*layer);
    }
}
