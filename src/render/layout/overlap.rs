//! Pushes boxes apart until none covers another, as little as may be.

use super::Vector;

/// Rounds of pushing before the whole is spread a little and pushed again.
const ROUNDS: usize = 60;

/// The most of the drawing that boxes may fill before it is spread; fuller ones end in rows and columns.
const FULLEST: f64 = 0.42;

/// How much the whole is spread where pushing alone does not get through.
const SPREAD: f64 = 1.06;

/// Moves the middles so that no two boxes overlap; keeps the rough order of what lies where.
///
/// Two boxes that overlap part along the axis on which they overlap by the smaller share of their size, each by
/// half, so that wide boxes do not all part up and down. `O(n²)` a round.
pub(super) fn push_apart(places: &mut [Vector], sizes: &[Vector]) {
    separate_twins(places);
    spread(places, (fullness(places, sizes) / FULLEST).sqrt().max(1.0));
    loop {
        for _ in 0..ROUNDS {
            if !push_once(places, sizes) {
                return;
            }
        }
        spread(places, SPREAD);
    }
}

fn spread(places: &mut [Vector], factor: f64) {
    for place in places {
        *place = Vector { x: place.x * factor, y: place.y * factor };
    }
}

/// Returns which share of the rectangle around the middles the boxes fill, one and more where they cannot fit.
fn fullness(places: &[Vector], sizes: &[Vector]) -> f64 {
    let range = |part: fn(&Vector) -> f64| {
        let parts = || places.iter().map(part);
        parts().fold(f64::NEG_INFINITY, f64::max) - parts().fold(f64::INFINITY, f64::min)
    };
    let boxes: f64 = sizes.iter().map(|size| size.x * size.y).sum();
    let room = range(|place| place.x) * range(|place| place.y);
    // A drawing without height or width is a row; it has room enough on both sides.
    if room > 1.0 { (boxes / room).min(100.0) } else { FULLEST }
}

/// Boxes on one spot have no side to move to.
fn separate_twins(places: &mut [Vector]) {
    for (at, place) in places.iter_mut().enumerate() {
        let nudge = at as f64 * 1e-3;
        *place = Vector { x: place.x + nudge, y: place.y + nudge / 2.0 };
    }
}

/// Pushes each pair that overlaps; says whether there was one.
fn push_once(places: &mut [Vector], sizes: &[Vector]) -> bool {
    let mut has_overlap = false;
    for one in 0..places.len() {
        for other in one + 1..places.len() {
            let (x, y) = (places[other].x - places[one].x, places[other].y - places[one].y);
            let over_x = f64::midpoint(sizes[one].x, sizes[other].x) - x.abs();
            let over_y = f64::midpoint(sizes[one].y, sizes[other].y) - y.abs();
            if over_x <= 0.0 || over_y <= 0.0 {
                continue;
            }
            has_overlap = true;
            // A little more than needed, so that rounding leaves no overlap behind.
            if over_x * (sizes[one].y + sizes[other].y) < over_y * (sizes[one].x + sizes[other].x) {
                let by = (over_x / 2.0 + 0.01).copysign(x);
                places[one].x -= by;
                places[other].x += by;
            } else {
                let by = (over_y / 2.0 + 0.01).copysign(y);
                places[one].y -= by;
                places[other].y += by;
            }
        }
    }
    has_overlap
}
