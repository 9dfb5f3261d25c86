//! `hvgraph gaps`.

use std::collections::BTreeMap;

use clap::Args as ClapArgs;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use serde_json::{Value as Json, json};

use crate::cli::Outcome;
use crate::cli::answer::{self, node_json, print_remark, print_sources, sources_json};
use crate::cli::error::CliError;
use crate::cli::filters::{FilterArgs, counted, left_out_json, left_out_words};
use crate::cli::gap_words;
use crate::cli::layout::{table, wrapped};
use crate::cli::resolve::{self, asked};
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::dataset::{Gap, GapKind, Gaps};
use crate::model::{Edtf, NodeId};
use crate::render::json::SCHEMA_VERSION;
use crate::render::notes::SourceNotes;

/// Show what is missing or thin: missing counterparts, signings, holders, dates; claims of one source alone
///
/// A gap is what the data set does not say; it may well be known elsewhere. Sources of one publisher, author or
/// agency count as one, as far as the data set says who stands behind them. Gaps of claims are counted by
/// type; --all, or a NAME, lists them one by one.
///
/// What fills a gap must pass the filters too: with --min-sources 2 a signing that one article alone reports does
/// not count. --type chooses the claims to examine, and then no nodes are examined.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph gaps\n  hvgraph gaps --only no-signing --only no-follow-up\n  hvgraph gaps \"Hoàn Kiếm\"\n  hvgraph gaps --only undated --all --type HOLDS"
)]
pub(in crate::cli) struct Args {
    /// Only gaps of this node and of the claims about it
    #[arg(value_name = "NAME")]
    name: Vec<String>,
    /// Only gaps of this sort (may be given again)
    #[arg(long, value_name = "SORT", value_parser = sort_parser())]
    only: Vec<GapKind>,
    /// List every gap, claims too
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    filters: FilterArgs,
}

fn sort_parser() -> impl TypedValueParser<Value = GapKind> {
    PossibleValuesParser::new(GapKind::ALL.map(GapKind::as_str)).try_map(|name| {
        let named = GapKind::ALL.into_iter().find(|kind| kind.as_str() == name);
        named.ok_or_else(|| format!("unknown sort `{name}`"))
    })
}

/// The most gaps of one sort that are printed unless all are asked for.
const SHOWN: usize = 20;

/// The gaps that were asked for, and how they are to be shown.
struct Answer<'a> {
    session: &'a Session,
    gaps: Gaps,
    about: Option<NodeId>,
    all: bool,
    /// The most gaps of one sort that are listed unless all are asked for.
    most: usize,
    sorts: Vec<GapKind>,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let about = asked(&args.name).map(|name| resolve::node(session, &name)).transpose()?;
    let filter = args.filters.filter(session)?;
    let mut gaps = Gaps::find(session.schema(), &session.facts(), &filter);
    let is_asked = |kind: GapKind| args.only.is_empty() || args.only.contains(&kind);
    gaps.found.retain(|gap| {
        is_asked(gap.kind()) && about.is_none_or(|node| gap.touches(session.graph(), node))
    });
    let sorts = GapKind::ALL.into_iter().filter(|kind| is_asked(*kind)).collect();
    // A program that reads the answer wants nodes whole; claims are listed when asked for.
    let most = if ui.json { usize::MAX } else { SHOWN };
    let answer = Answer { session, gaps, about, all: args.all || about.is_some(), most, sorts };
    if ui.json {
        ui.document(&answer.json())?;
    } else {
        answer.print(ui)?;
    }
    Ok(if answer.gaps.found.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

impl Answer<'_> {
    /// Returns the gaps of a sort that are listed one by one.
    fn listed(&self, kind: GapKind) -> Vec<&Gap> {
        let most = match (self.all, kind.is_about_claims()) {
            (true, _) => usize::MAX,
            (false, true) => 0,
            (false, false) => self.most,
        };
        self.gaps.of_kind(kind).take(most).collect()
    }

    fn notes(&self) -> SourceNotes {
        let listed = self.sorts.iter().flat_map(|kind| self.listed(*kind));
        answer::notes(self.session, listed.flat_map(|gap| gap_words::citations(self.session, gap)))
    }

    fn print(&self, ui: &mut Ui) -> Result<(), CliError> {
        let notes = self.notes();
        let mut is_first = true;
        if let Some(node) = self.about {
            ui.text(2, &ui.bold(self.session.facts().name(node)))?;
            is_first = false;
        }
        for kind in self.sorts.iter().copied().filter(|kind| self.gaps.of_kind(*kind).next().is_some()) {
            if !std::mem::take(&mut is_first) {
                ui.line("")?;
            }
            self.print_sort(ui, kind, &notes)?;
        }
        if self.gaps.found.is_empty() {
            ui.line(ui.pick("Không thấy thiếu gì", "No gap found"))?;
        }
        print_sources(ui, self.session, &notes)?;
        if let Some(words) = left_out_words(&self.gaps.left_out, self.session.lang) {
            ui.line("")?;
            print_remark(ui, &words)?;
        }
        Ok(())
    }

    fn print_sort(&self, ui: &mut Ui, kind: GapKind, notes: &SourceNotes) -> Result<(), CliError> {
        let heading = ui.bold(gap_words::heading(self.session, kind));
        ui.text(2, &format!("{heading} {}", ui.dim(&self.count_words(kind))))?;
        if kind.is_about_claims() && self.about.is_none() {
            for line in table(&[], &self.type_rows(kind), ui.width - 2) {
                ui.line(&format!("  {line}"))?;
            }
        }
        let listed = self.listed(kind);
        for gap in &listed {
            let mark = notes.mark(gap_words::citations(self.session, gap));
            let text = format!("{} {mark}", gap_words::words(self.session, gap));
            for line in wrapped("  ", 4, text.trim_end(), ui.width) {
                ui.line(&line)?;
            }
        }
        let n_more = self.gaps.of_kind(kind).count() - listed.len();
        if n_more > 0 {
            let words = if kind.is_about_claims() {
                format!("--only {} --all {}", kind.as_str(), ui.pick("liệt kê từng phát biểu", "lists them"))
            } else {
                format!("… {n_more} {}", ui.pick("mục nữa (--all)", "more (--all)"))
            };
            ui.text(4, &ui.dim(&format!("  {words}")))?;
        }
        Ok(())
    }

    /// Returns `7 of 10`, or the count alone where not all that were asked about are shown.
    fn count_words(&self, kind: GapKind) -> String {
        let n = self.gaps.of_kind(kind).count();
        match self.gaps.n_asked.get(&kind).filter(|_| self.about.is_none()) {
            Some(asked) => format!("{n} {} {asked}", self.session.lang.pick("trên", "of")),
            None => n.to_string(),
        }
    }

    /// Returns the types that have gaps, those with most gaps first, and how many of their claims have one.
    fn type_rows(&self, kind: GapKind) -> Vec<Vec<String>> {
        let lang = self.session.lang;
        let counts = self.by_type(kind);
        let mut rows: Vec<(&str, TypeCount)> = counts.into_iter().filter(|(_, count)| count.n > 0).collect();
        rows.sort_by_key(|(_, count)| std::cmp::Reverse(count.n));
        let rows = rows.into_iter().map(|(name, count)| {
            let declared = self.session.schema().types.get(name);
            let label = declared.map_or(name, |declared| declared.label.in_lang(lang));
            let mut words = format!("{} {} {}", count.n, lang.pick("trên", "of"), count.of);
            if count.n_at_event > 0 {
                let at_event = lang.pick("chạm tới một sự kiện có ngày", "touch an event with a date");
                words = format!("{words}; {} {at_event}", count.n_at_event);
            }
            if count.n_same_origin > 0 {
                let n = counted(count.n_same_origin, lang, "phát biểu", ("claim", "claims"));
                let same = lang.pick("có nhiều bài cùng một gốc", "with several articles of one origin");
                words = format!("{words}; {n} {same}");
            }
            vec![name.to_owned(), label.to_owned(), words]
        });
        rows.collect()
    }

    fn by_type(&self, kind: GapKind) -> BTreeMap<&str, TypeCount> {
        let facts = self.session.facts();
        let mut counts: BTreeMap<&str, TypeCount> = BTreeMap::new();
        for claim in &self.gaps.claims {
            counts.entry(facts.edge_type(*claim)).or_default().of += 1;
        }
        for gap in self.gaps.of_kind(kind) {
            let Some(claim) = gap.claim() else { continue };
            let count = counts.entry(facts.edge_type(claim)).or_default();
            count.n += 1;
            count.n_at_event += usize::from(matches!(gap, Gap::Undated { event: Some(_), .. }));
            count.n_same_origin += usize::from(matches!(gap, Gap::SingleSource { n_sources: 2.., .. }));
        }
        counts
    }

    fn json(&self) -> Json {
        let sorts: Vec<Json> = self.sorts.iter().map(|kind| self.sort_json(*kind)).collect();
        json!({
            "schema_version": SCHEMA_VERSION,
            "command": "gaps",
            "about": self.about.map(|node| node_json(self.session, node)),
            "as_of": self.session.as_of.as_ref().map(Edtf::as_str),
            "during": self.session.during.as_ref().map(Edtf::as_str),
            "sorts": sorts,
            "left_out": left_out_json(&self.gaps.left_out),
            "sources": sources_json(self.session, &self.notes()),
        })
    }

    fn sort_json(&self, kind: GapKind) -> Json {
        let gaps: Vec<Json> = self.listed(kind).into_iter().map(|gap| gap_words::as_json(self.session, gap)).collect();
        let mut json = json!({
            "sort": kind.as_str(),
            "heading": gap_words::heading(self.session, kind),
            "count": self.gaps.of_kind(kind).count(),
            "asked_about": self.gaps.n_asked.get(&kind),
            "gaps": gaps,
        });
        if kind.is_about_claims() {
            let by_type = self.by_type(kind).into_iter().filter(|(_, count)| count.n > 0);
            json["by_type"] = by_type.map(|(name, count)| (name.to_owned(), count.json())).collect();
        }
        json
    }
}

/// How many claims of a type have a gap.
#[derive(Debug, Clone, Copy, Default)]
struct TypeCount {
    n: usize,
    of: usize,
    n_at_event: usize,
    n_same_origin: usize,
}

impl TypeCount {
    fn json(self) -> Json {
        json!({
            "count": self.n, "of": self.of,
            "at_dated_event": self.n_at_event, "of_one_origin": self.n_same_origin,
        })
    }
}
