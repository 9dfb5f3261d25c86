//! What flows into nodes from their neighbours: the sums that iterations over a graph repeat.

mod layout;

use std::ops::Range;

use self::layout::{Layout, Part};
use super::{Budget, LimitReached, parallel};
use crate::graph::{Projection, Topology, Weights, ranks};

/// Below so many arcs starting threads costs more than it saves.
const MIN_ARCS: usize = 1 << 17;
/// How many rows are added up side by side.
const LANES: usize = 8;

/// Rows of arcs laid out to be added up again and again.
///
/// Nodes are renumbered by falling number of arcs, their *ranks*, so that values which are often asked for lie side by
/// side. Rows of about as many arcs are interleaved, eight at a time: each is added up in the order of its arcs, in a
/// lane of its own. A row of more than 256 arcs is added up in eight lanes, and those in pairs. So sums depend neither
/// on vectors nor on threads. Parallel edges count each, a loop of an undirected projection once.
///
/// Cost to make it `O(n + m)`, about that of two additions of all rows, divided over the threads of the budget; memory
/// 4 bytes an arc and 12 a node, 8 bytes an arc more with weights.
pub(super) struct Inflow {
    /// Nodes by rank.
    order: Vec<u32>,
    parts: Vec<Part>,
    n_arcs: usize,
}

impl Inflow {
    /// Lays out the arcs that lead to each node.
    ///
    /// # Errors
    /// [`LimitReached::Time`] past the deadline.
    pub(super) fn new(projection: &Projection, budget: &Budget) -> Result<Self, LimitReached> {
        let order = projection.incoming().by_degree();
        let columns = ranks(&order);
        Self::of(projection.incoming(), projection.weights_into(), order, &columns, budget)
    }

    /// Lays out the arcs that lead to each node, and those that lead away from each: what comes out of either is by the
    /// ranks that the other asks for.
    ///
    /// # Errors
    /// [`LimitReached::Time`] past the deadline.
    pub(super) fn both_ways(projection: &Projection, budget: &Budget) -> Result<(Self, Self), LimitReached> {
        let (into, out) = (projection.incoming().by_degree(), projection.outgoing().by_degree());
        let columns = (ranks(&into), ranks(&out));
        let into = Self::of(projection.incoming(), projection.weights_into(), into, &columns.1, budget)?;
        let out = Self::of(projection.outgoing(), projection.weights(), out, &columns.0, budget)?;
        Ok((into, out))
    }

    /// Lays out rows in an order that is by falling length; a node is asked for by its rank.
    fn of(
        topology: Topology<'_>,
        weights: &Weights,
        order: Vec<u32>,
        rank: &[u32],
        budget: &Budget,
    ) -> Result<Self, LimitReached> {
        let n_arcs = topology.n_arcs();
        let budget = &budget.threads_if(n_arcs >= MIN_ARCS);
        let layout = Layout { topology, weights, order: &order, rank };
        let parts = parallel::each(layout.divided().into_iter(), budget, |rows| {
            budget.check_time()?;
            Ok(layout.part(rows))
        })?;
        Ok(Inflow { order, parts, n_arcs })
    }

    /// Returns the nodes by rank.
    pub(super) fn order(&self) -> &[u32] {
        &self.order
    }

    /// Returns values by dense index that are given by rank.
    pub(super) fn by_node(&self, values: &[f64]) -> Vec<f64> {
        let mut own = vec![0.0; values.len()];
        for (node, value) in self.order.iter().zip(values) {
            own[*node as usize] = *value;
        }
        own
    }

    /// Returns values by rank that are given by dense index.
    pub(super) fn by_rank(&self, values: &[f64]) -> Vec<f64> {
        self.order.iter().map(|node| values[*node as usize]).collect()
    }

    /// Sets each place of `sums` to the sum of the values of those that lead there, each times the weight of its arc;
    /// values and sums are by rank. `finish` is then given each part of them: its ranks and sums, to be changed in
    /// place; what it returns comes in the order of the parts.
    ///
    /// # Errors
    /// [`LimitReached::Time`] past the deadline.
    pub(super) fn pull<R: Send>(
        &self,
        values: &[f64],
        sums: &mut [f64],
        budget: &Budget,
        finish: impl Fn(Range<usize>, &mut [f64]) -> R + Sync,
    ) -> Result<Vec<R>, LimitReached> {
        let budget = &budget.threads_if(self.n_arcs >= MIN_ARCS);
        let mut rest = sums;
        let parts = self.parts.iter().map(|part| {
            let (own, after) = std::mem::take(&mut rest).split_at_mut(part.rows.len());
            rest = after;
            (part, own)
        });
        let work = |(part, own): (&Part, &mut [f64])| {
            budget.check_time()?;
            part.add_up(values, own);
            Ok(finish(part.rows.clone(), own))
        };
        parallel::each(parts, budget, work)
    }
}

/// Returns the sum of numbers, added up in eight lanes and those in order: fast, and always the same.
#[inline]
pub(super) fn lanes(numbers: impl ExactSizeIterator<Item = f64>) -> f64 {
    let mut lanes = [0.0; LANES];
    let mut numbers = numbers;
    for _ in 0..numbers.len() / LANES {
        for lane in &mut lanes {
            *lane += numbers.next().unwrap_or(0.0);
        }
    }
    for (lane, number) in lanes.iter_mut().zip(numbers) {
        *lane += number;
    }
    lanes.iter().sum()
}

/// Says whether no weight is below 0 or none at all.
pub(super) fn is_positive(weights: &Weights) -> bool {
    match weights {
        Weights::Real(own) => own.iter().all(|own| *own >= 0.0),
        Weights::Unit | Weights::Whole(_) => true,
    }
}

/// Returns the sum of the differences between two lists.
pub(super) fn change(old: &[f64], new: &[f64]) -> f64 {
    lanes(old.iter().zip(new).map(|(old, new)| (old - new).abs()))
}

/// Divides by the Euclidean length, if there is any.
pub(super) fn normalize(values: &mut [f64]) {
    let length = values.iter().map(|value| value * value).sum::<f64>().sqrt();
    if length > 0.0 {
        for value in values {
            *value /= length;
        }
    }
}

/// Divides by the sum, if there is any.
pub(super) fn share_out(values: &mut [f64]) {
    let sum: f64 = values.iter().sum();
    if sum > 0.0 {
        for value in values {
            *value /= sum;
        }
    }
}
