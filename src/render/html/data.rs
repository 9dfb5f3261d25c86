//! What the page's script knows, as one JSON block that no browser runs.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::moments::Moments;
use super::{Content, Row, words};
use crate::graph::GraphView;
use crate::model::{EdgeId, Edtf, Holds, NodeId, Role, Status};
use crate::render::compose::{kind_words, status_words};
use crate::render::layout::Vector;
use crate::render::link::safe_link;
use crate::render::notes::{date_words, source_line, source_url, split};
use crate::render::text::showable;

/// The JSON text and what the other parts of the page share with it.
pub(super) struct Block {
    /// Safe within a `script` element.
    pub(super) json: String,
    pub(super) moments: Moments,
    pub(super) drawn: super::drawing::Places,
}

/// Everything the script is told.
#[derive(Serialize)]
struct Page<'a> {
    name: &'a str,
    title: String,
    lang: &'static str,
    words: BTreeMap<&'static str, &'static str>,
    kinds: Vec<Kind>,
    types: Vec<Type>,
    statuses: [&'static str; 4],
    sources: Vec<Source>,
    stops: Vec<String>,
    rows: &'a [String],
    nodes: Vec<Node>,
    claims: Vec<Claim>,
    /// Pairs of dates that surely are one time, for seats that two held.
    together: Vec<(usize, usize)>,
    /// Letters that fold to something else than their base: the script decomposes all others itself.
    letters: BTreeMap<String, String>,
}

#[derive(Serialize)]
struct Kind {
    label: String,
    hub: bool,
}

#[derive(Serialize)]
struct Type {
    label: String,
    reverse: String,
    symmetric: bool,
    holding: bool,
}

#[derive(Serialize)]
struct Source {
    mark: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

/// A source by its place and the paragraphs cited.
type Cited = (usize, Vec<u32>);

#[derive(Serialize)]
struct Node {
    id: String,
    name: String,
    kind: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    gloss: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "is_zero")]
    status: usize,
    /// Its row of certainties, if it has a date of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<usize>,
    /// Other names and where they are printed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<(String, Vec<Cited>)>,
    /// Fold keys of the name, the aliases and the English renderings, in this order.
    keys: Vec<String>,
    cites: Vec<Cited>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<Row>,
    x: f64,
    y: f64,
}

#[derive(Serialize)]
struct Claim {
    id: String,
    #[serde(rename = "type")]
    edge_type: usize,
    from: usize,
    to: usize,
    #[serde(skip_serializing_if = "is_zero")]
    status: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attested: Option<String>,
    /// What sorts it in time; empty without a date.
    #[serde(skip_serializing_if = "String::is_empty")]
    day: String,
    /// Its row of certainties.
    row: usize,
    /// The place of its date among those of claims of its role.
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<usize>,
    cites: Vec<Cited>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    details: Vec<Row>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// Works out what the script knows. Cost: that of the places of the nodes.
pub(super) fn block<G: GraphView>(content: &Content<'_, '_, G>) -> Block {
    let moments = Moments::of(content.facts, content.schema, content.selection);
    let drawn = super::drawing::Places::of(content);
    let json = Writer::new(content).page(&moments, &drawn);
    let json = serde_json::to_string(&json).unwrap_or_default();
    Block { json: inert(&json), moments, drawn }
}

/// Makes JSON that no HTML parser sees an end or a comment in.
fn inert(json: &str) -> String {
    let mut inert = String::with_capacity(json.len());
    for char in json.chars() {
        match char {
            '<' => inert.push_str("\\u003c"),
            '>' => inert.push_str("\\u003e"),
            '&' => inert.push_str("\\u0026"),
            '\u{2028}' => inert.push_str("\\u2028"),
            '\u{2029}' => inert.push_str("\\u2029"),
            _ => inert.push(char),
        }
    }
    inert
}

struct Writer<'a, 'g, G> {
    content: &'a Content<'a, 'g, G>,
    kinds: BTreeMap<&'a str, usize>,
    types: BTreeMap<&'a str, usize>,
    sources: BTreeMap<&'a str, usize>,
    nodes: BTreeMap<NodeId, usize>,
}

impl<'a, 'g: 'a, G: GraphView> Writer<'a, 'g, G> {
    fn new(content: &'a Content<'a, 'g, G>) -> Self {
        Writer {
            content,
            kinds: super::controls::kinds_used(content).into_keys().zip(0..).collect(),
            types: super::controls::types_used(content).into_keys().zip(0..).collect(),
            sources: content.notes.entries().map(|(_, id, _)| id).zip(0..).collect(),
            nodes: content.selection.nodes.iter().copied().zip(0..).collect(),
        }
    }

    fn page(&self, moments: &'a Moments, drawn: &super::drawing::Places) -> Page<'a> {
        let options = self.content.options;
        let times = self.times();
        let claims = self.content.selection.edges.iter().zip(&moments.row_of);
        Page {
            name: &self.content.schema.name,
            title: showable(&options.title),
            lang: options.lang.code(),
            words: words::for_script(options.lang).collect(),
            kinds: self.kinds.keys().map(|kind| self.kind(kind)).collect(),
            types: self.types.keys().map(|edge_type| self.edge_type(edge_type)).collect(),
            statuses: Status::ALL.map(|status| status_words(status, options.lang)),
            sources: self.sources(),
            stops: moments.stops.iter().map(|stop| stop.describe(options.lang)).collect(),
            rows: &moments.rows,
            nodes: self
                .content
                .selection
                .nodes
                .iter()
                .zip(&drawn.middles)
                .map(|(node, at)| self.node(*node, *at, moments))
                .collect(),
            claims: claims.filter_map(|((edge, _), row)| self.claim(*edge, *row, &times)).collect(),
            together: together(&times),
            letters: letters(options.fold),
        }
    }

    fn kind(&self, kind: &str) -> Kind {
        let schema = self.content.schema;
        Kind {
            label: showable(kind_words(schema, kind, self.content.options.lang)),
            hub: schema.kinds.get(kind).is_some_and(|declared| declared.hub),
        }
    }

    fn edge_type(&self, edge_type: &str) -> Type {
        let declared = self.content.schema.types.get(edge_type);
        let lang = self.content.options.lang;
        Type {
            label: showable(declared.map_or(edge_type, |declared| declared.label.in_lang(lang))),
            reverse: declared.map_or_else(
                || format!("← {}", showable(edge_type)),
                |declared| showable(declared.reverse.in_lang(lang)),
            ),
            symmetric: declared.is_some_and(|declared| declared.symmetric),
            holding: declared.is_some_and(|declared| declared.role == Some(Role::Holding)),
        }
    }

    fn sources(&self) -> Vec<Source> {
        let facts = self.content.facts;
        let source = |(mark, id, _): (&str, &str, _)| Source {
            mark: showable(mark),
            text: showable(&source_line(facts, id, self.content.options.lang)),
            url: source_url(facts, id).and_then(|url| safe_link(&url)),
        };
        self.content.notes.entries().map(source).collect()
    }

    fn node(&self, node: NodeId, at: Vector, moments: &Moments) -> Node {
        let (facts, options) = (self.content.facts, self.content.options);
        let aliases = facts.aliases(node).zip(facts.alias_citations(node));
        let names = std::iter::once(facts.name(node)).chain(facts.aliases(node)).chain(facts.glosses(node));
        Node {
            id: facts.id(node).to_owned(),
            name: showable(facts.name(node)),
            kind: self.kinds.get(facts.kind(node)).copied().unwrap_or_default(),
            gloss: facts.gloss(node).map(showable),
            date: facts.node_when(node).map(|when| showable(&date_words(when, options.lang))),
            status: place(facts.node_status(node)),
            row: moments.row_of_node.get(&node).copied(),
            aliases: aliases.map(|(alias, cites)| (showable(alias), self.cited(cites))).collect(),
            keys: names.map(options.fold).collect(),
            cites: self.cited(facts.node_citations(node)),
            details: shown((options.node_details)(node)),
            x: rounded(at.x),
            y: rounded(at.y),
        }
    }

    fn claim(&self, edge: EdgeId, row: usize, times: &BTreeMap<&str, usize>) -> Option<Claim> {
        let (facts, options) = (self.content.facts, self.content.options);
        let ends = facts.graph().edge(edge)?;
        let date = facts.when(edge).or_else(|| facts.attested(edge));
        let words = |date: &str| showable(&date_words(date, options.lang));
        Some(Claim {
            id: facts.claim_id(edge).to_owned(),
            edge_type: *self.types.get(facts.edge_type(edge))?,
            from: *self.nodes.get(&ends.source)?,
            to: *self.nodes.get(&ends.target)?,
            status: place(facts.status(edge)),
            date: facts.when(edge).map(words),
            attested: facts.attested(edge).map(words),
            day: date.and_then(sort_key).unwrap_or_default(),
            row,
            time: date.and_then(|date| times.get(date).copied()).filter(|_| self.is_holding(edge)),
            cites: self.cited(facts.citations(edge)),
            details: shown((options.claim_details)(edge)),
        })
    }

    /// Groups citations by source, in the order of the list of sources.
    fn cited<'c>(&self, citations: impl IntoIterator<Item = &'c str>) -> Vec<Cited> {
        let mut cited: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
        for citation in citations {
            let (source, paragraph) = split(citation);
            if let Some(place) = self.sources.get(source) {
                cited.entry(*place).or_default().extend(paragraph);
            }
        }
        cited.into_iter().map(|(place, paragraphs)| (place, paragraphs.into_iter().collect())).collect()
    }

    fn is_holding(&self, edge: EdgeId) -> bool {
        let declared = self.content.schema.types.get(self.content.facts.edge_type(edge));
        declared.is_some_and(|declared| declared.role == Some(Role::Holding))
    }

    /// Numbers the dates of claims that a seat is held.
    fn times(&self) -> BTreeMap<&'g str, usize> {
        let facts = self.content.facts;
        let holding =
            self.content.selection.edges.iter().map(|(edge, _)| *edge).filter(|edge| self.is_holding(*edge));
        let dates: BTreeSet<&str> =
            holding.filter_map(|edge| facts.when(edge).or_else(|| facts.attested(edge))).collect();
        dates.into_iter().zip(0..).collect()
    }
}

fn place(status: Status) -> usize {
    Status::ALL.iter().position(|known| *known == status).unwrap_or_default()
}

fn shown(rows: Vec<Row>) -> Vec<Row> {
    rows.into_iter().map(|(label, text)| (showable(&label), showable(&text))).collect()
}

/// A tenth of a pixel is enough.
fn rounded(length: f64) -> f64 {
    (length * 10.0).round() / 10.0
}

/// Returns first and last day so that text order is time order from year 0 to 9999; open starts come last.
fn sort_key(date: &str) -> Option<String> {
    let date = Edtf::parse(date).ok()?;
    let day = |day: Option<crate::model::Day>| day.map_or_else(|| "~".to_owned(), |day| day.to_string());
    Some(format!("{} {}", day(date.earliest()), day(date.latest())))
}

/// Returns the pairs of dates that surely are one time.
fn together(times: &BTreeMap<&str, usize>) -> Vec<(usize, usize)> {
    let dates: Vec<Option<Edtf>> = times.keys().map(|date| Edtf::parse(date).ok()).collect();
    let is_sure = |a: &Option<Edtf>, b: &Option<Edtf>| {
        a.as_ref()
            .zip(b.as_ref())
            .is_some_and(|(a, b)| a.holds_at(b) == Holds::Certain && b.holds_at(a) == Holds::Certain)
    };
    let pairs = (0..dates.len()).flat_map(|a| (a..dates.len()).map(move |b| (a, b)));
    pairs.filter(|(a, b)| is_sure(&dates[*a], &dates[*b])).collect()
}

/// Returns what the Latin letters fold to that Unicode does not take apart (`đ`, `ł`, `ß`).
fn letters(fold: &dyn Fn(&str) -> String) -> BTreeMap<String, String> {
    use unicode_normalization::UnicodeNormalization as _;
    let latin = ('\u{80}'..='\u{2AF}').chain('\u{1D00}'..='\u{1DBF}').chain('\u{1E00}'..='\u{1EFF}');
    let latin =
        latin.chain('\u{2C60}'..='\u{2C7F}').chain('\u{A720}'..='\u{A7FF}').chain('\u{AB30}'..='\u{AB6F}');
    let whole = latin.filter(|letter| letter.is_alphanumeric() && letter.nfkd().eq([*letter]));
    let lower = whole.filter(|letter| letter.to_lowercase().eq([*letter]));
    let folded = lower.map(|letter| (letter.to_string(), fold(&letter.to_string())));
    folded.filter(|(letter, key)| letter != key && !key.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_the_block_ends_it() {
        let json = inert("{\"a\":\"</script><!--\u{2028}&\"}");
        assert!(!json.contains(['<', '>', '&', '\u{2028}']), "{json}");
        let read: Result<serde_json::Value, _> = serde_json::from_str(&json);
        assert!(read.is_ok_and(|read| read["a"] == "</script><!--\u{2028}&"), "{json}");
    }

    #[test]
    fn dates_sort_as_text() {
        assert_eq!(sort_key("2017-11?").as_deref(), Some("2017-11-01 2017-11-30"));
        assert_eq!(sort_key("../2020").as_deref(), Some("~ 2020-12-31"));
        assert_eq!(sort_key("soon"), None);
    }
}
