//! Places boxes in layers and leads links between them, so that no box covers another and no link runs through one.
//!
//! The layout of Sugiyama, Tagawa and Toda (1981): layers by longest path, but no layer wider than a page; a place
//! for every link in every row it passes, and for its label; order by barycentres; then coordinates that are the best
//! in the sense of least squares for the order found (pool adjacent violators). Everything is done in the order
//! given and without hashing, so the same input gives the same output.

use super::layers::page_layers;

/// Space between boxes of a row, and beside a link.
pub(super) const BESIDE_ITEM: f64 = 22.0;
const BESIDE_LINK: f64 = 9.0;
/// Least height of the row between two rows of boxes, with and without links in it.
pub(super) const LINK_ROW: f64 = 2.0 * BEND;
const EMPTY_ROW: f64 = 16.0;
/// Height above and below labels in which links go sideways.
const BEND: f64 = 20.0;
/// With so many more links at one end, the label stands at the other, or the labels would make one long row.
const MANY_LINKS: usize = 4;
const ORDER_SWEEPS: usize = 16;
const PLACE_SWEEPS: usize = 12;

/// A point or an extent, in pixels; y grows downwards.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(in crate::render) struct Vector {
    pub(in crate::render) x: f64,
    pub(in crate::render) y: f64,
}

/// Where a link goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Ends {
    /// From one box down to another, which is another one.
    Between { upper: usize, lower: usize },
    /// From a box to the upper edge of the drawing.
    ToTop(usize),
    /// From a box to the lower edge of the drawing.
    ToBottom(usize),
}

/// A link to be led through the layers.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Link {
    pub(super) ends: Ends,
    /// How far from the middle of the upper and the lower box it is attached.
    pub(super) offsets: [f64; 2],
    /// The extent of its label; zero where there is none.
    pub(super) label: Vector,
}

/// Boxes in their places.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Placed {
    /// The extent of the whole.
    pub(super) size: Vector,
    /// The middle of each box.
    pub(super) centers: Vec<Vector>,
    /// The points each link passes, from top to bottom, without its ends at boxes.
    pub(super) routes: Vec<Vec<Vector>>,
    /// The middle of each link's label.
    pub(super) labels: Vec<Vector>,
}

/// Places boxes of the given sizes.
pub(super) fn place(sizes: &[Vector], links: &[Link]) -> Placed {
    if sizes.is_empty() {
        return Placed::default();
    }
    let mut rows = Rows::new(sizes, links);
    rows.sort();
    rows.spread();
    rows.finish(sizes.len(), links)
}

/// What has a place in a row: a box, or a stretch of a link.
struct Vertex {
    row: usize,
    size: Vector,
    beside: f64,
    /// How much it resists being moved.
    weight: f64,
    x: f64,
    /// Neighbours in earlier and later rows, each with the horizontal distance wished for.
    above: Vec<(usize, f64)>,
    below: Vec<(usize, f64)>,
}

struct Rows {
    vertices: Vec<Vertex>,
    /// The vertices of each row from left to right. Boxes stand in odd rows.
    order: Vec<Vec<usize>>,
    /// The vertices of each link from top to bottom, without boxes.
    chains: Vec<Vec<usize>>,
    /// The vertex of each link that holds the label.
    labels: Vec<usize>,
}

impl Rows {
    fn new(sizes: &[Vector], links: &[Link]) -> Rows {
        let layer = page_layers(sizes, links);
        let n_rows = 2 * layer.iter().max().map_or(0, |last| last + 1) + 1;
        let vertices =
            sizes.iter().zip(&layer).map(|(&size, layer)| vertex(2 * layer + 1, size, BESIDE_ITEM, 2.0));
        let mut rows = Rows {
            vertices: vertices.collect(),
            order: vec![Vec::new(); n_rows],
            chains: Vec::new(),
            labels: Vec::new(),
        };
        let n_links = n_links(sizes.len(), links);
        for link in links {
            rows.lead(link, n_rows, &n_links);
        }
        rows.begin_order();
        rows
    }

    /// Gives a link its places.
    fn lead(&mut self, link: &Link, n_rows: usize, n_links: &[usize]) {
        let (upper, lower) = match link.ends {
            Ends::Between { upper, lower } => (Some(upper), Some(lower)),
            Ends::ToTop(item) => (None, Some(item)),
            Ends::ToBottom(item) => (Some(item), None),
        };
        let first = upper.map_or(0, |upper| self.vertices[upper].row + 1);
        let end = lower.map_or(n_rows, |lower| self.vertices[lower].row);
        let middle = match link.ends {
            Ends::Between { upper, lower } if n_links[lower] > n_links[upper] + MANY_LINKS => first,
            Ends::Between { upper, lower } if n_links[upper] > n_links[lower] + MANY_LINKS => {
                end.saturating_sub(1)
            }
            _ => usize::midpoint(first, end) & !1,
        };
        let mut chain = Vec::with_capacity(end.saturating_sub(first));
        let mut last = upper.map(|upper| (upper, link.offsets[0]));
        for row in first..end {
            let size = if row == middle { link.label } else { Vector::default() };
            let current = self.vertices.len();
            self.vertices.push(vertex(row, size, BESIDE_LINK, 4.0));
            if row == middle {
                self.labels.push(current);
            }
            if let Some((last, offset)) = last {
                self.join(last, current, offset);
            }
            chain.push(current);
            last = Some((current, 0.0));
        }
        if let (Some((last, _)), Some(lower)) = (last, lower) {
            self.join(last, lower, -link.offsets[1]);
        }
        if chain.is_empty() {
            // Only a link that does not lead down; it has no place for a label.
            self.labels.push(0);
        }
        self.chains.push(chain);
    }

    /// Joins two vertices; the lower one wishes to lie `offset` to the right of the upper one.
    fn join(&mut self, upper: usize, lower: usize, offset: f64) {
        self.vertices[upper].below.push((lower, -offset));
        self.vertices[lower].above.push((upper, offset));
    }

    /// Puts the vertices into their rows depth-first, so that what is linked starts close together.
    fn begin_order(&mut self) {
        let mut is_seen = vec![false; self.vertices.len()];
        let mut roots: Vec<usize> = (0..self.vertices.len()).collect();
        roots.sort_by_key(|&vertex| (self.vertices[vertex].row, vertex));
        for root in roots {
            let mut stack = vec![root];
            while let Some(current) = stack.pop() {
                if std::mem::replace(&mut is_seen[current], true) {
                    continue;
                }
                let vertex = &self.vertices[current];
                self.order[vertex.row].push(current);
                stack.extend(vertex.above.iter().rev().map(|next| next.0).filter(|&next| !is_seen[next]));
                stack.extend(vertex.below.iter().rev().map(|next| next.0).filter(|&next| !is_seen[next]));
            }
        }
    }

    /// Orders every row by barycentres, keeping the order with the fewest crossings.
    fn sort(&mut self) {
        let mut places = self.places();
        let mut best = (self.n_crossings(&places), self.order.clone());
        for sweep in 0..ORDER_SWEEPS {
            let is_down = sweep % 2 == 0;
            for step in 0..self.order.len() {
                let row = if is_down { step } else { self.order.len() - 1 - step };
                self.sort_row(row, is_down, &mut places);
            }
            let n_crossings = self.n_crossings(&places);
            if n_crossings < best.0 {
                best = (n_crossings, self.order.clone());
            }
        }
        self.order = best.1;
    }

    fn sort_row(&mut self, row: usize, is_down: bool, places: &mut [f64]) {
        let mut keyed: Vec<(f64, usize)> = self.order[row]
            .iter()
            .map(|&current| {
                let vertex = &self.vertices[current];
                let neighbours = if is_down { &vertex.above } else { &vertex.below };
                let key = mean(neighbours.iter().map(|&(next, offset)| {
                    // An offset counts as the part of a place that it takes of a box.
                    places[next] + offset / (self.vertices[next].size.x + 2.0 * BESIDE_ITEM)
                }));
                (key.unwrap_or(places[current]), current)
            })
            .collect();
        keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
        self.order[row] = keyed.into_iter().map(|(_, vertex)| vertex).collect();
        for (place, &vertex) in self.order[row].iter().enumerate() {
            places[vertex] = place as f64;
        }
    }

    /// The place of each vertex in its row, from 0.
    fn places(&self) -> Vec<f64> {
        let mut places = vec![0.0; self.vertices.len()];
        for row in &self.order {
            for (place, &vertex) in row.iter().enumerate() {
                places[vertex] = place as f64;
            }
        }
        places
    }

    /// Counts crossings between neighbouring rows. O(m log m).
    fn n_crossings(&self, places: &[f64]) -> usize {
        self.order
            .iter()
            .map(|row| {
                let mut ends: Vec<(f64, f64)> = Vec::new();
                for &upper in row {
                    ends.extend(
                        self.vertices[upper].below.iter().map(|&(lower, _)| (places[upper], places[lower])),
                    );
                }
                ends.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
                n_inversions(ends.into_iter().map(|(_, lower)| lower).collect())
            })
            .sum()
    }

    /// Finds x for the order found.
    fn spread(&mut self) {
        for row in 0..self.order.len() {
            let wished = vec![0.0; self.order[row].len()];
            self.place_row(row, &wished);
        }
        for sweep in 0..PLACE_SWEEPS {
            let is_down = sweep % 2 == 0;
            for step in 0..self.order.len() {
                let row = if is_down { step } else { self.order.len() - 1 - step };
                let wished: Vec<f64> =
                    self.order[row].iter().map(|&vertex| self.wished(vertex, sweep, is_down)).collect();
                self.place_row(row, &wished);
            }
        }
    }

    /// Where a vertex would like to lie: by the row before, at the end by both rows.
    fn wished(&self, vertex: usize, sweep: usize, is_down: bool) -> f64 {
        let vertex = &self.vertices[vertex];
        let by = |neighbours: &[(usize, f64)]| {
            mean(neighbours.iter().map(|&(next, offset)| self.vertices[next].x + offset))
        };
        let (above, below) = (by(&vertex.above), by(&vertex.below));
        let both = match (above, below) {
            (Some(above), Some(below)) => Some(f64::midpoint(above, below)),
            (one, other) => one.or(other),
        };
        let before = if is_down { above } else { below };
        let wished = if sweep + 4 < PLACE_SWEEPS { before } else { both };
        wished.or(both).unwrap_or(vertex.x)
    }

    /// Moves the vertices of a row as near to the wished x as their widths allow, in least squares.
    ///
    /// # Source
    /// Pool adjacent violators: Ayer, Brunk, Ewing, Reid, Silverman (1955).
    fn place_row(&mut self, row: usize, wished: &[f64]) {
        let mut starts = Vec::with_capacity(wished.len());
        let mut pools: Vec<(f64, f64, usize)> = Vec::new();
        let mut start = 0.0;
        for (position, &current) in self.order[row].iter().enumerate() {
            if let Some(last) = position.checked_sub(1).map(|last| &self.vertices[self.order[row][last]]) {
                let current = &self.vertices[current];
                start +=
                    f64::midpoint(last.size.x, current.size.x) + f64::midpoint(last.beside, current.beside);
            }
            starts.push(start);
            let weight = self.vertices[current].weight;
            let mut pool = (wished[position] - start, weight, 1);
            while let Some(last) = pools.pop_if(|last| last.0 >= pool.0) {
                let weight = last.1 + pool.1;
                pool = ((last.0 * last.1 + pool.0 * pool.1) / weight, weight, last.2 + pool.2);
            }
            pools.push(pool);
        }
        let shifts = pools.into_iter().flat_map(|(shift, _, n)| std::iter::repeat_n(shift, n));
        for ((&vertex, start), shift) in self.order[row].iter().zip(starts).zip(shifts) {
            self.vertices[vertex].x = start + shift;
        }
    }

    /// Moves everything to where x and y begin at 0.
    fn finish(&self, n_items: usize, links: &[Link]) -> Placed {
        let left =
            self.vertices.iter().map(|vertex| vertex.x - vertex.size.x / 2.0).fold(f64::INFINITY, f64::min);
        let right = self.vertices.iter().map(|vertex| vertex.x + vertex.size.x / 2.0).fold(left, f64::max);
        let tops = self.tops();
        let middle = |vertex: &Vertex| Vector {
            x: vertex.x - left,
            y: f64::midpoint(tops[vertex.row], tops[vertex.row + 1]),
        };
        let routes = self.chains.iter().zip(links);
        Placed {
            size: Vector { x: right - left, y: tops[tops.len() - 1] },
            centers: self.vertices[..n_items].iter().map(middle).collect(),
            routes: routes.map(|(chain, link)| self.route(chain, link.ends, left, &tops)).collect(),
            labels: self.labels.iter().map(|&label| middle(&self.vertices[label])).collect(),
        }
    }

    /// The points of a link: straight past boxes and labels, sideways in the space between.
    fn route(&self, chain: &[usize], ends: Ends, left: f64, tops: &[f64]) -> Vec<Vector> {
        let points = chain.iter().flat_map(|&current| {
            let vertex = &self.vertices[current];
            let (top, bottom) = (tops[vertex.row], tops[vertex.row + 1]);
            let bend = if vertex.row % 2 == 1 { 0.0 } else { f64::min(BEND, (bottom - top) / 2.0) };
            [top + bend, bottom - bend].map(|y| Vector { x: vertex.x - left, y })
        });
        let mut points: Vec<Vector> = points.collect();
        match (ends, points.as_mut_slice()) {
            (Ends::ToTop(_), [first, ..]) => first.y = 0.0,
            (Ends::ToBottom(_), [.., last]) => last.y = tops[tops.len() - 1],
            _ => {}
        }
        points.dedup();
        points
    }

    /// The y at which each row begins, and the last ends.
    fn tops(&self) -> Vec<f64> {
        let mut tops = vec![0.0];
        let mut top = 0.0;
        let last = self.order.len() - 1;
        for (number, row) in self.order.iter().enumerate() {
            let tallest = row.iter().map(|&vertex| self.vertices[vertex].size.y).fold(0.0, f64::max);
            let least = match (number % 2, row.is_empty()) {
                (1, _) => 0.0,
                (_, true) if number == 0 || number == last => 0.0,
                (_, true) => EMPTY_ROW,
                (_, false) if number == 0 || number == last => EMPTY_ROW,
                (_, false) => LINK_ROW,
            };
            let margin = if number % 2 == 0 && tallest > 0.0 { 2.0 * BEND } else { 0.0 };
            top += f64::max(tallest + margin, least);
            tops.push(top);
        }
        tops
    }
}

fn vertex(row: usize, size: Vector, beside: f64, weight: f64) -> Vertex {
    Vertex { row, size, beside, weight, x: 0.0, above: Vec::new(), below: Vec::new() }
}

fn n_links(n_items: usize, links: &[Link]) -> Vec<usize> {
    let mut n_links = vec![0; n_items];
    for link in links {
        if let Ends::Between { upper, lower } = link.ends {
            n_links[upper] += 1;
            n_links[lower] += 1;
        }
    }
    n_links
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values.fold((0.0, 0_u32), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| sum / f64::from(n))
}

/// Counts pairs in the wrong order, by merging.
fn n_inversions(mut values: Vec<f64>) -> usize {
    let mut buffer = values.clone();
    let mut n = 0;
    let mut width = 1;
    while width < values.len() {
        for start in (0..values.len()).step_by(2 * width) {
            let middle = (start + width).min(values.len());
            let end = (start + 2 * width).min(values.len());
            let (mut left, mut right) = (start, middle);
            for slot in &mut buffer[start..end] {
                if left < middle && (right >= end || values[left] <= values[right]) {
                    *slot = values[left];
                    left += 1;
                } else {
                    *slot = values[right];
                    right += 1;
                    n += middle - left;
                }
            }
        }
        std::mem::swap(&mut values, &mut buffer);
        width *= 2;
    }
    n
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn size(x: f64, y: f64) -> Vector {
        Vector { x, y }
    }

    #[test]
    fn counts_inversions() {
        assert_eq!(n_inversions(vec![3.0, 1.0, 2.0, 2.0, 0.0]), 7);
        assert_eq!(n_inversions(vec![1.0, 1.0, 1.0]), 0);
    }

    #[test]
    fn a_chain_goes_straight_down() {
        let sizes = [size(50.0, 20.0); 3];
        let link = |upper, lower| Link {
            ends: Ends::Between { upper, lower },
            offsets: [0.0; 2],
            label: Vector::default(),
        };
        let placed = place(&sizes, &[link(0, 1), link(1, 2)]);
        assert!(placed.centers.iter().all(|center| (center.x - 25.0).abs() < 0.01), "{placed:?}");
        assert!(placed.centers.windows(2).all(|pair| pair[0].y < pair[1].y));
    }

    proptest! {
        #[test]
        fn boxes_and_labels_never_overlap(
            widths in prop::collection::vec((5.0..200.0_f64, 5.0..90.0_f64), 1..30),
            ends in prop::collection::vec((0..30_usize, 0..30_usize, 0.0..80.0_f64), 0..60),
        ) {
            let sizes: Vec<Vector> = widths.iter().map(|&(x, y)| size(x, y)).collect();
            let n = sizes.len();
            let links: Vec<Link> = ends.iter().map(|&(a, b, label)| {
                let (a, b) = (a % n, b % n);
                let ends = match a.cmp(&b) {
                    std::cmp::Ordering::Less => Ends::Between { upper: a, lower: b },
                    std::cmp::Ordering::Equal => Ends::ToTop(a),
                    std::cmp::Ordering::Greater => Ends::ToBottom(a),
                };
                Link { ends, offsets: [0.0; 2], label: size(label, 12.0) }
            }).collect();
            let placed = place(&sizes, &links);
            let mut boxes: Vec<(Vector, Vector)> = placed.centers.iter().copied().zip(sizes).collect();
            boxes.extend(placed.labels.iter().copied().zip(links.iter().map(|link| link.label)).filter(|(_, label)| label.x > 0.0));
            for (number, (center, extent)) in boxes.iter().enumerate() {
                for (other, other_extent) in &boxes[..number] {
                    let apart_x = (center.x - other.x).abs() + 0.01 >= f64::midpoint(extent.x, other_extent.x);
                    let apart_y = (center.y - other.y).abs() + 0.01 >= f64::midpoint(extent.y, other_extent.y);
                    prop_assert!(apart_x || apart_y);
                }
                prop_assert!(center.x + 0.01 >= extent.x / 2.0 && center.x + extent.x / 2.0 <= placed.size.x + 0.01);
                prop_assert!(center.y + 0.01 >= extent.y / 2.0 && center.y + extent.y / 2.0 <= placed.size.y + 0.01);
            }
        }
    }
}
