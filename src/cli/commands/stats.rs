//! `hvgraph stats`; [`structure`] measures the graph as a whole.

mod structure;

use std::collections::{BTreeMap, BTreeSet};

use clap::Args as ClapArgs;
use serde_json::json;

use self::structure::Structure;
use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::cli::layout::table;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::graph::{Direction, GraphView as _, Types};
use crate::model::{EdgeId, Edtf, Holds, NodeId, Status};
use crate::render::compose::status_words;
use crate::render::json::SCHEMA_VERSION;

/// Count nodes, claims, sources and dates
#[derive(Debug, ClapArgs)]
pub(in crate::cli) struct Args {
    /// Also say how the graph hangs together: density, diameter, clustering and the like
    ///
    /// Structural kinds are left out, and claims count either way, but for reciprocity.
    #[arg(long)]
    structure: bool,
}

#[derive(Default)]
struct Counts<'s> {
    n_nodes: usize,
    n_claims: usize,
    kinds: BTreeMap<&'s str, usize>,
    types: BTreeMap<&'s str, usize>,
    statuses: BTreeMap<Status, usize>,
    claims_by_source: BTreeMap<&'s str, usize>,
    /// Claims outside the date or period asked for.
    n_left_out: usize,
    /// The sources of the claim at hand.
    sources: Vec<&'s str>,
    /// Dates seen before.
    dates: BTreeSet<&'s str>,
    n_dated: usize,
    n_attested: usize,
    n_undated: usize,
    n_one_source: usize,
    n_isolated: usize,
    n_components: usize,
    earliest: Option<Edtf>,
    latest: Option<Edtf>,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let counts = Counts::of(session);
    let structure = args.structure.then(|| Structure::of(session)).transpose()?;
    if ui.json {
        let mut json = counts.json(session);
        if let Some(structure) = &structure {
            json["structure"] = structure.json();
        }
        ui.document(&json)?;
    } else {
        counts.print(ui, session)?;
        structure.map_or(Ok(()), |structure| structure.print(ui, session))?;
    }
    Ok(Outcome::Found)
}

impl<'s> Counts<'s> {
    fn of(session: &'s Session) -> Self {
        let facts = session.facts();
        let mut counts = Counts { n_nodes: session.graph().node_count(), ..Counts::default() };
        for node in session.graph().nodes() {
            *counts.kinds.entry(facts.kind(node)).or_default() += 1;
            counts.date(facts.node_when(node));
        }
        let mut kept = Vec::new();
        for edge in session.graph().edges() {
            if session.holds(edge) == Holds::No {
                counts.n_left_out += 1;
            } else {
                counts.claim(session, edge);
                kept.push(edge);
            }
        }
        counts.components(session, &kept);
        counts
    }

    fn claim(&mut self, session: &'s Session, edge: EdgeId) {
        let facts = session.facts();
        self.n_claims += 1;
        *self.types.entry(facts.edge_type(edge)).or_default() += 1;
        *self.statuses.entry(facts.status(edge)).or_default() += 1;
        self.sources.clear();
        self.sources
            .extend(facts.citations(edge).map(|c| c.rsplit_once('#').map_or(c, |(source, _)| source)));
        self.sources.sort_unstable();
        self.sources.dedup();
        self.n_one_source += usize::from(self.sources.len() == 1);
        for source in &self.sources {
            *self.claims_by_source.entry(source).or_default() += 1;
        }
        match (facts.when(edge), facts.attested(edge)) {
            (Some(when), _) => {
                self.n_dated += 1;
                self.date(Some(when));
            }
            (None, Some(_)) => self.n_attested += 1,
            (None, None) => self.n_undated += 1,
        }
    }

    fn date(&mut self, text: Option<&'s str>) {
        let text = text.filter(|text| self.dates.insert(text));
        let Some(date) = text.and_then(|text| Edtf::parse(text).ok()) else { return };
        if date.earliest().is_some()
            && self.earliest.as_ref().is_none_or(|first| date.earliest() < first.earliest())
        {
            self.earliest = Some(date.clone());
        }
        if date.latest().is_some() && self.latest.as_ref().is_none_or(|last| date.latest() > last.latest()) {
            self.latest = Some(date);
        }
    }

    /// Counts what hangs together, structural nodes and sources included.
    fn components(&mut self, session: &Session, kept: &[EdgeId]) {
        let mut alive = vec![false; session.graph().edge_bound()];
        for edge in kept {
            alive[edge.index()] = true;
        }
        let mut seen = vec![false; session.graph().node_bound()];
        for start in session.graph().nodes() {
            if seen[start.index()] {
                continue;
            }
            seen[start.index()] = true;
            let mut open: Vec<NodeId> = vec![start];
            let mut size = 0;
            while let Some(node) = open.pop() {
                size += 1;
                for hop in session.graph().expand(node, Direction::Both, Types::All) {
                    if alive[hop.edge.index()] && !seen[hop.neighbor.index()] {
                        seen[hop.neighbor.index()] = true;
                        open.push(hop.neighbor);
                    }
                }
            }
            self.n_components += 1;
            self.n_isolated += usize::from(size == 1);
        }
    }

    fn json(&self, session: &Session) -> serde_json::Value {
        let read = session.dataset.counts();
        let statuses: BTreeMap<&str, usize> = self.statuses.iter().map(|(s, n)| (s.as_str(), *n)).collect();
        json!({
            "schema_version": SCHEMA_VERSION,
            "command": "stats",
            "data_set": session.schema().name,
            "as_of": session.as_of.as_ref().map(Edtf::as_str),
            "during": session.during.as_ref().map(Edtf::as_str),
            "loaded": {
                "files": read.n_files, "sources": read.n_sources, "nodes": read.n_nodes, "claims": read.n_claims,
                "rejected": 0,
            },
            "nodes": self.n_nodes,
            "claims": self.n_claims,
            "claims_outside_date": if session.during.is_some() { 0 } else { self.n_left_out },
            "claims_outside_period": if session.during.is_some() { self.n_left_out } else { 0 },
            "nodes_by_kind": self.kinds,
            "claims_by_type": self.types,
            "claims_by_status": statuses,
            "claims_by_source": self.claims_by_source,
            "claims_dated": self.n_dated,
            "claims_attested_on_a_date": self.n_attested,
            "claims_undated": self.n_undated,
            "claims_with_one_source": self.n_one_source,
            "components": self.n_components,
            "isolated_nodes": self.n_isolated,
            "earliest": self.earliest.as_ref().map(Edtf::as_str),
            "latest": self.latest.as_ref().map(Edtf::as_str),
        })
    }

    fn print(&self, ui: &mut Ui, session: &Session) -> Result<(), CliError> {
        let lang = session.lang;
        let read = session.dataset.counts();
        ui.text(2, &ui.bold(session.schema().title.in_lang(lang)))?;
        let loaded = format!(
            "{} {}: {} {}, {} {}, {} {}; 0 {}",
            read.n_files,
            lang.pick("tệp đã đọc", "files read"),
            read.n_sources,
            lang.pick("nguồn", "sources"),
            read.n_nodes,
            lang.pick("nút", "nodes"),
            read.n_claims,
            lang.pick("phát biểu", "claims"),
            lang.pick("bị loại", "rejected"),
        );
        ui.text(2, &loaded)?;
        Self::section(ui, lang.pick("Nút theo loại", "Nodes by kind"), &self.kind_rows(session))?;
        Self::section(ui, lang.pick("Phát biểu theo loại", "Claims by type"), &self.type_rows(session))?;
        let statuses = self.statuses.iter().map(|(status, n)| row(*n, status_words(*status, lang)));
        Self::section(
            ui,
            lang.pick("Phát biểu theo trạng thái", "Claims by status"),
            &statuses.collect::<Vec<_>>(),
        )?;
        let sources = self.claims_by_source.iter().map(|(source, n)| row(*n, source));
        Self::section(
            ui,
            lang.pick("Phát biểu theo nguồn", "Claims by source"),
            &sources.collect::<Vec<_>>(),
        )?;
        Self::section(ui, lang.pick("Khác", "Other"), &self.other_rows(session))
    }

    pub(super) fn section(ui: &mut Ui, title: &str, rows: &[Vec<String>]) -> Result<(), CliError> {
        ui.line("")?;
        ui.line(&ui.bold(title))?;
        for line in table(&[], rows, ui.width.saturating_sub(2)) {
            ui.line(&format!("  {line}"))?;
        }
        Ok(())
    }

    fn kind_rows(&self, session: &Session) -> Vec<Vec<String>> {
        self.kinds.iter().map(|(kind, n)| row(*n, session.kind_label(kind))).collect()
    }

    fn type_rows(&self, session: &Session) -> Vec<Vec<String>> {
        let label = |name: &str| {
            let declared = session.schema().types.get(name);
            declared.map_or(String::new(), |declared| format!(" · {}", declared.label.in_lang(session.lang)))
        };
        self.types.iter().map(|(name, n)| row(*n, &format!("{name}{}", label(name)))).collect()
    }

    fn other_rows(&self, session: &Session) -> Vec<Vec<String>> {
        let lang = session.lang;
        let mut rows = vec![
            row(self.n_dated, lang.pick("phát biểu có ngày", "claims with a date")),
            row(
                self.n_attested,
                lang.pick("phát biểu chỉ có ngày được nêu", "claims only attested on a date"),
            ),
            row(self.n_undated, lang.pick("phát biểu không ngày", "claims without a date")),
            row(self.n_one_source, lang.pick("phát biểu chỉ có một nguồn", "claims with one source only")),
            row(self.n_components, lang.pick("thành phần liên thông", "connected components")),
            row(self.n_isolated, lang.pick("nút đứng riêng", "nodes without claims")),
        ];
        if session.as_of.is_some() {
            let words = lang.pick("phát biểu ngoài thời điểm", "claims outside the date");
            rows.push(row(self.n_left_out, words));
        }
        if session.during.is_some() {
            let words = lang.pick("phát biểu ngoài giai đoạn", "claims outside the period");
            rows.push(row(self.n_left_out, words));
        }
        if let (Some(first), Some(last)) = (&self.earliest, &self.latest) {
            let span = format!("{} – {}", first.describe(lang), last.describe(lang));
            rows.push(vec![String::new(), format!("{} {span}", lang.pick("ngày từ", "dates:"))]);
        }
        rows
    }
}

fn row(count: usize, label: &str) -> Vec<String> {
    vec![format!("{count:>6}"), label.to_owned()]
}
