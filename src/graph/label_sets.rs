//! Which labels nodes have, as one small number a node.

use std::collections::BTreeMap;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::LabelId;
use crate::model::NodeId;

/// The sets of labels that nodes have, by number, and the number of each node's set.
///
/// Graphs have few sets: a condition on labels is answered once a set, and then costs one look into two bytes a node.
#[derive(Debug, Clone)]
pub struct LabelSets {
    /// By node id; 0, the empty set, for nodes that are not there.
    of_node: Vec<u16>,
    /// By number, each sorted by id.
    sets: Vec<Box<[LabelId]>>,
    by_labels: BTreeMap<Box<[LabelId]>, u16>,
}

impl LabelSets {
    /// Returns all sets; the first is empty.
    pub fn sets(&self) -> &[Box<[LabelId]>] {
        &self.sets
    }

    /// Returns the number of a node's set.
    #[inline]
    pub fn of(&self, node: NodeId) -> usize {
        usize::from(self.of_node.get(node.index()).copied().unwrap_or(0))
    }

    /// Makes the sets from the nodes of each label, by label id; none where there are more than 2^16 sets.
    fn build<'n>(n_ids: usize, with_label: impl Iterator<Item = (LabelId, &'n [NodeId])>) -> Option<Self> {
        let empty: Box<[LabelId]> = Box::default();
        let by_labels = BTreeMap::from([(empty.clone(), 0)]);
        let mut all = LabelSets { of_node: vec![0; n_ids], sets: vec![empty], by_labels };
        for (label, nodes) in with_label {
            // Nodes of one set mostly lie together.
            let mut last = None;
            for node in nodes {
                let before = *all.of_node.get(node.index())?;
                let after = match last {
                    Some((from, to)) if from == before => to,
                    _ => {
                        let labels = all.sets.get(usize::from(before))?.iter().copied().chain([label]);
                        let labels: Box<[LabelId]> = labels.collect();
                        all.number(&labels)?
                    }
                };
                last = Some((before, after));
                *all.of_node.get_mut(node.index())? = after;
            }
        }
        Some(all)
    }

    fn number(&mut self, labels: &[LabelId]) -> Option<u16> {
        if let Some(number) = self.by_labels.get(labels) {
            return Some(*number);
        }
        let number = u16::try_from(self.sets.len()).ok()?;
        self.sets.push(labels.into());
        self.by_labels.insert(labels.into(), number);
        Some(number)
    }

    /// Enters what labels a node has now; says whether there was a number left for them.
    fn enter(&mut self, node: NodeId, labels: &[LabelId]) -> bool {
        let Some(number) = self.number(labels) else { return false };
        if self.of_node.len() <= node.index() {
            self.of_node.resize(node.index() + 1, 0);
        }
        self.of_node[node.index()] = number;
        true
    }
}

/// The label sets of a graph, made once as many nodes were asked for their labels as an eighth of all.
#[derive(Debug, Default)]
pub(super) struct LazyLabelSets {
    made: OnceLock<Option<LabelSets>>,
    n_reads: AtomicUsize,
}

/// So many reads never make the sets.
const FREE_READS: usize = 1024;

impl Clone for LazyLabelSets {
    fn clone(&self) -> Self {
        LazyLabelSets { made: self.made.clone(), n_reads: AtomicUsize::new(self.n_reads.load(Ordering::Relaxed)) }
    }
}

impl LazyLabelSets {
    /// Returns the sets if they are there or are worth making, now that so many nodes more are asked about.
    pub(super) fn get<'n, I: Iterator<Item = (LabelId, &'n [NodeId])>>(
        &self,
        n_reads: usize,
        n_ids: usize,
        with_label: impl FnOnce() -> I,
    ) -> Option<&LabelSets> {
        if let Some(made) = self.made.get() {
            return made.as_ref();
        }
        let n_reads = self.n_reads.fetch_add(n_reads, Ordering::Relaxed).saturating_add(n_reads);
        if n_reads < FREE_READS.max(n_ids / 8) {
            return None;
        }
        self.made.get_or_init(|| LabelSets::build(n_ids, with_label())).as_ref()
    }

    /// Enters what labels a node has now, none for one that is gone.
    pub(super) fn enter(&mut self, node: NodeId, labels: &[LabelId]) {
        if let Some(Some(sets)) = self.made.get_mut()
            && !sets.enter(node, labels)
        {
            self.made = OnceLock::from(None);
        }
    }
}
