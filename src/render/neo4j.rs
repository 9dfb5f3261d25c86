//! CSV for `neo4j-admin database import full`: one file of nodes and one of relationships.
//!
//! The importer has no way to escape the delimiter of lists, and citations, names and titles may hold any printable one;
//! so lists are parted by U+001F, the unit separator. Text is always in quotes, so that an empty text is not
//! taken for none. The command is
//!
//! ```text
//! neo4j-admin database import full --nodes=DIR/nodes.csv --relationships=DIR/relationships.csv \
//!   --array-delimiter=U+001F --multiline-fields=true neo4j
//! ```
//!
//! # Source
//! Neo4j Operations Manual, "Import": header fields `:ID`, `:LABEL`, `:START_ID`, `:END_ID`, `:TYPE`, property types.

use std::io::{self, Write};

use super::loss::{Loss, Why};
use super::record::{
    Columns, Fields, Flat, FlatType, edge_columns, edge_fields, edge_key, node_columns, node_fields, node_key,
};
use super::selection::Selection;
use crate::graph::{Facts, GraphView};
use crate::model::{NodeId, keys};

const SEPARATOR: char = '\u{1F}';

const SEPARATED: Why =
    ("U+001F thay bằng U+FFFD, vì nó ngăn các mục", "U+001F replaced by U+FFFD, for it parts items");
const EMPTY: Why = ("danh sách không giữ được mục rỗng", "a list cannot hold an empty item, or be empty");
const RENAMED: Why = (
    "đổi tên, vì tên cột không được có dấu hai chấm",
    "renamed, for a column cannot have a colon in its name",
);

/// Writes the file of nodes: `id:ID`, `:LABEL`, then a typed column for each property, by name.
///
/// Rows come in id order and have as many fields as the header. Labels are parted by U+001F as lists are.
/// Cost `O(n)` times the number of columns.
///
/// # Errors
/// Those of `out`.
pub fn write_nodes<G: GraphView>(
    facts: &Facts<'_, G>,
    selection: &Selection,
    out: &mut dyn Write,
    loss: &mut Loss,
) -> io::Result<()> {
    let columns = node_columns(facts, selection, loss);
    write_header("id:ID,:LABEL", &columns, out, loss)?;
    for &node in &selection.nodes {
        let own = [quoted(&node_key(facts, node)), text_list(keys::ID, &labels(facts, node), loss)];
        write_row(&own, &node_fields(facts, node, &mut Loss::default()), &columns, out, loss)?;
    }
    Ok(())
}

/// Writes the file of relationships: `:START_ID`, `:END_ID`, `:TYPE`, `id:string`, then a typed column for each property.
///
/// Rows come in id order; parallel edges and loops each have their own. Cost `O(m)` times the number of columns.
///
/// # Errors
/// Those of `out`.
pub fn write_relationships<G: GraphView>(
    facts: &Facts<'_, G>,
    selection: &Selection,
    out: &mut dyn Write,
    loss: &mut Loss,
) -> io::Result<()> {
    let columns = edge_columns(facts, selection, loss);
    write_header(":START_ID,:END_ID,:TYPE,id:string", &columns, out, loss)?;
    for &(edge, _) in &selection.edges {
        let Some(ends) = facts.graph().edge(edge) else { continue };
        let own = [
            quoted(&node_key(facts, ends.source)),
            quoted(&node_key(facts, ends.target)),
            quoted(facts.edge_type(edge)),
            quoted(&edge_key(facts, edge)),
        ];
        write_row(&own, &edge_fields(facts, edge, &mut Loss::default()), &columns, out, loss)?;
    }
    Ok(())
}

fn labels<G: GraphView>(facts: &Facts<'_, G>, node: NodeId) -> Vec<String> {
    let labels = facts.graph().labels(node).iter();
    labels.map(|label| facts.graph().symbols().label_name(*label).to_owned()).collect()
}

fn write_header(own: &str, columns: &Columns, out: &mut dyn Write, loss: &mut Loss) -> io::Result<()> {
    write!(out, "{own}")?;
    for (name, kind) in columns {
        if name.contains(':') {
            loss.note(name, RENAMED);
        }
        write!(out, ",{}", quoted(&format!("{}:{}", name.replace(':', "_"), type_name(*kind))))?;
    }
    writeln!(out)
}

fn type_name(kind: FlatType) -> &'static str {
    match kind {
        FlatType::Boolean => "boolean",
        FlatType::Integer => "long",
        FlatType::Float => "double",
        FlatType::Text => "string",
        FlatType::Texts => "string[]",
    }
}

fn write_row(
    own: &[String],
    fields: &Fields,
    columns: &Columns,
    out: &mut dyn Write,
    loss: &mut Loss,
) -> io::Result<()> {
    write!(out, "{}", own.join(","))?;
    for (name, kind) in columns {
        let value = fields.get(name).map(|value| field(name, value, *kind, loss)).unwrap_or_default();
        write!(out, ",{value}")?;
    }
    writeln!(out)
}

fn field(name: &str, value: &Flat, kind: FlatType, loss: &mut Loss) -> String {
    match (value, kind) {
        (Flat::Texts(texts), _) => text_list(name, texts, loss),
        (value, FlatType::Texts) => text_list(name, &[value.to_text()], loss),
        (value, FlatType::Text) => quoted(&value.to_text()),
        (Flat::Float(number), _) if number.is_infinite() => {
            if *number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
        }
        (value, _) => value.to_text(),
    }
}

fn text_list(name: &str, texts: &[String], loss: &mut Loss) -> String {
    if texts.is_empty() || texts.iter().any(String::is_empty) {
        loss.note(name, EMPTY);
    }
    let mut list = String::new();
    for text in texts.iter().filter(|text| !text.is_empty()) {
        if !list.is_empty() {
            list.push(SEPARATOR);
        }
        if text.contains(SEPARATOR) {
            loss.note(name, SEPARATED);
        }
        list.push_str(&text.replace(SEPARATOR, "\u{FFFD}"));
    }
    if list.is_empty() { list } else { quoted(&list) }
}

/// Returns text as a quoted field of CSV (RFC 4180): a quote inside is written twice. O(n).
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    fn read(line: &str) -> Vec<String> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
        let record = reader.records().next().unwrap().unwrap();
        record.iter().map(str::to_owned).collect()
    }

    proptest! {
        #[test]
        fn a_field_reads_back(text in any::<String>()) {
            prop_assert_eq!(read(&format!("{},x\n", quoted(&text))), [text, "x".to_owned()]);
        }

        #[test]
        fn a_list_reads_back(texts in prop::collection::vec("[^\u{1F}]{1,8}", 1..5)) {
            let list = read(&format!("{},x\n", text_list("a", &texts, &mut Loss::default()))).remove(0);
            prop_assert_eq!(list.split(SEPARATOR).collect::<Vec<_>>(), texts);
        }
    }

    #[test]
    fn hostile_names_stay_in_their_field() {
        for name in crate::render::samples::hostile_names() {
            assert_eq!(read(&format!("{},x\n", quoted(&name))), [name, "x".to_owned()]);
        }
    }

    #[test]
    fn what_a_list_cannot_hold_is_noted() {
        let mut loss = Loss::default();
        assert_eq!(text_list("a", &[], &mut loss), "");
        assert_eq!(text_list("b", &["x\u{1F}y".to_owned(), String::new()], &mut loss), "\"x\u{FFFD}y\"");
        assert_eq!(loss.lines(crate::model::Lang::En).count(), 3);
    }
}
