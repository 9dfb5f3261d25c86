//! Reads GraphML as hvgraph, NetworkX, Gephi, igraph, Neo4j and yEd write it.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use roxmltree::{Document, Node, ParsingOptions};

use super::element::{MOST_FIELDS, Element, Field, Refusal, Reading, too_many};
use super::{ImportFormat, Skipped};
use crate::dataset::Fault;
use crate::dataset::locate::{Section, Spot};
use crate::dataset::record::{PropValue, Text};

/// The one file of this format.
const FILE: usize = 0;

/// Parses XML. A document type is refused, because with it come entities that grow without end.
pub(super) fn parse(text: &str) -> Result<Document<'_>, Refusal> {
    if let Some(at) = crowded_tag(text) {
        return Err(Refusal::new(FILE, Spot::Byte(at), too_many("an element with more attributes")));
    }
    let options = ParsingOptions { allow_dtd: false, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).map_err(|error| {
        if let roxmltree::Error::DtdDetected = error {
            let at = text.find("<!DOCTYPE").unwrap_or_default();
            let fault = Fault::WrongShape {
                found: "a document type (`<!DOCTYPE`)".to_owned(),
                expected: "GraphML without one; take that line out".to_owned(),
            };
            return Refusal::new(FILE, Spot::Byte(at), fault);
        }
        let place = error.pos();
        let message = error.to_string();
        let message = message.split(&format!(" at {place}")).next().unwrap_or_default().to_owned();
        Refusal::new(FILE, Spot::At(place.row as usize, place.col as usize), Fault::XmlSyntax { message })
    })
}

/// Returns where a tag with too many attributes begins: to find repeated ones, the parser compares each with each.
fn crowded_tag(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(at) = text[from..].find('<').map(|offset| from + offset) {
        let rest = &text[at..];
        let end = [("<!--", "-->"), ("<![CDATA[", "]]>")].into_iter().find(|(start, _)| rest.starts_with(start));
        let (length, n_values) = match end {
            Some((_, end)) => (rest.find(end)?, 0),
            None => tag_length(rest)?,
        };
        if n_values > MOST_FIELDS {
            return Some(at);
        }
        from = at + length;
    }
    None
}

/// Returns how long the tag at the start of a text is, and how many values in quotes it has.
fn tag_length(text: &str) -> Option<(usize, usize)> {
    let (mut at, mut n_values) = (0, 0);
    loop {
        let stop = at + text[at..].find(['>', '"', '\''])?;
        let sign = text.as_bytes()[stop];
        if sign == b'>' {
            return Some((stop, n_values));
        }
        n_values += 1;
        at = stop + 1 + text[stop + 1..].find(char::from(sign))? + 1;
    }
}

/// How to read the text of a `<data>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DataType {
    Boolean,
    Integer,
    Float,
    Text,
    /// `hv.type="json"`.
    Json,
    /// `hv.type="number"`.
    Number,
    /// `hv.type="display"`: said elsewhere.
    Display,
    /// What yEd draws with; only the label in it is data.
    Drawing,
}

/// A declared key.
struct Key<'t> {
    name: &'t str,
    kind: DataType,
    default: Option<&'t str>,
    /// Elements it is for: `node`, `edge`, `all` …
    of: &'t str,
    at: usize,
}

/// A parsed document whose elements are not yet understood.
pub(super) struct GraphmlReading<'t> {
    file: &'t str,
    title: String,
    text: &'t str,
    graph: Node<'t, 't>,
    keys: HashMap<&'t str, Key<'t>>,
    /// Ids of keys with a default, in file order.
    defaults: Vec<&'t str>,
    schema: Option<(String, usize)>,
}

impl<'t> GraphmlReading<'t> {
    pub(super) fn new(
        file: &'t str,
        title: &str,
        text: &'t str,
        document: &'t Document<'t>,
    ) -> Result<Self, Refusal> {
        let root = document.root_element();
        if root.tag_name().name() != "graphml" {
            let found = format!("the root element `{}`", root.tag_name().name());
            return Err(Refusal::new(FILE, at(root), Fault::WrongShape { found, expected: "`graphml`".to_owned() }));
        }
        let Some(graph) = children(root, "graph").next() else {
            let found = "no element `graph`".to_owned();
            return Err(Refusal::new(FILE, at(root), Fault::WrongShape { found, expected: "a graph".to_owned() }));
        };
        let mut reading = GraphmlReading {
            file,
            title: title.to_owned(),
            text,
            graph,
            keys: HashMap::new(),
            defaults: Vec::new(),
            schema: None,
        };
        for key in children(root, "key") {
            reading.declare(key)?;
        }
        reading.about(title);
        Ok(reading)
    }

    fn declare(&mut self, key: Node<'t, 't>) -> Result<(), Refusal> {
        let id = key.attribute("id").ok_or_else(|| Refusal::new(FILE, at(key), Fault::MissingField { name: "id" }))?;
        let has_drawing = key.attributes().any(|attribute| attribute.name() == "yfiles.type");
        let kind = match (key.attribute("hv.type"), key.attribute("attr.type")) {
            (Some(hint), _) => hinted(hint),
            _ if has_drawing => DataType::Drawing,
            (None, Some("boolean")) => DataType::Boolean,
            (None, Some("int" | "integer" | "long")) => DataType::Integer,
            (None, Some("float" | "double")) => DataType::Float,
            (None, _) => DataType::Text,
        };
        let default = children(key, "default").next().and_then(|default| default.text());
        let name = key.attribute("attr.name").unwrap_or(id);
        let of = key.attribute("for").unwrap_or("all");
        if default.is_some() && kind != DataType::Drawing {
            self.defaults.push(id);
        }
        let declared = Key { name, kind, default, of, at: key.range().start };
        if self.keys.insert(id, declared).is_some() {
            return Err(Refusal::new(FILE, at(key), Fault::RepeatedId { id: id.to_owned(), first: None }));
        }
        Ok(())
    }

    /// Reads what the graph says about itself: its schema and its name.
    fn about(&mut self, title: &str) {
        let mut called = None;
        for data in children(self.graph, "data") {
            let Some(key) = data.attribute("key").and_then(|key| self.keys.get(key)) else { continue };
            let text = text_of(data);
            match key.name {
                "schema" if text.trim_start().starts_with('{') => {
                    self.schema = Some((text.into_owned(), data.range().start));
                }
                "name" => called = Some(text.into_owned()),
                _ => {}
            }
        }
        let called = called.or_else(|| self.graph.attribute("id").map(str::to_owned));
        self.title = called.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| title.to_owned());
    }

    /// Elements of the graph and of graphs within its nodes, in file order.
    fn elements(&self, tag: &'static str) -> impl Iterator<Item = Node<'t, 't>> {
        let graph = self.graph;
        graph.descendants().filter(move |node| {
            node.is_element()
                && node.tag_name().name() == tag
                && node.parent().is_some_and(|parent| parent.tag_name().name() == "graph")
        })
    }

    fn element(&self, section: Section, node: Node<'t, 't>) -> Result<Element<'t>, Refusal> {
        let id = node.attribute("id").map(borrowed);
        let missing = |name| Refusal::new(FILE, at(node), Fault::MissingField { name });
        let mut ends = None;
        if section == Section::Claims {
            let source = node.attribute("source").ok_or_else(|| missing("source"))?;
            let target = node.attribute("target").ok_or_else(|| missing("target"))?;
            ends = Some((borrowed(source), borrowed(target)));
        } else if id.is_none() {
            return Err(missing("id"));
        }
        let default = self.graph.attribute("edgedefault") != Some("undirected");
        let is_directed = node.attribute("directed").map_or(default, |flag| flag != "false");
        let fields = self.fields(node)?;
        Ok(Element { file: FILE, at: node.range().start, id, ends, is_directed, fields })
    }

    fn fields(&self, node: Node<'t, 't>) -> Result<Vec<Field<'t>>, Refusal> {
        let mut fields: Vec<Field<'t>> = Vec::new();
        let n_data = children(node, "data").count();
        if n_data > MOST_FIELDS {
            let fault = too_many(&format!("{n_data} elements `data`"));
            return Err(Refusal::new(FILE, at(node), fault));
        }
        for data in children(node, "data") {
            let id = data.attribute("key").unwrap_or_default();
            // Some programs use keys that they do not declare.
            let (name, kind) = self.keys.get(id).map_or((id, DataType::Text), |key| (key.name, key.kind));
            let kind = data.attribute("hv.type").map_or(kind, hinted);
            let field = match kind {
                DataType::Display => None,
                DataType::Drawing => drawn_label(data).map(|label| ("label", PropValue::Text(Text(label)))),
                _ => Some((name, value(name, kind, text_of(data)).map_err(|fault| Refusal::new(FILE, at(data), fault))?)),
            };
            let Some((name, value)) = field else { continue };
            if fields.iter().any(|field| &*field.name == name) {
                if kind == DataType::Drawing {
                    continue;
                }
                return Err(Refusal::new(FILE, at(data), Fault::RepeatedField { name: name.to_owned() }));
            }
            fields.push(Field { name: borrowed(name), at: data.range().start, value });
        }
        Self::add_attributes(node, &mut fields);
        self.add_defaults(node, &mut fields)?;
        Ok(fields)
    }

    /// Neo4j says labels and types in attributes of their own.
    fn add_attributes(node: Node<'t, 't>, fields: &mut Vec<Field<'t>>) {
        for attribute in node.attributes() {
            let is_told = fields.iter().any(|field| &*field.name == attribute.name());
            if ["label", "labels"].contains(&attribute.name()) && !is_told {
                let value = PropValue::Text(borrowed(attribute.value()));
                fields.push(Field { name: borrowed(attribute.name()), at: node.range().start, value });
            }
        }
    }

    fn add_defaults(&self, node: Node<'t, 't>, fields: &mut Vec<Field<'t>>) -> Result<(), Refusal> {
        for key in self.defaults.iter().filter_map(|id| self.keys.get(id)) {
            let is_for = key.of == "all" || key.of == node.tag_name().name();
            if !is_for || fields.iter().any(|field| &*field.name == key.name) {
                continue;
            }
            let text = Cow::Borrowed(key.default.unwrap_or_default());
            let value =
                value(key.name, key.kind, text).map_err(|fault| Refusal::new(FILE, Spot::Byte(key.at), fault))?;
            fields.push(Field { name: borrowed(key.name), at: key.at, value });
        }
        Ok(())
    }
}

impl Reading for GraphmlReading<'_> {
    fn format(&self) -> ImportFormat {
        ImportFormat::Graphml
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn files(&self) -> Vec<(&str, &str)> {
        vec![(self.file, self.text)]
    }

    fn schema(&self) -> Option<(&str, usize, Spot)> {
        // Its text stands there escaped, so that places in it are not places in the file.
        self.schema.as_ref().map(|(text, byte)| {
            let (line, column) = crate::dataset::locate::Locator::new(self.text).line_and_column(&Spot::Byte(*byte));
            (text.as_str(), FILE, Spot::At(line, column))
        })
    }

    fn is_typed(&self) -> bool {
        true
    }

    fn each<'a>(&'a self, section: Section, sink: &mut dyn FnMut(Result<Element<'a>, Refusal>)) {
        let tag = if section == Section::Claims { "edge" } else { "node" };
        for node in self.elements(tag) {
            sink(self.element(section, node));
        }
    }

    fn skipped(&self) -> BTreeMap<Skipped, usize> {
        let more = self.graph.next_siblings().skip(1).filter(|node| is_named(node, "graph")).count();
        let nested = self.graph.descendants().skip(1).filter(|node| is_named(node, "graph"));
        let inside = nested.flat_map(|graph| children(graph, "node")).count();
        let ports = self.elements("node").map(|node| children(node, "port").count()).sum();
        let counts = [
            (Skipped::MoreGraphs, more),
            (Skipped::Nesting, inside),
            (Skipped::Hyperedge, self.elements("hyperedge").count()),
            (Skipped::Port, ports),
            (Skipped::NotFinite, self.n_not_finite()),
        ];
        counts.into_iter().filter(|(_, count)| *count > 0).collect()
    }
}

impl GraphmlReading<'_> {
    fn n_not_finite(&self) -> usize {
        let is_float = |data: &Node<'_, '_>| {
            let key = data.attribute("key").and_then(|key| self.keys.get(key));
            key.is_some_and(|key| matches!(key.kind, DataType::Float | DataType::Number))
        };
        let elements = self.elements("node").chain(self.elements("edge"));
        let numbers = elements.flat_map(|element| children(element, "data")).filter(is_float);
        numbers.filter(|data| text_of(*data).trim().parse::<f64>().is_ok_and(|number| !number.is_finite())).count()
    }
}

/// Compares names alone: old files have no namespace.
fn is_named(node: &Node<'_, '_>, tag: &str) -> bool {
    node.is_element() && node.tag_name().name() == tag
}

fn children<'t>(node: Node<'t, 't>, tag: &'static str) -> impl Iterator<Item = Node<'t, 't>> {
    node.children().filter(move |child| is_named(child, tag))
}

fn at(node: Node<'_, '_>) -> Spot {
    Spot::Byte(node.range().start)
}

fn borrowed(text: &str) -> Text<'_> {
    Text(Cow::Borrowed(text))
}

/// Returns all text of an element, in one piece where it stands in one.
fn text_of<'t>(node: Node<'t, 't>) -> Cow<'t, str> {
    let mut texts = node.descendants().filter(Node::is_text).filter_map(|text| text.text());
    match (texts.next(), texts.next()) {
        (None, _) => Cow::Borrowed(""),
        (Some(only), None) => Cow::Borrowed(only),
        (Some(first), Some(second)) => [first, second].into_iter().chain(texts).collect(),
    }
}

fn hinted(hint: &str) -> DataType {
    match hint {
        "json" => DataType::Json,
        "number" => DataType::Number,
        "display" => DataType::Display,
        _ => DataType::Text,
    }
}

/// Returns the label that yEd draws at a node or edge.
fn drawn_label<'t>(data: Node<'t, 't>) -> Option<Cow<'t, str>> {
    let is_label = |node: &Node<'_, '_>| is_named(node, "NodeLabel") || is_named(node, "EdgeLabel");
    let texts = data.descendants().filter(is_label).filter_map(|label| label.text());
    texts.map(str::trim).find(|text| !text.is_empty()).map(Cow::Borrowed)
}

fn value<'t>(name: &str, kind: DataType, text: Cow<'t, str>) -> Result<PropValue<'t>, Fault> {
    let expected = match kind {
        DataType::Boolean => "true or false",
        DataType::Integer => "a whole number of 64 bits",
        DataType::Float | DataType::Number => "a number",
        DataType::Json => "JSON",
        DataType::Text | DataType::Display | DataType::Drawing => return Ok(PropValue::Text(Text(text))),
    };
    let trimmed = text.trim();
    let value = match kind {
        DataType::Boolean => match trimmed.to_ascii_lowercase().as_str() {
            "true" | "1" => Some(PropValue::Boolean(true)),
            "false" | "0" => Some(PropValue::Boolean(false)),
            _ => None,
        },
        DataType::Integer => trimmed.parse().ok().map(PropValue::Integer),
        DataType::Number if !trimmed.contains(['.', 'e', 'E', 'N', 'n']) => {
            trimmed.parse().ok().map(PropValue::Integer)
        }
        DataType::Json => owned_json(trimmed),
        _ => trimmed.parse().ok().map(finite),
    };
    value.ok_or_else(|| Fault::PropertyType {
        name: name.to_owned(),
        found: format!("`{}`", trimmed.escape_debug().take(100).collect::<String>()),
        expected: expected.to_owned(),
    })
}

/// Data sets hold finite numbers only.
fn finite(number: f64) -> PropValue<'static> {
    if number.is_finite() { PropValue::Number(number) } else { PropValue::Null }
}

/// Parses JSON into a value that does not borrow from it.
pub(super) fn owned_json(text: &str) -> Option<PropValue<'static>> {
    serde_json::from_str::<PropValue<'_>>(text).ok().map(owned)
}

fn owned(value: PropValue<'_>) -> PropValue<'static> {
    let owned_text = |text: Text<'_>| Text(Cow::Owned(text.0.into_owned()));
    match value {
        PropValue::Null => PropValue::Null,
        PropValue::Boolean(flag) => PropValue::Boolean(flag),
        PropValue::Integer(number) => PropValue::Integer(number),
        PropValue::Number(number) => PropValue::Number(number),
        PropValue::Text(text) => PropValue::Text(owned_text(text)),
        PropValue::List(items) => PropValue::List(items.into_iter().map(owned).collect()),
        PropValue::Object(entries) => {
            let entries = entries.0.into_iter().map(|(key, value)| (owned_text(key), owned(value)));
            PropValue::Object(crate::dataset::record::Entries(entries.collect()))
        }
    }
}
