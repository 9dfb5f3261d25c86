//! Points at the part of a statement that an error is about.

use serde_json::{Value as Json, json};
use unicode_width::UnicodeWidthStr as _;

use super::error::hint_line;
use super::faults::database_hint;
use super::phrasebook::vietnamese;
use super::ui::Ui;
use crate::db;
use crate::model::Lang;
use crate::query::error::{ErrorKind, QueryError};
use crate::query::place::{TextPlace, place};
use crate::render::text::showable;

/// Returns what stands below the message of an error: the line with carets, and a hint.
pub(super) fn lines(text: &str, error: &db::Error, ui: &Ui) -> Vec<String> {
    let mut lines = Vec::new();
    if let db::Error::Query(QueryError { span: Some(span), .. }) = error {
        let found = place(text, *span);
        if text.trim().contains('\n') {
            let at = format!("{} {}, {} {}", ui.pick("dòng", "line"), found.line, ui.pick("ký tự", "character"), found.column);
            lines.push(format!("  {at}"));
        }
        lines.extend(pointed(&found, ui.width));
    }
    let own = database_hint(error, ui.lang);
    lines.extend(own.or_else(|| common_hint(error, ui)).map(|hint| hint_line(&showable(&hint), ui.lang)));
    lines
}

fn common_hint(error: &db::Error, ui: &Ui) -> Option<String> {
    match error {
        db::Error::Query(error) if error.kind == ErrorKind::Limit => Some(
            ui.pick(
                "--timeout GIÂY, --max-rows N và --max-memory MIB cho phép nhiều hơn; LIMIT hỏi ít hơn",
                "--timeout SECONDS, --max-rows N and --max-memory MIB allow more; LIMIT asks for less",
            )
            .to_owned(),
        ),
        db::Error::Aborted => Some(ui.pick(":rollback kết thúc giao dịch", ":rollback ends the transaction").to_owned()),
        _ => None,
    }
}

/// Returns the line and the carets below it, cut on both sides where the line is too long.
fn pointed(found: &TextPlace<'_>, width: usize) -> [String; 2] {
    let flat = |part: &str| showable(part).replace('\n', " ");
    let (from, to) = found.part;
    let (mut before, meant, mut after) =
        (flat(&found.text[..from]), flat(&found.text[from..to]), flat(&found.text[to..]));
    let room = width.saturating_sub(4).max(20);
    let meant = super::layout::cut(&meant, room / 2);
    let left = room.saturating_sub(meant.width());
    if before.width() + after.width() > left {
        let half = left.saturating_sub(after.width()).max(left / 2);
        if before.width() > half {
            before = format!("…{}", end_of(&before, half.saturating_sub(1)));
        }
        after = super::layout::cut(&after, left.saturating_sub(before.width()));
    }
    let carets = "^".repeat(meant.width().max(1));
    [format!("  {before}{meant}{after}"), format!("  {}{carets}", " ".repeat(before.width()))]
}

/// Returns the longest end of a text that takes no more than so many columns.
fn end_of(text: &str, room: usize) -> &str {
    let mut start = text.len();
    // Marks take no room, and a text may have nothing but marks.
    for (at, _) in text.char_indices().rev().take(room * 4) {
        if text[at..].width() > room {
            break;
        }
        start = at;
    }
    &text[start..]
}

/// Adds what is known of an error and its place.
pub(super) fn add_json(text: &str, error: &QueryError, lang: Lang, json: &mut Json) {
    json["type"] = error.kind.as_str().into();
    json["phase"] = error.phase.to_string().into();
    json["detail"] = json!(Some(error.detail.as_str()).filter(|detail| !detail.is_empty()));
    let hint = error.hint.as_deref();
    json["hint"] = json!(hint.map(|hint| if lang == Lang::Vi { vietnamese(hint) } else { hint.to_owned() }));
    if let Some(span) = error.span {
        let found = place(text, span);
        json["line"] = found.line.into();
        json["column"] = found.column.into();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Span;

    #[test]
    fn long_lines_are_cut_around_the_place() {
        let text = format!("{}ERR{}", "a ".repeat(100), " b".repeat(100));
        let [line, carets] = pointed(&place(&text, Span { start: 200, end: 203 }), 60);
        assert!(line.width() <= 60, "{line}");
        assert_eq!(line.find("ERR").map(|at| line[..at].width()), carets.find('^'));
        let [line, carets] = pointed(&place("RETURN ô + ê", Span { start: 12, end: 14 }), 60);
        assert_eq!((line.as_str(), carets.as_str()), ("  RETURN ô + ê", "             ^"));
    }
}
