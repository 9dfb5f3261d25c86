//! Counterparts as text: two columns where the terminal is wide enough.

use itertools::Itertools as _;
use unicode_width::UnicodeWidthStr as _;

use super::words::{about, class_words, rule_words};
use super::Answer;
use crate::cli::draw::asked_words;
use crate::cli::answer::{claim_details, notes_of, print_formulas, print_remark, print_sources, shown_name, verb};
use crate::cli::error::CliError;
use crate::cli::filters::{counted, left_out_words};
use crate::cli::layout::wrapped;
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::dataset::counterparts::{Class, Pair, Reason, Rule, Unpaired};
use crate::graph::GraphView as _;
use crate::model::{EdgeId, Holds, NodeId, NodeRole, Status};
use crate::render::compose::status_words;
use crate::render::notes::{SourceNotes, date_words};

/// From so many columns on, the sides stand beside each other.
const TWO_COLUMNS: usize = 80;
/// What a pair has at most to say of one rule.
const MOST_OF_A_RULE: usize = 3;

impl Answer<'_> {
    pub(super) fn print(&self, ui: &mut Ui, session: &Session) -> Result<(), CliError> {
        let Some(sides) = self.sides else {
            let words = "Bộ dữ liệu không khai báo hai phía (`sides` trong schema.json).";
            return ui.text(2, ui.pick(words, "The data set declares no two sides (`sides` in schema.json)."));
        };
        let notes = notes_of(session, self.claims(session));
        let labels = sides.each_ref().map(|side| side.label.in_lang(session.lang));
        ui.text(2, &format!("{} {}", ui.bold(&labels.join(" ↔ ")), ui.dim(&format!("· {}", self.summary(ui)))))?;
        let mut class = None;
        for pair in &self.pairs {
            if class.replace(pair.class) != Some(pair.class) {
                ui.line("")?;
                ui.text(2, &ui.bold(class_words(session, pair.class)))?;
            }
            self.print_pair(ui, session, pair, &notes)?;
        }
        self.print_unpaired(ui, session, &labels, &notes)?;
        print_formulas(ui, session, self.claims(session))?;
        print_sources(ui, session, &notes)?;
        self.print_left_out(ui, session)
    }

    fn summary(&self, ui: &Ui) -> String {
        let n_stated = self.pairs.iter().filter(|pair| pair.is_stated()).count();
        let stated = counted(n_stated, ui.lang, "cặp được nêu", ("stated pair", "stated pairs"));
        let inferred =
            counted(self.pairs.len() - n_stated, ui.lang, "cặp suy ra", ("inferred pair", "inferred pairs"));
        let empty =
            counted(self.unpaired.len(), ui.lang, "nơi chưa rõ đối tác", ("without counterpart", "without counterpart"));
        format!("{stated}, {inferred}, {empty}")
    }

    fn print_pair(&self, ui: &mut Ui, session: &Session, pair: &Pair<'_>, notes: &SourceNotes) -> Result<(), CliError> {
        let mark = if pair.is_stated() { "═══" } else { "╌╌╌" };
        let holders = pair.ends.map(|end| self.holder_lines(session, end, pair.class, notes));
        let [left, right] = pair.ends.map(|end| shown_name(session, end));
        if ui.width >= TWO_COLUMNS {
            let room = (ui.width - 9) / 2;
            print_columns(ui, [&left, &right], mark, room, Face::Bold)?;
            for row in 0..holders[0].len().max(holders[1].len()) {
                let cell = |side: usize| holders[side].get(row).map_or("", String::as_str);
                print_columns(ui, [cell(0), cell(1)], "", room, Face::Indented)?;
            }
        } else {
            for (head, name, holders) in [("  ", &left, &holders[0]), (&*format!("  {mark} "), &right, &holders[1])] {
                ui.text(6, &format!("{head}{}", ui.bold(name)))?;
                for holder in holders {
                    print_wrapped(ui, "      ", 8, holder)?;
                }
            }
        }
        self.print_reasons(ui, session, pair, notes)
    }

    /// Says who holds an office; of what nobody can hold, nothing.
    fn holder_lines(&self, session: &Session, node: NodeId, class: Class<'_>, notes: &SourceNotes) -> Vec<String> {
        let held = self.holdings(session, node);
        if held.is_empty() {
            let is_office = class == Class::Role(NodeRole::Office);
            return if is_office { vec![nobody(session, node).to_owned()] } else { Vec::new() };
        }
        let holders = held.iter().filter_map(|claim| Some(session.graph().edge(*claim)?.source)).unique();
        let line = |holder: NodeId| {
            let own = held.iter().copied().filter(|claim| {
                session.graph().edge(*claim).is_some_and(|ends| ends.source == holder)
            });
            let dates = own.clone().map(|claim| self.dates(session, claim).join(" · "));
            let dates = dates.filter(|dates| !dates.is_empty()).join("; ");
            let facts = session.facts();
            let mark = notes.mark(own.flat_map(|claim| facts.citations(claim)));
            let parts = [facts.name(holder).to_owned(), dates].into_iter().filter(|part| !part.is_empty());
            format!("{} {mark}", parts.collect::<Vec<_>>().join(" · ")).trim_end().to_owned()
        };
        holders.map(line).collect()
    }

    /// Returns the dates of a claim, its status, and how surely it holds as of the date asked for, in words.
    fn dates(&self, session: &Session, claim: EdgeId) -> Vec<String> {
        let (facts, lang) = (session.facts(), session.lang);
        let attested = |date| format!("{} {}", lang.pick("được nêu tại", "attested"), date_words(date, lang));
        let when = facts.when(claim).map(|when| date_words(when, lang));
        let status = Some(facts.status(claim)).filter(|status| *status != Status::Stated);
        let holds = self.filter.judge(session.schema(), &facts, claim).unwrap_or(Holds::Certain);
        let possible = lang.pick("có thể đúng tại thời điểm", "possibly at that date");
        let parts = [
            when,
            facts.attested(claim).map(attested),
            status.map(|status| status_words(status, lang).to_owned()),
            (holds == Holds::Possible).then(|| possible.to_owned()),
        ];
        parts.into_iter().flatten().collect()
    }

    fn print_reasons(&self, ui: &mut Ui, session: &Session, pair: &Pair<'_>, notes: &SourceNotes) -> Result<(), CliError> {
        let mut rest = pair.reasons.as_slice();
        while let Some(first) = rest.first() {
            let n = rest.iter().take_while(|reason| rule_words(session, reason.rule) == rule_words(session, first.rule)).count();
            let (same, after) = rest.split_at(n);
            rest = after;
            for reason in same.iter().take(MOST_OF_A_RULE) {
                let text = self.reason_words(session, pair, reason, notes);
                print_wrapped(ui, &ui.dim("    – "), 6, &text)?;
            }
            if let Some(more) = n.checked_sub(MOST_OF_A_RULE).filter(|more| *more > 0) {
                let words = ui.pick("căn cứ nữa loại này (--json nêu đủ)", "more of this sort (--json has them all)");
                print_wrapped(ui, &ui.dim("    – "), 6, &format!("{more} {words}"))?;
            }
        }
        Ok(())
    }

    fn reason_words(&self, session: &Session, pair: &Pair<'_>, reason: &Reason, notes: &SourceNotes) -> String {
        let facts = session.facts();
        let mark = notes.mark(reason.claims.iter().flat_map(|claim| facts.citations(*claim)));
        let rule = rule_words(session, reason.rule);
        let words = match reason.rule {
            Rule::Stated | Rule::Marked | Rule::Tied => {
                let claims = reason.claims.iter().map(|claim| {
                    let holds = self.filter.judge(session.schema(), &facts, *claim).unwrap_or(Holds::Certain);
                    let details = claim_details(session, *claim, holds);
                    let parts: Vec<String> = std::iter::once(verb(session, *claim, pair.ends[0])).chain(details).collect();
                    parts.join(" · ")
                });
                format!("{rule}: {}", claims.collect::<Vec<_>>().join("; "))
            }
            _ => about(session, reason).map_or_else(|| rule.to_owned(), |about| format!("{rule}: {about}")),
        };
        format!("{words} {mark}").trim_end().to_owned()
    }

    fn print_unpaired(
        &self,
        ui: &mut Ui,
        session: &Session,
        labels: &[&str; 2],
        notes: &SourceNotes,
    ) -> Result<(), CliError> {
        let mut group = None;
        for empty in &self.unpaired {
            if group.replace((empty.class, empty.side)) != Some((empty.class, empty.side)) {
                ui.line("")?;
                let head = ui.pick("Chưa rõ đối tác", "No counterpart known");
                let class = class_words(session, empty.class);
                ui.text(2, &ui.bold(&format!("{head} · {class} · {}", labels[empty.side])))?;
            }
            self.print_empty(ui, session, empty, notes)?;
        }
        Ok(())
    }

    fn print_empty(&self, ui: &mut Ui, session: &Session, empty: &Unpaired<'_>, notes: &SourceNotes) -> Result<(), CliError> {
        let facts = session.facts();
        ui.text(6, &format!("  ○ {}", ui.bold(&shown_name(session, empty.node))))?;
        for holder in self.holder_lines(session, empty.node, empty.class, notes) {
            print_wrapped(ui, "      ", 8, &holder)?;
        }
        if !empty.across.is_empty() {
            let names: Vec<&str> = empty.across.iter().map(|node| facts.name(*node)).collect();
            let words = ui.pick("bên kia, cơ quan tương ứng là", "its body faces");
            print_wrapped(ui, &ui.dim("    – "), 6, &format!("{words} {}", names.join("; ")))?;
        }
        Ok(())
    }

    fn print_left_out(&self, ui: &mut Ui, session: &Session) -> Result<(), CliError> {
        let lines = self.left_out_lines(session);
        if !lines.is_empty() {
            ui.line("")?;
        }
        lines.iter().try_for_each(|line| print_remark(ui, line))
    }

    /// Says what is not shown, and what a date asked for means.
    pub(super) fn left_out_lines(&self, session: &Session) -> Vec<String> {
        let lang = session.lang;
        let parts = [
            (self.n_weak, "cặp yếu: một bên không phải đại diện duy nhất (--all)", ("weak pair: one of the two was not alone for its side (--all)", "weak pairs: one of the two was not alone for its side (--all)")),
            (self.n_other, "cặp có căn cứ loại khác", ("pair of another basis", "pairs of another basis")),
            (self.n_elsewhere, "cặp hoặc nơi không liên quan", ("pair or empty seat elsewhere", "pairs and empty seats elsewhere")),
            (self.n_crowds, "dịp có quá nhiều bên dự", ("occasion with too many on its sides", "occasions with too many on their sides")),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|(n, _, _)| *n > 0).map(|(n, vi, en)| counted(n, lang, vi, en)).collect();
        let as_of = asked_words(session);
        let not_shown = (!parts.is_empty()).then(|| format!("{}: {}", lang.pick("Không nêu", "Not shown"), parts.join("; ")));
        as_of.into_iter().chain(not_shown).chain(left_out_words(&self.left_out, lang)).collect()
    }
}

/// Says that nobody is known to hold an office.
pub(super) fn nobody(session: &Session, office: NodeId) -> &'static str {
    if Answer::is_ever_held(session, office) {
        session.lang.pick("(không rõ ai giữ khi đó)", "(holder then not known)")
    } else {
        session.lang.pick("(không nêu tên người giữ)", "(holder not named)")
    }
}

/// How a cell is printed.
#[derive(Clone, Copy, PartialEq)]
enum Face {
    Bold,
    Indented,
}

/// Prints two cells beside each other, the mark between their first lines.
fn print_columns(ui: &mut Ui, cells: [&str; 2], mark: &str, room: usize, face: Face) -> Result<(), CliError> {
    let (first, hang) = if face == Face::Bold { ("", 2) } else { ("  ", 4) };
    let [left, right] =
        cells.map(|cell| if cell.is_empty() { Vec::new() } else { wrapped(first, hang, cell, room) });
    for row in 0..left.len().max(right.len()) {
        let cell = |lines: &[String]| lines.get(row).cloned().unwrap_or_default();
        let (left, right) = (cell(&left), cell(&right));
        let pad = " ".repeat(room.saturating_sub(left.width()));
        let mark = if row == 0 { mark } else { "" };
        let gap = " ".repeat(3 - mark.width().min(3));
        let [left, right] = [left, right].map(|text| if face == Face::Bold { ui.bold(&text) } else { text });
        ui.line(format!("  {left}{pad}  {mark}{gap}  {right}").trim_end())?;
    }
    Ok(())
}

fn print_wrapped(ui: &mut Ui, first: &str, hang: usize, text: &str) -> Result<(), CliError> {
    for line in wrapped(first, hang, text, ui.width) {
        ui.line(&line)?;
    }
    Ok(())
}
