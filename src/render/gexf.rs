//! GEXF 1.3, for Gephi and `networkx.read_gexf`.
//!
//! Parallel claims stay apart by id and `kind`. `start` and `end` are the bounds of a date (`when`), whose text stays
//! beside them as an attribute; an open or unknown end has none. All edges are directed, because NetworkX refuses a
//! mixture and Gephi draws one direction at a time.
//!
//! Titles of attributes are unique whatever their case, and none is a name that Gephi or NetworkX gives a meaning
//! of their own: such a one gets `_` at its end.
//!
//! # Source
//! GEXF 1.3, <https://gexf.net/schema.html>.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};

use super::loss::{Loss, Why};
use super::record::{
    Columns, Fields, Flat, FlatType, edge_columns, edge_fields, edge_key, node_columns, node_fields,
    node_key, source_lines,
};
use super::selection::Selection;
use crate::graph::{Facts, GraphView};
use crate::model::{Day, EdgeId, Edtf, Lang, NodeId, NodeKind, Schema, Shape, Status, keys};

const FORBIDDEN: Why =
    ("ký tự mà XML cấm được thay bằng U+FFFD", "characters that XML forbids replaced by U+FFFD");
const RENAMED: Why =
    ("đổi tên, vì tên này có nghĩa riêng trong GEXF", "renamed, for the name means something else in GEXF");
const DIRECTED: Why = ("hai chiều, ghi thành một chiều", "symmetric, written as directed");
const NO_SHAPE: Why =
    ("hình vẽ của nút được thay bằng hình gần giống", "shape of a node replaced by a similar one");
const UNSURE: Why = (
    "không chắc chắn hoặc gồm nhiều ngày: start và end là giới hạn ngoài cùng",
    "uncertain, or several dates: start and end are the outermost bounds",
);
const BEYOND: Why =
    ("nằm ngoài các năm 1–9999: không có start và end", "outside the years 1–9999: no start and end");

/// Names with a meaning of their own to Gephi or NetworkX, in lower case.
const TAKEN: [&str; 20] = [
    "id",
    "label",
    "kind",
    "type",
    "source",
    "target",
    "weight",
    "start",
    "end",
    "spells",
    "slices",
    "parents",
    "pid",
    "viz",
    "for",
    "networkx_key",
    "timestamp",
    "timeset",
    "interval",
    "modularity_class",
];

/// Writes a selection as GEXF, one node or edge a line, in id order.
///
/// Nodes have the attribute `kind`, edges `type`; both have all properties, flattened. Labels are names and,
/// in `lang`, what a type is called. Sources stand in the description. Cost `O(n + m)`.
///
/// # Errors
/// Those of `out`.
pub fn write_gexf<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    selection: &Selection,
    lang: Lang,
    out: &mut dyn Write,
    loss: &mut Loss,
) -> io::Result<()> {
    let nodes = Attributes::new("kind", &[keys::NAME], &node_columns(facts, selection, loss), loss);
    let edges = Attributes::new("type", &[], &edge_columns(facts, selection, loss), loss);
    let mut writer = Writer { facts, schema, lang, out, loss };
    writer.head(selection)?;
    writer.attributes("node", &nodes)?;
    writer.attributes("edge", &edges)?;
    writeln!(writer.out, "<nodes>")?;
    for &node in &selection.nodes {
        writer.node(node, &nodes)?;
    }
    writeln!(writer.out, "</nodes>\n<edges>")?;
    for &(edge, _) in &selection.edges {
        writer.edge(edge, &edges)?;
    }
    writeln!(writer.out, "</edges>\n</graph>\n</gexf>")
}

/// The attributes of nodes or of edges.
struct Attributes {
    /// The attribute for the kind or type.
    own: &'static str,
    /// Title and type by property.
    columns: BTreeMap<String, (String, FlatType)>,
}

impl Attributes {
    fn new(own: &'static str, left_out: &[&str], columns: &Columns, loss: &mut Loss) -> Self {
        let mut used: BTreeSet<String> = TAKEN.map(str::to_owned).into();
        let mut titled = BTreeMap::new();
        for (name, kind) in columns.iter().filter(|(name, _)| !left_out.contains(&name.as_str())) {
            let mut title = name.clone();
            while !used.insert(title.to_lowercase()) {
                title.push('_');
            }
            if title != *name {
                loss.note(name, RENAMED);
            }
            titled.insert(name.clone(), (title, *kind));
        }
        Attributes { own, columns: titled }
    }
}

struct Writer<'a, 'g, G> {
    facts: &'a Facts<'g, G>,
    schema: &'a Schema,
    lang: Lang,
    out: &'a mut dyn Write,
    loss: &'a mut Loss,
}

impl<G: GraphView> Writer<'_, '_, G> {
    fn head(&mut self, selection: &Selection) -> io::Result<()> {
        let title = self.schema.title.in_lang(self.lang).to_owned();
        let mut lines = vec![title];
        lines.extend(source_lines(self.facts, self.schema, selection, self.lang));
        let description = self.escaped("title", &lines.join("\n"));
        let dated = |when: Option<&str>| when.is_some_and(|when| !bounds(when).is_empty());
        let is_dynamic = selection.nodes.iter().any(|node| dated(self.facts.node_when(*node)))
            || selection.edges.iter().any(|(edge, _)| dated(self.facts.when(*edge)));
        let mode = if is_dynamic { "dynamic" } else { "static" };
        writeln!(self.out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        writeln!(
            self.out,
            "<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\" version=\"1.3\">"
        )?;
        writeln!(
            self.out,
            "<meta><creator>hvgraph</creator><description>{description}</description></meta>"
        )?;
        writeln!(
            self.out,
            "<graph defaultedgetype=\"directed\" idtype=\"string\" mode=\"{mode}\" timeformat=\"date\" timerepresentation=\"interval\">"
        )
    }

    fn attributes(&mut self, class: &str, attributes: &Attributes) -> io::Result<()> {
        writeln!(self.out, "<attributes class=\"{class}\">")?;
        let own = attributes.own;
        writeln!(self.out, "<attribute id=\"{own}\" title=\"{own}\" type=\"string\"/>")?;
        for (name, (title, kind)) in &attributes.columns {
            let title = self.escaped(name, title);
            let kind = type_name(*kind);
            writeln!(self.out, "<attribute id=\"{title}\" title=\"{title}\" type=\"{kind}\"/>")?;
        }
        writeln!(self.out, "</attributes>")
    }

    fn node(&mut self, node: NodeId, attributes: &Attributes) -> io::Result<()> {
        let kind = self.facts.kind(node);
        let id = self.escaped(keys::ID, &node_key(self.facts, node));
        let label = self.escaped(keys::NAME, self.facts.name(node));
        let time = self.time(self.facts.node_when(node));
        write!(self.out, "<node id=\"{id}\" label=\"{label}\"{time}>")?;
        let fields = node_fields(self.facts, node, &mut Loss::default());
        self.values(attributes, kind, &fields)?;
        if let Some(declared) = self.schema.kinds.get(kind) {
            write!(self.out, "{}", viz(declared))?;
            if !is_kept(declared.shape) {
                self.loss.note("shape", NO_SHAPE);
            }
        }
        writeln!(self.out, "</node>")
    }

    fn edge(&mut self, edge: EdgeId, attributes: &Attributes) -> io::Result<()> {
        let Some(ends) = self.facts.graph().edge(edge) else { return Ok(()) };
        let edge_type = self.facts.edge_type(edge);
        let declared = self.schema.types.get(edge_type);
        let words = declared.map_or(edge_type, |declared| declared.label.in_lang(self.lang));
        if declared.is_some_and(|declared| declared.symmetric) {
            self.loss.note(edge_type, DIRECTED);
        }
        let id = self.escaped(keys::ID, &edge_key(self.facts, edge));
        let (source, target) = (node_key(self.facts, ends.source), node_key(self.facts, ends.target));
        let (source, target) = (self.escaped(keys::ID, &source), self.escaped(keys::ID, &target));
        let (kind, label) = (self.escaped(edge_type, edge_type), self.escaped(edge_type, words));
        let time = self.time(self.facts.when(edge));
        write!(
            self.out,
            "<edge id=\"{id}\" source=\"{source}\" target=\"{target}\" kind=\"{kind}\" label=\"{label}\"{time}>"
        )?;
        let fields = edge_fields(self.facts, edge, &mut Loss::default());
        self.values(attributes, edge_type, &fields)?;
        let line = match self.facts.status(edge) {
            Status::Stated => "solid",
            Status::Inferred => "dashed",
            Status::Disputed | Status::Denied => "dotted",
        };
        writeln!(self.out, "<viz:shape value=\"{line}\"/></edge>")
    }

    fn values(&mut self, attributes: &Attributes, own: &str, fields: &Fields) -> io::Result<()> {
        let value = self.escaped(attributes.own, own);
        write!(self.out, "<attvalues><attvalue for=\"{}\" value=\"{value}\"/>", attributes.own)?;
        for (name, field) in fields {
            let Some((title, kind)) = attributes.columns.get(name) else { continue };
            let title = self.escaped(name, title);
            let value = self.escaped(name, &typed_text(field, *kind));
            write!(self.out, "<attvalue for=\"{title}\" value=\"{value}\"/>")?;
        }
        write!(self.out, "</attvalues>")
    }

    fn time(&mut self, when: Option<&str>) -> String {
        let Some(date) = when.and_then(|when| Edtf::parse(when).ok()) else { return String::new() };
        let is_set = date.as_str().starts_with(['[', '{']);
        if date.is_qualified() || is_set {
            self.loss.note(keys::WHEN, UNSURE);
        }
        let bounds = bounds(date.as_str());
        if bounds.is_empty() && (date.earliest().is_some() || date.latest().is_some()) {
            self.loss.note(keys::WHEN, BEYOND);
        }
        bounds
    }

    fn escaped(&mut self, what: &str, text: &str) -> String {
        let (escaped, n_replaced) = escape(text);
        for _ in 0..n_replaced {
            self.loss.note(what, FORBIDDEN);
        }
        escaped
    }
}

/// Returns the attributes `start` and `end` of a date, as far as it has bounds that every reader takes.
fn bounds(when: &str) -> String {
    let Ok(date) = Edtf::parse(when) else { return String::new() };
    let is_plain = |day: &Day| (1..=9999).contains(&day.year);
    let (first, last) = (date.earliest(), date.latest());
    let mut text = String::new();
    if [first, last].iter().flatten().all(is_plain) {
        for (name, day) in [("start", first), ("end", last)] {
            if let Some(day) = day {
                let _ = write!(text, " {name}=\"{day}\"");
            }
        }
    }
    text
}

fn type_name(kind: FlatType) -> &'static str {
    match kind {
        FlatType::Boolean => "boolean",
        FlatType::Integer => "long",
        FlatType::Float => "double",
        FlatType::Text => "string",
        FlatType::Texts => "liststring",
    }
}

/// Returns a value as its column writes it; a single text in a column of lists is a list of one.
fn typed_text(value: &Flat, kind: FlatType) -> String {
    match (value, kind) {
        (Flat::Texts(_), _)
        | (_, FlatType::Boolean | FlatType::Integer | FlatType::Float | FlatType::Text) => value.to_text(),
        (value, FlatType::Texts) => Flat::Texts(vec![value.to_text()]).to_text(),
    }
}

fn viz(kind: &NodeKind) -> String {
    let part = |at: usize| kind.color.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
    let color = match (part(1), part(3), part(5)) {
        (Some(red), Some(green), Some(blue)) => {
            format!("<viz:color r=\"{red}\" g=\"{green}\" b=\"{blue}\"/>")
        }
        _ => String::new(),
    };
    format!("{color}<viz:shape value=\"{}\"/>", shape(kind.shape))
}

/// GEXF knows four shapes.
fn shape(shape: Shape) -> &'static str {
    match shape {
        Shape::Ellipse | Shape::Octagon | Shape::Doubleoctagon | Shape::Hexagon | Shape::Cylinder => "disc",
        Shape::House | Shape::Trapezium | Shape::Cds => "triangle",
        Shape::Diamond | Shape::Parallelogram => "diamond",
        Shape::Box
        | Shape::Rounded
        | Shape::Component
        | Shape::Folder
        | Shape::Note
        | Shape::Tab
        | Shape::Plaintext => "square",
    }
}

fn is_kept(shape: Shape) -> bool {
    matches!(shape, Shape::Ellipse | Shape::Box | Shape::Diamond)
}

/// Returns `text` for an element or a quoted attribute of XML 1.0, and how many characters had to be replaced.
///
/// Nothing is composed or trimmed: line ends and tabs become references, so that a reader gets the text back to
/// the letter. What XML forbids becomes U+FFFD. O(n).
fn escape(text: &str) -> (String, usize) {
    let mut escaped = String::with_capacity(text.len());
    let mut n_replaced = 0;
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' => {
                let _ = write!(escaped, "&#{};", u32::from(c));
            }
            ' '..='\u{FFFD}' | '\u{10000}'.. => escaped.push(c),
            _ => {
                escaped.push('\u{FFFD}');
                n_replaced += 1;
            }
        }
    }
    (escaped, n_replaced)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_parser_reads_the_text_back(text in any::<String>()) {
            let (escaped, n_replaced) = escape(&text);
            let xml = format!("<a b=\"{escaped}\">{escaped}</a>");
            let document = roxmltree::Document::parse(&xml).map_err(|error| TestCaseError::fail(error.to_string()))?;
            let is_forbidden = |c: char| c < ' ' && !"\t\n\r".contains(c) || "\u{FFFE}\u{FFFF}".contains(c);
            let expected: String = text.chars().map(|c| if is_forbidden(c) { '\u{FFFD}' } else { c }).collect();
            prop_assert_eq!(document.root_element().text().unwrap_or_default(), &expected);
            prop_assert_eq!(document.root_element().attribute("b"), Some(expected.as_str()));
            prop_assert_eq!(n_replaced, text.chars().filter(|c| is_forbidden(*c)).count());
        }
    }

    #[test]
    fn hostile_names_come_back() {
        for name in crate::render::samples::hostile_names() {
            let (escaped, _) = escape(&name);
            let xml = format!("<a b=\"{escaped}\"/>");
            let document = roxmltree::Document::parse(&xml).unwrap();
            let read = document.root_element().attribute("b").unwrap();
            assert_eq!(read.chars().count(), name.chars().count());
        }
    }

    #[test]
    fn bounds_are_days() {
        assert_eq!(bounds("2022-04"), " start=\"2022-04-01\" end=\"2022-04-30\"");
        assert_eq!(bounds("1998/.."), " start=\"1998-01-01\"");
        assert_eq!(bounds("../1998"), " end=\"1998-12-31\"");
        assert_eq!(bounds("-0043"), "");
        assert_eq!(bounds("Y17000000"), "");
        assert_eq!(bounds("no date"), "");
    }

    #[test]
    fn no_title_is_taken_or_used_twice() {
        let names = ["pid", "PID", "Label", "a", "A", "a_", "kind", "name"];
        let columns: Columns = names.iter().map(|name| ((*name).to_owned(), FlatType::Text)).collect();
        let mut loss = Loss::default();
        let attributes = Attributes::new("type", &["name"], &columns, &mut loss);
        let titles: BTreeSet<String> =
            attributes.columns.values().map(|(title, _)| title.to_lowercase()).collect();
        assert_eq!(titles.len(), names.len() - 1);
        assert!(titles.iter().all(|title| !TAKEN.contains(&title.as_str())), "{titles:?}");
        assert_eq!(attributes.columns["pid"].0.to_lowercase().trim_end_matches('_'), "pid");
    }
}
