//! Modularity: how much more weight lies inside groups than chance would put there.

use crate::graph::{Direction, Projection};

/// Returns the modularity of a division into groups; at most 1.
///
/// `Q = Σ (internal / W − resolution · out · in / W²)` over all groups: `internal` is the weight of arcs inside, `out`
/// and `in` are the weights of arcs that leave and reach its nodes, `W` the weight of all. Undirected, every edge is
/// two arcs, and so is a loop; directed, it is one. Parallel edges add up. Weights that are not positive numbers
/// count as 0. 0 for a graph without weight. `groups` has a number for each dense index; only equality counts, and
/// nodes beyond its end lie in the group 0. Cost `O(n + m)`.
///
/// # Source
/// Newman, Girvan 2004, Physical Review E 69, 026113; weights: Newman 2004; directed: Leicht, Newman 2008;
/// resolution: Reichardt, Bornholdt 2006. The values are those of NetworkX's `modularity`.
pub fn modularity(projection: &Projection, groups: &[u32], resolution: f64) -> f64 {
    let group_of = |node: u32| groups.get(node as usize).copied().unwrap_or(0) as usize;
    let n_groups = groups.iter().max().map_or(1, |last| *last as usize + 1);
    let loops_count = if projection.direction() == Direction::Both { 2.0 } else { 1.0 };
    let mut totals = vec![(0.0, 0.0); n_groups];
    let (mut internal, mut all) = (0.0, 0.0);
    let (arcs, weights) = (projection.outgoing(), projection.weights());
    for node in (0_u32..).take(projection.n_nodes()) {
        let own = group_of(node);
        for (at, &target) in arcs.range(node).zip(arcs.of(node)) {
            let times = if target == node { loops_count } else { 1.0 };
            let weight = times * positive(weights.at(at));
            let other = group_of(target);
            totals[own].0 += weight;
            totals[other].1 += weight;
            all += weight;
            if own == other {
                internal += weight;
            }
        }
    }
    if all <= 0.0 {
        return 0.0;
    }
    let expected: f64 = totals.iter().map(|(out, into)| out / all * (into / all)).sum();
    internal / all - resolution * expected
}

/// Returns a weight as it counts: 0 where it is not a positive number.
pub(super) fn positive(weight: f64) -> f64 {
    if weight.is_finite() && weight > 0.0 { weight } else { 0.0 }
}
