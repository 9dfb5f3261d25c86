//! Data set folders made for one test.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A data set folder that goes when the test ends.
pub(crate) struct Folder(TempDir);

impl Folder {
    /// Makes an empty folder.
    pub(crate) fn empty() -> Self {
        Folder(tempfile::tempdir().unwrap())
    }

    /// Makes a folder with the schema of [`small_schema`].
    pub(crate) fn small() -> Self {
        Folder::empty().with("schema.json", small_schema().to_string())
    }

    /// Copies the files of a data set folder of the repository.
    pub(crate) fn copy_of(folder: &str) -> Self {
        let copy = Folder::empty();
        for entry in std::fs::read_dir(super::program::repository().join(folder)).unwrap() {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), copy.path().join(entry.file_name())).unwrap();
        }
        copy
    }

    /// Writes a file into it.
    pub(crate) fn with(self, name: &str, text: impl AsRef<[u8]>) -> Self {
        std::fs::write(self.path().join(name), text).unwrap();
        self
    }

    /// Writes a file of records into it.
    pub(crate) fn with_records(self, name: &str, records: &Value) -> Self {
        self.with(name, serde_json::to_string_pretty(records).unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }
}

/// Returns a schema with a plain, a hub and a source kind, and a type of each role.
pub(crate) fn small_schema() -> Value {
    let words = |text: &str| json!({ "vi": text, "en": text });
    let kind = |label: &str, more: Value| {
        let mut kind = json!({ "label": words(label), "shape": "box", "color": "#009E73", "props": {} });
        for (key, value) in more.as_object().unwrap() {
            kind[key] = value.clone();
        }
        kind
    };
    let edge = |label: &str, from: &[&str], to: &[&str], more: Value| {
        let mut edge = json!({
            "label": words(label), "reverse": words(&format!("{label} (reversed)")), "from": from, "to": to, "props": {},
        });
        for (key, value) in more.as_object().unwrap() {
            edge[key] = value.clone();
        }
        edge
    };
    let property = |kind: &str| json!({ "type": kind, "label": words(kind) });
    let all_types = ["string", "integer", "number", "boolean", "date", "strings", "node", "url"];
    let all_props: serde_json::Map<String, Value> =
        all_types.iter().map(|kind| (format!("a_{kind}"), property(kind))).collect();
    let seats = json!({ "type": "string", "values": ["one", "many"], "label": words("seats") });
    json!({
        "version": 1, "name": "small", "title": words("Small"), "source_kind": "Text",
        "kinds": {
            "Thing": kind("Thing", json!({ "props": all_props })),
            "Hub": kind("Hub", json!({ "hub": true })),
            "Seat": kind("Seat", json!({ "props": { "seats": seats } })),
            "Text": kind("Text", json!({ "structural": true })),
        },
        "types": {
            "KNOWS": edge("knows", &["Thing", "Hub"], &["Thing", "Hub"], json!({ "props": { "weight": property("number") } })),
            "IN": edge("lies in", &["Thing", "Hub"], &["Thing", "Hub"], json!({ "role": "containment", "timeless": true })),
            "AFTER": edge("follows", &["Thing"], &["Thing"], json!({ "role": "succession" })),
            "HOLDS": edge("holds", &["Thing"], &["Seat"], json!({ "role": "holding" })),
        },
    })
}

/// Returns a `Thing` that the first source attests.
pub(crate) fn thing(id: &str, name: &str) -> Value {
    json!({ "id": id, "kind": "Thing", "name": name, "cite": ["s1#1"] })
}

/// Returns a claim that the first source attests.
pub(crate) fn claim(id: &str, edge_type: &str, from: &str, to: &str) -> Value {
    json!({ "id": id, "type": edge_type, "from": from, "to": to, "cite": ["s1#1"] })
}

/// Returns the one source that [`thing`] and [`claim`] cite.
pub(crate) fn source() -> Value {
    json!({ "id": "s1", "title": "The only source" })
}
