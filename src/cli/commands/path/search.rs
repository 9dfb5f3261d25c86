//! Finds paths under the user's conditions.

use std::collections::BTreeSet;

use super::{Args, Found, HubRule, WeightChoice};
use crate::analysis::{Budget, PathQuery, Reach, ShortestPaths, k_shortest_paths, lightest_path, shortest_paths};
use crate::cli::error::CliError;
use crate::cli::resolve;
use crate::cli::session::Session;
use crate::graph::{Filter, GraphView as _, LeftOut, Projection, ProjectionSpec};
use crate::model::{EdgeId, Edtf, Holds, NodeId, Path, Role, Status};

/// A path search with its conditions worked out.
pub(super) struct Search<'a> {
    session: &'a Session,
    args: &'a Args,
    from: NodeId,
    to: NodeId,
    filter: Filter,
    conditions: Conditions,
    /// One clock for all that the search does.
    budget: Budget,
}

/// What `--via` and `--avoid` mean.
#[derive(Default)]
struct Conditions {
    via_kinds: BTreeSet<String>,
    via_types: BTreeSet<String>,
    via_nodes: Vec<NodeId>,
    avoid_kinds: BTreeSet<String>,
    avoid_types: BTreeSet<String>,
    avoid_nodes: BTreeSet<NodeId>,
}

impl Conditions {
    fn new(session: &Session, args: &Args) -> Result<Self, CliError> {
        let mut conditions = Conditions::default();
        for word in &args.via {
            if let Some(kind) = resolve::kind(session, word) {
                conditions.via_kinds.insert(kind.to_owned());
            } else if let Some(edge_type) = resolve::edge_type(session, word) {
                conditions.via_types.insert(edge_type.to_owned());
            } else {
                conditions.via_nodes.push(resolve::node(session, word)?);
            }
        }
        for word in &args.avoid {
            if let Some(kind) = resolve::kind(session, word) {
                conditions.avoid_kinds.insert(kind.to_owned());
            } else if let Some(edge_type) = resolve::edge_type(session, word) {
                conditions.avoid_types.insert(edge_type.to_owned());
            } else {
                conditions.avoid_nodes.insert(resolve::node(session, word)?);
            }
        }
        Ok(conditions)
    }

    fn allows_inner(&self, kind: &str, node: NodeId) -> bool {
        let wanted =
            self.via_kinds.is_empty() || self.via_kinds.contains(kind) || self.via_nodes.contains(&node);
        wanted && !self.avoid_kinds.contains(kind) && !self.avoid_nodes.contains(&node)
    }

    fn allows_type(&self, edge_type: &str) -> bool {
        (self.via_types.is_empty() || self.via_types.contains(edge_type))
            && !self.avoid_types.contains(edge_type)
    }
}

impl<'a> Search<'a> {
    pub(super) fn new(session: &'a Session, args: &'a Args, from: NodeId, to: NodeId) -> Result<Self, CliError> {
        let mut filter = args.filters.filter(session)?;
        let conditions = Conditions::new(session, args)?;
        // Who asks for a structural node asks for its surroundings too.
        filter.with_structural |=
            [from, to].iter().any(|end| filter.hides(session.schema(), &session.facts(), *end));
        if conditions.avoid_nodes.contains(&from) || conditions.avoid_nodes.contains(&to) {
            return Err(CliError::usage(
                session.lang.pick("`--avoid` nêu một đầu của đường đi", "`--avoid` names an end of the path"),
            ));
        }
        if conditions.via_nodes.iter().any(|node| conditions.avoid_nodes.contains(node)) {
            return Err(CliError::usage(session.lang.pick(
                "`--via` và `--avoid` nêu cùng một nút",
                "`--via` and `--avoid` name the same node",
            )));
        }
        let budget = session.budget(MAX_PATHS);
        Ok(Search { session, args, from, to, filter, conditions, budget })
    }

    pub(super) fn run(&self) -> Result<Found, CliError> {
        let (graph, left_out) = self.projection();
        let rule = if self.args.through_hubs { HubRule::Allowed } else { HubRule::Avoided };
        let found = self.search(&graph, rule, left_out)?;
        if rule == HubRule::Allowed {
            return Ok(found);
        }
        if found.paths.is_empty() {
            // What was searched in vain is told of the wider search.
            return self.search(&graph, HubRule::NothingElse, left_out);
        }
        let shorter = self.shortest_through_hubs(&graph)?;
        let shorter = shorter.filter(|hops| hops + 1 < found.paths[0].0.len());
        Ok(Found { shorter_through_hubs: shorter, ..found })
    }

    /// Returns the length of the shortest path if hubs were stepping stones.
    fn shortest_through_hubs(&self, graph: &Projection) -> Result<Option<usize>, CliError> {
        let (Some(source), Some(target)) = (graph.index_of(self.from), graph.index_of(self.to)) else {
            return Ok(None);
        };
        let may_pass = |index| self.may_pass(graph.node(index), HubRule::Allowed, &[]);
        let budget = self.session.budget(MAX_PATHS);
        let query = PathQuery { source, target, max_hops: self.args.max_hops, may_pass: &may_pass, budget: &budget };
        let found = shortest_paths(graph, &query, 1)?;
        Ok(found.paths.first().map(Path::len))
    }

    /// Projects what the filters let through; end points and `--via` nodes are always in.
    fn projection(&self) -> (Projection, LeftOut) {
        let (session, facts) = (self.session, self.session.facts());
        let mut left_out = LeftOut::default();
        let mut keep_edge = vec![false; session.graph().edge_bound()];
        for edge in session.graph().edges() {
            match self.filter.judge(session.schema(), &facts, edge) {
                Ok(_) => keep_edge[edge.index()] = self.conditions.allows_type(facts.edge_type(edge)),
                Err(reason) => left_out.count(reason),
            }
        }
        let mut keep_node = vec![false; session.graph().node_bound()];
        for node in session.graph().nodes() {
            let fixed = [self.from, self.to].contains(&node) || self.conditions.via_nodes.contains(&node);
            if !fixed && self.filter.hides(session.schema(), &facts, node) {
                left_out.structural += 1;
            } else if !fixed && !self.filter.wants_kind(&facts, node) {
                left_out.kind += 1;
            } else {
                keep_node[node.index()] = true;
            }
        }
        let mut spec = ProjectionSpec::default()
            .nodes(move |node| keep_node[node.index()])
            .edges(move |edge| keep_edge[edge.index()]);
        if self.args.weight == WeightChoice::Evidence {
            spec = spec.weight(move |edge| {
                let doubt = match facts.status(edge) {
                    Status::Stated => 1.0,
                    Status::Inferred => 2.0,
                    Status::Disputed | Status::Denied => 4.0,
                };
                doubt / facts.n_sources(edge).max(1) as f64
            });
        }
        (spec.build(session.graph()), left_out)
    }

    fn search(&self, graph: &Projection, rule: HubRule, left_out: LeftOut) -> Result<Found, CliError> {
        let mut stops = vec![self.from];
        stops.extend(&self.conditions.via_nodes);
        stops.push(self.to);
        let none = |reach| Found {
            paths: Vec::new(),
            n_shortest: Some(0),
            rule,
            reach,
            left_out,
            shorter_through_hubs: None,
        };
        if stops.len() > 2 {
            return Ok(self.through_stops(graph, &stops, rule)?.map_or_else(
                || none(Reach::default()),
                |path| Found { paths: vec![path], n_shortest: None, ..none(Reach::default()) },
            ));
        }
        let (Some(source), Some(target)) = (graph.index_of(self.from), graph.index_of(self.to)) else {
            return Ok(none(Reach::default()));
        };
        let may_pass = |index| self.may_pass(graph.node(index), rule, &[]);
        let query = PathQuery {
            source,
            target,
            max_hops: self.args.max_hops,
            may_pass: &may_pass,
            budget: &self.budget,
        };
        self.plain(graph, &query, &none)
    }

    fn plain(
        &self,
        graph: &Projection,
        query: &PathQuery<'_>,
        none: &dyn Fn(Reach) -> Found,
    ) -> Result<Found, CliError> {
        if let Some(k) = self.args.k {
            let paths = self.most_telling(k_shortest_paths(graph, query, (k as usize + TIES).min(MAX_PATHS))?, k);
            let reach =
                if paths.is_empty() { shortest_paths(graph, query, 1)?.reach } else { Reach::default() };
            return Ok(Found { paths, n_shortest: None, ..none(reach) });
        }
        if self.args.weight == WeightChoice::Evidence && !self.args.all {
            let path = lightest_path(graph, query)?;
            let reach =
                if path.is_none() { shortest_paths(graph, query, 1)?.reach } else { Reach::default() };
            return Ok(Found { paths: path.into_iter().collect(), n_shortest: None, ..none(reach) });
        }
        let wanted = if self.args.all { usize::MAX } else { COMPARED };
        let ShortestPaths { mut paths, n_paths, reach } = shortest_paths(graph, query, wanted)?;
        if !self.args.all {
            paths.sort_by_cached_key(|path| self.merit(path));
            paths.truncate(1);
        }
        let weigh = |path: Path| {
            let hops = path.len() as f64;
            (path, hops)
        };
        let paths = paths.into_iter().map(weigh).collect();
        Ok(Found { paths, n_shortest: Some(n_paths), ..none(reach) })
    }

    /// Returns the `k` lightest paths; of equally light ones the most telling.
    fn most_telling(&self, mut paths: Vec<(Path, f64)>, k: u32) -> Vec<(Path, f64)> {
        // Weights are not negative, so their bits are in the order of their values.
        paths.sort_by_cached_key(|(path, weight)| (weight.to_bits(), self.merit(path)));
        paths.truncate(k as usize);
        paths
    }

    /// Returns what makes one of several shortest paths the one to show, smaller first: hubs passed, seats
    /// that join holders of different dates, claims that no source states, sources per hop, edge ids.
    fn merit(&self, path: &Path) -> (usize, usize, usize, usize, Path) {
        let (facts, schema) = (self.session.facts(), self.session.schema());
        let inner = path.nodes.iter().skip(1).take(path.len().saturating_sub(1));
        let is_hub = |node: &&NodeId| schema.kinds.get(facts.kind(**node)).is_some_and(|kind| kind.hub);
        let unstated = path.edges.iter().filter(|edge| facts.status(**edge) != Status::Stated).count();
        let n_sources: usize = path.edges.iter().map(|edge| facts.n_sources(*edge)).sum();
        let seats = shared_seats(self.session, path).len();
        (inner.filter(is_hub).count(), seats, unstated, usize::MAX - n_sources, path.clone())
    }

    fn may_pass(&self, node: NodeId, rule: HubRule, taken: &[NodeId]) -> bool {
        let kind = self.session.facts().kind(node);
        let is_hub = self.session.schema().kinds.get(kind).is_some_and(|kind| kind.hub);
        let hub_allowed = rule != HubRule::Avoided || self.conditions.via_kinds.contains(kind);
        (!is_hub || hub_allowed) && self.conditions.allows_inner(kind, node) && !taken.contains(&node)
    }

    /// Joins paths from stop to stop into one that visits no node twice.
    ///
    /// Of each leg the lightest paths are tried in turn, so the join found is the lightest of those tried.
    fn through_stops(
        &self,
        graph: &Projection,
        stops: &[NodeId],
        rule: HubRule,
    ) -> Result<Option<(Path, f64)>, CliError> {
        const TRIED: usize = 24;
        let mut joined: Vec<(Path, f64)> = vec![(Path { edges: Vec::new(), nodes: vec![self.from] }, 0.0)];
        for leg in stops.windows(2) {
            let (Some(source), Some(target)) = (graph.index_of(leg[0]), graph.index_of(leg[1])) else {
                return Ok(None);
            };
            let mut longer = Vec::new();
            for (head, weight) in &joined {
                let mut taken = head.nodes.clone();
                taken.extend(stops.iter().filter(|stop| !leg.contains(stop)));
                let may_pass = |index| self.may_pass(graph.node(index), rule, &taken);
                let Some(max_hops) = self.args.max_hops.checked_sub(head.len()) else { continue };
                let query = PathQuery { source, target, max_hops, may_pass: &may_pass, budget: &self.budget };
                for (tail, tail_weight) in k_shortest_paths(graph, &query, TRIED)? {
                    if !head.nodes.contains(&leg[1]) {
                        longer.push((head.joined(&tail), weight + tail_weight));
                    }
                }
            }
            longer
                .sort_by(|(a, a_weight), (b, b_weight)| a_weight.total_cmp(b_weight).then_with(|| a.cmp(b)));
            longer.truncate(TRIED);
            joined = longer;
        }
        Ok(joined.into_iter().next())
    }
}

/// The most paths that `--all` lists.
const MAX_PATHS: usize = 1000;

/// How many paths beyond those asked for are looked at, since the last may be as light as the next.
const TIES: usize = 24;

/// How many shortest paths are compared to show the most telling one.
const COMPARED: usize = 200;

/// Returns the seats by which a path joins two holders that no source shows at one date.
pub(super) fn shared_seats(session: &Session, path: &Path) -> Vec<NodeId> {
    let facts = session.facts();
    let is_holding = |edge: EdgeId| {
        let declared = session.schema().types.get(facts.edge_type(edge));
        declared.is_some_and(|declared| declared.role == Some(Role::Holding))
    };
    let date = |edge| Edtf::parse(facts.when(edge).or_else(|| facts.attested(edge))?).ok();
    let at_once = |a, b| match (date(a), date(b)) {
        (Some(a), Some(b)) => a.holds_at(&b) == Holds::Certain && b.holds_at(&a) == Holds::Certain,
        _ => false,
    };
    let pairs = path.edges.windows(2).zip(path.nodes.iter().skip(1));
    let seats =
        pairs.filter(|(edges, _)| edges.iter().all(|edge| is_holding(*edge)) && !at_once(edges[0], edges[1]));
    seats.map(|(_, seat)| *seat).collect()
}
