//! Places boxes on a plane so that what is connected lies together and nothing covers anything else.
//!
//! [`lay_out`] takes sizes and pairs and gives middles. Each component is placed by [`stress`] over the distances of
//! [`distance`], freed of overlaps by [`overlap`], and the components are set side by side by [`pack`]. Only
//! the four operations and square roots are used, and the order of all random choices is fixed, so that the same
//! graph gives the same places on every machine. Knows no graph, kinds or text.

mod distance;
mod overlap;
mod pack;
mod stress;

use std::collections::BTreeSet;

/// A point or an extent, in pixels; y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Vector {
    pub(super) x: f64,
    pub(super) y: f64,
}

/// How far an edge of the shortest kind is drawn, in pixels, before boxes are pushed apart.
const UNIT: f64 = 46.0;

/// Returns the middle of each box, the top left corner of all of them at (0, 0).
///
/// `edges` are pairs of positions in `sizes`; direction, repeats and loops do not matter, and a pair with a
/// position that is not there counts as none. No two boxes overlap. Cost `O(n² log n + n m)` time for `n` boxes
/// and `m` edges, `O(n²)` memory: meant for up to a thousand or two.
pub(super) fn lay_out(sizes: &[Vector], edges: &[(usize, usize)]) -> Vec<Vector> {
    let neighbors = neighbors(sizes.len(), edges);
    let mut places = vec![Vector::default(); sizes.len()];
    let mut islands = Vec::new();
    for component in components(&neighbors) {
        let boxes: Vec<Vector> = component.iter().map(|node| sizes[*node]).collect();
        let inner = place_component(&component, &neighbors, &boxes);
        islands.push(pack::Island::new(component, &inner, &boxes));
    }
    for (node, place) in pack::side_by_side(islands) {
        places[node] = place;
    }
    places
}

fn place_component(component: &[usize], neighbors: &[BTreeSet<usize>], boxes: &[Vector]) -> Vec<Vector> {
    if component.len() == 1 {
        return vec![Vector::default()];
    }
    let distances = distance::between_all(component, neighbors);
    let weights: Vec<f64> = component.iter().map(|node| neighbors[*node].len() as f64).collect();
    let places = stress::place(&weights, &distances);
    let mut places: Vec<Vector> =
        lying(&places).into_iter().map(|place| Vector { x: place.x * UNIT, y: place.y * UNIT }).collect();
    overlap::push_apart(&mut places, boxes);
    places
}

fn neighbors(n_nodes: usize, edges: &[(usize, usize)]) -> Vec<BTreeSet<usize>> {
    let mut neighbors = vec![BTreeSet::new(); n_nodes];
    for &(from, to) in edges {
        if from != to && from < n_nodes && to < n_nodes {
            neighbors[from].insert(to);
            neighbors[to].insert(from);
        }
    }
    neighbors
}

/// Returns the connected components, the largest first, of equally large ones that with the first node.
fn components(neighbors: &[BTreeSet<usize>]) -> Vec<Vec<usize>> {
    let mut seen = vec![false; neighbors.len()];
    let mut components = Vec::new();
    for start in 0..neighbors.len() {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let mut component = vec![start];
        let mut next = 0;
        while let Some(&node) = component.get(next) {
            next += 1;
            for &neighbor in &neighbors[node] {
                if !std::mem::replace(&mut seen[neighbor], true) {
                    component.push(neighbor);
                }
            }
        }
        component.sort_unstable();
        components.push(component);
    }
    components.sort_by_key(|component| std::cmp::Reverse(component.len()));
    components
}

/// Turns a drawing so that it is widest from left to right: its first principal axis becomes the x axis.
fn lying(places: &[Vector]) -> Vec<Vector> {
    let n = places.len().max(1) as f64;
    let middle = Vector {
        x: places.iter().map(|place| place.x).sum::<f64>() / n,
        y: places.iter().map(|place| place.y).sum::<f64>() / n,
    };
    let (mut xx, mut xy, mut yy) = (0.0, 0.0, 0.0);
    for place in places {
        let (x, y) = (place.x - middle.x, place.y - middle.y);
        (xx, xy, yy) = (xx + x * x, xy + x * y, yy + y * y);
    }
    // The eigenvector of the larger eigenvalue of the covariance matrix.
    let half = (xx - yy) / 2.0;
    let root = (half * half + xy * xy).sqrt();
    let axis = if half >= 0.0 { (half + root, xy) } else { (xy, root - half) };
    let length = (axis.0 * axis.0 + axis.1 * axis.1).sqrt();
    let (cos, sin) = if length > 0.0 { (axis.0 / length, axis.1 / length) } else { (1.0, 0.0) };
    let turned = places.iter().map(|place| {
        let (x, y) = (place.x - middle.x, place.y - middle.y);
        Vector { x: x * cos + y * sin, y: y * cos - x * sin }
    });
    turned.collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn covers(a: (Vector, Vector), b: (Vector, Vector)) -> bool {
        let gap = |one: f64, other: f64, sizes: f64| (one - other).abs() < sizes / 2.0 - 1e-6;
        gap(a.0.x, b.0.x, a.1.x + b.1.x) && gap(a.0.y, b.0.y, a.1.y + b.1.y)
    }

    #[track_caller]
    fn assert_apart(places: &[Vector], sizes: &[Vector]) {
        let boxes: Vec<_> = places.iter().copied().zip(sizes.iter().copied()).collect();
        for (at, one) in boxes.iter().enumerate() {
            for other in &boxes[at + 1..] {
                assert!(!covers(*one, *other), "{one:?} covers {other:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn no_box_covers_another(
            sizes in prop::collection::vec((1.0..160.0, 1.0..60.0), 0..40),
            edges in prop::collection::vec((0_usize..44, 0_usize..44), 0..80),
        ) {
            let sizes: Vec<Vector> = sizes.into_iter().map(|(x, y)| Vector { x, y }).collect();
            let places = lay_out(&sizes, &edges);
            assert_apart(&places, &sizes);
            for (place, size) in places.iter().zip(&sizes) {
                prop_assert!(place.x - size.x / 2.0 > -1e-6 && place.y - size.y / 2.0 > -1e-6, "{place:?}");
            }
            prop_assert_eq!(places, lay_out(&sizes, &edges));
        }
    }

    #[test]
    fn neighbours_lie_nearer_than_others() {
        // A chain of twelve: along it, distances grow.
        let sizes = vec![Vector { x: 20.0, y: 20.0 }; 12];
        let edges: Vec<(usize, usize)> = (0..11).map(|node| (node, node + 1)).collect();
        let places = lay_out(&sizes, &edges);
        let apart = |a: usize, b: usize| {
            let (x, y) = (places[a].x - places[b].x, places[a].y - places[b].y);
            (x * x + y * y).sqrt()
        };
        for node in 1..11 {
            assert!(apart(0, node) < apart(0, node + 1), "{places:?}");
        }
        let width = places.iter().map(|place| place.x).fold(0.0, f64::max);
        let height = places.iter().map(|place| place.y).fold(0.0, f64::max);
        assert!(width > 2.0 * height, "a chain lies: {width} × {height}");
    }

    #[test]
    fn two_groups_with_one_tie_are_two_heaps() {
        let clique = |from: usize| (from..from + 8).flat_map(move |a| (a + 1..from + 8).map(move |b| (a, b)));
        let edges: Vec<(usize, usize)> = clique(0).chain(clique(8)).chain([(0, 8)]).collect();
        let places = lay_out(&[Vector { x: 30.0, y: 20.0 }; 16], &edges);
        let left = places[..8].iter().map(|place| place.x).fold(f64::MIN, f64::max);
        let right = places[8..].iter().map(|place| place.x).fold(f64::MAX, f64::min);
        let (other_left, other_right) = (
            places[8..].iter().map(|place| place.x).fold(f64::MIN, f64::max),
            places[..8].iter().map(|place| place.x).fold(f64::MAX, f64::min),
        );
        assert!(left < right || other_left < other_right, "{places:?}");
    }
}
