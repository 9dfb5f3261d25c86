//! Reads node-link JSON: the form of d3, of NetworkX and of `hvgraph export --json`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::element::{MOST_FIELDS, Element, Field, Refusal, Reading, too_many};
use super::{ImportFormat, Skipped};
use crate::dataset::Fault;
use crate::dataset::diagnose::syntax;
use crate::dataset::locate::{Section, Spot, Step};
use crate::dataset::record::{Entries, PropValue, Text};

/// The one file of this format.
const FILE: usize = 0;

/// A node-link document, its nodes and edges not yet parsed.
pub(super) struct NodeLinkReading<'t> {
    name: &'t str,
    title: String,
    text: &'t str,
    nodes: Vec<&'t RawValue>,
    edges: Vec<&'t RawValue>,
    schema: Option<&'t RawValue>,
    is_directed: bool,
}

impl<'t> NodeLinkReading<'t> {
    pub(super) fn new(name: &'t str, title: &str, text: &'t str) -> Result<Self, Refusal> {
        let top: Entries<'t, &'t RawValue> =
            serde_json::from_str(text).map_err(|error| not_json(text, &error))?;
        let find = |key: &str| top.0.iter().find(|(name, _)| &**name == key).map(|(_, value)| *value);
        if find("claims").is_some() {
            return Err(wrong("a file of a data set folder", "the folder, which also holds schema.json"));
        }
        let nodes = find("nodes")
            .ok_or_else(|| wrong("no list `nodes`", "node-link JSON with the lists `nodes` and `edges`"))?;
        let edges = find("edges").or(find("links"));
        let edges =
            edges.ok_or_else(|| wrong("no list `edges`", "node-link JSON with the lists `nodes` and `edges`"))?;
        let about = find("graph").and_then(|about| entries(about.get()));
        let about = |key: &str| about.as_ref()?.0.iter().find(|(name, _)| &**name == key).map(|(_, value)| *value);
        let called = about("name").and_then(|name| serde_json::from_str::<String>(name.get()).ok());
        let list = |value: &'t RawValue, name: &str| {
            serde_json::from_str(value.get()).map_err(|_| {
                let spot = Spot::Top(vec![Step::Field(name.to_owned())]);
                Refusal::new(FILE, spot, Fault::WrongShape { found: format!("no list under `{name}`"), expected: "a list".to_owned() })
            })
        };
        Ok(NodeLinkReading {
            name,
            title: called.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| title.to_owned()),
            text,
            nodes: list(nodes, "nodes")?,
            edges: list(edges, if find("edges").is_some() { "edges" } else { "links" })?,
            schema: about("schema").filter(|schema| schema.get().starts_with('{')),
            is_directed: find("directed").is_none_or(|flag| flag.get() != "false"),
        })
    }

    fn byte(&self, part: &str) -> usize {
        part.as_ptr() as usize - self.text.as_ptr() as usize
    }

    fn element<'a>(&'a self, section: Section, raw: &'a RawValue) -> Result<Element<'a>, Refusal> {
        let at = self.byte(raw.get());
        let mut entries = serde_json::from_str::<Entries<'a, PropValue<'a>>>(raw.get()).map_err(|error| {
            let Some(_) = self::entries(raw.get()) else {
                let found = format!("{section_name} that is no object", section_name = one_of(section));
                return Refusal::new(FILE, Spot::Byte(at), Fault::WrongShape { found, expected: "an object".to_owned() });
            };
            let (spot, fault) = syntax(raw.get(), &error);
            let inside = if let Spot::Byte(byte) = spot { byte } else { 0 };
            Refusal::new(FILE, Spot::Byte(at + inside), fault)
        })?;
        if entries.0.len() > MOST_FIELDS {
            let fault = too_many(&format!("{} fields", entries.0.len()));
            return Err(Refusal::new(FILE, Spot::Byte(at), fault));
        }
        if let Some(name) = repeated(&entries) {
            return Err(Refusal::new(FILE, Spot::Byte(at), Fault::RepeatedField { name: name.to_owned() }));
        }
        let missing = |name| Refusal::new(FILE, Spot::Byte(at), Fault::MissingField { name });
        let (mut id, mut ends) = (take_text(&mut entries, "id"), None);
        if section == Section::Claims {
            let key = take_text(&mut entries, "key");
            id = id.or(key);
            let source = take_text(&mut entries, "source").or_else(|| take_text(&mut entries, "from"));
            let target = take_text(&mut entries, "target").or_else(|| take_text(&mut entries, "to"));
            ends = Some((source.ok_or_else(|| missing("source"))?, target.ok_or_else(|| missing("target"))?));
        } else if id.is_none() {
            return Err(missing("id"));
        }
        let fields = entries.0.into_iter().map(|(name, value)| Field { name, at, value }).collect();
        Ok(Element { file: FILE, at, id, ends, is_directed: self.is_directed, fields })
    }
}

impl Reading for NodeLinkReading<'_> {
    fn format(&self) -> ImportFormat {
        ImportFormat::NodeLink
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn files(&self) -> Vec<(&str, &str)> {
        vec![(self.name, self.text)]
    }

    fn schema(&self) -> Option<(&str, usize, Spot)> {
        self.schema.map(|schema| (schema.get(), FILE, Spot::Byte(self.byte(schema.get()))))
    }

    fn is_typed(&self) -> bool {
        true
    }

    fn each<'a>(&'a self, section: Section, sink: &mut dyn FnMut(Result<Element<'a>, Refusal>)) {
        let list = if section == Section::Claims { &self.edges } else { &self.nodes };
        for raw in list {
            sink(self.element(section, raw));
        }
    }

    fn skipped(&self) -> BTreeMap<Skipped, usize> {
        BTreeMap::new()
    }

    fn locate(&self, element: &Element<'_>, field: &str) -> usize {
        let mut values = serde_json::Deserializer::from_str(&self.text[element.at..]).into_iter::<&RawValue>();
        let found = values.next().and_then(Result::ok).and_then(|raw| entries(raw.get()));
        let found = found.and_then(|found| found.0.into_iter().find(|(name, _)| &**name == field));
        found.map_or(element.at, |(_, value)| self.byte(value.get()))
    }
}

fn entries(text: &str) -> Option<Entries<'_, &RawValue>> {
    serde_json::from_str(text).ok()
}

fn repeated<'e>(entries: &'e Entries<'_, PropValue<'_>>) -> Option<&'e str> {
    let mut fields = entries.0.iter().enumerate();
    let found = fields.find(|(at, (name, _))| entries.0[..*at].iter().any(|(earlier, _)| earlier == name));
    found.map(|(_, (name, _))| &**name)
}

const fn one_of(section: Section) -> &'static str {
    match section {
        Section::Claims => "an edge",
        Section::Sources | Section::Nodes => "a node",
    }
}

fn not_json(text: &str, error: &serde_json::Error) -> Refusal {
    let (spot, fault) = syntax(text, error);
    Refusal::new(FILE, spot, fault)
}

fn wrong(found: &str, expected: &str) -> Refusal {
    Refusal::new(FILE, Spot::Byte(0), Fault::WrongShape { found: found.to_owned(), expected: expected.to_owned() })
}

/// Takes all fields of a name out and returns the first that is a text or a number; ids of other programs are often
/// numbers.
fn take_text<'a>(entries: &mut Entries<'a, PropValue<'a>>, name: &str) -> Option<Text<'a>> {
    let mut found = None;
    entries.0.retain(|(key, value)| {
        if &**key != name {
            return true;
        }
        found = found.take().or_else(|| id_text(value));
        false
    });
    found
}

fn id_text<'a>(value: &PropValue<'a>) -> Option<Text<'a>> {
    let owned = |text: String| Some(Text(Cow::Owned(text)));
    match value {
        PropValue::Text(text) => Some(text.clone()),
        PropValue::Integer(number) => owned(number.to_string()),
        PropValue::Number(number) => owned(number.to_string()),
        PropValue::Boolean(flag) => owned(flag.to_string()),
        _ => None,
    }
}
