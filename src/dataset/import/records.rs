//! From elements to records: gives every field the place and the type that the schema wants.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::element::{Element, Field};
use super::graphml::owned_json;
use super::survey::{CLAIM_KEYS, Mapping, NODE_KEYS, SOURCE_KEYS, repeats_name};
use crate::dataset::Fault;
use crate::dataset::record::{AliasRecord, ClaimRecord, Entries, NodeRecord, PropValue, SourceRecord, Text};
use crate::model::{Property, PropertyType, keys};

/// A fault, and the field it is in.
pub(super) type InField = (String, Fault);

/// Takes an element apart.
pub(super) struct Reader<'e, 'a> {
    pub(super) element: &'e Element<'a>,
    pub(super) mapping: &'e Mapping,
    pub(super) faults: Vec<InField>,
}

impl<'e, 'a> Reader<'e, 'a> {
    pub(super) fn new(element: &'e Element<'a>, mapping: &'e Mapping) -> Self {
        Reader { element, mapping, faults: Vec::new() }
    }

    /// Returns a source and its declared properties.
    pub(super) fn source(
        &mut self,
        declared: &BTreeMap<String, Property>,
    ) -> (SourceRecord<'a>, Entries<'a, PropValue<'a>>) {
        let title = self.text(keys::TITLE).unwrap_or_else(|| owned(String::new()));
        let named = self.text(keys::NAME);
        if named.is_some_and(|name| name != title) {
            let found = "a name other than the title".to_owned();
            let fault = Fault::WrongShape { found, expected: format!("`{}`, the title", &*title) };
            self.faults.push((keys::NAME.to_owned(), fault));
        }
        let record = SourceRecord {
            id: self.id(),
            title,
            published: self.text(keys::PUBLISHED),
            author: self.text(keys::AUTHOR),
            publisher: self.text(keys::PUBLISHER),
            url: self.text(keys::URL),
            lang: self.text(keys::LANG),
            note: self.text(keys::NOTE),
        };
        let props = self.props(declared, |name| name == keys::NAME || SOURCE_KEYS.contains(&name));
        (record, props)
    }

    /// Returns a node; its name is its id where it has none.
    pub(super) fn node(&mut self, kind: &str, declared: &BTreeMap<String, Property>) -> NodeRecord<'a> {
        let name = self.mapping.name.as_deref().and_then(|field| self.text(field));
        NodeRecord {
            id: self.id(),
            kind: owned(kind.to_owned()),
            name: name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| self.id()),
            gloss: self.built_in_text(keys::GLOSS),
            aliases: self.aliases(),
            cite: self.citations(),
            when: self.built_in_text(keys::WHEN),
            status: self.built_in_text(keys::STATUS),
            derived: self.derived(),
            note: self.built_in_text(keys::NOTE),
            props: self.props(declared, |name| NODE_KEYS.contains(&name) && self.is_built_in(name)),
        }
    }

    /// Returns a claim under the id given.
    pub(super) fn claim(
        &mut self,
        id: Text<'a>,
        edge_type: &str,
        declared: &BTreeMap<String, Property>,
    ) -> ClaimRecord<'a> {
        let nowhere = || (owned(String::new()), owned(String::new()));
        let (from, to) = self.element.ends.clone().unwrap_or_else(nowhere);
        ClaimRecord {
            id,
            edge_type: owned(edge_type.to_owned()),
            from,
            to,
            when: self.built_in_text(keys::WHEN),
            attested: self.built_in_text(keys::ATTESTED),
            status: self.built_in_text(keys::STATUS),
            cite: self.citations(),
            derived: self.derived(),
            note: self.built_in_text(keys::NOTE),
            props: self.props(declared, |name| CLAIM_KEYS.contains(&name) && self.is_built_in(name)),
        }
    }

    fn id(&self) -> Text<'a> {
        self.element.id.clone().unwrap_or_else(|| owned(String::new()))
    }

    /// Says whether a field of this name has the meaning that data sets give to it.
    fn is_built_in(&self, name: &str) -> bool {
        !self.mapping.properties.contains_key(name)
    }

    fn built_in_text(&mut self, name: &str) -> Option<Text<'a>> {
        if self.is_built_in(name) { self.text(name) } else { None }
    }

    fn text(&mut self, field: &str) -> Option<Text<'a>> {
        let value = self.element.value(field)?;
        let text = plain_text(value);
        if text.is_none() {
            let fault =
                Fault::WrongShape { found: format!("found {}", value.type_name()), expected: "a string".to_owned() };
            self.faults.push((field.to_owned(), fault));
        }
        text
    }

    fn list<T>(
        &mut self,
        field: &str,
        read: impl Fn(&PropValue<'a>) -> Result<T, Fault>,
    ) -> Option<T> {
        let value = self.element.value(field).filter(|_| self.is_built_in(field))?;
        match read(value) {
            Ok(list) => Some(list),
            Err(fault) => {
                self.faults.push((field.to_owned(), fault));
                None
            }
        }
    }

    fn citations(&mut self) -> Vec<Text<'a>> {
        self.list(keys::CITATIONS, texts).unwrap_or_default()
    }

    fn derived(&mut self) -> Entries<'a, Text<'a>> {
        self.list(keys::DERIVED, formulas).unwrap_or_default()
    }

    fn aliases(&mut self) -> Vec<AliasRecord<'a>> {
        let names = self.list(keys::ALIASES, texts).unwrap_or_default();
        let mut citations = self.list(keys::ALIAS_CITATIONS, nested_texts).unwrap_or_default();
        if citations.len() > names.len() {
            let found = format!("citations of {} aliases", citations.len());
            let fault = Fault::WrongShape { found, expected: format!("those of {}", names.len()) };
            self.faults.push((keys::ALIAS_CITATIONS.to_owned(), fault));
        }
        citations.resize(names.len(), Vec::new());
        names.into_iter().zip(citations).map(|(name, cite)| AliasRecord { name, cite }).collect()
    }

    /// Returns what is said neither elsewhere nor by built-in properties.
    fn props(
        &self,
        declared: &BTreeMap<String, Property>,
        is_built_in: impl Fn(&str) -> bool,
    ) -> Entries<'a, PropValue<'a>> {
        let is_told = |name: &str| {
            Some(name) == self.mapping.kind.as_deref() || Some(name) == self.mapping.name.as_deref()
        };
        let mut props = Vec::new();
        for Field { name, value, .. } in &self.element.fields {
            let property = self.mapping.properties.get(&**name);
            let is_said = is_told(name) || is_built_in(name) || *value == PropValue::Null;
            if is_said || (property.is_none() && repeats_name(self.element, name)) {
                continue;
            }
            let property = property.map_or(&**name, String::as_str);
            let value = match declared.get(property) {
                Some(declared) => coerced(value, declared.kind),
                None => value.clone(),
            };
            props.push((owned(property.to_owned()), value));
        }
        Entries(props)
    }
}

fn owned(text: String) -> Text<'static> {
    Text(Cow::Owned(text))
}

/// Returns a value that is no list and no object as text.
fn plain_text<'a>(value: &PropValue<'a>) -> Option<Text<'a>> {
    match value {
        PropValue::Text(text) => Some(text.clone()),
        PropValue::Boolean(flag) => Some(owned(flag.to_string())),
        PropValue::Integer(number) => Some(owned(number.to_string())),
        PropValue::Number(number) => Some(owned(format!("{number:?}"))),
        PropValue::Null | PropValue::List(_) | PropValue::Object(_) => None,
    }
}

/// Returns a list of texts: as it is, as JSON in a text, or parted by `;`.
pub(super) fn texts<'a>(value: &PropValue<'a>) -> Result<Vec<Text<'a>>, Fault> {
    let refused = || wrong(value, "a list of strings");
    match value {
        PropValue::Null => Ok(Vec::new()),
        PropValue::List(items) => items.iter().map(|item| plain_text(item).ok_or_else(refused)).collect(),
        PropValue::Text(text) if text.starts_with('[') => {
            texts(&owned_json(text).filter(|json| matches!(json, PropValue::List(_))).ok_or_else(refused)?)
        }
        PropValue::Text(text) => {
            let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
            Ok(parts.map(|part| owned(part.to_owned())).collect())
        }
        _ => Err(refused()),
    }
}

/// Returns a list of lists of texts: as it is, or as JSON in a text.
pub(super) fn nested_texts<'a>(value: &PropValue<'a>) -> Result<Vec<Vec<Text<'a>>>, Fault> {
    let refused = || wrong(value, "a list of lists of strings");
    match value {
        PropValue::Null => Ok(Vec::new()),
        PropValue::List(items) => items.iter().map(texts).collect(),
        PropValue::Text(text) => match owned_json(text) {
            Some(list @ PropValue::List(_)) => nested_texts(&list),
            _ => Err(refused()),
        },
        _ => Err(refused()),
    }
}

/// Returns an object of texts: as it is, or as JSON in a text.
pub(super) fn formulas<'a>(value: &PropValue<'a>) -> Result<Entries<'a, Text<'a>>, Fault> {
    let refused = || wrong(value, "an object from property to formula");
    match value {
        PropValue::Null => Ok(Entries::default()),
        PropValue::Object(entries) => {
            let formulas = entries.0.iter().map(|(property, formula)| match formula {
                PropValue::Text(formula) => Ok((property.clone(), formula.clone())),
                _ => Err(refused()),
            });
            Ok(Entries(formulas.collect::<Result<_, _>>()?))
        }
        PropValue::Text(text) => match owned_json(text) {
            Some(object @ PropValue::Object(_)) => formulas(&object),
            _ => Err(refused()),
        },
        _ => Err(refused()),
    }
}

fn wrong(value: &PropValue<'_>, expected: &str) -> Fault {
    Fault::WrongShape { found: format!("found {}", value.type_name()), expected: expected.to_owned() }
}

/// Returns a value as the declared type wants it, where that is the same said otherwise; else as it is, to be refused.
fn coerced<'a>(value: &PropValue<'a>, kind: PropertyType) -> PropValue<'a> {
    let read = match (kind, value) {
        (PropertyType::Integer, PropValue::Text(text)) => text.trim().parse().ok().map(PropValue::Integer),
        (PropertyType::Integer, PropValue::Number(number)) => whole(*number).map(PropValue::Integer),
        (PropertyType::Number, PropValue::Text(text)) => number(text.trim()),
        (PropertyType::Boolean, PropValue::Text(text)) => match text.trim().to_ascii_lowercase().as_str() {
            "true" => Some(PropValue::Boolean(true)),
            "false" => Some(PropValue::Boolean(false)),
            _ => None,
        },
        (PropertyType::Strings, PropValue::Text(_)) => texts(value).ok().map(listed),
        (PropertyType::String | PropertyType::Date | PropertyType::Node | PropertyType::Url, value) => {
            plain_text(value).or_else(|| json_text(value)).map(PropValue::Text)
        }
        _ => None,
    };
    read.unwrap_or_else(|| value.clone())
}

fn listed(texts: Vec<Text<'_>>) -> PropValue<'_> {
    PropValue::List(texts.into_iter().map(PropValue::Text).collect())
}

/// Returns a number without decimals as a whole one; programs that know but one type of numbers write it so.
fn whole(number: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
    (number.fract() == 0.0 && number.abs() <= EXACT).then_some(number as i64)
}

fn number(text: &str) -> Option<PropValue<'static>> {
    if let Ok(number) = text.parse() {
        return Some(PropValue::Integer(number));
    }
    text.parse().ok().filter(|number: &f64| number.is_finite()).map(PropValue::Number)
}

/// Returns a list or object as JSON text.
fn json_text(value: &PropValue<'_>) -> Option<Text<'static>> {
    (*value != PropValue::Null).then(|| owned(json(value).to_string()))
}

fn json(value: &PropValue<'_>) -> serde_json::Value {
    match value {
        PropValue::Null => serde_json::Value::Null,
        PropValue::Boolean(flag) => (*flag).into(),
        PropValue::Integer(number) => (*number).into(),
        PropValue::Number(number) => (*number).into(),
        PropValue::Text(text) => (**text).into(),
        PropValue::List(items) => items.iter().map(json).collect(),
        PropValue::Object(entries) => {
            let entries = entries.0.iter().map(|(key, value)| (key.to_string(), json(value)));
            serde_json::Value::Object(entries.collect())
        }
    }
}
