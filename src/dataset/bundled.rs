//! The data set compiled into the program.

/// The JSON Schema of `schema.json` files.
pub const SCHEMA_JSON_SCHEMA: &str = include_str!("../../data/schema.schema.json");

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../data/", $name)))),*]
    };
}

/// Names and texts of the bundled files, in name order.
pub const FILES: &[(&str, &str)] = files![
    "agreements.json",
    "circumstances.json",
    "claims-000.json",
    "claims-001.json",
    "claims-002.json",
    "claims-003.json",
    "claims-004.json",
    "contributors.json",
    "delegations.json",
    "events.json",
    "fields.json",
    "gifts.json",
    "institutions.json",
    "offices.json",
    "officials.json",
    "places.json",
    "projects.json",
    "proposals.json",
    "relationships.json",
    "schema.json",
    "sources.json",
    "statements.json",
];
