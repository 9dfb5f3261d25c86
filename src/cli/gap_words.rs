//! Gaps in words and as JSON.

use serde_json::{Value as Json, json};

use super::answer::{claim_json, node_json, shown_name, verb};
use super::filters::counted;
use super::resolve;
use super::session::Session;
use crate::dataset::{Gap, GapKind};
use crate::graph::{GraphView as _, Side};
use crate::model::{EdgeId, Holds, NodeId, Status, Value};
use crate::render::compose::status_words;
use crate::render::notes::date_words;

/// Returns the heading of a sort of gaps.
pub(super) fn heading(session: &Session, kind: GapKind) -> &'static str {
    let (vi, en) = match kind {
        GapKind::NoCounterpart => ("Không thấy ghi đối tác bên kia", "No counterpart recorded on the other side"),
        GapKind::NoSigning => ("Văn kiện thiếu thông tin ký kết", "Agreements whose signing is not fully recorded"),
        GapKind::NoFollowUp => ("Văn kiện không thấy việc tiếp theo", "Agreements without recorded follow-up"),
        GapKind::EmptyYears => ("Những năm không có sự kiện nào", "Years without any event"),
        GapKind::NoHolder => ("Chức vụ không rõ ai giữ", "Offices of which no holder is named"),
        GapKind::OneSided => {
            ("Sự kiện không thấy ghi người dự của một phía", "Events without recorded participants from a side")
        }
        GapKind::SourceUnknown => ("Nguồn không rõ ngày đăng hay tác giả", "Sources without date or author"),
        GapKind::Unused => {
            ("Tên không có phát biểu nào, nguồn không được dẫn", "Names that no claim is about, sources that nothing cites")
        }
        GapKind::SingleSource => {
            ("Phát biểu chỉ có một nguồn độc lập", "Claims that one independent source alone attests")
        }
        GapKind::Undated => ("Phát biểu không có ngày", "Claims without a date"),
    };
    session.lang.pick(vi, en)
}

/// Returns a gap in words, without its citations.
pub(super) fn words(session: &Session, gap: &Gap) -> String {
    let (facts, lang) = (session.facts(), session.lang);
    let claim = |edge| claim_words(session, edge);
    let parts = match *gap {
        Gap::NoCounterpart { node, side } => {
            vec![shown_name(session, node), kind_words(session, node), side_words(session, side)]
        }
        Gap::NoSigning { agreement, no_signer, no_occasion } => {
            let mut parts = dated(session, agreement);
            parts.extend(no_signer.then(|| lang.pick("không rõ ai ký", "no signer recorded").to_owned()));
            let where_signed = lang.pick("không rõ ký vào dịp nào", "no occasion recorded");
            parts.extend(no_occasion.then(|| where_signed.to_owned()));
            parts
        }
        Gap::NoFollowUp { agreement } => dated(session, agreement),
        Gap::EmptyYears { first, last, before, after } => empty_years(session, (first, last), [before, after]),
        Gap::NoHolder { office } => {
            vec![facts.name(office).to_owned(), resolve::described(session, office).context]
        }
        Gap::OneSided { event, missing } => {
            let mut parts = dated(session, event);
            parts.push(missing_words(session, missing));
            parts
        }
        Gap::SourceUnknown { source, no_date, no_author } => {
            let mut parts = vec![format!("{} ({})", facts.name(source), facts.id(source))];
            parts.extend(no_date.then(|| lang.pick("không rõ ngày đăng", "no date").to_owned()));
            parts.extend(no_author.then(|| lang.pick("không rõ tác giả, nơi viết", "no author").to_owned()));
            parts
        }
        Gap::Unused { node } => vec![shown_name(session, node), kind_words(session, node)],
        Gap::SingleSource { claim: edge, n_sources } => {
            let shared = (n_sources > 1).then(|| {
                let sources = counted(n_sources, lang, "nguồn", ("source", "sources"));
                format!("{sources} {}", lang.pick("cùng một gốc", "of one origin"))
            });
            std::iter::once(claim(edge)).chain(shared).collect()
        }
        Gap::Undated { claim: edge, event } => {
            let of_event = event.map(|event| {
                let head = lang.pick("ngày của sự kiện", "date of the event");
                format!("{head}: {}", date_words(facts.node_when(event).unwrap_or_default(), lang))
            });
            std::iter::once(claim(edge)).chain(of_event).collect()
        }
    };
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(" · ")
}

/// Returns where what a gap is about is attested.
pub(super) fn citations<'s>(session: &'s Session, gap: &Gap) -> Vec<&'s str> {
    let facts = session.facts();
    let mut nodes: Vec<NodeId> = gap.node().into_iter().collect();
    if let Gap::EmptyYears { before, after, .. } = *gap {
        nodes.extend([before, after]);
    }
    let of_nodes = nodes.into_iter().flat_map(|node| facts.node_citations(node));
    of_nodes.chain(gap.claim().into_iter().flat_map(|claim| facts.citations(claim))).collect()
}

/// Returns a gap as JSON.
pub(super) fn as_json(session: &Session, gap: &Gap) -> Json {
    let facts = session.facts();
    let mut json = json!({ "gap": gap.kind().as_str(), "citations": citations(session, gap) });
    if let Some(node) = gap.node() {
        json["node"] = node_json(session, node);
    }
    if let Some(claim) = gap.claim() {
        json["claim"] = claim_json(session, claim, Holds::Possible);
    }
    match *gap {
        Gap::NoCounterpart { side, .. } => json["side"] = side_ids(side).into(),
        Gap::NoSigning { no_signer, no_occasion, .. } => {
            json["no_signer"] = no_signer.into();
            json["no_occasion"] = no_occasion.into();
        }
        Gap::EmptyYears { first, last, before, after } => {
            json["first"] = first.into();
            json["last"] = last.into();
            json["before"] = node_json(session, before);
            json["after"] = node_json(session, after);
        }
        Gap::OneSided { missing, .. } => json["missing_side"] = side_ids(missing).into(),
        Gap::SourceUnknown { no_date, no_author, .. } => {
            json["no_date"] = no_date.into();
            json["no_author"] = no_author.into();
        }
        Gap::SingleSource { n_sources, .. } => json["n_sources"] = n_sources.into(),
        Gap::Undated { event: Some(event), .. } => {
            json["event"] = facts.id(event).into();
            json["event_date"] = facts.node_when(event).into();
        }
        _ => {}
    }
    json
}

const fn side_ids(side: Side) -> &'static str {
    match side {
        Side::First => "first",
        Side::Second => "second",
        Side::Both => "both",
    }
}

/// Returns what a side is called.
pub(super) fn side_words(session: &Session, side: Side) -> String {
    let Some(sides) = &session.schema().sides else { return String::new() };
    let labels = sides.pair.iter().enumerate().filter(|(position, _)| side.is_on(*position));
    let labels: Vec<&str> = labels.map(|(_, side)| side.label.in_lang(session.lang)).collect();
    labels.join(", ")
}

fn missing_words(session: &Session, missing: Side) -> String {
    if missing == Side::Both {
        return session.lang.pick("không thấy ghi ai dự", "no participant recorded").to_owned();
    }
    let head = session.lang.pick("không thấy ghi ai dự của", "no participant recorded from");
    format!("{head}: {}", side_words(session, missing))
}

/// Returns a claim as a sentence with its date and a status that is not `stated`.
fn claim_words(session: &Session, edge: EdgeId) -> String {
    let facts = session.facts();
    let Some(ends) = session.graph().edge(edge) else { return String::new() };
    let sentence =
        format!("{} {} {}", facts.name(ends.source), verb(session, edge, ends.source), facts.name(ends.target));
    let date = facts.when(edge).or_else(|| facts.attested(edge)).map(|when| date_words(when, session.lang));
    let status = Some(facts.status(edge)).filter(|status| *status != Status::Stated);
    let status = status.map(|status| status_words(status, session.lang).to_owned());
    std::iter::once(sentence).chain(date).chain(status).collect::<Vec<_>>().join(" · ")
}

fn kind_words(session: &Session, node: NodeId) -> String {
    session.kind_label(session.facts().kind(node)).to_owned()
}

/// Returns a node's name, its date, and the properties that have a fixed list of values.
fn dated(session: &Session, node: NodeId) -> Vec<String> {
    let facts = session.facts();
    let mut parts = vec![shown_name(session, node)];
    parts.extend(facts.node_when(node).map(|when| date_words(when, session.lang)));
    let declared = session.schema().kinds.get(facts.kind(node));
    let listed = declared.into_iter().flat_map(|kind| &kind.props).filter(|(_, prop)| !prop.values.is_empty());
    let values = listed.filter_map(|(key, _)| session.graph().property(node, key).and_then(Value::as_str));
    parts.extend(values.map(str::to_owned));
    parts
}

fn empty_years(session: &Session, (first, last): (i32, i32), ends: [NodeId; 2]) -> Vec<String> {
    let (facts, lang) = (session.facts(), session.lang);
    let years = if first == last { first.to_string() } else { format!("{first}–{last}") };
    let named = |node| {
        let date = date_words(facts.node_when(node).unwrap_or_default(), lang);
        format!("{} ({date})", facts.name(node))
    };
    let between = format!(
        "{} {} {} {}",
        lang.pick("sau", "after"),
        named(ends[0]),
        lang.pick("và trước", "and before"),
        named(ends[1])
    );
    let n_years = usize::try_from(last.abs_diff(first)).unwrap_or(usize::MAX).saturating_add(1);
    vec![years, counted(n_years, lang, "năm", ("year", "years")), between]
}
