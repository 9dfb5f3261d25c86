//! The printable report of one node.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use itertools::Itertools as _;

use super::{Line, fact_rows};
use crate::cli::answer::{self, claim_details, node_json, shown_name, verb};
use crate::cli::error::CliError;
use crate::cli::filters::{counted, left_out_words};
use crate::cli::gap_words;
use crate::cli::output::write_file;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::dataset::{GapKind, Gaps};
use crate::graph::{
    Direction, Filter, GraphView as _, Hop, LeftOut, SideIndex, Types, edge_role, node_role, types_of_role,
};
use crate::model::{EdgeId, Edtf, Holds, NodeId, NodeRole, Role};
use crate::render::notes::{SourceNotes, source_line, source_url};
use crate::render::report::html::to_html;
use crate::render::report::markdown::to_markdown;
use crate::render::report::{Block, Report, Section, Source, Statement};
use crate::render::text::showable;

/// The node of a report, and what the filters let through at it.
pub(super) struct Dossier<'a> {
    pub(super) node: NodeId,
    pub(super) lines: &'a [Line],
    pub(super) filter: &'a Filter,
    pub(super) left_out: LeftOut,
}

/// The most connected people that a report names.
const MAX_PEOPLE: usize = 30;

/// Writes the report into a file whose ending says the format; says so on stderr.
///
/// # Errors
/// [`CliError::Usage`] for another ending than `.md`, `.html` and `.htm`, [`CliError::File`].
pub(super) fn write(ui: &mut Ui, session: &Session, file: &Path, dossier: &Dossier<'_>) -> Result<(), CliError> {
    let ending = file.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
    let to_text = match ending.as_deref() {
        Some("md" | "markdown") => to_markdown,
        Some("html" | "htm") => to_html,
        _ => {
            return Err(CliError::Usage {
                message: format!("`{}` does not say its format", file.display()),
                expected: Some("a name that ends in .md or .html".to_owned()),
                hint: None,
            });
        }
    };
    let text = to_text(&Writer { session, dossier, held: Vec::new() }.report());
    write_file(file, &mut |out| out.write_all(text.as_bytes()))?;
    ui.say(&showable(&format!("{} {}", ui.pick("Đã viết", "wrote"), file.display())));
    Ok(())
}

/// A statement whose citations are not yet numbered.
type Cited<'s> = (String, Vec<&'s str>);

/// A section whose citations are not yet numbered.
type Draft<'s> = (&'static str, Vec<DraftBlock<'s>>);

enum DraftBlock<'s> {
    Heading(String),
    Rows(Vec<(String, Cited<'s>)>),
    List(Vec<Cited<'s>>),
    Remark(String),
}

struct Writer<'s, 'a> {
    session: &'s Session,
    dossier: &'a Dossier<'a>,
    /// The claims on who holds the offices that are listed.
    held: Vec<EdgeId>,
}

impl<'s> Writer<'s, '_> {
    fn report(mut self) -> Report {
        let session = self.session;
        let facts = session.facts();
        let node = self.dossier.node;
        let drafts = vec![
            self.names(),
            self.facts_of_node(),
            self.offices(),
            self.counterparts(),
            self.claims(),
            self.timeline(),
            self.people(),
            self.unknown(),
            self.formulas(),
        ];
        let citations = drafts.iter().flat_map(|(_, blocks)| blocks).flat_map(DraftBlock::citations);
        let notes = answer::notes(session, citations);
        let sections = drafts.into_iter().map(|(heading, blocks)| Section {
            heading: heading.to_owned(),
            blocks: blocks.into_iter().map(|block| numbered(session, &notes, block)).collect(),
        });
        Report {
            lang: session.lang,
            title: facts.name(node).to_owned(),
            subtitle: vec![format!("{} · {}", session.kind_label(facts.kind(node)), facts.id(node))],
            sections: sections.collect(),
            sources: notes.entries().map(|entry| source(session, entry)).collect(),
            colophon: self.colophon(&notes),
        }
    }

    fn pick(&self, vi: &'static str, en: &'static str) -> &'static str {
        self.session.lang.pick(vi, en)
    }

    fn names(&self) -> Draft<'s> {
        let facts = self.session.facts();
        let node = self.dossier.node;
        let mut rows = vec![(
            self.pick("tên", "name").to_owned(),
            (facts.name(node).to_owned(), facts.node_citations(node).collect::<Vec<_>>()),
        )];
        let aliases = facts.aliases(node).zip(facts.alias_citations(node));
        let label = self.pick("tên khác, như in", "also printed as");
        rows.extend(aliases.map(|(alias, cites)| (label.to_owned(), (alias.to_owned(), cites))));
        (self.pick("Tên", "Names"), vec![DraftBlock::Rows(rows)])
    }

    fn facts_of_node(&self) -> Draft<'s> {
        let facts = self.session.facts();
        let node = self.dossier.node;
        let mut rows = fact_rows(self.session, node);
        let side = SideIndex::new(self.session.schema(), &facts).side(node);
        let is_said = self.session.schema().sides.as_ref().and_then(|sides| sides.property.as_deref());
        let is_said = is_said.is_some_and(|key| self.session.graph().property(node, key).is_some());
        let side = side.filter(|_| !is_said).map(|side| gap_words::side_words(self.session, side));
        rows.extend(side.map(|side| (self.pick("thuộc", "side").to_owned(), side)));
        let claims = counted(self.dossier.lines.len(), self.session.lang, "phát biểu", ("claim", "claims"));
        rows.push((self.pick("tổng cộng", "in all").to_owned(), claims));
        let rows = rows.into_iter().map(|(label, text)| (label, (text, Vec::new())));
        (self.pick("Tóm tắt", "Summary"), vec![DraftBlock::Rows(rows.collect())])
    }

    /// Lists the offices that the node is, holds or has, and who holds each.
    fn offices(&mut self) -> Draft<'s> {
        let facts = self.session.facts();
        let schema = self.session.schema();
        let is_office = |node| node_role(schema, &facts, node) == Some(NodeRole::Office);
        let node = self.dossier.node;
        let touching = self.dossier.lines.iter().filter(|line| {
            let role = edge_role(schema, &facts, line.edge);
            matches!(role, Some(Role::Holding | Role::Containment)) && is_office(line.other)
        });
        let own = is_office(node).then_some(node);
        let offices: Vec<NodeId> = own.into_iter().chain(touching.map(|line| line.other)).unique().collect();
        let items = offices.into_iter().flat_map(|office| self.holders(office)).collect();
        (self.pick("Chức vụ", "Offices"), listed(items))
    }

    fn holders(&mut self, office: NodeId) -> Vec<Cited<'s>> {
        let facts = self.session.facts();
        let name = facts.name(office);
        let types = types_of_role(self.session.schema(), self.session.graph(), Role::Holding);
        let hops = self.session.graph().expand(office, Direction::Incoming, Types::Only(&types));
        let hops: Vec<(Hop, Holds)> = hops.filter_map(|hop| Some((hop, self.judge(hop.edge)?))).collect();
        self.held.extend(hops.iter().map(|(hop, _)| hop.edge));
        let held: Vec<Cited<'s>> = hops
            .into_iter()
            .map(|(hop, holds)| {
                let mut parts = vec![format!("{name}: {}", facts.name(hop.neighbor))];
                parts.extend(claim_details(self.session, hop.edge, holds));
                (parts.join(" · "), facts.citations(hop.edge).collect())
            })
            .collect();
        if held.is_empty() {
            let words = self.pick("không rõ ai giữ", "no holder named");
            return vec![(format!("{name}: {words}"), facts.node_citations(office).collect())];
        }
        held
    }

    /// Says how surely a claim counts; nothing if a filter keeps it back.
    fn judge(&self, edge: EdgeId) -> Option<Holds> {
        self.dossier.filter.judge(self.session.schema(), &self.session.facts(), edge).ok()
    }

    fn counterparts(&self) -> Draft<'s> {
        let facts = self.session.facts();
        let is_pairing = |line: &&Line| edge_role(self.session.schema(), &facts, line.edge) == Some(Role::Pairing);
        let items = self.dossier.lines.iter().filter(is_pairing).map(|line| self.statement(line)).collect();
        (self.pick("Đối tác bên kia", "Counterparts"), listed(items))
    }

    fn statement(&self, line: &Line) -> Cited<'s> {
        let mut parts = vec![shown_name(self.session, line.other)];
        parts.extend(claim_details(self.session, line.edge, line.holds));
        (parts.join(" · "), self.session.facts().citations(line.edge).collect())
    }

    fn claims(&self) -> Draft<'s> {
        let facts = self.session.facts();
        let groups = self.dossier.lines.iter().chunk_by(|line| (facts.edge_type(line.edge), line.verb.as_str()));
        let mut blocks = Vec::new();
        for ((_, verb), group) in &groups {
            blocks.push(DraftBlock::Heading(verb.to_owned()));
            blocks.push(DraftBlock::List(group.map(|line| self.statement(line)).collect()));
        }
        (self.pick("Các phát biểu", "Claims"), blocks)
    }

    /// Lists dated claims, and dated nodes that undated claims tie to this one, in time.
    fn timeline(&self) -> Draft<'s> {
        let facts = self.session.facts();
        let node = self.dossier.node;
        let parsed = |text: Option<&str>| text.and_then(|text| Edtf::parse(text).ok());
        let mut entries: Vec<(Edtf, Cited<'s>)> = Vec::new();
        for line in self.dossier.lines {
            let date = parsed(facts.when(line.edge).or_else(|| facts.attested(line.edge)));
            let words = format!("{} {}", verb(self.session, line.edge, node), facts.name(line.other));
            entries.extend(date.map(|date| (date, (words, facts.citations(line.edge).collect()))));
        }
        // The date of a claim says when; the date of what it leads to says that once more.
        let is_dated = |line: &&Line| facts.when(line.edge).or_else(|| facts.attested(line.edge)).is_some();
        let told: BTreeSet<NodeId> = self.dossier.lines.iter().filter(is_dated).map(|line| line.other).collect();
        let others = self.dossier.lines.iter().map(|line| line.other).filter(|other| !told.contains(other));
        let others = others.sorted().dedup();
        for other in others.chain([node]) {
            let date = parsed(facts.node_when(other));
            let words = format!("{} · {}", facts.name(other), self.session.kind_label(facts.kind(other)));
            entries.extend(date.map(|date| (date, (words, facts.node_citations(other).collect()))));
        }
        entries.sort_by(|a, b| a.0.cmp_in_time(&b.0).then_with(|| a.1.cmp(&b.1)));
        let rows = entries.into_iter().map(|(date, words)| (date.describe(self.session.lang), words));
        let rows: Vec<_> = rows.collect();
        let blocks = if rows.is_empty() { Vec::new() } else { vec![DraftBlock::Rows(rows)] };
        (self.pick("Dòng thời gian", "Timeline"), blocks)
    }

    /// Lists people tied to the node by a claim, or by one node between that is no hub and of no structural kind.
    fn people(&self) -> Draft<'s> {
        let facts = self.session.facts();
        let mut ties: BTreeMap<NodeId, BTreeSet<(Option<NodeId>, EdgeId)>> = BTreeMap::new();
        for line in self.dossier.lines {
            if self.is_person(line.other) {
                ties.entry(line.other).or_default().insert((None, line.edge));
            }
            for hop in self.onward(line.other) {
                ties.entry(hop.neighbor).or_default().insert((Some(line.other), hop.edge));
            }
        }
        let mut people: Vec<_> = ties.into_iter().collect();
        people.sort_by_key(|(person, ties)| (std::cmp::Reverse(ties.len()), facts.name(*person), *person));
        let n_more = people.len().saturating_sub(MAX_PEOPLE);
        let items = people.into_iter().take(MAX_PEOPLE).map(|(person, ties)| self.tied(person, &ties)).collect();
        let mut blocks = listed(items);
        if n_more > 0 {
            let words = format!("{n_more} {}", self.pick("người nữa không kể ra đây", "more people are not listed"));
            blocks.push(DraftBlock::Remark(words));
        }
        (self.pick("Người liên quan", "Connected people"), blocks)
    }

    fn is_person(&self, node: NodeId) -> bool {
        node != self.dossier.node
            && node_role(self.session.schema(), &self.session.facts(), node) == Some(NodeRole::Person)
    }

    /// Returns the hops from a neighbour to people.
    fn onward(&self, between: NodeId) -> Vec<Hop> {
        let facts = self.session.facts();
        let kind = self.session.schema().kinds.get(facts.kind(between));
        if kind.is_some_and(|kind| kind.hub || kind.structural) {
            return Vec::new();
        }
        let hops = self.session.graph().expand(between, Direction::Both, Types::All);
        hops.filter(|hop| self.is_person(hop.neighbor) && self.judge(hop.edge).is_some()).collect()
    }

    fn tied(&self, person: NodeId, ties: &BTreeSet<(Option<NodeId>, EdgeId)>) -> Cited<'s> {
        let facts = self.session.facts();
        let ways = ties.iter().map(|(between, edge)| match between {
            None => verb(self.session, *edge, self.dossier.node),
            Some(between) => format!("{} {}", verb(self.session, *edge, person), facts.name(*between)),
        });
        let ways: Vec<String> = ways.unique().collect();
        let citations = ties.iter().flat_map(|(_, edge)| facts.citations(*edge)).collect();
        (format!("{} · {}", facts.name(person), ways.join("; ")), citations)
    }

    /// Lists the gaps that touch the node; those of claims as counts.
    fn unknown(&self) -> Draft<'s> {
        let session = self.session;
        let graph = session.graph();
        let mut gaps = Gaps::find(session.schema(), &session.facts(), self.dossier.filter);
        gaps.found.retain(|gap| gap.touches(graph, self.dossier.node));
        let mut items: Vec<Cited<'s>> = Vec::new();
        for kind in GapKind::ALL {
            let heading = gap_words::heading(session, kind);
            if kind.is_about_claims() {
                let n = gaps.of_kind(kind).count();
                items.extend((n > 0).then(|| (format!("{heading}: {n}"), Vec::new())));
                continue;
            }
            let words = |gap| (format!("{heading}: {}", gap_words::words(session, gap)), gap_words::citations(session, gap));
            items.extend(gaps.of_kind(kind).map(words));
        }
        (self.pick("Chưa rõ", "What is not known"), listed(items))
    }

    /// Says how the figures marked with a star were worked out, each formula once.
    fn formulas(&self) -> Draft<'s> {
        let facts = self.session.facts();
        let of_lines = self.dossier.lines.iter().map(|line| line.edge);
        let edges: BTreeSet<EdgeId> = of_lines.chain(self.held.iter().copied()).collect();
        let formulas: BTreeSet<(&str, &str)> = edges.into_iter().flat_map(|edge| facts.derived(edge)).collect();
        let words = |(name, formula)| (format!("{}: {formula}", answer::field_words(self.session, name)), Vec::new());
        (self.pick("* Suy ra", "* Worked out"), listed(formulas.into_iter().map(words).collect()))
    }

    fn colophon(&self, notes: &SourceNotes) -> Vec<(String, String)> {
        let session = self.session;
        let lang = session.lang;
        let schema = session.schema();
        let counts = session.dataset.counts();
        let title = schema.title.in_lang(lang);
        let amount = format!(
            "{}, {}, {}",
            counted(counts.n_sources, lang, "nguồn", ("source", "sources")),
            counted(counts.n_nodes, lang, "nút", ("node", "nodes")),
            counted(counts.n_claims, lang, "phát biểu", ("claim", "claims")),
        );
        let mut rows = vec![(self.pick("bộ dữ liệu", "data set"), format!("{title} ({}) · {amount}", schema.name))];
        if let Some(date) = &session.as_of {
            rows.push((self.pick("tại thời điểm", "as of"), date.describe(lang)));
        }
        let nothing = || self.pick("không bỏ gì", "nothing").to_owned();
        let left_out = left_out_words(&self.dossier.left_out, lang);
        // The label of the row says what the words begin with.
        let left_out = left_out.and_then(|words| Some(words.split_once(": ")?.1.to_owned()));
        let left_out = left_out.unwrap_or_else(nothing);
        rows.push((self.pick("bỏ qua", "left out"), left_out));
        let n_cited = notes.entries().count();
        let marks: Vec<&str> = notes.entries().map(|(mark, _, _)| mark).collect();
        let sources = counted(n_cited, lang, "nguồn", ("source", "sources"));
        let id = node_json(session, self.dossier.node)["id"].as_str().unwrap_or_default().to_owned();
        rows.push((
            self.pick("cách trích dẫn", "how to cite"),
            format!(
                "“{}”, {title} ({} / {id}), {sources} [{}], hvgraph {}.",
                session.facts().name(self.dossier.node),
                schema.name,
                marks.join(", "),
                env!("CARGO_PKG_VERSION"),
            ),
        ));
        rows.into_iter().map(|(label, text)| (label.to_owned(), text)).collect()
    }
}

impl<'s> DraftBlock<'s> {
    fn citations(&self) -> Vec<&'s str> {
        match self {
            DraftBlock::Heading(_) | DraftBlock::Remark(_) => Vec::new(),
            DraftBlock::Rows(rows) => rows.iter().flat_map(|(_, (_, cites))| cites).copied().collect(),
            DraftBlock::List(items) => items.iter().flat_map(|(_, cites)| cites).copied().collect(),
        }
    }
}

/// Returns a list as the blocks of a section; no blocks without items.
fn listed(items: Vec<Cited<'_>>) -> Vec<DraftBlock<'_>> {
    if items.is_empty() { Vec::new() } else { vec![DraftBlock::List(items)] }
}

fn numbered(session: &Session, notes: &SourceNotes, block: DraftBlock<'_>) -> Block {
    let positions: BTreeMap<&str, usize> = notes.entries().map(|(_, id, _)| id).zip(0..).collect();
    let statement = |(text, cites): Cited<'_>| {
        let own = answer::notes(session, cites);
        let citations = own.entries().filter_map(|(_, id, paragraphs)| Some((*positions.get(id)?, paragraphs.clone())));
        Statement { text, citations: citations.collect() }
    };
    match block {
        DraftBlock::Heading(text) => Block::Heading(text),
        DraftBlock::Rows(rows) => {
            Block::Rows(rows.into_iter().map(|(label, cited)| (label, statement(cited))).collect())
        }
        DraftBlock::List(items) => Block::List(items.into_iter().map(statement).collect()),
        DraftBlock::Remark(text) => Block::Remark(text),
    }
}

fn source(session: &Session, (mark, id, paragraphs): (&str, &str, &BTreeSet<u32>)) -> Source {
    let facts = session.facts();
    Source {
        mark: mark.to_owned(),
        text: source_line(&facts, id, session.lang),
        url: source_url(&facts, id),
        paragraphs: paragraphs.clone(),
    }
}
