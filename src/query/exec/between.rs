//! The relationships between two nodes.

use super::Store;
use super::follow::Following;
use crate::graph::{Direction, Link, Links};
use crate::model::{EdgeId, NodeId};

/// Finds the relationships between two nodes: by search where they are sorted, else from the end that has fewer.
pub(super) struct Between<'a, S> {
    graph: &'a S,
    ahead: &'a Following,
    back: Following,
    links: Option<&'a Links>,
}

impl<'a, S: Store> Between<'a, S> {
    /// `n_looked_at` says how many relationships were looked at so far for want of an index.
    pub(super) fn new(graph: &'a S, following: &'a Following, n_looked_at: usize) -> Self {
        let links = following.only_type().and_then(|only| graph.links(only, n_looked_at));
        Between { graph, ahead: following, back: following.reversed(), links }
    }

    /// Calls a function with each relationship from one node to another, by direction (outgoing first), type, id; returns how
    /// many were looked at.
    pub(super) fn each(&self, from: NodeId, to: NodeId, mut see: impl FnMut(EdgeId)) -> usize {
        if let Some(links) = self.links {
            let direction = self.ahead.direction();
            if direction != Direction::Incoming {
                between(links.outgoing(from), to).iter().for_each(|link| see(link.edge));
            }
            let is_loop_again = direction == Direction::Both && from == to;
            if direction != Direction::Outgoing && !is_loop_again {
                between(links.incoming(from), to).iter().for_each(|link| see(link.edge));
            }
            return 1;
        }
        let lists = (self.ahead.lists(self.graph, from), self.back.lists(self.graph, to));
        if let (Some([ahead, more_ahead]), Some([back, more_back])) = lists {
            let (n_ahead, n_back) = (ahead.len() + more_ahead.len(), back.len() + more_back.len());
            if n_back < n_ahead {
                // The outgoing ones of the start are among the incoming ones of the end; a loop has as many ahead as back
                // where both directions are followed, so it does not come here twice.
                let is_both = self.ahead.direction() == Direction::Both;
                let (first, second) = if is_both { (more_back, back) } else { (back, more_back) };
                let steps = first.iter().chain(second).filter(|step| step.neighbor == from);
                steps.for_each(|step| see(step.edge));
                return n_back;
            }
        }
        let mut n_looked_at = 0;
        self.ahead.each(self.graph, from, |node, edge| {
            n_looked_at += 1;
            if node == to {
                see(edge);
            }
        });
        n_looked_at
    }
}

/// Returns the links of a sorted row that lead to a node.
pub(super) fn between(row: &[Link], to: NodeId) -> &[Link] {
    let start = row.partition_point(|link| link.neighbor < to);
    let n_links = row[start..].iter().take_while(|link| link.neighbor == to).count();
    &row[start..start + n_links]
}
