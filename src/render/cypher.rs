//! A Cypher script that makes the graph again, in plain openCypher 9.
//!
//! One statement makes up to 200 nodes of one kind, or edges of one type between two kinds, from a list of maps.
//! Nodes are found again by their property `id`; comments name the index that makes this fast where a database
//! has its own way to say it. Nothing is merged: the script is for an empty database.
//!
//! # Source
//! openCypher 9, <https://opencypher.org/resources/>: string literals, escaped names, `UNWIND`, `SET`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use super::loss::Loss;
use super::record::{Fields, Flat, edge_fields, edge_key, node_fields, node_key, source_lines};
use super::selection::Selection;
use super::text::{is_direction_control, showable};
use crate::graph::{Facts, GraphView};
use crate::model::{EdgeId, Lang, NodeId, Schema, keys};

/// The most nodes or edges that one statement makes.
const BATCH: usize = 200;

/// Writes a selection as a Cypher script, each statement ended by `;` and a line end.
///
/// Nodes come by their labels, then id; edges by type, labels of their ends, then id. Every node and edge has its
/// `id` and all properties, maps and lists in lists flattened. Comments at the head name the sources. Cost
/// `O(n log n + m log m)` time, `O(n + m)` memory.
///
/// # Errors
/// Those of `out`.
pub fn write_cypher<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    selection: &Selection,
    lang: Lang,
    out: &mut dyn Write,
    loss: &mut Loss,
) -> io::Result<()> {
    let mut kinds: BTreeMap<String, Vec<NodeId>> = BTreeMap::new();
    for &node in &selection.nodes {
        kinds.entry(labels(facts, node)).or_default().push(node);
    }
    write_head(facts, schema, selection, lang, out)?;
    for labels in kinds.keys().filter(|labels| !labels.is_empty()) {
        let first = labels.trim_start_matches(':');
        writeln!(out, "// CREATE INDEX FOR (n:{}) ON (n.id);", comment(first))?;
    }
    for (labels, nodes) in &kinds {
        for batch in nodes.chunks(BATCH) {
            let rows =
                batch.iter().map(|node| map(&node_key(facts, *node), &node_fields(facts, *node, loss)));
            let rows: Vec<String> = rows.collect();
            write_statement(&rows, &format!("CREATE (n{labels})\nSET n = row"), out)?;
        }
    }
    write_edges(facts, selection, out, loss)
}

fn write_head<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    selection: &Selection,
    lang: Lang,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "// {}", comment(schema.title.in_lang(lang)))?;
    for line in source_lines(facts, schema, selection, lang) {
        writeln!(out, "// {}", comment(&line))?;
    }
    let words = lang.pick(
        "Trên Neo4j, chạy trước các dòng này cho nhanh:",
        "On Neo4j, run these lines first to be quick:",
    );
    writeln!(out, "// {words}")
}

/// An edge type and the labels of its ends, as Cypher writes them.
type Group = (String, String, String);

fn write_edges<G: GraphView>(
    facts: &Facts<'_, G>,
    selection: &Selection,
    out: &mut dyn Write,
    loss: &mut Loss,
) -> io::Result<()> {
    let mut groups: BTreeMap<Group, Vec<(EdgeId, NodeId, NodeId)>> = BTreeMap::new();
    for &(edge, _) in &selection.edges {
        let Some(ends) = facts.graph().edge(edge) else { continue };
        let group = (name(facts.edge_type(edge)), labels(facts, ends.source), labels(facts, ends.target));
        groups.entry(group).or_default().push((edge, ends.source, ends.target));
    }
    for ((edge_type, source, target), edges) in &groups {
        for batch in edges.chunks(BATCH) {
            let rows = batch.iter().map(|&(edge, source, target)| {
                let properties = map(&edge_key(facts, edge), &edge_fields(facts, edge, loss));
                let (source, target) = (node_key(facts, source), node_key(facts, target));
                format!(
                    "{{source: {}, target: {}, properties: {properties}}}",
                    string(&source),
                    string(&target)
                )
            });
            let rows: Vec<String> = rows.collect();
            let make = format!(
                "MATCH (a{source} {{id: row.source}}), (b{target} {{id: row.target}})\nCREATE (a)-[r:{edge_type}]->(b)\nSET r = row.properties"
            );
            write_statement(&rows, &make, out)?;
        }
    }
    Ok(())
}

fn write_statement(rows: &[String], make: &str, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "UNWIND [\n  {}\n] AS row\n{make};", rows.join(",\n  "))
}

/// Returns the labels of a node as a pattern has them, `:Office`; nothing where it has none.
fn labels<G: GraphView>(facts: &Facts<'_, G>, node: NodeId) -> String {
    let mut pattern = String::new();
    for label in facts.graph().labels(node) {
        let _ = write!(pattern, ":{}", name(facts.graph().symbols().label_name(*label)));
    }
    pattern
}

fn map(id: &str, fields: &Fields) -> String {
    let mut map = format!("{{{}: {}", keys::ID, string(id));
    for (key, value) in fields {
        let _ = write!(map, ", {}: {}", name(key), literal(value));
    }
    map.push('}');
    map
}

fn literal(value: &Flat) -> String {
    match value {
        Flat::Boolean(flag) => flag.to_string(),
        // The literal of the lowest number is the negation of one that no integer holds.
        Flat::Integer(i64::MIN) => format!("({} - 1)", i64::MIN + 1),
        Flat::Integer(number) => number.to_string(),
        Flat::Float(number) if number.is_nan() => "(0.0 / 0.0)".to_owned(),
        Flat::Float(number) if number.is_infinite() => format!("({:?} / 0.0)", number.signum()),
        Flat::Float(number) => format!("{number:?}"),
        Flat::Text(text) => string(text),
        Flat::Texts(texts) => {
            format!("[{}]", texts.iter().map(|text| string(text)).collect::<Vec<_>>().join(", "))
        }
    }
}

/// Returns text as a string of openCypher.
///
/// A backslash before a `u` ends a literal, and the rest is added to it (`'a\\' + 'u0027'`): Neo4j decodes `\u0027` before
/// it reads the query, also where the backslash is an escaped one.
///
/// # Source
/// openCypher 9, `StringLiteral`; Neo4j, "Protecting against Cypher injection".
fn string(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('\'');
    let mut after_backslash = false;
    for c in text.chars() {
        match c {
            '\\' => literal.push_str("\\\\"),
            '\'' => literal.push_str("\\'"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            'u' | 'U' if after_backslash => {
                literal.push_str("' + '");
                literal.push(c);
            }
            _ if c.is_control() || is_direction_control(c) || "\u{2028}\u{2029}".contains(c) => {
                let _ = write!(literal, "\\u{:04X}", u32::from(c));
            }
            _ => literal.push(c),
        }
        after_backslash = c == '\\';
    }
    literal.push('\'');
    literal
}

/// Returns a name of a label, type or property: as it is where every engine takes it so, else in back quotes.
fn name(name: &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_plain = name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_word);
    if is_plain && !RESERVED.contains(&name.to_ascii_uppercase().as_str()) {
        return name.to_owned();
    }
    format!("`{}`", name.replace('`', "``"))
}

/// The reserved words of openCypher 9.
const RESERVED: [&str; 50] = [
    "ADD",
    "ALL",
    "AND",
    "AS",
    "ASC",
    "ASCENDING",
    "BY",
    "CASE",
    "CONSTRAINT",
    "CONTAINS",
    "CREATE",
    "DELETE",
    "DESC",
    "DESCENDING",
    "DETACH",
    "DISTINCT",
    "DO",
    "DROP",
    "ELSE",
    "END",
    "ENDS",
    "EXISTS",
    "FALSE",
    "FOR",
    "IN",
    "IS",
    "LIMIT",
    "MANDATORY",
    "MATCH",
    "MERGE",
    "NOT",
    "NULL",
    "OF",
    "ON",
    "OPTIONAL",
    "OR",
    "ORDER",
    "REMOVE",
    "REQUIRE",
    "RETURN",
    "SCALAR",
    "SET",
    "SKIP",
    "STARTS",
    "THEN",
    "TRUE",
    "UNION",
    "UNIQUE",
    "UNWIND",
    "WHEN",
];

/// Returns text for a comment of one line.
fn comment(text: &str) -> String {
    showable(text).replace('\n', " ")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    /// Reads strings joined by ` + ` as openCypher 9 defines them; the whole text must be such.
    fn read_string(mut rest: &str) -> Option<String> {
        let mut text = String::new();
        loop {
            let mut chars = rest.strip_prefix('\'')?.chars();
            read_literal(&mut chars, &mut text)?;
            rest = chars.as_str();
            match rest.strip_prefix(" + ") {
                Some(next) => rest = next,
                None => return rest.is_empty().then_some(text),
            }
        }
    }

    /// Reads up to the closing quote.
    fn read_literal(chars: &mut std::str::Chars<'_>, text: &mut String) -> Option<()> {
        loop {
            match chars.next()? {
                '\'' => return Some(()),
                '\\' => text.push(match chars.next()? {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'u' => {
                        let hex: String = chars.by_ref().take(4).collect();
                        char::from_u32(u32::from_str_radix(&hex, 16).ok()?)?
                    }
                    c @ ('\\' | '\'') => c,
                    _ => return None,
                }),
                c => text.push(c),
            }
        }
    }

    fn read_name(name: &str) -> Option<String> {
        let Some(quoted) = name.strip_prefix('`') else { return Some(name.to_owned()) };
        let inner = quoted.strip_suffix('`')?;
        let text = inner.replace("``", "\u{0}");
        (!text.contains('`')).then(|| text.replace('\u{0}', "`"))
    }

    proptest! {
        #[test]
        fn a_string_reads_back(text in any::<String>()) {
            prop_assert_eq!(read_string(&string(&text)), Some(text));
        }

        #[test]
        fn backslashes_and_quotes_read_back(text in "[\\\\'\"uU0-9n`\n]{0,40}") {
            let literal = string(&text);
            prop_assert!(!literal.contains("\\\\u") && !literal.contains("\\\\U"), "{literal}");
            prop_assert_eq!(read_string(&literal), Some(text));
        }

        #[test]
        fn a_name_reads_back(text in "[^\u{0}]{0,20}") {
            prop_assert_eq!(read_name(&name(&text)), Some(text));
        }
    }

    #[test]
    fn hostile_names_read_back_on_one_line() {
        for name in crate::render::samples::hostile_names() {
            let literal = string(&name);
            assert!(!literal.contains(['\n', '\r']), "{literal}");
            assert_eq!(read_string(&literal).unwrap(), name);
        }
    }

    #[test]
    fn names_are_quoted_where_an_engine_may_stumble() {
        assert_eq!(name("HOLDS"), "HOLDS");
        assert_eq!(name("in"), "`in`");
        assert_eq!(name("derived.total"), "`derived.total`");
        assert_eq!(name("Quận"), "`Quận`");
        assert_eq!(name("a`b"), "`a``b`");
        assert_eq!(name(""), "``");
    }

    #[test]
    fn numbers_stay_what_they_are() {
        assert_eq!(literal(&Flat::Integer(i64::MIN)), "(-9223372036854775807 - 1)");
        assert_eq!(literal(&Flat::Float(2.0)), "2.0");
        assert_eq!(literal(&Flat::Float(f64::NEG_INFINITY)), "(-1.0 / 0.0)");
    }
}
