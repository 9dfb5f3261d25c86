//! CSV tables: for people with a spreadsheet, or for programs.
//!
//! Three tables: nodes, claims, sources. The first row names the columns: ids, kinds, types and properties under their own
//! names. Columns with a point in their name say for readers what stands elsewhere too: labels, the names of both ends, titles
//! and addresses of the sources cited. Rows are in id order.
//!
//! A list of texts is written `a; b` where that can be read back, else as JSON; maps and lists of lists are JSON. No value is
//! an empty cell, an empty text is `""`. With the schema beside them the tables can be read back as they were.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use itertools::Itertools as _;

use super::columns::{ColumnType, columns};
use super::json::{edge_key, node_key};
use super::loss::{Loss, Why};
use super::selection::Selection;
use crate::graph::{Facts, GraphView, KeyId, Properties};
use crate::model::{Lang, NodeId, Schema, Value, keys};

const MIXED: Why = ("giá trị thuộc nhiều kiểu, ghi thành chữ", "values of several types, written as text");
const LABELS: Why = ("chỉ ghi nhãn đầu tiên của nút", "only the first label of a node is written");
const NOT_FINITE: Why = ("không phải số hữu hạn, bỏ trống", "not a finite number, left empty");

/// Whom a table is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvForm {
    /// People with a spreadsheet. The file begins with a byte order mark, so that it is taken for UTF-8, and a text that
    /// a spreadsheet would take for a formula gets a `'` before it.
    People,
    /// Programs: neither of both.
    Programs,
}

/// One of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvTable {
    /// All nodes, sources among them.
    Nodes,
    /// All claims.
    Claims,
    /// The sources that are selected or cited, with the number of selected claims that cite each.
    Sources,
}

/// How to write a table.
#[derive(Debug, Clone, Copy)]
pub struct CsvOptions {
    /// Whom it is for.
    pub form: CsvForm,
    /// The language of labels.
    pub lang: Lang,
}

/// Writes one table of a selection, one node, claim or source a row, in id order.
///
/// Counts in `loss`: properties whose values have several types, labels of a node after its first, numbers that are not finite.
/// Time `O(n + m)`.
///
/// # Errors
/// What the writer answers.
pub fn write_csv<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    selection: &Selection,
    (table, options): (CsvTable, CsvOptions),
    out: &mut dyn Write,
    loss: &mut Loss,
) -> io::Result<()> {
    let sources = Sources::of(facts, schema);
    let mut writer = TableWriter { facts: *facts, schema, options, sources, out, loss };
    if options.form == CsvForm::People {
        writer.out.write_all("\u{FEFF}".as_bytes())?;
    }
    match table {
        CsvTable::Nodes => writer.nodes(selection),
        CsvTable::Claims => writer.claims(selection),
        CsvTable::Sources => writer.source_rows(selection),
    }
}

/// Returns a text as a cell: in quotes where it must be, and for people with a `'` before what a spreadsheet would take for a
/// formula (`=`, `+`, `-`, `@`, tab, line ends, and the wide forms of the signs).
///
/// A text that begins with `'` before such a character gets another one in both forms, so that taking one away always gives
/// the text back.
pub fn csv_cell(text: &str, form: CsvForm) -> String {
    let guarded = guarded(text, form);
    let must_quote = guarded.is_empty()
        || guarded.contains([',', '"', '\n', '\r', ';', '\t'])
        || guarded.starts_with(char::is_whitespace)
        || guarded.ends_with(char::is_whitespace);
    if must_quote { format!("\"{}\"", guarded.replace('"', "\"\"")) } else { guarded.into_owned() }
}

const FORMULA_STARTS: [char; 11] =
    ['=', '+', '-', '@', '\t', '\r', '\n', '\u{FF1D}', '\u{FF0B}', '\u{FF0D}', '\u{FF20}'];

fn guarded(text: &str, form: CsvForm) -> Cow<'_, str> {
    let is_formula = text.trim_start_matches('\'').starts_with(FORMULA_STARTS);
    let needs_guard = is_formula && (form == CsvForm::People || text.starts_with('\''));
    if needs_guard { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// Titles and addresses of all sources, by id.
struct Sources<'g>(BTreeMap<&'g str, (NodeId, &'g str, &'g str)>);

impl<'g> Sources<'g> {
    fn of<G: GraphView>(facts: &Facts<'g, G>, schema: &Schema) -> Self {
        let graph = facts.graph();
        let all = graph.nodes().filter(|node| facts.kind(*node) == schema.source_kind);
        let entry = |node| {
            let url = graph.property(node, keys::URL).and_then(Value::as_str).unwrap_or_default();
            (facts.id(node), (node, facts.name(node), url))
        };
        Sources(all.map(entry).collect())
    }

    /// Returns titles and addresses of what is cited, each once, in the order of the citations.
    fn cited(&self, citations: impl Iterator<Item = &'g str>) -> (String, String) {
        let ids: Vec<&str> = citations.map(source_id).unique().collect();
        let found = |id: &&str| self.0.get(id).copied();
        let titles: Vec<&str> = ids.iter().filter_map(found).map(|(_, title, _)| title).collect();
        let urls = ids.iter().filter_map(found).map(|(_, _, url)| url).filter(|url| !url.is_empty());
        (titles.join("; "), urls.collect::<Vec<_>>().join("; "))
    }
}

fn source_id(citation: &str) -> &str {
    citation.rsplit_once('#').map_or(citation, |(source, _)| source)
}

struct TableWriter<'w, 'g, G> {
    facts: Facts<'g, G>,
    schema: &'w Schema,
    options: CsvOptions,
    sources: Sources<'g>,
    out: &'w mut dyn Write,
    loss: &'w mut Loss,
}

impl<'g, G: GraphView> TableWriter<'_, 'g, G> {
    fn nodes(&mut self, selection: &Selection) -> io::Result<()> {
        let (facts, graph) = (self.facts, self.facts.graph());
        let all = selection.nodes.iter().map(|node| graph.properties(*node));
        let keys = self.property_columns(all, &[keys::ID, keys::NAME, "kind"]);
        let mut head = vec!["id", "kind", "kind.label", "name"];
        head.extend(keys.iter().map(|key| graph.symbols().key_name(*key)));
        head.extend(["sources.titles", "sources.urls"]);
        self.head(&head)?;
        for &node in &selection.nodes {
            if graph.labels(node).len() > 1 {
                self.loss.note("labels", LABELS);
            }
            let kind = facts.kind(node);
            let label = self.schema.kinds.get(kind).map_or("", |kind| kind.label.in_lang(self.options.lang));
            let mut row = vec![
                self.text(&node_key(&facts, node)),
                self.text(kind),
                self.text(label),
                self.value(graph.property(node, keys::NAME), keys::NAME),
            ];
            let properties = graph.properties(node);
            row.extend(self.properties(properties, &keys));
            row.extend(self.cited(facts.node_citations(node)));
            self.row(&row)?;
        }
        Ok(())
    }

    fn claims(&mut self, selection: &Selection) -> io::Result<()> {
        let (facts, graph) = (self.facts, self.facts.graph());
        let all = selection.edges.iter().map(|(edge, _)| graph.edge_properties(*edge));
        let keys = self.property_columns(all, &[keys::ID, "type", "source", "target"]);
        let mut head = vec!["id", "type", "type.label", "source", "source.name", "target", "target.name"];
        head.extend(keys.iter().map(|key| graph.symbols().key_name(*key)));
        head.extend(["sources.titles", "sources.urls"]);
        self.head(&head)?;
        for &(edge, _) in &selection.edges {
            let Some(ends) = graph.edge(edge) else { continue };
            let name = facts.edge_type(edge);
            let label =
                self.schema.types.get(name).map_or("", |declared| declared.label.in_lang(self.options.lang));
            let mut row = vec![
                self.text(&edge_key(&facts, edge)),
                self.text(name),
                self.text(label),
                self.text(&node_key(&facts, ends.source)),
                self.text(facts.name(ends.source)),
                self.text(&node_key(&facts, ends.target)),
                self.text(facts.name(ends.target)),
            ];
            row.extend(self.properties(graph.edge_properties(edge), &keys));
            row.extend(self.cited(facts.citations(edge)));
            self.row(&row)?;
        }
        Ok(())
    }

    fn source_rows(&mut self, selection: &Selection) -> io::Result<()> {
        const COLUMNS: [&str; 8] = [
            keys::ID,
            keys::TITLE,
            keys::AUTHOR,
            keys::PUBLISHER,
            keys::PUBLISHED,
            keys::URL,
            keys::LANG,
            keys::NOTE,
        ];
        let (facts, graph) = (self.facts, self.facts.graph());
        let mut n_claims: BTreeMap<&str, usize> = BTreeMap::new();
        for (edge, _) in &selection.edges {
            for id in facts.citations(*edge).map(source_id).unique() {
                *n_claims.entry(id).or_default() += 1;
            }
        }
        let cited_by_nodes =
            selection.nodes.iter().flat_map(|node| facts.node_citations(*node)).map(source_id);
        let selected = selection.nodes.iter().filter(|node| facts.kind(**node) == self.schema.source_kind);
        let ids: BTreeSet<&str> = cited_by_nodes
            .chain(selected.map(|node| facts.id(*node)))
            .chain(n_claims.keys().copied())
            .collect();
        self.head(&[&COLUMNS[..], &["claims.count"]].concat())?;
        for id in ids {
            let node = self.sources.0.get(id).map(|(node, _, _)| *node);
            let property = |key| node.and_then(|node| graph.property(node, key));
            let mut row = vec![self.text(id)];
            row.extend(COLUMNS[1..].iter().map(|key| self.value(property(key), key)).collect::<Vec<_>>());
            row.push(n_claims.get(id).copied().unwrap_or_default().to_string());
            self.row(&row)?;
        }
        Ok(())
    }

    /// Returns the properties that get a column, in key order.
    fn property_columns<'p>(
        &mut self,
        all: impl Iterator<Item = &'p Properties>,
        told: &[&str],
    ) -> Vec<KeyId> {
        let symbols = self.facts.graph().symbols();
        let columns = columns(all).into_iter().filter(|(key, _)| !told.contains(&symbols.key_name(*key)));
        let columns: Vec<_> = columns.collect();
        for (key, _) in columns.iter().filter(|(_, column)| *column == ColumnType::Mixed) {
            self.loss.note(symbols.key_name(*key), MIXED);
        }
        columns.into_iter().map(|(key, _)| key).collect()
    }

    fn properties(&mut self, properties: &Properties, keys: &[KeyId]) -> Vec<String> {
        let symbols = self.facts.graph().symbols();
        keys.iter().map(|key| self.value(properties.get(*key), symbols.key_name(*key))).collect()
    }

    fn cited(&self, citations: impl Iterator<Item = &'g str>) -> [String; 2] {
        let (titles, urls) = self.sources.cited(citations);
        [self.text(&titles), self.text(&urls)]
    }

    /// Returns a text that is there or not: an empty one is an empty cell.
    fn text(&self, text: &str) -> String {
        if text.is_empty() { String::new() } else { csv_cell(text, self.options.form) }
    }

    fn value(&mut self, value: Option<&Value>, name: &str) -> String {
        match value {
            None | Some(Value::Null) => String::new(),
            Some(Value::Boolean(flag)) => flag.to_string(),
            Some(Value::Integer(number)) => number.to_string(),
            Some(Value::Float(number)) if !number.is_finite() => {
                self.loss.note(name, NOT_FINITE);
                String::new()
            }
            // A number is no formula, be it negative.
            Some(Value::Float(number)) => format!("{number:?}"),
            Some(Value::String(text)) => csv_cell(text, self.options.form),
            Some(Value::List(items)) => {
                let text = joined(items).or_else(|| serde_json::to_string(&**items).ok());
                csv_cell(&text.unwrap_or_default(), self.options.form)
            }
            Some(value) => csv_cell(&serde_json::to_string(value).unwrap_or_default(), self.options.form),
        }
    }

    fn head(&mut self, names: &[&str]) -> io::Result<()> {
        let cells: Vec<String> = names.iter().map(|name| csv_cell(name, self.options.form)).collect();
        self.row(&cells)
    }

    fn row(&mut self, cells: &[String]) -> io::Result<()> {
        writeln!(self.out, "{}", cells.join(","))
    }
}

/// Returns texts parted by `; `, where cutting there and trimming gives the same texts back.
fn joined(items: &[Value]) -> Option<String> {
    let texts: Vec<&str> = items.iter().map(Value::as_str).collect::<Option<_>>()?;
    let is_plain = |text: &&str| !text.is_empty() && !text.contains(';') && text.trim() == *text;
    let is_safe = texts.first().is_some_and(|first| !first.starts_with('[')) && texts.iter().all(is_plain);
    is_safe.then(|| texts.join("; "))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn formulas_are_defused_for_people_and_left_alone_for_programs() {
        for formula in ["=1+1", "+84 24", "-x", "@SUM(A1)", "\tx", "\r=x", "＝1", "'=x", "''=x"] {
            let cell = csv_cell(formula, CsvForm::People);
            assert!(cell.trim_start_matches('"').starts_with('\''), "{cell}");
        }
        assert_eq!(csv_cell("=1+1", CsvForm::Programs), "=1+1");
        assert_eq!(csv_cell("'=1+1", CsvForm::Programs), "''=1+1");
        for harmless in ["a=b", "'quoted'", "x - y", "1998/.."] {
            assert_eq!(csv_cell(harmless, CsvForm::People), harmless);
        }
        assert_eq!(csv_cell("", CsvForm::Programs), "\"\"");
        assert_eq!(csv_cell("a,\"b\"", CsvForm::People), "\"a,\"\"b\"\"\"");
    }

    #[test]
    fn lists_are_joined_only_where_they_can_be_cut_again() {
        let list =
            |texts: &[&str]| joined(texts.iter().copied().collect::<Value>().as_list().unwrap_or_default());
        assert_eq!(list(&["a#1", "b#2"]).as_deref(), Some("a#1; b#2"));
        for texts in [&[][..], &[""], &["a;b"], &[" a"], &["[a"], &["a", "b "]] {
            assert_eq!(list(texts), None, "{texts:?}");
        }
    }

    proptest! {
        #[test]
        fn no_cell_begins_a_formula_or_ends_its_row(text in any::<String>(), start in "['=+@\\-\t\r\n＝]{0,3}") {
            let text = start + &text;
            let cell = csv_cell(&text, CsvForm::People);
            let inside = cell.strip_prefix('"').and_then(|cell| cell.strip_suffix('"'));
            let content = inside.map_or(cell.clone(), |inside| inside.replace("\"\"", "\""));
            prop_assert!(!content.starts_with(FORMULA_STARTS));
            prop_assert!(inside.is_some() || !cell.contains(['"', ',', '\n', '\r']));
            let guarded = format!("'{text}");
            prop_assert!(content == text || content == guarded);
        }
    }
}
