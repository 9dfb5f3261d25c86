//! Groups of nodes as answers tell of them: who is central, which kinds, and which claims tie them to others.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::answer::{claim_details, claim_json, node_json, shown_name, verb};
use super::error::CliError;
use super::filters::counted;
use super::layout::wrapped;
use super::session::Session;
use super::ui::Ui;
use crate::graph::{GraphView as _, Projection};
use crate::model::{EdgeId, NodeId};
use crate::render::notes::SourceNotes;
use crate::render::selection::Selection;

/// How many central members a group is told by.
const N_CENTRAL: usize = 5;

/// How many other groups are named that a group is tied to.
const N_TIED: usize = 4;

/// A division of nodes into groups.
pub(super) struct Grouping<'s> {
    /// The groups, the largest first.
    pub(super) groups: Vec<Group<'s>>,
    /// The group of each node, by node id; none for other nodes.
    places: Vec<Option<usize>>,
}

/// One group.
#[derive(Default)]
pub(super) struct Group<'s> {
    /// The nodes and how many claims each has inside the group, the most central first, of equals by name.
    pub(super) members: Vec<(NodeId, usize)>,
    /// The kinds and how many of the nodes are of each, the most frequent first.
    pub(super) kinds: Vec<(&'s str, usize)>,
    /// Claims between nodes of the group.
    pub(super) inside: Vec<EdgeId>,
    /// Claims to or from each other group, by its position; the best attested first.
    pub(super) ties: BTreeMap<usize, Vec<EdgeId>>,
}

impl<'s> Grouping<'s> {
    /// Collects groups; `numbers` has one for each node of the projection, counted from 0 without gaps.
    pub(super) fn new(
        session: &'s Session,
        selection: &Selection,
        projection: &Projection,
        numbers: &[u32],
    ) -> Self {
        let mut places = vec![None; session.graph().node_bound()];
        let n_groups = numbers.iter().max().map_or(0, |last| *last as usize + 1);
        let mut groups: Vec<Group<'s>> = (0..n_groups).map(|_| Group::default()).collect();
        let mut n_inside = vec![0; session.graph().node_bound()];
        for (node, number) in projection.nodes().iter().zip(numbers) {
            places[node.index()] = Some(*number as usize);
        }
        for (edge, _) in &selection.edges {
            let Some(ends) = session.graph().edge(*edge) else { continue };
            let (from, to) = (places[ends.source.index()], places[ends.target.index()]);
            let (Some(from), Some(to)) = (from, to) else { continue };
            if from == to {
                groups[from].inside.push(*edge);
                n_inside[ends.source.index()] += 1;
                n_inside[ends.target.index()] += usize::from(ends.source != ends.target);
            } else {
                groups[from].ties.entry(to).or_default().push(*edge);
                groups[to].ties.entry(from).or_default().push(*edge);
            }
        }
        for node in projection.nodes() {
            if let Some(place) = places[node.index()] {
                groups[place].members.push((*node, n_inside[node.index()]));
            }
        }
        for group in &mut groups {
            group.sort(session);
        }
        Grouping { groups, places }
    }

    /// Returns the position of the group that a node is in.
    pub(super) fn place(&self, node: NodeId) -> Option<usize> {
        self.places.get(node.index()).copied().flatten()
    }
}

impl<'s> Group<'s> {
    fn sort(&mut self, session: &'s Session) {
        let facts = session.facts();
        self.members.sort_by(|a, b| {
            b.1.cmp(&a.1).then_with(|| facts.name(a.0).cmp(facts.name(b.0))).then(a.0.cmp(&b.0))
        });
        let mut kinds: BTreeMap<&str, usize> = BTreeMap::new();
        for (node, _) in &self.members {
            *kinds.entry(facts.kind(*node)).or_default() += 1;
        }
        self.kinds = kinds.into_iter().collect();
        self.kinds.sort_by_key(|(kind, n)| (Reverse(*n), *kind));
        for ties in self.ties.values_mut() {
            ties.sort_by_cached_key(|edge| {
                let is_undated = facts.when(*edge).is_none() && facts.attested(*edge).is_none();
                (Reverse(facts.n_sources(*edge)), is_undated, *edge)
            });
        }
    }

    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// Returns the name of the most central member, which the group is called by.
    pub(super) fn name(&self, session: &Session) -> String {
        self.members.first().map_or_else(String::new, |(node, _)| shown_name(session, *node))
    }

    /// Returns the same name as pictures have it, without its rendering.
    pub(super) fn short_name<'g>(&self, session: &'g Session) -> &'g str {
        self.members.first().map_or("", |(node, _)| session.facts().name(*node))
    }

    /// Returns the other groups this one is tied to, those with the most claims first.
    pub(super) fn tied_to(&self) -> Vec<(usize, &[EdgeId])> {
        let mut tied: Vec<(usize, &[EdgeId])> =
            self.ties.iter().map(|(other, claims)| (*other, claims.as_slice())).collect();
        tied.sort_by_key(|(other, claims)| (Reverse(claims.len()), *other));
        tied
    }

    /// Returns the kinds with their numbers: `Office 3 · Event 1`.
    pub(super) fn kind_words(&self, session: &Session, most: usize) -> String {
        let words = self.kinds.iter().take(most).map(|(kind, n)| format!("{} {n}", session.kind_label(kind)));
        let more = if self.kinds.len() > most { " · …" } else { "" };
        format!("{}{more}", words.collect::<Vec<_>>().join(" · "))
    }

    /// Returns the number of nodes and of claims inside in words.
    pub(super) fn size_words(&self, session: &Session) -> String {
        let nodes = counted(self.len(), session.lang, "nút", ("node", "nodes"));
        let claims = counted(
            self.inside.len(),
            session.lang,
            "phát biểu bên trong",
            ("claim inside", "claims inside"),
        );
        format!("{nodes}, {claims}")
    }
}

/// How groups are shown.
#[derive(Clone, Copy)]
pub(super) struct Shown {
    /// At most so many groups.
    pub(super) top: usize,
    /// None with fewer nodes.
    pub(super) min_size: usize,
    /// At most so many claims for each tie between two groups.
    pub(super) n_ties: usize,
}

impl Grouping<'_> {
    /// Returns how many groups are shown; they come first.
    pub(super) fn n_shown(&self, shown: Shown) -> usize {
        self.groups.iter().take(shown.top).take_while(|group| group.len() >= shown.min_size).count()
    }

    /// Returns the claims that an answer cites.
    pub(super) fn evidence(&self, shown: Shown) -> Vec<EdgeId> {
        let groups = self.groups.iter().take(self.n_shown(shown));
        let ties = groups.flat_map(|group| group.tied_to().into_iter().take(N_TIED));
        ties.flat_map(|(_, claims)| claims.iter().take(shown.n_ties).copied()).collect()
    }

    /// Prints the groups shown, and how many are not.
    pub(super) fn print(
        &self,
        ui: &mut Ui,
        session: &Session,
        shown: Shown,
        notes: &SourceNotes,
    ) -> Result<(), CliError> {
        let n_shown = self.n_shown(shown);
        for (position, group) in self.groups.iter().take(n_shown).enumerate() {
            print_group(ui, session, position + 1, group)?;
            for (other, claims) in group.tied_to().into_iter().take(N_TIED) {
                self.print_tie(ui, session, (position, other), claims, shown, notes)?;
            }
            let n_more = group.ties.len().saturating_sub(N_TIED);
            if n_more > 0 {
                let words = counted(n_more, session.lang, "nhóm khác nữa", ("more group", "more groups"));
                ui.line(&format!("   {}", ui.dim(&format!("{} {words}", ui.pick("và", "and")))))?;
            }
            ui.line("")?;
        }
        self.print_rest(ui, session, n_shown)
    }

    fn print_tie(
        &self,
        ui: &mut Ui,
        session: &Session,
        (own, other): (usize, usize),
        claims: &[EdgeId],
        shown: Shown,
        notes: &SourceNotes,
    ) -> Result<(), CliError> {
        let n_claims = counted(claims.len(), session.lang, "phát biểu", ("claim", "claims"));
        let name = self.groups[other].short_name(session);
        print_row(ui, &format!("{} {}", ui.pick("Nối với", "Tied to"), other + 1), &format!("{n_claims} · {name}"))?;
        for edge in claims.iter().take(shown.n_ties) {
            let Some(ends) = session.graph().edge(*edge) else { continue };
            let start = if self.place(ends.source) == Some(own) { ends.source } else { ends.target };
            print_claim(ui, session, *edge, start, notes, "     ")?;
        }
        Ok(())
    }

    /// Says how many groups are not shown, and what they are.
    fn print_rest(&self, ui: &mut Ui, session: &Session, n_shown: usize) -> Result<(), CliError> {
        let rest = &self.groups[n_shown..];
        let n_nodes: usize = rest.iter().map(Group::len).sum();
        if rest.is_empty() {
            return Ok(());
        }
        let lang = session.lang;
        let names: Vec<String> = rest.iter().take(N_CENTRAL).map(|group| group.name(session)).collect();
        let more = if rest.len() > N_CENTRAL { ", …" } else { "" };
        let text = format!(
            "{}: {}, {}: {}{more}",
            lang.pick("Không nêu ở trên (--top, --min-size)", "Not shown (--top, --min-size)"),
            counted(rest.len(), lang, "nhóm", ("group", "groups")),
            counted(n_nodes, lang, "nút", ("node", "nodes")),
            names.join(", ")
        );
        super::answer::print_remark(ui, &text)
    }

    /// Returns the groups shown as JSON, with all their members.
    pub(super) fn json(&self, session: &Session, shown: Shown) -> Json {
        let facts = session.facts();
        let groups = self.groups.iter().take(self.n_shown(shown)).zip(1..);
        let groups = groups.map(|(group, number): (&Group<'_>, usize)| {
            let members = group.members.iter().map(|(node, n_claims)| {
                let mut json = node_json(session, *node);
                json["claims_inside"] = (*n_claims).into();
                json
            });
            let ties = group.tied_to().into_iter().map(|(other, claims)| {
                let ids: Vec<&str> = claims.iter().map(|edge| facts.claim_id(*edge)).collect();
                let evidence: Vec<Json> = claims
                    .iter()
                    .take(shown.n_ties)
                    .map(|edge| claim_json(session, *edge, session.holds(*edge)))
                    .collect();
                json!({ "to": other + 1, "n_claims": ids.len(), "claims": ids, "evidence": evidence })
            });
            let kinds = group.kinds.iter().map(|(kind, n)| json!({ "kind": kind, "n": n }));
            json!({
                "number": number,
                "name": group.members.first().map(|(node, _)| facts.name(*node)),
                "size": group.len(),
                "claims_inside": group.inside.len(),
                "kinds": kinds.collect::<Vec<_>>(),
                "members": members.collect::<Vec<_>>(),
                "ties": ties.collect::<Vec<_>>(),
            })
        });
        groups.collect()
    }
}

/// Prints what a group is called, its size, its central members and its kinds.
fn print_group(
    ui: &mut Ui,
    session: &Session,
    number: usize,
    group: &Group<'_>,
) -> Result<(), CliError> {
    let size = ui.dim(&format!("· {}", group.size_words(session)));
    ui.text(3, &format!("{number} {} {size}", ui.bold(&group.name(session))))?;
    let facts = session.facts();
    if group.len() > 1 {
        let central = group.members.iter().take(N_CENTRAL);
        let central: Vec<String> =
            central.map(|(node, n)| format!("{} ({n})", facts.name(*node))).collect();
        let more = if group.len() > N_CENTRAL { ", …" } else { "" };
        print_row(ui, ui.pick("Trung tâm", "Central"), &format!("{}{more}", central.join(", ")))?;
    }
    print_row(ui, ui.pick("Loại", "Kinds"), &group.kind_words(session, usize::MAX))
}

/// Prints a heading and what it is about, on one line or more.
pub(super) fn print_row(ui: &mut Ui, head: &str, text: &str) -> Result<(), CliError> {
    for line in wrapped("   ", 5, &format!("{head}: {text}"), ui.width) {
        ui.line(&line)?;
    }
    Ok(())
}

/// Prints a claim as evidence: who, what, whom, when, and the marks of its sources.
pub(super) fn print_claim(
    ui: &mut Ui,
    session: &Session,
    edge: EdgeId,
    from: NodeId,
    notes: &SourceNotes,
    indent: &str,
) -> Result<(), CliError> {
    let facts = session.facts();
    let Some(ends) = session.graph().edge(edge) else { return Ok(()) };
    let mut parts =
        vec![format!("{} {} {}", facts.name(from), verb(session, edge, from), facts.name(ends.other(from)))];
    parts.extend(claim_details(session, edge, session.holds(edge)));
    let text = format!("{} {}", parts.join(" · "), notes.mark(facts.citations(edge)));
    for line in wrapped(indent, indent.len() + 2, text.trim_end(), ui.width) {
        ui.line(&line)?;
    }
    Ok(())
}
