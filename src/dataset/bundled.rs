//! The data set compiled into the program.

/// The JSON Schema of `schema.json` files.
pub const SCHEMA_JSON_SCHEMA: &str = include_str!("../../data/schema.schema.json");

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../data/", $name)))),*]
    };
}

/// Names and texts of the bundled files, in name order.
pub const FILES: &[(&str, &str)] = files!["schema.json"];
