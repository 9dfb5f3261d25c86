//! Sets the parts of a drawing that nothing connects side by side.

use super::Vector;

/// Space between two parts, in pixels.
const GAP: f64 = 36.0;

/// A connected part that is placed already, its top left corner at (0, 0).
pub(super) struct Island {
    places: Vec<(usize, Vector)>,
    size: Vector,
}

impl Island {
    /// Takes nodes with the middles and sizes of their boxes.
    pub(super) fn new(nodes: Vec<usize>, middles: &[Vector], sizes: &[Vector]) -> Island {
        let boxes = || middles.iter().zip(sizes);
        let left = boxes().map(|(middle, size)| middle.x - size.x / 2.0).fold(f64::INFINITY, f64::min);
        let top = boxes().map(|(middle, size)| middle.y - size.y / 2.0).fold(f64::INFINITY, f64::min);
        let right = boxes().map(|(middle, size)| middle.x + size.x / 2.0).fold(left, f64::max);
        let bottom = boxes().map(|(middle, size)| middle.y + size.y / 2.0).fold(top, f64::max);
        let moved = middles.iter().map(|middle| Vector { x: middle.x - left, y: middle.y - top });
        Island {
            places: nodes.into_iter().zip(moved).collect(),
            size: Vector { x: right - left, y: bottom - top },
        }
    }
}

/// Sets the islands in rows, in their order.
pub(super) fn side_by_side(islands: Vec<Island>) -> Vec<(usize, Vector)> {
    let area: f64 = islands.iter().map(|island| (island.size.x + GAP) * (island.size.y + GAP)).sum();
    let (widest, highest) = islands
        .iter()
        .fold((0.0_f64, 0.0_f64), |(x, y), island| (x.max(island.size.x), y.max(island.size.y)));
    // One island that is most of the drawing gives the width; many small ones fill a lying rectangle.
    let has_mainland = widest * highest * 2.0 > area;
    let width = if has_mainland { widest } else { widest.max((area * 1.5).sqrt()) };
    let (mut x, mut y, mut height) = (0.0, 0.0, 0.0_f64);
    let mut places = Vec::new();
    for island in islands {
        if x > 0.0 && x + island.size.x > width {
            (x, y, height) = (0.0, y + height + GAP, 0.0);
        }
        let moved = island.places.into_iter();
        places.extend(moved.map(|(node, place)| (node, Vector { x: place.x + x, y: place.y + y })));
        x += island.size.x + GAP;
        height = height.max(island.size.y);
    }
    places
}
