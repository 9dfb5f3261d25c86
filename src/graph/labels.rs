//! The labels of one node.

use std::ops::Deref;

use super::LabelId;

/// Labels of one node, sorted by id, each once; a single one, as most nodes have, is held in place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Labels {
    One(LabelId),
    Many(Box<[LabelId]>),
}

impl Deref for Labels {
    type Target = [LabelId];

    fn deref(&self) -> &[LabelId] {
        match self {
            Labels::One(label) => std::slice::from_ref(label),
            Labels::Many(labels) => labels,
        }
    }
}

impl From<&[LabelId]> for Labels {
    /// Takes labels that are sorted already.
    fn from(labels: &[LabelId]) -> Self {
        match labels {
            [label] => Labels::One(*label),
            labels => Labels::Many(labels.into()),
        }
    }
}

impl FromIterator<LabelId> for Labels {
    /// Collects labels in any order, with repeats.
    fn from_iter<I: IntoIterator<Item = LabelId>>(labels: I) -> Self {
        let mut labels = labels.into_iter();
        let (Some(first), second) = (labels.next(), labels.next()) else { return Labels::Many(Box::default()) };
        let Some(second) = second else { return Labels::One(first) };
        let mut all: Vec<LabelId> = [first, second].into_iter().chain(labels).collect();
        all.sort_unstable();
        all.dedup();
        Labels::from(all.as_slice())
    }
}

const _: () = assert!(size_of::<Labels>() == 16, "a single label takes the place of a pointer");
