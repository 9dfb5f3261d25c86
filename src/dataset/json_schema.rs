//! Writes the JSON Schema that editors check data set files with.

use serde_json::{Map, Value as Json, json};

use super::locate::Section;
use super::shape::{self, Field, FieldShape};
use crate::model::{Property, PropertyType, Schema, Status};

/// Returns the JSON Schema (draft 2020-12) of the files of data sets with this schema.
///
/// It knows all kinds, types and properties, so that editors complete them; what links records to each
/// other (ids, end points) only [`Dataset::open`](super::Dataset::open) can check. Ends with a newline.
pub fn json_schema(schema: &Schema) -> String {
    let sections = Section::ALL.map(|section| {
        let list = json!({ "type": "array", "items": { "$ref": format!("#/$defs/{}", section.name()) } });
        (section.name().to_owned(), list)
    });
    let mut properties: Map<String, Json> = sections.into_iter().collect();
    properties.insert("$schema".to_owned(), json!({ "type": "string" }));
    let document = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": format!("File of the data set {}", schema.name),
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
        "$defs": {
            "sources": record(schema, Section::Sources),
            "nodes": record(schema, Section::Nodes),
            "claims": record(schema, Section::Claims),
            "citations": {
                "type": "array",
                "minItems": 1,
                "items": { "type": "string", "pattern": "^.+#[1-9][0-9]*$" },
            },
        },
    });
    format!("{document:#}\n")
}

fn record(schema: &Schema, section: Section) -> Json {
    let mut record = object(schema, shape::fields(section));
    let by_kind: Vec<Json> = match section {
        Section::Sources => Vec::new(),
        Section::Nodes => schema.kinds.iter().map(|(name, kind)| props("kind", name, &kind.props)).collect(),
        Section::Claims => {
            schema.types.iter().map(|(name, edge_type)| props("type", name, &edge_type.props)).collect()
        }
    };
    if !by_kind.is_empty() {
        record["allOf"] = Json::Array(by_kind);
    }
    record
}

fn object(schema: &Schema, fields: &[Field]) -> Json {
    let properties = fields.iter().map(|field| (field.name.to_owned(), field_schema(schema, *field)));
    let properties: Map<String, Json> = properties.collect();
    let required: Vec<&str> = fields.iter().filter(|field| field.required).map(|field| field.name).collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    })
}

fn field_schema(schema: &Schema, field: Field) -> Json {
    let mut json = match field.shape {
        FieldShape::Text | FieldShape::NodeRef | FieldShape::Id | FieldShape::Date => {
            json!({ "type": "string", "minLength": 1 })
        }
        FieldShape::Kind => json!({ "enum": schema.kinds.keys().collect::<Vec<_>>() }),
        FieldShape::Type => json!({ "enum": schema.types.keys().collect::<Vec<_>>() }),
        FieldShape::Status => json!({ "enum": Status::ALL }),
        FieldShape::Url => json!({ "type": "string", "pattern": "^(https?|mailto):" }),
        FieldShape::Citations => json!({ "$ref": "#/$defs/citations" }),
        FieldShape::Aliases => json!({ "type": "array", "items": object(schema, shape::ALIAS) }),
        FieldShape::Formulas => json!({ "type": "object", "additionalProperties": { "type": "string" } }),
        FieldShape::Props => json!({ "type": "object" }),
    };
    json["description"] = Json::from(field.meaning);
    json
}

/// Says which properties a record of one kind or type may have.
fn props(field: &str, name: &str, declared: &std::collections::BTreeMap<String, Property>) -> Json {
    let properties = declared.iter().map(|(key, property)| (key.clone(), property_schema(property)));
    let properties: Map<String, Json> = properties.collect();
    json!({
        "if": { "properties": { field: { "const": name } }, "required": [field] },
        "then": { "properties": { "props": { "additionalProperties": false, "properties": properties } } },
    })
}

fn property_schema(property: &Property) -> Json {
    let mut json = match property.kind {
        PropertyType::String if !property.values.is_empty() => json!({ "enum": property.values }),
        PropertyType::String | PropertyType::Date | PropertyType::Node => json!({ "type": "string" }),
        PropertyType::Integer => json!({ "type": "integer" }),
        PropertyType::Number => json!({ "type": "number" }),
        PropertyType::Boolean => json!({ "type": "boolean" }),
        PropertyType::Strings => json!({ "type": "array", "items": { "type": "string" } }),
        PropertyType::Url => json!({ "type": "string", "pattern": "^(https?|mailto):" }),
    };
    json["description"] = Json::from(format!("{} / {}", property.label.vi, property.label.en));
    json
}
