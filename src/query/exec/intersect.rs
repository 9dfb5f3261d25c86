//! Each row with each node that all of several hops arrive at.
//!
//! One node at a time is bound to what all of its relationships to bound nodes allow, as in worst-case optimal joins: a triangle
//! costs the shorter of two sorted lists and no row for what does not close (Ngo, Porat, Ré, Rudra 2012; Veldhuizen 2014).

use super::batch::{BATCH_ROWS, Batch, Column};
use super::between::between;
use super::build::Source;
use super::follow::{Following, is_used};
use super::{Execute, Run, Store};
use crate::graph::{Direction, Link, Links};
use crate::model::{EdgeId, NodeId};
use crate::query::error::QueryError;
use crate::query::plan::{Hop, MOST_HOPS};

/// Each row with each node where hops meet, by node, then by relationships.
pub(super) struct Intersect<'p, S> {
    input: Source<'p, S>,
    common: Common<'p>,
    /// Rows at work, and which of them comes next.
    rows: Option<(Batch, usize)>,
}

/// What several hops from one row have in common.
pub(super) struct Common<'p> {
    hops: &'p [Hop],
    distinct: &'p [(usize, usize)],
    /// For each hop the relationships of one node by neighbor, where they have to be put together.
    sorted: Vec<(Option<NodeId>, Vec<Link>)>,
    /// How many relationships were sorted for want of an index.
    n_sorted: usize,
    /// Where the hops of the row before started.
    before: [Option<NodeId>; MOST_HOPS],
    marks: Marks,
}

/// The neighbors of one node for one hop, a bit a node, for rows that share them.
#[derive(Default)]
struct Marks {
    of: Option<(usize, NodeId)>,
    bits: Vec<u64>,
    nodes: Vec<NodeId>,
}

/// A list so many times as long as another is searched rather than gone through.
const LEAP_FROM: usize = 16;

impl Marks {
    fn set(&mut self, of: (usize, NodeId), links: &[Link]) {
        if self.of == Some(of) {
            return;
        }
        self.clear();
        self.of = Some(of);
        for link in links {
            let at = link.neighbor.index();
            if self.bits.len() <= at / 64 {
                self.bits.resize(at / 64 + 1, 0);
            }
            self.bits[at / 64] |= 1 << (at % 64);
            self.nodes.push(link.neighbor);
        }
    }

    fn clear(&mut self) {
        for node in self.nodes.drain(..) {
            self.bits[node.index() / 64] = 0;
        }
        self.of = None;
    }

    fn has(&self, node: NodeId) -> bool {
        self.bits.get(node.index() / 64).is_some_and(|bits| bits >> (node.index() % 64) & 1 == 1)
    }
}

/// How hops are followed in one graph.
pub(super) struct Ways<'g> {
    following: Vec<Following>,
    links: Vec<Option<&'g Links>>,
}

/// The relationships of a row's hops, each by neighbor, then by id.
type Lists<'l> = [&'l [Link]; MOST_HOPS];

impl<'p> Common<'p> {
    pub(super) fn new(hops: &'p [Hop], distinct: &'p [(usize, usize)]) -> Self {
        Common {
            hops,
            distinct,
            sorted: vec![(None, Vec::new()); hops.len()],
            n_sorted: 0,
            before: [None; MOST_HOPS],
            marks: Marks::default(),
        }
    }

    /// Looks up what to follow; what was put together before may be wrong by now.
    pub(super) fn ways<'g, S: Store>(&mut self, graph: &'g S) -> Ways<'g> {
        self.sorted.iter_mut().for_each(|(from, _)| *from = None);
        self.before = [None; MOST_HOPS];
        self.marks.clear();
        let following: Vec<Following> =
            self.hops.iter().map(|hop| Following::new(graph, hop.direction, &hop.types)).collect();
        let n_sorted = std::mem::take(&mut self.n_sorted);
        let links = following.iter().map(|own| graph.links(own.only_type()?, n_sorted)).collect();
        Ways { following, links }
    }

    /// Calls a function with each node where the hops of a row meet, and for each hop the relationships to it.
    pub(super) fn each<S: Store>(
        &mut self,
        graph: &S,
        ways: &Ways<'_>,
        (batch, row): (&Batch, usize),
        mut see: impl FnMut(NodeId, &Lists<'_>),
    ) {
        let before = self.before;
        let mut lists: Lists<'_> = [&[]; MOST_HOPS];
        for (at, hop) in self.hops.iter().enumerate() {
            let Some(from) = batch.node(hop.from, row) else { return };
            self.before[at] = Some(from);
            self.n_sorted += sort(&mut self.sorted[at], graph, ways, at, from);
        }
        for (at, hop) in self.hops.iter().enumerate() {
            let Some(from) = batch.node(hop.from, row) else { return };
            lists[at] = match (ways.links[at], ways.following[at].direction()) {
                (Some(links), Direction::Outgoing) => links.outgoing(from),
                (Some(links), Direction::Incoming) => links.incoming(from),
                _ => &self.sorted[at].1,
            };
        }
        if self.hops.len() == 2 {
            let n_links = (lists[0].len(), lists[1].len());
            // The hop whose start stays from row to row is marked, and the other gone through.
            let stays = (0..2).find(|at| before[*at].is_some() && before[*at] == self.before[*at]);
            if let Some(at) = stays
                && let Some(from) = before[at]
                && lists[1 - at].len() <= n_links.0.min(n_links.1) * LEAP_FROM
            {
                self.marks.set((at, from), lists[at]);
                return meet_marked(&lists, at, &self.marks, &mut see);
            }
        }
        meet(&lists[..self.hops.len()], see);
    }

    /// Says whether any choice of relationships is as good as any other.
    pub(super) fn is_free(&self) -> bool {
        self.distinct.is_empty() && self.hops.iter().all(|hop| hop.unlike.is_empty())
    }
}

/// Calls a function with each choice of relationships that differ where they must; says how many there were.
pub(super) fn choose(
    hops: &[Hop],
    distinct: &[(usize, usize)],
    lists: &Lists<'_>,
    (batch, row): (&Batch, usize),
    mut see: impl FnMut(&[EdgeId; MOST_HOPS]),
) -> u64 {
    let n_hops = hops.len();
    let mut places = [0_usize; MOST_HOPS];
    let mut chosen = [EdgeId(0); MOST_HOPS];
    let mut n_ways = 0;
    let mut at = 0;
    // Counts through all choices, the last hop fastest.
    loop {
        let Some(link) = lists[at].get(places[at]) else {
            if at == 0 {
                return n_ways;
            }
            places[at] = 0;
            at -= 1;
            places[at] += 1;
            continue;
        };
        chosen[at] = link.edge;
        let is_again =
            |(one, other): &(usize, usize)| *one.max(other) == at && chosen[*one] == chosen[*other];
        if distinct.iter().any(is_again) || is_used(batch, &hops[at].unlike, row, link.edge) {
            places[at] += 1;
        } else if at + 1 < n_hops {
            at += 1;
        } else {
            n_ways += 1;
            see(&chosen);
            places[at] += 1;
        }
    }
}

/// Puts together the relationships of a node for a hop, where no index has them; returns how many that were.
fn sort<S: Store>(
    (of, sorted): &mut (Option<NodeId>, Vec<Link>),
    graph: &S,
    ways: &Ways<'_>,
    at: usize,
    from: NodeId,
) -> usize {
    let following = &ways.following[at];
    let is_both = following.direction() == Direction::Both;
    if *of == Some(from) || (ways.links[at].is_some() && !is_both) {
        return 0;
    }
    *of = Some(from);
    sorted.clear();
    if let Some(links) = ways.links[at] {
        merge(links.outgoing(from), links.incoming(from), from, sorted);
        return 0;
    }
    following.each(graph, from, |neighbor, edge| sorted.push(Link { neighbor, edge }));
    sorted.sort_unstable();
    sorted.len()
}

/// Merges outgoing and incoming links; loops come once.
fn merge(outgoing: &[Link], incoming: &[Link], node: NodeId, merged: &mut Vec<Link>) {
    let (mut out, mut into) = (0, 0);
    while out < outgoing.len() || into < incoming.len() {
        match (outgoing.get(out), incoming.get(into)) {
            (_, Some(link)) if link.neighbor == node => into += 1,
            (Some(link), other) if other.is_none_or(|other| link < other) => {
                merged.push(*link);
                out += 1;
            }
            (_, Some(link)) => {
                merged.push(*link);
                into += 1;
            }
            _ => return,
        }
    }
}

/// Calls a function with each neighbor that is in all of some sorted lists, and with its part of each.
fn meet(lists: &[&[Link]], mut see: impl FnMut(NodeId, &Lists<'_>)) {
    let Some(shortest) = (0..lists.len()).min_by_key(|at| lists[*at].len()) else { return };
    let mut places = [0_usize; MOST_HOPS];
    let mut parts: Lists<'_> = [&[]; MOST_HOPS];
    'neighbors: while let Some(link) = lists[shortest].get(places[shortest]) {
        let node = link.neighbor;
        parts[shortest] = run_of(lists[shortest], places[shortest], node);
        places[shortest] += parts[shortest].len();
        for (at, list) in lists.iter().enumerate().filter(|(at, _)| *at != shortest) {
            places[at] = seek(list, places[at], node);
            match list.get(places[at]) {
                None => return,
                Some(link) if link.neighbor > node => continue 'neighbors,
                Some(_) => parts[at] = run_of(list, places[at], node),
            }
        }
        see(node, &parts);
    }
}

/// Does so for two lists, one of which is marked.
fn meet_marked(lists: &Lists<'_>, marked: usize, marks: &Marks, see: &mut impl FnMut(NodeId, &Lists<'_>)) {
    let mut parts: Lists<'_> = [&[]; MOST_HOPS];
    let other = lists[1 - marked];
    let mut at = 0;
    while let Some(link) = other.get(at) {
        if !marks.has(link.neighbor) {
            at += 1;
            continue;
        }
        parts[1 - marked] = run_of(other, at, link.neighbor);
        parts[marked] = between(lists[marked], link.neighbor);
        at += parts[1 - marked].len();
        see(link.neighbor, &parts);
    }
}

/// Returns the links from a place on that lead to a node.
fn run_of(list: &[Link], start: usize, node: NodeId) -> &[Link] {
    let mut end = start + 1;
    while list.get(end).is_some_and(|link| link.neighbor == node) {
        end += 1;
    }
    &list[start..end]
}

/// Returns the first place, not before a given one, whose neighbor is not below a node: by leaps of doubled length, then by halves.
fn seek(list: &[Link], start: usize, node: NodeId) -> usize {
    let (mut low, mut leap) = (start, 1);
    while list.get(low + leap - 1).is_some_and(|link| link.neighbor < node) {
        low += leap;
        leap *= 2;
    }
    let high = list.len().min(low + leap - 1);
    low + list[low.min(high)..high].partition_point(|link| link.neighbor < node)
}

impl<'p, S: Store> Intersect<'p, S> {
    pub(super) fn new(input: Source<'p, S>, hops: &'p [Hop], distinct: &'p [(usize, usize)]) -> Self {
        Intersect { input, common: Common::new(hops, distinct), rows: None }
    }

    /// Works through rows until a batch is full; returns it with the row that comes next.
    fn find(&mut self, run: &Run<'_, S>, batch: &Batch, start: usize) -> (Option<Batch>, usize) {
        let graph = run.graph.borrow();
        let ways = self.common.ways(&*graph);
        let hops = self.common.hops;
        let (mut rows, mut nodes) = (Vec::new(), Vec::new());
        let mut edges: Vec<Vec<EdgeId>> = vec![Vec::new(); hops.len()];
        let mut next = batch.n_rows();
        let mut met: Vec<(NodeId, [EdgeId; MOST_HOPS])> = Vec::new();
        let distinct = self.common.distinct;
        for (row, number) in (0..batch.n_rows()).zip(0_u32..).skip(start) {
            if rows.len() >= BATCH_ROWS {
                next = row;
                break;
            }
            met.clear();
            self.common.each(&*graph, &ways, (batch, row), |node, lists| {
                choose(hops, distinct, lists, (batch, row), |chosen| met.push((node, *chosen)));
            });
            for (node, chosen) in &met {
                rows.push(number);
                nodes.push(*node);
                for ((edges, hop), edge) in edges.iter_mut().zip(hops).zip(chosen) {
                    if hop.edge.is_some() {
                        edges.push(*edge);
                    }
                }
            }
        }
        let found = (!rows.is_empty()).then(|| {
            let mut found = batch.gather(&rows);
            for (hop, edges) in hops.iter().zip(edges) {
                if let Some(slot) = hop.edge {
                    found.set(slot, Column::Edges(edges));
                }
            }
            found.set(hops[0].to, Column::Nodes(nodes));
            found
        });
        (found, next)
    }
}

impl<S: Store> Execute<S> for Intersect<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        loop {
            let (rows, at) = match self.rows.take() {
                Some(rows) => rows,
                None => match self.input.next(run)? {
                    Some(rows) => (rows, 0),
                    None => return Ok(None),
                },
            };
            let (found, next) = self.find(run, &rows, at);
            if next < rows.n_rows() {
                self.rows = Some((rows, next));
            }
            if found.is_some() {
                return Ok(found);
            }
            run.limits.check_time()?;
        }
    }
}
