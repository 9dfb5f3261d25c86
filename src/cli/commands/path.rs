//! `hvgraph path`.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use serde_json::json;

use crate::analysis::{
    Budget, PathQuery, Reach, ShortestPaths, k_shortest_paths, lightest_path, shortest_paths,
};
use crate::cli::answer::{
    claim_details, claim_json, node_json, notes_of, print_formulas, print_remark, print_sources,
    sources_json, verb,
};
use crate::cli::error::CliError;
use crate::cli::filters::{FilterArgs, left_out_json, left_out_words};
use crate::cli::layout::wrapped;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, resolve};
use crate::graph::{Filter, GraphView as _, LeftOut, Projection, ProjectionSpec};
use crate::model::{EdgeId, Edtf, Holds, Lang, NodeId, Path, Role, Status};
use crate::render::json::SCHEMA_VERSION;
use crate::render::notes::SourceNotes;

use crate::cli::draw;

/// Show how two nodes are connected, each hop dated and cited
///
/// By default a country, a city or another kind that the schema marks as a hub does not serve as a stepping
/// stone unless it is an end point or nothing else connects the two; the answer says which rule was used.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph path \"Đinh Tiến Dũng\" \"Anouphap Tounalom\"\n  hvgraph path hoan-kiem chanthabuly -k 3\n  hvgraph path \"dinh tien dung\" sinlavong --as-of 2021 --svg path.svg"
)]
pub(in crate::cli) struct Args {
    /// Name to start from
    #[arg(value_name = "A")]
    from: String,
    /// Name to reach
    #[arg(value_name = "B")]
    to: String,
    /// Show all shortest paths
    #[arg(long, conflicts_with = "k")]
    all: bool,
    /// Show the K shortest paths that visit no node twice
    #[arg(short, value_name = "K", value_parser = clap::value_parser!(u32).range(1..=1000))]
    k: Option<u32>,
    /// Allow at most so many hops
    #[arg(long, value_name = "N", default_value_t = 8)]
    max_hops: usize,
    /// Pass only through this kind, only along this claim type, or through this node (may be given again)
    #[arg(long, value_name = "WHAT")]
    via: Vec<String>,
    /// Do not pass through this kind or node, nor along this claim type (may be given again)
    #[arg(long, value_name = "WHAT")]
    avoid: Vec<String>,
    /// Let hubs (countries, cities) serve as stepping stones
    #[arg(long)]
    through_hubs: bool,
    /// Prefer well-attested hops to few hops
    #[arg(long, value_enum, value_name = "WEIGHT", default_value_t = WeightChoice::Hops)]
    weight: WeightChoice,
    #[command(flatten)]
    filters: FilterArgs,
    /// Print a Graphviz drawing of the paths, with their surroundings pale
    #[arg(long, conflicts_with = "json")]
    dot: bool,
    /// Draw the paths, with their surroundings pale, into an SVG, PNG or PDF file
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
}

/// What makes a path short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WeightChoice {
    /// Every hop counts 1
    Hops,
    /// A hop counts 1 divided by its sources; twice that if inferred, four times if disputed or denied
    Evidence,
}

/// Which rule let hubs in or kept them out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HubRule {
    /// Hubs were no stepping stones.
    Avoided,
    /// Nothing else connects the two, so hubs were allowed.
    NothingElse,
    /// `--through-hubs`.
    Allowed,
}

/// Paths and how they were found.
struct Found {
    paths: Vec<(Path, f64)>,
    /// How many shortest paths there are in all, where they were counted.
    n_shortest: Option<u64>,
    rule: HubRule,
    reach: Reach,
    left_out: LeftOut,
    /// The length of the shortest path through hubs, where that is much shorter.
    shorter_through_hubs: Option<usize>,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let from = resolve::node(session, &args.from)?;
    let to = resolve::node(session, &args.to)?;
    let found = Search::new(session, args, from, to)?.run()?;
    if let Some(file) = &args.svg {
        draw::paths_to_file(ui, session, &args.filters.filter(session)?, &found.list(), (from, to), file)?;
    }
    if args.dot {
        draw::paths_as_dot(ui, session, &args.filters.filter(session)?, &found.list(), (from, to))?;
    } else if ui.json {
        ui.document(&found.json(session, (from, to)))?;
    } else {
        found.print(ui, session, args, (from, to))?;
    }
    Ok(if found.paths.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

/// A path search with its conditions worked out.
struct Search<'a> {
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
    fn new(session: &'a Session, args: &'a Args, from: NodeId, to: NodeId) -> Result<Self, CliError> {
        let mut filter = args.filters.filter(session)?;
        let conditions = Conditions::new(session, args)?;
        // Who asks for a structural node asks for its surroundings too.
        filter.with_structural |=
            [from, to].iter().any(|end| filter.hides(session.schema(), &session.facts(), *end));
        if conditions.avoid_nodes.contains(&from) || conditions.avoid_nodes.contains(&to) {
            return Err(CliError::usage("`--avoid` names an end of the path"));
        }
        if conditions.via_nodes.iter().any(|node| conditions.avoid_nodes.contains(node)) {
            return Err(CliError::usage("`--via` and `--avoid` name the same node"));
        }
        let budget = session.budget(MAX_PATHS);
        Ok(Search { session, args, from, to, filter, conditions, budget })
    }

    fn run(&self) -> Result<Found, CliError> {
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
        let query = PathQuery { source, target, max_hops: self.args.max_hops, may_pass: &may_pass, budget };
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
            budget: self.budget,
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
                let query = PathQuery { source, target, max_hops, may_pass: &may_pass, budget: self.budget };
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
fn shared_seats(session: &Session, path: &Path) -> Vec<NodeId> {
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

impl Found {
    fn list(&self) -> Vec<Path> {
        self.paths.iter().map(|(path, _)| path.clone()).collect()
    }

    fn rule_words(&self, ui: &Ui, session: &Session) -> String {
        let hubs = hub_kinds(session);
        match self.rule {
            HubRule::Avoided => format!(
                "{}: {hubs} {}",
                ui.pick("Quy tắc", "Rule"),
                ui.pick(
                    "không làm nút trung gian (--through-hubs bỏ quy tắc này)",
                    "are no stepping stones (--through-hubs lets them be)"
                )
            ),
            HubRule::NothingElse => format!(
                "{}: {} ({hubs})",
                ui.pick("Quy tắc", "Rule"),
                ui.pick(
                    "không có đường nào khác nên cho phép đi qua nút chung",
                    "nothing else connects the two, so hubs serve as stepping stones"
                )
            ),
            HubRule::Allowed => format!(
                "{}: {} ({hubs})",
                ui.pick("Quy tắc", "Rule"),
                ui.pick("cho phép đi qua nút chung", "hubs may serve as stepping stones")
            ),
        }
    }

    fn print(
        &self,
        ui: &mut Ui,
        session: &Session,
        args: &Args,
        ends: (NodeId, NodeId),
    ) -> Result<(), CliError> {
        let facts = session.facts();
        let (from, to) = (ui.bold(facts.name(ends.0)), ui.bold(facts.name(ends.1)));
        if self.paths.is_empty() {
            return self.print_nothing(ui, session, args, &from, &to);
        }
        let hops = self.paths[0].0.len();
        ui.text(2, &format!("{from} → {to}: {}", self.summary(ui, hops)))?;
        let notes = notes_of(session, self.paths.iter().flat_map(|(path, _)| path.edges.iter().copied()));
        for (number, (path, weight)) in self.paths.iter().enumerate() {
            ui.line("")?;
            if self.paths.len() > 1 {
                let label = ui.pick("Đường", "Path");
                let weight = if args.weight == WeightChoice::Evidence {
                    format!(", {weight:.2}")
                } else {
                    String::new()
                };
                ui.line(&ui.bold(&format!(
                    "{label} {} ({}{weight})",
                    number + 1,
                    hop_words(ui, path.len())
                )))?;
            }
            print_path(ui, session, path, &notes)?;
        }
        print_formulas(ui, session, self.paths.iter().flat_map(|(path, _)| path.edges.iter().copied()))?;
        print_sources(ui, session, &notes)?;
        ui.line("")?;
        self.print_warnings(ui, session)?;
        print_remark(ui, &self.rule_words(ui, session))?;
        match left_out_words(&self.left_out, session.lang) {
            Some(words) => print_remark(ui, &words),
            None => Ok(()),
        }
    }

    /// Returns the seats by which the paths join holders of different dates.
    fn seats(&self, session: &Session) -> BTreeSet<NodeId> {
        self.paths.iter().flat_map(|(path, _)| shared_seats(session, path)).collect()
    }

    /// Says what a reader might take for more than it is.
    fn print_warnings(&self, ui: &mut Ui, session: &Session) -> Result<(), CliError> {
        for seat in self.seats(session) {
            let words = ui.pick(
                "không nguồn nào cho thấy hai bên giữ chức này vào cùng một ngày",
                "no source shows the two in this seat at one date",
            );
            let head = ui.pick("Lưu ý", "Note");
            print_remark(ui, &format!("{head}: {}: {words}", session.facts().name(seat)))?;
        }
        if let Some(hops) = self.shorter_through_hubs {
            let words = ui.pick("Ngắn hơn nếu đi qua nút chung", "Shorter through hubs");
            print_remark(ui, &format!("{words}: {} (--through-hubs)", hop_words(ui, hops)))?;
        }
        Ok(())
    }

    fn summary(&self, ui: &Ui, hops: usize) -> String {
        let hops = hop_words(ui, hops);
        match self.n_shortest {
            Some(n) if n > self.paths.len() as u64 => {
                let more = ui.pick("đường ngắn nhất; --all in tất cả", "shortest paths; --all shows them");
                format!("{hops} ({n} {more})")
            }
            Some(_) if self.paths.len() == 1 => {
                format!("{hops} ({})", ui.pick("đường ngắn nhất duy nhất", "the only shortest path"))
            }
            _ if self.paths.len() == 1 => hops,
            _ => format!("{} {}", self.paths.len(), ui.pick("đường", "paths")),
        }
    }

    fn print_nothing(
        &self,
        ui: &mut Ui,
        session: &Session,
        args: &Args,
        from: &str,
        to: &str,
    ) -> Result<(), CliError> {
        let words = format!(
            "{} {from} {} {to} {} {}",
            ui.pick("Không có đường nào từ", "No path from"),
            ui.pick("đến", "to"),
            ui.pick("trong", "within"),
            hop_words(ui, args.max_hops)
        );
        ui.text(2, &words)?;
        let searched = format!(
            "{}: {} {} {} {}",
            ui.pick("Đã tìm", "Searched"),
            self.reach.n_nodes,
            ui.pick("nút, cách điểm đầu đến", "nodes, up to"),
            hop_words(ui, self.reach.hops),
            ui.pick("", "from the start"),
        );
        print_remark(ui, searched.trim_end())?;
        print_remark(ui, &self.rule_words(ui, session))?;
        if let Some(words) = left_out_words(&self.left_out, session.lang) {
            print_remark(ui, &words)?;
        }
        Ok(())
    }

    fn json(&self, session: &Session, ends: (NodeId, NodeId)) -> serde_json::Value {
        let notes = notes_of(session, self.paths.iter().flat_map(|(path, _)| path.edges.iter().copied()));
        let paths: Vec<_> =
            self.paths.iter().map(|(path, weight)| path_json(session, path, *weight)).collect();
        let facts = session.facts();
        let seats: Vec<&str> = self.seats(session).into_iter().map(|seat| facts.id(seat)).collect();
        let rule = match self.rule {
            HubRule::Avoided => "hubs_avoided",
            HubRule::NothingElse => "hubs_allowed_nothing_else",
            HubRule::Allowed => "hubs_allowed",
        };
        json!({
            "schema_version": SCHEMA_VERSION,
            "command": "path",
            "from": node_json(session, ends.0),
            "to": node_json(session, ends.1),
            "as_of": session.as_of.as_ref().map(Edtf::as_str),
            "rule": rule,
            "n_shortest_paths": self.n_shortest,
            "shorter_through_hubs": self.shorter_through_hubs,
            "seats_at_different_dates": seats,
            "paths": paths,
            "searched": { "nodes": self.reach.n_nodes, "hops": self.reach.hops },
            "left_out": left_out_json(&self.left_out),
            "sources": sources_json(session, &notes),
        })
    }
}

fn path_json(session: &Session, path: &Path, weight: f64) -> serde_json::Value {
    let nodes: Vec<_> = path.nodes.iter().map(|node| node_json(session, *node)).collect();
    let hops: Vec<_> = path
        .steps()
        .map(|(from, edge, _)| {
            let mut hop = claim_json(session, edge, holds(session, edge));
            let forwards = session.graph().edge(edge).is_some_and(|ends| ends.source == from);
            hop["forwards"] = forwards.into();
            hop
        })
        .collect();
    json!({ "length": path.len(), "weight": weight, "nodes": nodes, "hops": hops })
}

fn holds(session: &Session, edge: crate::model::EdgeId) -> Holds {
    session
        .as_of
        .as_ref()
        .map_or(Holds::Certain, |date| crate::graph::holds_at(session.schema(), &session.facts(), edge, date))
}

fn print_path(ui: &mut Ui, session: &Session, path: &Path, notes: &SourceNotes) -> Result<(), CliError> {
    let facts = session.facts();
    if let Some(node) = path.nodes.first() {
        print_node(ui, session, *node)?;
    }
    for (from, edge, to) in path.steps() {
        let mut parts = vec![verb(session, edge, from)];
        parts.extend(claim_details(session, edge, holds(session, edge)));
        let text = format!("{} {}", parts.join(" · "), notes.mark(facts.citations(edge)));
        for line in wrapped("    │ ", 6, &text, ui.width) {
            ui.line(&if line.starts_with("    │") {
                line
            } else {
                format!("    │ {}", line.trim_start())
            })?;
        }
        print_node(ui, session, to)?;
    }
    Ok(())
}

fn print_node(ui: &mut Ui, session: &Session, node: NodeId) -> Result<(), CliError> {
    let facts = session.facts();
    let kind = session.kind_label(facts.kind(node));
    let when = facts.node_when(node).map(|when| crate::render::notes::date_words(when, session.lang));
    let gloss = facts.gloss(node).filter(|_| session.lang == Lang::En).map(|gloss| format!("({gloss}) "));
    let details: Vec<&str> = std::iter::once(kind).chain(when.as_deref()).collect();
    let details = ui.dim(&format!("{}· {}", gloss.unwrap_or_default(), details.join(" · ")));
    ui.text(4, &format!("  {} {details}", ui.bold(facts.name(node))))
}

fn hop_words(ui: &Ui, hops: usize) -> String {
    let word = if hops == 1 { ui.pick("bước", "hop") } else { ui.pick("bước", "hops") };
    format!("{hops} {word}")
}

fn hub_kinds(session: &Session) -> String {
    let kinds = session.schema().kinds.iter().filter(|(_, kind)| kind.hub && !kind.structural);
    let labels: Vec<&str> = kinds.map(|(_, kind)| kind.label.in_lang(session.lang)).collect();
    if labels.is_empty() { "–".to_owned() } else { labels.join(", ") }
}
