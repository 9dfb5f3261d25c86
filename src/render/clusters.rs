//! Boxes inside boxes, made safe to walk.

use super::picture::Cluster;

/// Boxes below this depth lie side by side in the last: Graphviz's parser has a stack of limited height.
pub(super) const DEEPEST_CLUSTER: usize = 32;

/// Finds the box around each box; one that is not before it counts as none.
pub(super) fn parents(clusters: &[Cluster]) -> Vec<Option<usize>> {
    let mut parents: Vec<Option<usize>> = Vec::with_capacity(clusters.len());
    let mut depths = Vec::with_capacity(clusters.len());
    for (position, cluster) in clusters.iter().enumerate() {
        let mut parent = cluster.parent.filter(|&parent| parent < position);
        if parent.is_some_and(|parent| depths[parent] == DEEPEST_CLUSTER) {
            parent = parent.and_then(|parent| parents[parent]);
        }
        depths.push(parent.map_or(1, |parent| depths[parent] + 1));
        parents.push(parent);
    }
    parents
}
