//! One step of an iteration over all nodes: what flows into each from its neighbours.

use std::thread;

use super::{Budget, LimitReached};
use crate::graph::Projection;

/// Below so many arcs starting threads costs more than it saves.
const MIN_ARCS: usize = 1 << 17;

/// Returns the sum of values of the nodes that lead to a node, each times the weight of the arc.
pub(super) fn inflow(projection: &Projection, node: u32, values: &[f64]) -> f64 {
    if projection.is_weighted() {
        projection.arcs_into(node).map(|arc| arc.weight * values[arc.target as usize]).sum()
    } else {
        projection.sources(node).iter().map(|source| values[*source as usize]).sum()
    }
}

/// Returns the sum of values of the nodes that a node leads to, each times the weight of the arc.
pub(super) fn outflow(projection: &Projection, node: u32, values: &[f64]) -> f64 {
    if projection.is_weighted() {
        projection.arcs(node).map(|arc| arc.weight * values[arc.target as usize]).sum()
    } else {
        projection.targets(node).iter().map(|target| values[*target as usize]).sum()
    }
}

/// Sets the value of each node to what a function says, on as many threads as the graph is worth.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline, which is looked at once.
pub(super) fn fill(
    projection: &Projection,
    values: &mut [f64],
    budget: &Budget,
    value: &(dyn Fn(u32) -> f64 + Sync),
) -> Result<(), LimitReached> {
    budget.check_time()?;
    let n_threads = if projection.n_edges() < MIN_ARCS { 1 } else { budget.n_threads() };
    let size = values.len().div_ceil(n_threads).max(1);
    let set = |first: usize, part: &mut [f64]| {
        for (node, slot) in (u32::try_from(first).unwrap_or(u32::MAX)..).zip(part) {
            *slot = value(node);
        }
    };
    if n_threads == 1 {
        set(0, values);
        return Ok(());
    }
    thread::scope(|scope| {
        for (at, part) in values.chunks_mut(size).enumerate() {
            scope.spawn(move || set(at * size, part));
        }
    });
    Ok(())
}

/// Returns the sum of the differences between two lists.
pub(super) fn change(old: &[f64], new: &[f64]) -> f64 {
    old.iter().zip(new).map(|(old, new)| (old - new).abs()).sum()
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
