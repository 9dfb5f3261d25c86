//! The greatest eigenvector of a symmetric matrix, from a few products.

use crate::analysis::flow::{Inflow, lanes};
use crate::analysis::parallel::{self, cut};
use crate::analysis::{Budget, LimitReached};

/// How many products make a cycle at most; each takes memory.
const MAX_PRODUCTS: usize = 32;
/// The space is searched for its best vector after each so many.
const PRODUCTS_A_LOOK: usize = 4;
/// A vector so short, in proportion to the product that it is left of, may not be at right angles to all others.
const SHORT: f64 = 1e-6;
/// One so short is what is left of rounding.
const ROUNDING: f64 = 1e-14;

/// A cycle of Lanczos from a vector: the space of its products, and the best vector in it.
pub(super) struct Cycle<'c> {
    inflow: &'c Inflow,
    budget: &'c Budget,
    /// The vectors of the space, at right angles to each other; not of length 1.
    basis: Vec<Vec<f64>>,
    /// What makes each of them as long as 1.
    scales: Vec<f64>,
    /// In their directions the matrix has three diagonals: this, and the two beside it.
    diagonal: Vec<f64>,
    beside: Vec<f64>,
}

impl<'c> Cycle<'c> {
    pub(super) fn new(inflow: &'c Inflow, budget: &'c Budget) -> Cycle<'c> {
        let (basis, scales) = (Vec::new(), Vec::new());
        Cycle { inflow, budget, basis, scales, diagonal: Vec::new(), beside: Vec::new() }
    }

    /// Replaces a vector of length 1 by one that is nearer to the greatest eigenvector; returns how many products it
    /// took. It ends where what is left to the eigenvector is below `least` times the eigenvalue plus 1, or after so
    /// many products.
    pub(super) fn run(&mut self, vector: &mut Vec<f64>, least: f64, at_most: usize) -> Result<usize, LimitReached> {
        self.scales.clear();
        self.diagonal.clear();
        self.beside.clear();
        self.put(0, std::mem::take(vector));
        self.scales.push(1.0);
        let at_most = at_most.min(MAX_PRODUCTS);
        let mut n_products = 0;
        let weights = loop {
            let mut rest = self.product(n_products)?;
            n_products += 1;
            let is_over = n_products >= at_most;
            let most = self.diagonal.iter().fold(f64::MIN_POSITIVE, |most: f64, own| most.max(own.abs()));
            let mut is_flat = rest <= ROUNDING * most;
            if rest <= SHORT * most && !is_flat {
                let left = self.straightened(n_products);
                is_flat = left <= rest / 2.0;
                rest = left;
            }
            if is_over || is_flat || n_products.is_multiple_of(PRODUCTS_A_LOOK) {
                let (value, weights) = greatest(&self.diagonal, &self.beside);
                let left = rest * weights.last().map_or(0.0, |last| last.abs());
                if is_over || is_flat || left <= least * (value + 1.0) {
                    break weights;
                }
            }
            self.beside.push(rest);
            self.scales.push(1.0 / rest);
        };
        *vector = self.combined(&weights);
        Ok(n_products)
    }

    fn put(&mut self, at: usize, vector: Vec<f64>) {
        match self.basis.get_mut(at) {
            Some(slot) => *slot = vector,
            None => self.basis.push(vector),
        }
    }

    /// Takes the product of the last vector and what is new in it; returns the length of that.
    fn product(&mut self, last: usize) -> Result<f64, LimitReached> {
        if self.basis.len() == last + 1 {
            self.basis.push(vec![0.0; self.basis[0].len()]);
        }
        let (known, new) = self.basis.split_at_mut(last + 1);
        let (own, new) = (&known[last], &mut new[0]);
        let scale = self.scales[last];
        let before = last.checked_sub(1).map(|at| (&known[at], self.beside[at] * self.scales[at]));
        let parts = self.inflow.pull(own, new, self.budget, |ranks, sums| {
            let own = &own[ranks.clone()];
            match before {
                None => sums.iter_mut().for_each(|sum| *sum *= scale),
                Some((before, along)) => {
                    for (sum, before) in sums.iter_mut().zip(&before[ranks]) {
                        *sum = *sum * scale - along * before;
                    }
                }
            }
            lanes(sums.iter().zip(own).map(|(sum, own)| sum * own))
        })?;
        let along = parts.iter().sum::<f64>() * scale;
        self.diagonal.push(along);
        let squares = parallel::pieces(cut(new), self.budget, |begin, new| {
            for (slot, own) in new.iter_mut().zip(&own[begin..]) {
                *slot -= along * scale * own;
            }
            lanes(new.iter().map(|new| new * new))
        });
        Ok(squares.iter().sum::<f64>().sqrt())
    }

    /// Takes from the last vector what it has of all before it; returns the length of what is left.
    fn straightened(&mut self, last: usize) -> f64 {
        let (known, new) = self.basis.split_at_mut(last);
        let new = &mut new[0];
        for (own, scale) in known.iter().zip(&self.scales) {
            let along = scale * scale * lanes(own.iter().zip(&*new).map(|(own, new)| own * new));
            new.iter_mut().zip(own).for_each(|(new, own)| *new -= along * own);
        }
        lanes(new.iter().map(|new| new * new)).sqrt()
    }

    /// Adds the vectors up, each times its weight.
    fn combined(&self, weights: &[f64]) -> Vec<f64> {
        let mut sum = vec![0.0; self.basis[0].len()];
        parallel::pieces(cut(&mut sum), self.budget, |begin, sum| {
            for ((vector, scale), weight) in self.basis.iter().zip(&self.scales).zip(weights) {
                for (slot, own) in sum.iter_mut().zip(&vector[begin..]) {
                    *slot += weight * scale * own;
                }
            }
        });
        sum
    }
}

/// Returns the greatest eigenvalue of a symmetric matrix of three diagonals and its eigenvector, of length 1 and first
/// not below 0: by bisection, and by solving for it from just above.
fn greatest(diagonal: &[f64], beside: &[f64]) -> (f64, Vec<f64>) {
    let reach = |at: usize| {
        let near = |at: Option<usize>| at.and_then(|at| beside.get(at)).map_or(0.0, |own| own.abs());
        near(at.checked_sub(1)) + if at + 1 < diagonal.len() { near(Some(at)) } else { 0.0 }
    };
    let ends = || diagonal.iter().enumerate().map(|(at, own)| own + reach(at));
    let mut above = ends().fold(f64::NEG_INFINITY, f64::max);
    above += f64::EPSILON * above.abs() + f64::MIN_POSITIVE;
    let mut below = diagonal.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut middle = below + (above - below) / 2.0;
    while below < middle && middle < above {
        if is_above(diagonal, beside, middle) { above = middle } else { below = middle }
        middle = below + (above - below) / 2.0;
    }
    let mut vector = vec![1.0; diagonal.len()];
    for _ in 0..3 {
        solve(diagonal, beside, above, &mut vector);
        let length = vector.iter().map(|own| own * own).sum::<f64>().sqrt();
        let sign = if vector[0] < 0.0 { -1.0 } else { 1.0 };
        vector.iter_mut().for_each(|own| *own *= sign / length);
    }
    (above, vector)
}

/// Says whether all eigenvalues are below a number: whether all pivots of what is left of it are positive.
fn is_above(diagonal: &[f64], beside: &[f64], number: f64) -> bool {
    let mut pivot = number - diagonal[0];
    for (own, beside) in diagonal[1..].iter().zip(beside) {
        if pivot <= 0.0 {
            return false;
        }
        pivot = number - own - beside * beside / pivot;
    }
    pivot > 0.0
}

/// Solves `(number - matrix) x = vector` by elimination, in place; the number is above all eigenvalues, so that pivots
/// are positive.
fn solve(diagonal: &[f64], beside: &[f64], number: f64, vector: &mut [f64]) {
    let mut pivots = Vec::with_capacity(diagonal.len());
    pivots.push(number - diagonal[0]);
    for at in 1..diagonal.len() {
        let (pivot, beside) = (pivots[at - 1], beside[at - 1]);
        pivots.push(number - diagonal[at] - beside * beside / pivot);
        vector[at] += beside / pivot * vector[at - 1];
    }
    for at in (0..diagonal.len()).rev() {
        let after = if at + 1 < diagonal.len() { beside[at] * vector[at + 1] } else { 0.0 };
        vector[at] = (vector[at] + after) / pivots[at].max(f64::MIN_POSITIVE);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::assert_close;

    #[test]
    fn three_diagonals_have_known_eigenvalues() {
        // A path of n: 2 cos(π / (n + 1)).
        for n_nodes in 2..20_u32 {
            let n = n_nodes as usize;
            let (value, vector) = greatest(&vec![0.0; n], &vec![1.0; n - 1]);
            let angle = std::f64::consts::PI / f64::from(n_nodes + 1);
            let expected: Vec<f64> = (1..=n_nodes).map(|at| (f64::from(at) * angle).sin()).collect();
            let length = expected.iter().map(|own| own * own).sum::<f64>().sqrt();
            assert_close(&[value], &[2.0 * angle.cos()]);
            assert_close(&vector, &expected.into_iter().map(|own| own / length).collect::<Vec<_>>());
        }
        assert_eq!(greatest(&[3.0], &[]).1, [1.0]);
    }

    proptest! {
        #[test]
        fn what_is_found_is_an_eigenvector(rows in prop::collection::vec((-3.0..3.0_f64, 0.01..3.0_f64), 1..24)) {
            let diagonal: Vec<f64> = rows.iter().map(|row| row.0).collect();
            let beside: Vec<f64> = rows[1..].iter().map(|row| row.1).collect();
            let (value, vector) = greatest(&diagonal, &beside);
            for at in 0..rows.len() {
                let before = if at > 0 { beside[at - 1] * vector[at - 1] } else { 0.0 };
                let after = if at + 1 < rows.len() { beside[at] * vector[at + 1] } else { 0.0 };
                let product = before + diagonal[at] * vector[at] + after;
                prop_assert!((product - value * vector[at]).abs() < 1e-12);
            }
            prop_assert!(vector.iter().all(|own| *own >= 0.0));
        }
    }
}
