//! Places nodes so that their distances on the plane are those along the edges, as well as may be.

use super::Vector;
use super::distance::Distances;

/// By how much a round moves less than the one before; a ratio keeps the schedule free of powers.
const COOLING: f64 = 0.78;

/// Rounds after the steps have become small.
const SETTLING_ROUNDS: usize = 12;

/// Returns a place for each node.
///
/// `weights` say how much each node matters: two that both matter much keep their distance before others do, so
/// that two hubs with the same neighbours do not fall on one spot.
///
/// Every pair of nodes is moved apart or together, in an order shuffled anew each round, by as much as its
/// distance is wrong, less for far pairs and less from round to round. About 50 rounds of `O(n²)`.
///
/// # Source
/// Zheng, Pawar and Goodman, "Graph drawing by stochastic gradient descent" (2019), section 2; the start is a
/// low-discrepancy sequence instead of chance, and the step falls by a fixed ratio.
pub(super) fn place(weights: &[f64], distances: &Distances) -> Vec<Vector> {
    let n_nodes = weights.len();
    let mut places = start(n_nodes);
    let mut pairs: Vec<(u32, u32)> = (0..).take(n_nodes).flat_map(|a| (0..a).map(move |b| (b, a))).collect();
    let longest = pairs.iter().map(|pair| far(distances, *pair)).fold(1.0, f64::max);
    let mut step = longest * longest;
    let mut random = SplitMix(0x005e_ed0f_9a6e);
    let mut n_settled = 0;
    while n_settled < SETTLING_ROUNDS {
        random.shuffle(&mut pairs);
        for &pair in &pairs {
            let weight = weights[pair.0 as usize].min(weights[pair.1 as usize]);
            settle(&mut places, pair, far(distances, pair), step * weight);
        }
        n_settled += usize::from(step < 0.5);
        step *= COOLING;
    }
    places
}

fn far(distances: &Distances, (a, b): (u32, u32)) -> f64 {
    distances.get(a as usize, b as usize)
}

/// Moves two nodes halfway to the distance they should have, or by the share that the step allows.
fn settle(places: &mut [Vector], (a, b): (u32, u32), wanted: f64, step: f64) {
    let (one, other) = (places[a as usize], places[b as usize]);
    let (x, y) = (one.x - other.x, one.y - other.y);
    let found = (x * x + y * y).sqrt().max(1e-9);
    let share = (step / (wanted * wanted)).min(1.0);
    let move_by = share * (found - wanted) / 2.0 / found;
    places[a as usize] = Vector { x: one.x - move_by * x, y: one.y - move_by * y };
    places[b as usize] = Vector { x: other.x + move_by * x, y: other.y + move_by * y };
}

/// Spreads the nodes evenly over a square.
///
/// # Source
/// The plastic-number sequence: Roberts, "The unreasonable effectiveness of quasirandom sequences" (2018).
fn start(n_nodes: usize) -> Vec<Vector> {
    let side = (n_nodes as f64).sqrt() * 2.0;
    let place = |node: usize| {
        let node = node as f64 + 0.5;
        Vector {
            x: (node * 0.754_877_666_246_693).fract() * side,
            y: (node * 0.569_840_290_998_053).fract() * side,
        }
    };
    (0..n_nodes).map(place).collect()
}

/// Steele, Lea and Flood, "Fast splittable pseudorandom number generators" (2014).
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Fisher and Yates; the tiny bias of the remainder does not matter here.
    fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            let chosen = self.next() % (end as u64 + 1);
            items.swap(end, usize::try_from(chosen).unwrap_or(end));
        }
    }
}
