//! FollowTheMoney statements, as JSON Lines, for the program `ftm` and the archives built on it.
//!
//! Every node becomes an entity, and so does every claim: a link that points to both its ends. Which schema they
//! get is said by `ftm` in the data set's schema; without it a node is a `Thing`, a claim an `UnknownLink`. Each statement has
//! its citations in `origin` (`002#3 003#8`); `proof` leads to the sources, which are entities too.
//!
//! Dates of collection (`first_seen`, `last_seen`) are in no data set and stay empty: when a source was published or what
//! date it speaks of is something else. A denied claim is left out, for a link cannot be negated.
//!
//! # Source
//! FollowTheMoney 4.11, `followthemoney.statement`: fields and ids of statements.

mod schemata;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use serde::Serialize;
use sha1_smol::Sha1;

use self::schemata::{
    FALLBACK_LINK, FALLBACK_NODE, LinkSchema, NodeSchema, language, link_schema, node_schema,
};
use super::bibliography::iso_date;
use super::loss::{Loss, Why};
use super::notes::source_url;
use super::record::{Fields, edge_fields, edge_key, node_fields, node_key, source_of};
use super::selection::Selection;
use crate::graph::{Facts, GraphView};
use crate::model::{EdgeId, Edtf, NodeId, Schema, Status, keys};

const AS_TEXT: Why = ("ghi thành chữ", "written as text");
const DENIED: Why = ("phát biểu bị phủ nhận, bỏ qua", "a denied claim, left out");
const UNKNOWN: Why =
    ("không phải là lược đồ ghi được của FollowTheMoney", "no schema of FollowTheMoney that can be written");
const NO_FIT: Why = (
    "hai đầu không hợp với lược đồ, ghi thành UnknownLink",
    "its ends do not fit the schema, written as UnknownLink",
);
const DATE: Why = ("ngày không ghi trọn được, còn là chữ", "a date that does not fit, kept as text");

/// One statement, with the fields in the order of `followthemoney`.
#[derive(Serialize)]
struct Statement<'a> {
    canonical_id: &'a str,
    entity_id: &'a str,
    prop: &'a str,
    schema: &'a str,
    value: &'a str,
    dataset: &'a str,
    lang: Option<&'a str>,
    original_value: Option<&'a str>,
    first_seen: Option<&'a str>,
    last_seen: Option<&'a str>,
    external: bool,
    origin: Option<&'a str>,
    id: &'a str,
}

/// Writes statements, one JSON object a line: nodes in id order, then claims; of each by property and value.
///
/// The selection should hold the sources it cites ([`Selection::add_cited_sources`]), or `proof` leads nowhere. Ids of statements
/// are those that `followthemoney` computes, so that equal statements of other data sets meet. Cost `O(n + m)`.
///
/// # Errors
/// Those of `out`.
pub fn write_ftm<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    selection: &Selection,
    out: &mut dyn Write,
    loss: &mut Loss,
) -> io::Result<()> {
    // A data set's name has no hyphen there.
    let dataset = schema.name.replace('-', "_");
    let mut writer = Writer { facts, schema, loss };
    for &node in &selection.nodes {
        writer.node(node).write(&dataset, out)?;
    }
    for &(edge, _) in &selection.edges {
        if let Some(entity) = writer.link(edge) {
            entity.write(&dataset, out)?;
        }
    }
    Ok(())
}

/// What is said of one entity.
struct Entity {
    id: String,
    schema: &'static str,
    /// The citations of each statement, by property, value and language.
    statements: BTreeMap<(&'static str, String, Option<&'static str>), BTreeSet<String>>,
}

impl Entity {
    fn new(id: String, schema: &'static str) -> Self {
        Entity { id, schema, statements: BTreeMap::new() }
    }

    /// Adds a statement; one that is there already gets the citations too. An empty value says nothing.
    fn say(&mut self, prop: &'static str, value: &str, lang: Option<&'static str>, citations: &[&str]) {
        if !value.is_empty() {
            let statement = self.statements.entry((prop, value.to_owned(), lang)).or_default();
            statement.extend(citations.iter().map(|&citation| citation.to_owned()));
        }
    }

    fn write(&self, dataset: &str, out: &mut dyn Write) -> io::Result<()> {
        for ((prop, value, lang), citations) in &self.statements {
            let language = lang.map(|lang| format!("@{lang}")).unwrap_or_default();
            let key = format!("{dataset}.{}.{prop}.{value}{language}", self.id);
            let origin: Vec<&str> = citations.iter().map(String::as_str).collect();
            let origin = origin.join(" ");
            let statement = Statement {
                canonical_id: &self.id,
                entity_id: &self.id,
                prop,
                schema: self.schema,
                value,
                dataset,
                lang: *lang,
                original_value: None,
                first_seen: None,
                last_seen: None,
                external: false,
                origin: (!origin.is_empty()).then_some(&origin),
                id: &Sha1::from(key).digest().to_string(),
            };
            serde_json::to_writer(&mut *out, &statement)?;
            writeln!(out)?;
        }
        Ok(())
    }
}

struct Writer<'a, 'g, G> {
    facts: &'a Facts<'g, G>,
    schema: &'a Schema,
    loss: &'a mut Loss,
}

impl<G: GraphView> Writer<'_, '_, G> {
    fn node(&mut self, node: NodeId) -> Entity {
        let facts = *self.facts;
        let schema = self.node_schema(node);
        if node_schema(self.asked_schema(node)).is_none() {
            let asked = self.asked_schema(node).to_owned();
            self.loss.note(&asked, UNKNOWN);
        }
        let citations: Vec<&str> = facts.node_citations(node).collect();
        let mut entity = Entity::new(self.node_id(node), schema.name);
        let mut fields = node_fields(self.facts, node, self.loss);
        let mut take = |key: &str| fields.remove(key).map(|value| value.to_text());
        for key in [keys::NAME, keys::ALIASES, keys::ALIAS_CITATIONS, keys::CITATIONS, keys::GLOSS] {
            take(key);
        }
        entity.say("name", facts.name(node), None, &citations);
        entity.say("keywords", facts.kind(node), None, &citations);
        let places = facts.alias_citations(node).chain(std::iter::repeat(Vec::new()));
        for (alias, places) in facts.aliases(node).zip(places) {
            entity.say("alias", alias, None, &places);
        }
        for gloss in facts.glosses(node) {
            entity.say("weakAlias", gloss, Some("eng"), &citations);
        }
        for (key, prop) in [(keys::NOTE, "notes"), (keys::PUBLISHER, "publisher"), (keys::URL, "sourceUrl")] {
            entity.say(prop, &take(key).unwrap_or_default(), None, &citations);
        }
        if schema.is_document {
            self.document(node, &mut fields, &mut entity);
        }
        if facts.node_status(node) == Status::Stated {
            fields.remove(keys::STATUS);
        }
        let when = if schema.is_dated { facts.node_when(node) } else { None };
        say_dates(when, &mut fields, &mut entity, &citations);
        self.rest(&fields, "notes", &mut entity, &citations);
        self.proof(&mut entity, &citations);
        entity
    }

    fn document(&mut self, node: NodeId, fields: &mut Fields, entity: &mut Entity) {
        for (key, prop) in [(keys::TITLE, "title"), (keys::AUTHOR, "author")] {
            if let Some(value) = fields.remove(key) {
                entity.say(prop, &value.to_text(), None, &[]);
            }
        }
        let code = fields.get(keys::LANG).and_then(|lang| language(&lang.to_text()));
        if let Some(code) = code {
            fields.remove(keys::LANG);
            entity.say("language", code, None, &[]);
        }
        let published = self.facts.graph().property(node, keys::PUBLISHED).and_then(|value| value.as_str());
        if let Some(day) = published.and_then(plain_date).filter(|day| Some(day.as_str()) == published) {
            fields.remove(keys::PUBLISHED);
            entity.say("publishedAt", &day, None, &[]);
        }
    }

    /// Returns a claim as an entity; nothing where it is denied.
    fn link(&mut self, edge: EdgeId) -> Option<Entity> {
        let facts = *self.facts;
        let ends = facts.graph().edge(edge)?;
        let edge_type = facts.edge_type(edge);
        let status = facts.status(edge);
        if status == Status::Denied {
            self.loss.note(edge_type, DENIED);
            return None;
        }
        let schema = self.link_schema(edge_type, ends.source, ends.target);
        let citations: Vec<&str> = facts.citations(edge).collect();
        let claim = edge_key(self.facts, edge);
        let mut entity = Entity::new(self.entity_id('c', &claim), schema.name);
        let mut fields = edge_fields(self.facts, edge, self.loss);
        fields.remove(keys::CITATIONS);
        let note = fields.remove(keys::NOTE).map(|note| note.to_text());
        entity.say("description", &note.unwrap_or_default(), None, &citations);
        entity.say(schema.source.0, &self.node_id(ends.source), None, &citations);
        entity.say(schema.target.0, &self.node_id(ends.target), None, &citations);
        entity.say("recordId", &claim, None, &citations);
        self.role(schema, edge_type, &mut entity, &citations);
        if schema.has_status || status == Status::Stated {
            fields.remove(keys::STATUS);
        }
        if schema.has_status {
            entity.say("status", status.as_str(), None, &citations);
        }
        say_dates(facts.when(edge), &mut fields, &mut entity, &citations);
        self.rest(&fields, "description", &mut entity, &citations);
        self.proof(&mut entity, &citations);
        Some(entity)
    }

    /// Says the type of a claim and, where the schema has a role, what it means in both languages.
    fn role(&self, schema: LinkSchema, edge_type: &str, entity: &mut Entity, citations: &[&str]) {
        entity.say("summary", edge_type, None, citations);
        match self.schema.types.get(edge_type) {
            Some(declared) if schema.has_role => {
                entity.say("role", &declared.label.vi, Some("vie"), citations);
                entity.say("role", &declared.label.en, Some("eng"), citations);
            }
            _ => {}
        }
    }

    /// Writes what has no property of its own as text, `key: value`.
    fn rest(&mut self, fields: &Fields, prop: &'static str, entity: &mut Entity, citations: &[&str]) {
        for (key, value) in fields {
            self.loss.note(key, if key == keys::WHEN { DATE } else { AS_TEXT });
            entity.say(prop, &format!("{key}: {}", value.to_text()), None, citations);
        }
    }

    fn proof(&self, entity: &mut Entity, citations: &[&str]) {
        for &citation in citations {
            let source = source_of(citation);
            entity.say("proof", &self.entity_id('n', source), None, &[citation]);
            let url = source_url(self.facts, source).unwrap_or_default();
            entity.say("sourceUrl", &url, None, &[citation]);
        }
    }

    /// Returns the name of the schema that the kind of a node asks for.
    fn asked_schema(&self, node: NodeId) -> &str {
        let kind = self.facts.kind(node);
        let asked = self.schema.kinds.get(kind).and_then(|kind| kind.ftm.as_deref());
        let is_source = kind == self.schema.source_kind;
        asked.unwrap_or(if is_source { "Document" } else { FALLBACK_NODE.name })
    }

    fn node_schema(&self, node: NodeId) -> NodeSchema {
        node_schema(self.asked_schema(node)).unwrap_or(FALLBACK_NODE)
    }

    fn link_schema(&mut self, edge_type: &str, source: NodeId, target: NodeId) -> LinkSchema {
        let asked = self.schema.types.get(edge_type).and_then(|edge_type| edge_type.ftm.as_deref());
        let Some(name) = asked else { return FALLBACK_LINK };
        let Some(schema) = link_schema(name) else {
            self.loss.note(name, UNKNOWN);
            return FALLBACK_LINK;
        };
        let fits =
            self.node_schema(source).fits(schema.source.1) && self.node_schema(target).fits(schema.target.1);
        if fits {
            return schema;
        }
        self.loss.note(edge_type, NO_FIT);
        FALLBACK_LINK
    }

    fn node_id(&self, node: NodeId) -> String {
        self.entity_id('n', &node_key(self.facts, node))
    }

    /// Returns the id of an entity; FollowTheMoney takes letters, digits, points and hyphens, a letter or digit first and last.
    /// Any other id is hashed.
    fn entity_id(&self, sort: char, id: &str) -> String {
        let is_plain = id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
            && id.ends_with(|c: char| c.is_ascii_alphanumeric())
            && id.len() <= 150;
        let hash = if is_plain { String::new() } else { Sha1::from(id).digest().to_string() };
        format!("{}-{sort}-{}", self.schema.name, if is_plain { id } else { &hash })
    }
}

/// Writes a date (`when`) as far as its text is one; what is not said so stays among `fields` as text.
fn say_dates(when: Option<&str>, fields: &mut Fields, entity: &mut Entity, citations: &[&str]) {
    let Some(when) = when else { return };
    let parts = match when.split_once('/') {
        Some((start, end)) => vec![("startDate", start), ("endDate", end)],
        None => vec![("date", when)],
    };
    let mut is_whole = !when.contains(['?', '~', '%']);
    for (prop, part) in parts {
        let date = plain_date(part);
        is_whole &= date.is_some() || part == "..";
        entity.say(prop, &date.unwrap_or_default(), None, citations);
    }
    if is_whole {
        fields.remove(keys::WHEN);
    }
}

/// Returns a date that is one year, month or day of the years 1 to 9999 as FollowTheMoney writes it, without marks of doubt.
fn plain_date(text: &str) -> Option<String> {
    let bare = text.trim_end_matches(['?', '~', '%']);
    let date = Edtf::parse(bare).ok()?;
    iso_date(&date).filter(|iso| iso == bare && !iso.starts_with("0000") && iso.is_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_plain_or_text() {
        assert_eq!(plain_date("2022-04").as_deref(), Some("2022-04"));
        assert_eq!(plain_date("2017-11-25?").as_deref(), Some("2017-11-25"));
        for text in ["", "..", "2022-21", "[2023..2025]", "-0043", "Y17000000", "201X"] {
            assert_eq!(plain_date(text), None, "{text}");
        }
    }

    #[test]
    fn an_id_is_the_one_that_followthemoney_computes() {
        // `Statement("x-1", "name", "Person", "Hà Nội", "x", lang="vie").id` of followthemoney 4.11.2.
        let mut entity = Entity::new("x-1".to_owned(), "Person");
        entity.say("name", "Hà Nội", Some("vie"), &[]);
        let mut out = Vec::new();
        entity.write("x", &mut out).expect("memory");
        let text = String::from_utf8(out).expect("JSON");
        assert!(text.contains("\"id\":\"ab630188c7a117e78713d98da826b0828de1e03e\""), "{text}");
    }
}
