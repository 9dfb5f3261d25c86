//! How nodes, claims, sources and problems look in answers, as text and as JSON.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json, json};

use super::error::{CliError, error_word, expected_line, hint_line};
use super::faults;
use super::layout::wrapped;
use super::session::Session;
use super::ui::Ui;
use crate::dataset::Problem;
use crate::graph::GraphView as _;
use crate::model::{EdgeId, Holds, Lang, NodeId, Status, Value, keys, temporal};
use crate::render::compose::status_words;
use crate::render::notes::{SourceNotes, date_words, known_sources, source_line, source_url};

/// Returns how surely something holds as JSON.
pub(super) fn holds_json(holds: Holds) -> &'static str {
    match holds {
        Holds::No => "no",
        Holds::Possible => "possible",
        Holds::Certain => "certain",
    }
}

/// Returns a node in short.
pub(super) fn node_json(session: &Session, node: NodeId) -> Json {
    let facts = session.facts();
    let mut json = json!({ "id": facts.id(node), "kind": facts.kind(node), "name": facts.name(node) });
    if let Some(when) = facts.node_when(node) {
        json["when"] = when.into();
    }
    json
}

/// Returns a node with all its properties.
pub(super) fn full_node_json(session: &Session, node: NodeId) -> Json {
    let mut json = node_json(session, node);
    for (key, value) in session.graph().properties(node).iter() {
        json[session.graph().symbols().key_name(key)] = json!(value);
    }
    json
}

/// Returns a claim with all its properties; `as_of` or `during` only where a date or period was asked for.
pub(super) fn claim_json(session: &Session, edge: EdgeId, holds: Holds) -> Json {
    let facts = session.facts();
    let Some(ends) = session.graph().edge(edge) else { return Json::Null };
    let mut json = json!({
        "id": facts.claim_id(edge),
        "type": facts.edge_type(edge),
        "source": facts.id(ends.source),
        "source_name": facts.name(ends.source),
        "target": facts.id(ends.target),
        "target_name": facts.name(ends.target),
    });
    for (key, value) in session.graph().edge_properties(edge).iter() {
        json[session.graph().symbols().key_name(key)] = json!(value);
    }
    add_holds(session, &mut json, holds);
    json
}

/// Adds how surely something holds, where a date or period was asked for.
pub(super) fn add_holds(session: &Session, json: &mut Json, holds: Holds) {
    if session.as_of.is_some() {
        json["as_of"] = holds_json(holds).into();
    }
    if session.during.is_some() {
        json["during"] = holds_json(holds).into();
    }
}

/// Returns the sources that some claims cite, with numbers and paragraphs.
pub(super) fn sources_json(session: &Session, notes: &SourceNotes) -> Json {
    let facts = session.facts();
    let sources = notes.entries().map(|(mark, id, paragraphs)| {
        let mut json = json!({ "mark": mark, "id": id, "paragraphs": paragraphs });
        if let Some(node) = crate::render::notes::source_node(&facts, id) {
            for key in [keys::TITLE, keys::AUTHOR, keys::PUBLISHER, keys::PUBLISHED, keys::URL] {
                if let Some(value) = session.graph().property(node, key) {
                    json[key] = json!(value);
                }
            }
        }
        json
    });
    sources.collect()
}

/// Returns the words for a claim's type when it is read from one of its ends.
pub(super) fn verb(session: &Session, edge: EdgeId, from: NodeId) -> String {
    let facts = session.facts();
    let name = facts.edge_type(edge);
    let forwards = session.graph().edge(edge).is_none_or(|ends| ends.source == from);
    match session.schema().types.get(name) {
        Some(declared) if forwards || declared.symmetric => declared.label.in_lang(session.lang).to_owned(),
        Some(declared) => declared.reverse.in_lang(session.lang).to_owned(),
        None if forwards => name.to_owned(),
        None => format!("← {name}"),
    }
}

/// Returns date, status and declared properties of a claim in words, each part by itself.
pub(super) fn claim_details(session: &Session, edge: EdgeId, holds: Holds) -> Vec<String> {
    let facts = session.facts();
    let lang = session.lang;
    let mut details = Vec::new();
    details.extend(facts.when(edge).map(|when| date_words(when, lang)));
    if let Some(attested) = facts.attested(edge) {
        details.push(format!("{} {}", lang.pick("được nêu tại", "attested"), date_words(attested, lang)));
    }
    if facts.status(edge) != Status::Stated {
        details.push(status_words(facts.status(edge), lang).to_owned());
    }
    if session.is_timed() {
        let undated = facts.when(edge).is_none() && facts.attested(edge).is_none();
        let words = match (undated, holds) {
            (true, Holds::Possible) => lang.pick("không rõ ngày", "no date known"),
            (true, Holds::Certain) => lang.pick("không ghi ngày, coi là lâu dài", "undated, taken as lasting"),
            _ => holds_words(session, holds),
        };
        details.push(words.to_owned());
    }
    details.extend(property_words(session, edge));
    details
}

/// Returns how surely something holds as of the date or during the period asked for, in words.
pub(super) fn holds_words(session: &Session, holds: Holds) -> &'static str {
    let lang = session.lang;
    match (holds, session.during.is_some()) {
        (Holds::No, false) => lang.pick("không đúng tại thời điểm", "not at that date"),
        (Holds::Possible, false) => lang.pick("có thể đúng tại thời điểm", "possibly at that date"),
        (Holds::Certain, false) => lang.pick("chắc chắn đúng tại thời điểm", "certainly at that date"),
        (Holds::No, true) => lang.pick("không đúng trong giai đoạn", "not in that period"),
        (Holds::Possible, true) => lang.pick("có thể đúng trong giai đoạn", "possibly in that period"),
        (Holds::Certain, true) => lang.pick("chắc chắn đúng trong giai đoạn", "certainly in that period"),
    }
}

fn property_words(session: &Session, edge: EdgeId) -> Vec<String> {
    let rows = claim_properties(session, edge).into_iter();
    let mut words: Vec<String> = rows.map(|(label, text)| format!("{label}: {text}")).collect();
    words.extend(session.facts().derived(edge).map(|(name, _)| {
        format!("{} {}", field_words(session, name), session.lang.pick("suy ra*", "worked out*"))
    }));
    words
}

/// Returns the declared properties of a claim and its note, each with its label.
pub(super) fn claim_properties(session: &Session, edge: EdgeId) -> Vec<(String, String)> {
    let facts = session.facts();
    let declared = session.schema().types.get(facts.edge_type(edge));
    let properties = session.graph().edge_properties(edge);
    let mut rows = Vec::new();
    for (key, property) in declared.into_iter().flat_map(|declared| &declared.props) {
        let value = session.graph().symbols().key(key).and_then(|key| properties.get(key));
        if let Some(value) = value.filter(|value| !repeats_an_end(session, edge, key, value)) {
            let text = value_words(session, property.kind, value);
            rows.push((property.label.in_lang(session.lang).to_owned(), text));
        }
    }
    if let Some(note) = session.graph().edge_property(edge, keys::NOTE).and_then(Value::as_str) {
        rows.push((session.lang.pick("ghi chú", "note").to_owned(), note.to_owned()));
    }
    rows
}

/// Returns what a built-in or declared property is called.
pub(super) fn field_words<'a>(session: &Session, name: &'a str) -> &'a str {
    match name {
        keys::NAME => session.lang.pick("tên", "name"),
        keys::WHEN => session.lang.pick("ngày", "date"),
        keys::ATTESTED => session.lang.pick("ngày được nêu", "date attested"),
        other => other,
    }
}

/// Prints how the worked-out figures of some claims were worked out, each formula once.
pub(super) fn print_formulas(
    ui: &mut Ui,
    session: &Session,
    edges: impl IntoIterator<Item = EdgeId>,
) -> Result<(), CliError> {
    let facts = session.facts();
    let formulas: BTreeSet<(&str, &str)> = edges.into_iter().flat_map(|edge| facts.derived(edge)).collect();
    if formulas.is_empty() {
        return Ok(());
    }
    ui.line("")?;
    ui.line(&ui.bold(ui.pick("* Suy ra", "* Worked out")))?;
    for (name, formula) in formulas {
        let text = format!("{}: {formula}", field_words(session, name));
        for line in wrapped("  ", 4, &text, ui.width) {
            ui.line(&line)?;
        }
    }
    Ok(())
}

/// Returns a node's name and, for readers of English, its English rendering.
pub(super) fn shown_name(session: &Session, node: NodeId) -> String {
    let facts = session.facts();
    let gloss = facts.gloss(node).filter(|_| session.lang == Lang::En);
    match gloss {
        Some(gloss) => format!("{} ({gloss})", facts.name(node)),
        None => facts.name(node).to_owned(),
    }
}

/// Says whether a property only says what one of the claim's ends says: its name, or the same property.
fn repeats_an_end(session: &Session, edge: EdgeId, key: &str, value: &Value) -> bool {
    let Some(ends) = session.graph().edge(edge) else { return false };
    [ends.source, ends.target].into_iter().any(|node| {
        let name = session.facts().name(node);
        value.as_str() == Some(name) || session.graph().property(node, key) == Some(value)
    })
}

/// Returns a property's value as people read it.
pub(super) fn value_words(session: &Session, kind: crate::model::PropertyType, value: &Value) -> String {
    use crate::model::PropertyType;
    match (kind, value) {
        (PropertyType::Date, Value::String(date)) => date_words(date, session.lang),
        (PropertyType::Node, Value::String(id)) => node_name(session, id).unwrap_or_else(|| id.to_string()),
        (_, Value::String(text)) => text.to_string(),
        (_, Value::Integer(number)) => number_words(session, *number),
        (_, Value::Float(number)) => number.to_string(),
        (_, Value::Boolean(flag)) => {
            let (yes, no) = (session.lang.pick("có", "yes"), session.lang.pick("không", "no"));
            if *flag { yes } else { no }.to_owned()
        }
        (_, Value::List(items)) => {
            let items: Vec<String> = items.iter().map(|item| value_words(session, kind, item)).collect();
            items.join(", ")
        }
        (_, other) => temporal::canonical_text(other)
            .unwrap_or_else(|| serde_json::to_string(other).unwrap_or_default()),
    }
}

/// Groups digits by three: with dots in Vietnamese, with commas in English.
fn number_words(session: &Session, number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let separator = session.lang.pick(".", ",");
    let mut words = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            words.push_str(separator);
        }
        words.push(digit);
    }
    if number < 0 { format!("-{words}") } else { words }
}

fn node_name(session: &Session, id: &str) -> Option<String> {
    let key = session.graph().symbols().key(keys::ID)?;
    let node = session.graph().nodes_with_property(key, &Value::from(id)).into_iter().next()?;
    Some(session.facts().name(node).to_owned())
}

/// Numbers the sources that some claims cite.
pub(super) fn notes_of(session: &Session, edges: impl IntoIterator<Item = EdgeId>) -> SourceNotes {
    let facts = session.facts();
    let edges: BTreeSet<EdgeId> = edges.into_iter().collect();
    notes(session, edges.into_iter().flat_map(|edge| facts.citations(edge)))
}

/// Numbers the sources of some citations.
pub(super) fn notes<'c>(session: &'c Session, citations: impl IntoIterator<Item = &'c str>) -> SourceNotes {
    SourceNotes::new(known_sources(&session.facts(), session.schema()), citations)
}

/// Prints the numbered list of sources; nothing without sources.
pub(super) fn print_sources(ui: &mut Ui, session: &Session, notes: &SourceNotes) -> Result<(), CliError> {
    if notes.is_empty() {
        return Ok(());
    }
    let facts = session.facts();
    ui.line("")?;
    ui.line(&ui.bold(ui.pick("Nguồn", "Sources")))?;
    for (mark, id, _) in notes.entries() {
        let head = format!("  [{mark}] ");
        let url = source_url(&facts, id).map(|url| format!(" · {url}")).unwrap_or_default();
        let text = format!("{}{url}", source_line(&facts, id, session.lang));
        for line in wrapped(&head, head.len(), &text, ui.width) {
            ui.line(&line)?;
        }
    }
    Ok(())
}

/// Prints a remark under an answer, pale.
pub(super) fn print_remark(ui: &mut Ui, remark: &str) -> Result<(), CliError> {
    for line in wrapped("", 0, remark, ui.width) {
        ui.line(&ui.dim(&line))?;
    }
    Ok(())
}

/// Returns a problem as the lines of an error message.
pub(super) fn problem_lines(problem: &Problem, lang: Lang) -> Vec<String> {
    let Problem { place, fault } = problem;
    let mut lines = vec![format!("{}: {place}: {}", error_word(lang), faults::found(fault, lang))];
    lines.extend(faults::expected(fault, lang).map(|expected| expected_line(&expected, lang)));
    lines.extend(faults::hint(fault, lang).map(|hint| hint_line(&hint, lang)));
    lines.iter().map(|line| crate::render::text::showable(line)).collect()
}

/// Returns a problem as JSON.
pub(super) fn problem_json(problem: &Problem, lang: Lang) -> Json {
    let mut json = Map::new();
    json.insert("file".to_owned(), problem.place.file.clone().into());
    json.insert("line".to_owned(), problem.place.line.into());
    json.insert("column".to_owned(), problem.place.column.into());
    json.insert("found".to_owned(), faults::found(&problem.fault, lang).into());
    if let Some(expected) = faults::expected(&problem.fault, lang) {
        json.insert("expected".to_owned(), expected.into());
    }
    if let Some(hint) = faults::hint(&problem.fault, lang) {
        json.insert("hint".to_owned(), hint.into());
    }
    Json::Object(json)
}
