//! Reads and checks `schema.json`.

use super::Fault;
use super::diagnose::syntax;
use super::locate::{Spot, Step};
use crate::model::{EdgeType, NodeKind, Property, PropertyType, Schema, keys};

/// The format version that this program reads.
pub(super) const VERSION: u32 = 1;

/// Names that JSON documents give to nodes and claims beside the built-in ones.
pub(super) const ANSWER_FIELDS: [&str; 9] =
    ["kind", "type", "key", "source", "target", "source_name", "target_name", "forwards", "as_of"];

/// Parses a schema and returns it with everything wrong with it; no schema only where it has the wrong shape.
pub(super) fn read_schema(text: &str) -> (Option<Schema>, Vec<(Spot, Fault)>) {
    match serde_json::from_str::<Schema>(text) {
        Ok(schema) => {
            let faults = check(&schema);
            (Some(schema), faults)
        }
        Err(error) => (None, vec![syntax(text, &error)]),
    }
}

fn check(schema: &Schema) -> Vec<(Spot, Fault)> {
    let mut faults = Vec::new();
    if schema.version != VERSION {
        let found = format!("schema version {}", schema.version);
        faults.push(fault(&["version"], found, format!("version {VERSION}")));
    }
    if !schema.kinds.contains_key(&schema.source_kind) {
        faults.push((spot(&["source_kind"]), unknown_kind(schema, &schema.source_kind)));
    }
    for (name, kind) in &schema.kinds {
        check_kind(name, kind, &mut faults);
    }
    for (name, edge_type) in &schema.types {
        check_type(schema, name, edge_type, &mut faults);
    }
    faults
}

fn check_kind(name: &str, kind: &NodeKind, faults: &mut Vec<(Spot, Fault)>) {
    check_name(&["kinds"], name, faults);
    let hex = |digits: &str| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !kind.color.strip_prefix('#').is_some_and(hex) {
        let found = format!("colour `{}`", kind.color);
        faults.push(fault(&["kinds", name, "color"], found, "`#` and six hexadecimal digits".to_owned()));
    }
    for (key, property) in &kind.props {
        check_property(&["kinds", name, "props"], key, property, faults);
    }
}

fn check_type(schema: &Schema, name: &str, edge_type: &EdgeType, faults: &mut Vec<(Spot, Fault)>) {
    check_name(&["types"], name, faults);
    for (field, kinds) in [("from", &edge_type.from), ("to", &edge_type.to)] {
        for (at, kind) in kinds.iter().enumerate() {
            if !schema.kinds.contains_key(kind) {
                let mut steps = steps(&["types", name, field]);
                steps.push(Step::Item(at));
                faults.push((Spot::Top(steps), unknown_kind(schema, kind)));
            }
        }
    }
    for (key, property) in &edge_type.props {
        check_property(&["types", name, "props"], key, property, faults);
    }
}

fn check_property(path: &[&str], key: &str, property: &Property, faults: &mut Vec<(Spot, Fault)>) {
    check_name(path, key, faults);
    if keys::RESERVED.contains(&key) || ANSWER_FIELDS.contains(&key) {
        let found = format!("property `{key}`, a name that the format uses itself");
        faults.push(key_fault(path, key, found, "another name".to_owned()));
    }
    if !property.values.is_empty() && property.kind != PropertyType::String {
        let found = format!("a list of values for property `{key}`, which is not a string");
        faults.push(key_fault(path, key, found, "`values` with type `string` only".to_owned()));
    }
}

/// Names become labels, types and keys that people type in queries.
fn check_name(path: &[&str], name: &str, faults: &mut Vec<(Spot, Fault)>) {
    let starts_well = name.chars().next().is_some_and(char::is_alphabetic);
    if !starts_well || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        let expected = "a letter, then letters, digits and `_`".to_owned();
        faults.push(key_fault(path, name, format!("the name `{name}`"), expected));
    }
}

fn unknown_kind(schema: &Schema, name: &str) -> Fault {
    Fault::unknown("kind", name, schema.kinds.keys().map(String::as_str))
}

fn fault(path: &[&str], found: String, expected: String) -> (Spot, Fault) {
    (spot(path), Fault::Schema { found, expected })
}

fn key_fault(path: &[&str], key: &str, found: String, expected: String) -> (Spot, Fault) {
    let mut steps = steps(path);
    steps.push(Step::Key(key.to_owned()));
    (Spot::Top(steps), Fault::Schema { found, expected })
}

fn spot(path: &[&str]) -> Spot {
    Spot::Top(steps(path))
}

fn steps(path: &[&str]) -> Vec<Step> {
    path.iter().map(|&name| Step::Field(name.to_owned())).collect()
}
