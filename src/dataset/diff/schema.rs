//! Differences of two schemas.

use itertools::Itertools as _;
use serde_json::{Map, Value as Json};

use crate::model::Schema;

/// A place of a schema where the two differ.
#[derive(Debug, Clone, PartialEq)]
pub struct SchemaChange {
    /// The fields that lead there: `types`, `HOLDS`, `symmetric`.
    pub path: Vec<String>,
    /// What stands there in the old schema; nothing if the place is new.
    pub old: Option<Json>,
    /// What stands there in the new schema; nothing if the place is gone.
    pub new: Option<Json>,
}

/// Returns where two schemas differ, by place. Lists are compared as wholes.
pub(super) fn changes(old: &Schema, new: &Schema) -> Vec<SchemaChange> {
    let mut found = Vec::new();
    let as_json = |schema: &Schema| serde_json::to_value(schema).unwrap_or_default();
    compare(&mut Vec::new(), Some(&as_json(old)), Some(&as_json(new)), &mut found);
    found
}

/// Goes no deeper than a schema does, so it needs no limit.
fn compare(path: &mut Vec<String>, old: Option<&Json>, new: Option<&Json>, found: &mut Vec<SchemaChange>) {
    if old == new {
        return;
    }
    let (Some(Json::Object(before)), Some(Json::Object(after))) = (old, new) else {
        found.push(SchemaChange { path: path.clone(), old: old.cloned(), new: new.cloned() });
        return;
    };
    for field in fields(before, after) {
        path.push(field.clone());
        compare(path, before.get(field), after.get(field), found);
        path.pop();
    }
}

fn fields<'j>(old: &'j Map<String, Json>, new: &'j Map<String, Json>) -> impl Iterator<Item = &'j String> {
    old.keys().chain(new.keys()).sorted().dedup()
}
