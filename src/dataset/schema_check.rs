//! Reads and checks `schema.json`.

use std::collections::BTreeSet;

use super::Fault;
use super::diagnose::syntax;
use super::locate::{Spot, Step};
use crate::model::{EdgeType, NodeKind, Origins, Property, PropertyType, Schema, Sides, Words, keys};

/// The format version that this program reads.
pub(super) const VERSION: u32 = 1;

/// Names that JSON documents give to nodes and claims beside the built-in ones.
pub(super) const ANSWER_FIELDS: [&str; 10] =
    ["kind", "type", "key", "source", "target", "source_name", "target_name", "forwards", "as_of", "during"];

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
        let found = words(
            format!("lược đồ phiên bản {}", schema.version),
            format!("schema version {}", schema.version),
        );
        faults.push(fault(&["version"], found, words(format!("phiên bản {VERSION}"), format!("version {VERSION}"))));
    }
    if !schema.kinds.contains_key(&schema.source_kind) {
        faults.push((spot(&["source_kind"]), unknown_kind(schema, &schema.source_kind)));
    }
    if let Some(sides) = &schema.sides {
        check_sides(schema, sides, &mut faults);
    }
    if let Some(origins) = &schema.origins {
        check_origins(schema, origins, &mut faults);
    }
    for (name, kind) in &schema.kinds {
        check_kind(name, kind, &mut faults);
    }
    for (name, edge_type) in &schema.types {
        check_type(schema, name, edge_type, &mut faults);
    }
    faults
}

fn check_sides(schema: &Schema, sides: &Sides, faults: &mut Vec<(Spot, Fault)>) {
    let props = schema.kinds.values().flat_map(|kind| &kind.props);
    let texts = props.filter(|(_, property)| property.kind == PropertyType::String).map(|(key, _)| key.as_str());
    if let Some(key) = sides.property.as_deref().filter(|key| !texts.clone().any(|known| known == *key)) {
        let fault = Fault::unknown("property", key, texts.collect::<BTreeSet<_>>().iter().copied());
        faults.push((spot(&["sides", "property"]), fault));
    }
    let mut seen: BTreeSet<(&str, &str)> = sides.both.iter().map(|value| ("values", value.as_str())).collect();
    for (at, side) in sides.pair.iter().enumerate() {
        for (field, texts) in [("values", &side.values), ("places", &side.places)] {
            for (item, text) in texts.iter().enumerate().filter(|(_, text)| !seen.insert((field, text.as_str()))) {
                let mut steps = steps(&["sides", "pair"]);
                steps.extend([Step::Item(at), Step::Field(field.to_owned()), Step::Item(item)]);
                let found = words(format!("`{text}` lặp lại"), format!("`{text}` again"));
                let expected = words(
                    "mỗi giá trị và địa điểm chỉ thuộc một phía",
                    "each value and place on one side alone",
                );
                let fault = Fault::Schema { found, expected };
                faults.push((Spot::Top(steps), fault));
            }
        }
    }
}

fn check_origins(schema: &Schema, origins: &Origins, faults: &mut Vec<(Spot, Fault)>) {
    let Some(declared) = schema.types.get(&origins.edge_type) else {
        let fault = Fault::unknown("edge type", &origins.edge_type, schema.types.keys().map(String::as_str));
        return faults.push((spot(&["origins", "type"]), fault));
    };
    if let Some(key) = origins.property.as_deref().filter(|key| !declared.props.contains_key(*key)) {
        let fault = Fault::unknown("property", key, declared.props.keys().map(String::as_str));
        faults.push((spot(&["origins", "property"]), fault));
    }
}

/// Returns the places of sides that are no nodes; whether they are, only the other files can tell.
pub(super) fn unknown_places(
    schema: &Schema,
    unknown: impl Fn(&str) -> Option<Fault>,
) -> Vec<(Spot, Fault)> {
    let pair = schema.sides.iter().flat_map(|sides| &sides.pair).enumerate();
    let places = pair.flat_map(|(at, side)| side.places.iter().enumerate().map(move |(item, id)| (at, item, id)));
    let unknown = places.filter_map(|(at, item, id)| {
        let mut steps = steps(&["sides", "pair"]);
        steps.extend([Step::Item(at), Step::Field("places".to_owned()), Step::Item(item)]);
        Some((Spot::Top(steps), unknown(id)?))
    });
    unknown.collect()
}

fn check_kind(name: &str, kind: &NodeKind, faults: &mut Vec<(Spot, Fault)>) {
    check_name(&["kinds"], name, faults);
    let hex = |digits: &str| digits.len() == 6 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !kind.color.strip_prefix('#').is_some_and(hex) {
        let found = words(format!("màu `{}`", kind.color), format!("colour `{}`", kind.color));
        let expected = words("`#` và sáu chữ số thập lục phân", "`#` and six hexadecimal digits");
        faults.push(fault(&["kinds", name, "color"], found, expected));
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
        let found = words(
            format!("thuộc tính `{key}`, tên mà định dạng tự dùng"),
            format!("property `{key}`, a name that the format uses itself"),
        );
        faults.push(key_fault(path, key, found, words("một tên khác", "another name")));
    }
    if !property.values.is_empty() && property.kind != PropertyType::String {
        let found = words(
            format!("danh sách giá trị cho thuộc tính `{key}`, vốn không phải là chuỗi"),
            format!("a list of values for property `{key}`, which is not a string"),
        );
        let expected = words("`values` chỉ đi với kiểu `string`", "`values` with type `string` only");
        faults.push(key_fault(path, key, found, expected));
    }
}

/// Names become labels, types and keys that people type in queries.
fn check_name(path: &[&str], name: &str, faults: &mut Vec<(Spot, Fault)>) {
    let starts_well = name.chars().next().is_some_and(char::is_alphabetic);
    if !starts_well || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        let found = words(format!("tên `{name}`"), format!("the name `{name}`"));
        let expected =
            words("một chữ cái, rồi đến chữ cái, chữ số và `_`", "a letter, then letters, digits and `_`");
        faults.push(key_fault(path, name, found, expected));
    }
}

fn unknown_kind(schema: &Schema, name: &str) -> Fault {
    Fault::unknown("kind", name, schema.kinds.keys().map(String::as_str))
}

fn words(vi: impl Into<String>, en: impl Into<String>) -> Words {
    Words { vi: vi.into(), en: en.into() }
}

fn fault(path: &[&str], found: Words, expected: Words) -> (Spot, Fault) {
    (spot(path), Fault::Schema { found, expected })
}

fn key_fault(path: &[&str], key: &str, found: Words, expected: Words) -> (Spot, Fault) {
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
