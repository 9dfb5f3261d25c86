//! Checks records against the schema and turns them into properties.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hashbrown::{HashMap, HashSet};
use smol_str::SmolStr;

use super::locate::{Section, Spot, Step};
use super::record::{AliasRecord, ClaimRecord, Entries, NodeRecord, PropValue, SourceRecord, Text};
use super::{Fault, record};
use crate::graph::{KeyId, LabelId, MemoryGraph, Properties, TypeId};
use crate::model::{Citation, Edtf, NodeId, Property, PropertyType, Schema, Status, Value, keys};

/// What all checkers share: the schema as tables, and the ids of all nodes and sources.
pub(super) struct Tables<'a> {
    schema: &'a Schema,
    /// Position of the source kind among the schema's kinds.
    pub(super) source_kind: usize,
    kinds: HashMap<&'a str, usize>,
    labels: Vec<LabelId>,
    types: HashMap<&'a str, TypeTable<'a>>,
    /// The keys of [`keys::RESERVED`], in its order.
    built_in: [KeyId; keys::RESERVED.len()],
    declared: HashMap<&'a str, KeyId>,
    /// Node and position of its kind, by id; side by side because every claim looks both up.
    nodes: HashMap<SmolStr, (NodeId, Option<u16>)>,
    sources: HashSet<SmolStr>,
    /// Whether all files could be parsed, so that a name that is not known is really wrong.
    whole: bool,
    pub(super) promise: Promise,
}

/// What records keep to beside the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Promise {
    /// Everything has a citation of a source that is there: data set folders.
    Cited,
    /// Citations and what they name may be missing: a graph of another program, or a part of a data set.
    Imported,
}

struct TypeTable<'a> {
    id: TypeId,
    from: Vec<usize>,
    to: Vec<usize>,
    declared: &'a crate::model::EdgeType,
}

impl<'a> Tables<'a> {
    /// Interns all names of the schema, in its order.
    pub(super) fn new(schema: &'a Schema, graph: &mut MemoryGraph, whole: bool) -> Self {
        let symbols = graph.symbols_mut();
        let built_in = keys::RESERVED.map(|key| symbols.intern_key(key));
        let labels = schema.kinds.keys().map(|kind| symbols.intern_label(kind)).collect();
        let kinds: HashMap<&str, usize> = schema.kinds.keys().map(String::as_str).zip(0..).collect();
        let props = schema.kinds.values().flat_map(|kind| kind.props.keys());
        let props = props.chain(schema.types.values().flat_map(|edge_type| edge_type.props.keys()));
        let declared = props.map(|key| (key.as_str(), symbols.intern_key(key))).collect();
        let positions =
            |names: &[String]| names.iter().filter_map(|name| kinds.get(name.as_str()).copied()).collect();
        let types = schema.types.iter().map(|(name, declared)| {
            let (from, to) = (positions(&declared.from), positions(&declared.to));
            (name.as_str(), TypeTable { id: symbols.intern_type(name), from, to, declared })
        });
        let types = types.collect();
        let source_kind = kinds.get(schema.source_kind.as_str()).copied().unwrap_or_default();
        let nodes = HashMap::new();
        let sources = HashSet::new();
        Tables { schema, source_kind, kinds, labels, types, built_in, declared, nodes, sources, whole, promise: Promise::Cited }
    }

    /// Enters the id of a node or source; returns the node that has it already, if one does.
    pub(super) fn enter(&mut self, id: &Text<'_>, kind: Option<usize>, section: Section) -> Option<NodeId> {
        if let Some((first, _)) = self.nodes.get(&**id) {
            return Some(*first);
        }
        let node = NodeId(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        let kind = kind.and_then(|kind| u16::try_from(kind).ok());
        self.nodes.insert(SmolStr::new(&**id), (node, kind));
        if section == Section::Sources {
            self.sources.insert(SmolStr::new(&**id));
        }
        None
    }

    /// Returns what is wrong with the id of a node, if none has it.
    pub(super) fn unknown_node(&self, id: &str) -> Option<Fault> {
        if self.nodes.contains_key(id) {
            return None;
        }
        let mut ids: Vec<&str> = self.nodes.keys().map(SmolStr::as_str).collect();
        ids.sort_unstable();
        Some(Fault::unknown("node", id, ids.into_iter()))
    }

    fn built_in(&self, name: &str) -> Option<KeyId> {
        keys::RESERVED.iter().position(|reserved| *reserved == name).map(|at| self.built_in[at])
    }

    /// Returns the position of a kind among the schema's kinds.
    pub(super) fn kind_of(&self, name: &str) -> Option<usize> {
        self.kinds.get(name).copied()
    }

    /// Returns the label of the kind at a position.
    pub(super) fn label(&self, kind: usize) -> LabelId {
        self.labels[kind]
    }

    fn has_source(&self, id: &str) -> bool {
        self.sources.contains(id)
    }

    fn kind_name(&self, kind: usize) -> &'a str {
        self.schema.kinds.keys().nth(kind).map_or("", String::as_str)
    }
}

/// Checks one record after the other and collects what is wrong with it.
///
/// Texts that come again and again (citations, dates) are checked and stored once.
pub(super) struct Checker<'t> {
    tables: &'t Tables<'t>,
    faults: Vec<(Vec<Step>, Fault)>,
    citations: HashMap<SmolStr, Value>,
    single_citations: HashMap<SmolStr, Value>,
    dates: HashMap<SmolStr, Value>,
    statuses: [Value; 4],
    /// Ids of sources and nodes that are named but not there; only where they need not be.
    pub(super) elsewhere: BTreeSet<String>,
    /// The properties of the record at hand; kept from record to record for its room.
    properties: Vec<(KeyId, Value)>,
}

/// A claim's type, ends and properties.
pub(super) type CheckedClaim = (TypeId, NodeId, NodeId, Properties);

impl<'t> Checker<'t> {
    pub(super) fn new(tables: &'t Tables<'t>) -> Self {
        Checker {
            tables,
            faults: Vec::new(),
            citations: HashMap::new(),
            single_citations: HashMap::new(),
            dates: HashMap::new(),
            statuses: Status::ALL.map(|status| Value::from(status.as_str())),
            elsewhere: BTreeSet::new(),
            properties: Vec::new(),
        }
    }

    /// Returns what is wrong with the record last checked.
    pub(super) fn take_faults(&mut self, section: Section, index: usize) -> Vec<(Spot, Fault)> {
        let faults = self.faults.drain(..);
        faults.map(|(steps, fault)| (Spot::Record(section, index, steps), fault)).collect()
    }

    pub(super) fn source(&mut self, record: &SourceRecord<'_>) -> Properties {
        self.source_with(record, &Entries::default())
    }

    /// Checks a source with properties of its kind, which only imported ones have.
    pub(super) fn source_with(
        &mut self,
        record: &SourceRecord<'_>,
        props: &Entries<'_, PropValue<'_>>,
    ) -> Properties {
        let mut properties = self.take_room();
        let kind = self.tables.schema.kinds.get(&self.tables.schema.source_kind);
        if let Some(kind) = kind.filter(|_| !props.0.is_empty()) {
            self.props(props, &kind.props, &mut properties);
        }
        self.text(keys::ID, Some(&record.id), &mut properties);
        self.text(keys::TITLE, Some(&record.title), &mut properties);
        properties.push((self.key(keys::NAME), Value::from(&*record.title)));
        self.date(keys::PUBLISHED, record.published.as_ref(), &mut properties);
        self.text(keys::AUTHOR, record.author.as_ref(), &mut properties);
        self.text(keys::PUBLISHER, record.publisher.as_ref(), &mut properties);
        self.text(keys::LANG, record.lang.as_ref(), &mut properties);
        self.text(keys::NOTE, record.note.as_ref(), &mut properties);
        if let Some(url) = &record.url {
            self.url(keys::URL, url, vec![field(keys::URL)]);
            properties.push((self.key(keys::URL), Value::from(&**url)));
        }
        self.store(properties)
    }

    pub(super) fn node(&mut self, record: &NodeRecord<'_>) -> Properties {
        let mut properties = self.take_room();
        let kind = self.tables.schema.kinds.get(&*record.kind);
        if kind.is_none() {
            let names = self.tables.schema.kinds.keys().map(String::as_str);
            self.fault(vec![field("kind")], Fault::unknown("kind", &record.kind, names));
        }
        self.text(keys::ID, Some(&record.id), &mut properties);
        self.text(keys::NAME, Some(&record.name), &mut properties);
        self.text(keys::GLOSS, record.gloss.as_ref(), &mut properties);
        self.aliases(&record.aliases, &mut properties);
        self.cite(&record.cite, &mut properties);
        self.date(keys::WHEN, record.when.as_ref(), &mut properties);
        self.status(record.status.as_ref(), &mut properties);
        self.text(keys::NOTE, record.note.as_ref(), &mut properties);
        if let Some(kind) = kind {
            self.props(&record.props, &kind.props, &mut properties);
            self.derived(&record.derived, &mut properties);
        }
        self.store(properties)
    }

    pub(super) fn claim(&mut self, record: &ClaimRecord<'_>) -> Option<CheckedClaim> {
        let mut properties = self.take_room();
        let ends = self.ends(record);
        self.text(keys::ID, Some(&record.id), &mut properties);
        self.cite(&record.cite, &mut properties);
        self.date(keys::WHEN, record.when.as_ref(), &mut properties);
        self.date(keys::ATTESTED, record.attested.as_ref(), &mut properties);
        self.status(record.status.as_ref(), &mut properties);
        self.text(keys::NOTE, record.note.as_ref(), &mut properties);
        if let Some(table) = self.tables.types.get(&*record.edge_type) {
            self.props(&record.props, &table.declared.props, &mut properties);
            self.derived(&record.derived, &mut properties);
        }
        let properties = self.store(properties);
        let (edge_type, source, target) = ends?;
        self.faults.is_empty().then_some((edge_type, source, target, properties))
    }

    fn ends(&mut self, record: &ClaimRecord<'_>) -> Option<(TypeId, NodeId, NodeId)> {
        let tables = self.tables;
        let table = tables.types.get(&*record.edge_type);
        if table.is_none() {
            let names = tables.schema.types.keys().map(String::as_str);
            self.fault(vec![field("type")], Fault::unknown("edge type", &record.edge_type, names));
        }
        let source = self.end("from", &record.from);
        let target = self.end("to", &record.to);
        let table = table?;
        let kind = |end: Option<(NodeId, Option<u16>)>| end.and_then(|(_, kind)| kind);
        self.end_kind(kind(source), &record.from, &record.edge_type, ("from", "starts at"), &table.from);
        self.end_kind(kind(target), &record.to, &record.edge_type, ("to", "leads to"), &table.to);
        Some((table.id, source?.0, target?.0))
    }

    fn end(&mut self, name: &'static str, id: &Text<'_>) -> Option<(NodeId, Option<u16>)> {
        let found = self.tables.nodes.get(&**id).copied();
        // Found first: this is asked twice for every claim.
        if let (None, true) = (found, self.tables.whole)
            && let Some(fault) = self.tables.unknown_node(id)
        {
            self.fault(vec![field(name)], fault);
        }
        found
    }

    fn end_kind(
        &mut self,
        kind: Option<u16>,
        id: &str,
        edge_type: &str,
        (name, verb): (&'static str, &'static str),
        allowed: &[usize],
    ) {
        let Some(kind) = kind.map(usize::from) else { return };
        if !allowed.contains(&kind) {
            let fault = Fault::WrongEnd {
                edge_type: edge_type.to_owned(),
                verb,
                node: id.to_owned(),
                kind: self.tables.kind_name(kind).to_owned(),
                allowed: allowed.iter().map(|kind| self.tables.kind_name(*kind).to_owned()).collect(),
            };
            self.fault(vec![field(name)], fault);
        }
    }

    fn aliases(&mut self, aliases: &[AliasRecord<'_>], properties: &mut Vec<(KeyId, Value)>) {
        if aliases.is_empty() {
            return;
        }
        let mut citations = Vec::with_capacity(aliases.len());
        for (index, alias) in aliases.iter().enumerate() {
            let inside = |name| vec![field("aliases"), Step::Item(index), field(name)];
            if alias.name.trim().is_empty() {
                self.fault(inside("name"), Fault::Empty { name: "name" });
            }
            citations.push(match self.citations(&alias.cite, &inside("cite")) {
                Value::Null => Value::List(Arc::new([])),
                citations => citations,
            });
        }
        let names = aliases.iter().map(|alias| &*alias.name).collect();
        properties.push((self.key(keys::ALIASES), names));
        properties.push((self.key(keys::ALIAS_CITATIONS), Value::List(citations.into())));
    }

    fn cite(&mut self, cite: &[Text<'_>], properties: &mut Vec<(KeyId, Value)>) {
        let citations = self.citations(cite, &[field("cite")]);
        properties.push((self.key(keys::CITATIONS), citations));
    }

    fn citations(&mut self, cite: &[Text<'_>], steps: &[Step]) -> Value {
        match cite {
            [] if self.tables.promise == Promise::Imported => Value::Null,
            [] => {
                self.fault(steps.to_vec(), Fault::NoCitation);
                Value::Null
            }
            [one] => {
                if let Some(list) = self.single_citations.get(&**one) {
                    return list.clone();
                }
                let list = Value::List(Arc::new([self.citation(one, steps, 0)]));
                if self.faults.is_empty() {
                    self.single_citations.insert(SmolStr::new(&**one), list.clone());
                }
                list
            }
            several => {
                let items = several.iter().enumerate().map(|(at, text)| self.citation(text, steps, at));
                Value::List(items.collect())
            }
        }
    }

    fn citation(&mut self, text: &Text<'_>, steps: &[Step], at: usize) -> Value {
        if let Some(value) = self.citations.get(&**text) {
            return value.clone();
        }
        let fault = match text.parse::<Citation>() {
            Err(error) => Fault::Citation { text: text.to_string(), error },
            Ok(citation) if self.is_elsewhere(&citation.source, self.tables.has_source(&citation.source)) => {
                let mut sources: Vec<&str> = self.tables.sources.iter().map(SmolStr::as_str).collect();
                sources.sort_unstable();
                Fault::unknown("source", &citation.source, sources.into_iter())
            }
            Ok(_) => {
                let value = Value::from(&**text);
                self.citations.insert(SmolStr::new(&**text), value.clone());
                return value;
            }
        };
        self.fault([steps, &[Step::Item(at)]].concat(), fault);
        Value::Null
    }

    fn text(&mut self, name: &'static str, text: Option<&Text<'_>>, properties: &mut Vec<(KeyId, Value)>) {
        let Some(text) = text else { return };
        if text.trim().is_empty() {
            self.fault(vec![field(name)], Fault::Empty { name });
        }
        properties.push((self.key(name), Value::from(&**text)));
    }

    fn date(&mut self, name: &'static str, text: Option<&Text<'_>>, properties: &mut Vec<(KeyId, Value)>) {
        if let Some(text) = text {
            let value = self.edtf(text, vec![field(name)]);
            properties.push((self.key(name), value));
        }
    }

    fn edtf(&mut self, text: &Text<'_>, steps: Vec<Step>) -> Value {
        if let Some(value) = self.dates.get(&**text) {
            return value.clone();
        }
        match Edtf::parse(text) {
            Ok(_) => {
                let value = Value::from(&**text);
                self.dates.insert(SmolStr::new(&**text), value.clone());
                value
            }
            Err(error) => {
                self.fault(steps, Fault::Date { text: text.to_string(), error: Box::new(error) });
                Value::Null
            }
        }
    }

    fn status(&mut self, text: Option<&Text<'_>>, properties: &mut Vec<(KeyId, Value)>) {
        let status = match text.map(|text| (text, text.parse::<Status>())) {
            // Nobody says so where no source is asked for.
            None if self.tables.promise == Promise::Imported => return,
            None => Status::Stated,
            Some((_, Ok(status))) => status,
            Some((text, Err(()))) => {
                let names = Status::ALL.map(Status::as_str);
                return self.fault(vec![field(keys::STATUS)], Fault::unknown("status", text, names.into_iter()));
            }
        };
        properties.push((self.key(keys::STATUS), self.statuses[status as usize].clone()));
    }

    fn props(
        &mut self,
        entries: &Entries<'_, PropValue<'_>>,
        declared: &BTreeMap<String, Property>,
        properties: &mut Vec<(KeyId, Value)>,
    ) {
        for (at, (name, value)) in entries.0.iter().enumerate() {
            let steps = |step| vec![field("props"), step];
            if entries.0[..at].iter().any(|(earlier, _)| earlier == name) {
                let fault = Fault::RepeatedField { name: name.to_string() };
                self.fault(steps(Step::SecondKey(name.to_string())), fault);
                continue;
            }
            let Some(property) = declared.get(&**name) else {
                let names = declared.keys().map(String::as_str);
                self.fault(steps(Step::Key(name.to_string())), Fault::unknown("property", name, names));
                continue;
            };
            if let Some(value) = self.prop(name, value, property, steps(Step::Field(name.to_string()))) {
                properties.push((self.tables.declared[&**name], value));
            }
        }
    }

    fn prop(
        &mut self,
        name: &str,
        value: &PropValue<'_>,
        property: &Property,
        steps: Vec<Step>,
    ) -> Option<Value> {
        let value = match (property.kind, value) {
            (PropertyType::Boolean, PropValue::Boolean(flag)) => Value::Boolean(*flag),
            (PropertyType::Integer | PropertyType::Number, PropValue::Integer(number)) => {
                Value::Integer(*number)
            }
            (PropertyType::Number, PropValue::Number(number)) => Value::Float(*number),
            (PropertyType::Date, PropValue::Text(text)) => self.edtf(text, steps),
            (PropertyType::String, PropValue::Text(text)) => self.string(name, text, property, steps)?,
            (PropertyType::Node, PropValue::Text(text)) => self.node_ref(text, steps)?,
            (PropertyType::Url, PropValue::Text(text)) => self.url(name, text, steps)?,
            (PropertyType::Strings, PropValue::List(items)) => self.strings(name, items, &steps)?,
            (kind, value) => {
                self.fault(steps, property_type(name, value.type_name(), type_words(kind)));
                return None;
            }
        };
        Some(value)
    }

    fn string(
        &mut self,
        name: &str,
        text: &Text<'_>,
        property: &Property,
        steps: Vec<Step>,
    ) -> Option<Value> {
        if property.values.is_empty() || property.values.iter().any(|allowed| **allowed == **text) {
            return Some(Value::from(&**text));
        }
        let names = property.values.iter().map(String::as_str);
        let mut fault = Fault::unknown("value", text, names);
        if let Fault::Unknown { name: found, .. } = &mut fault {
            *found = format!("{name}: {}", &**text);
        }
        self.fault(steps, fault);
        None
    }

    fn node_ref(&mut self, text: &Text<'_>, steps: Vec<Step>) -> Option<Value> {
        if self.is_elsewhere(text, self.tables.nodes.contains_key(&**text))
            && let Some(fault) = self.tables.unknown_node(text)
        {
            self.fault(steps, fault);
            return None;
        }
        Some(Value::from(&**text))
    }

    /// Says whether it is a fault that something is not there; where it need not be, its id is kept.
    fn is_elsewhere(&mut self, id: &str, is_there: bool) -> bool {
        if !is_there && self.tables.promise == Promise::Imported && !self.elsewhere.contains(id) {
            self.elsewhere.insert(id.to_owned());
        }
        !is_there && self.tables.whole && self.tables.promise == Promise::Cited
    }

    fn url(&mut self, name: &str, text: &Text<'_>, steps: Vec<Step>) -> Option<Value> {
        const SCHEMES: [&str; 3] = ["http:", "https:", "mailto:"];
        let clean = !text.contains(|c: char| c.is_control() || c.is_whitespace());
        if clean && SCHEMES.iter().any(|scheme| text.starts_with(scheme)) {
            return Some(Value::from(&**text));
        }
        let found = format!("`{}`", text.escape_debug());
        self.fault(
            steps,
            property_type(name, &found, "an address that starts with http:, https: or mailto:"),
        );
        None
    }

    fn strings(&mut self, name: &str, items: &[PropValue<'_>], steps: &[Step]) -> Option<Value> {
        let mut texts = Vec::with_capacity(items.len());
        for (at, item) in items.iter().enumerate() {
            if let record::PropValue::Text(text) = item {
                texts.push(Value::from(&**text));
            } else {
                let fault = property_type(name, item.type_name(), "a list of strings");
                self.fault([steps, &[Step::Item(at)]].concat(), fault);
            }
        }
        (texts.len() == items.len()).then(|| Value::List(texts.into()))
    }

    /// Checks that each formula explains a property that is there.
    fn derived(&mut self, derived: &Entries<'_, Text<'_>>, properties: &mut Vec<(KeyId, Value)>) {
        if derived.0.is_empty() {
            return;
        }
        let mut formulas = BTreeMap::new();
        for (at, (name, formula)) in derived.0.iter().enumerate() {
            if derived.0[..at].iter().any(|(earlier, _)| earlier == name) {
                let steps = vec![field(keys::DERIVED), Step::SecondKey(name.to_string())];
                self.fault(steps, Fault::RepeatedField { name: name.to_string() });
            }
            let key = self.tables.built_in(name).or_else(|| self.tables.declared.get(&**name).copied());
            if !key.is_some_and(|key| properties.iter().any(|(present, _)| *present == key)) {
                let steps = vec![field(keys::DERIVED), Step::Key(name.to_string())];
                self.fault(steps, Fault::FormulaWithoutProperty { name: name.to_string() });
            }
            formulas.insert(name.to_string(), Value::from(&**formula));
        }
        properties.push((self.key(keys::DERIVED), Value::Map(Arc::new(formulas))));
    }

    fn key(&self, name: &'static str) -> KeyId {
        self.tables.built_in(name).expect("only reserved names are asked for")
    }

    fn take_room(&mut self) -> Vec<(KeyId, Value)> {
        std::mem::take(&mut self.properties)
    }

    /// Packs the collected properties and keeps their room for the next record.
    fn store(&mut self, mut properties: Vec<(KeyId, Value)>) -> Properties {
        let stored = Properties::drain_from(&mut properties);
        self.properties = properties;
        stored
    }

    fn fault(&mut self, steps: Vec<Step>, fault: Fault) {
        self.faults.push((steps, fault));
    }
}

fn field(name: &str) -> Step {
    Step::Field(name.to_owned())
}

fn property_type(name: &str, found: &str, expected: &str) -> Fault {
    Fault::PropertyType { name: name.to_owned(), found: found.to_owned(), expected: expected.to_owned() }
}

fn type_words(kind: PropertyType) -> &'static str {
    match kind {
        PropertyType::String => "a string",
        PropertyType::Integer => "a whole number",
        PropertyType::Number => "a number",
        PropertyType::Boolean => "true or false",
        PropertyType::Date => "a date as a string (EDTF)",
        PropertyType::Strings => "a list of strings",
        PropertyType::Node => "the id of a node as a string",
        PropertyType::Url => "an address as a string",
    }
}
