//! What a record says, apart from its id and its place in a file.

use std::collections::{BTreeMap, BTreeSet};

use itertools::Itertools as _;

use super::{Alteration, end_given, moved};
use crate::dataset::Dataset;
use crate::graph::{GraphView as _, Properties};
use crate::model::{EdgeId, NodeId, Property, PropertyType, Value, keys};

/// New ids by old ones.
pub(super) type Renames = BTreeMap<String, String>;

/// What a record says, with all ids as the new data set has them.
pub(super) struct Content {
    /// Its kind or type.
    sort: String,
    /// Source and target of a claim; in order where the type is symmetric.
    ends: Option<[String; 2]>,
    citations: BTreeSet<String>,
    aliases: BTreeMap<String, BTreeSet<String>>,
    properties: BTreeMap<String, Value>,
}

/// Properties that a [`Content`] holds in another form.
const OTHERWISE_HELD: [&str; 4] = [keys::ID, keys::CITATIONS, keys::ALIASES, keys::ALIAS_CITATIONS];

pub(super) fn of_node(dataset: &Dataset, node: NodeId, renames: &Renames) -> Content {
    let facts = dataset.facts();
    let declared = dataset.schema().kinds.get(facts.kind(node)).map(|kind| &kind.props);
    let mut aliases: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (alias, citations) in facts.aliases(node).zip(facts.alias_citations(node)) {
        let citations = citations.into_iter().map(|cite| citation(cite, renames));
        aliases.entry(alias.to_owned()).or_default().extend(citations);
    }
    Content {
        sort: facts.kind(node).to_owned(),
        ends: None,
        citations: facts.node_citations(node).map(|cite| citation(cite, renames)).collect(),
        aliases,
        properties: properties(dataset, dataset.graph().properties(node), declared, renames),
    }
}

/// `symmetric` are the types whose ends may change places.
pub(super) fn of_claim(
    dataset: &Dataset,
    edge: EdgeId,
    renames: &Renames,
    symmetric: &BTreeSet<&str>,
) -> Content {
    let facts = dataset.facts();
    let declared = dataset.schema().types.get(facts.edge_type(edge));
    let ends = dataset.graph().edge(edge).map(|ends| {
        let mut ends = [ends.source, ends.target].map(|node| renamed(facts.id(node), renames));
        if symmetric.contains(facts.edge_type(edge)) {
            ends.sort_unstable();
        }
        ends
    });
    let props = declared.map(|declared| &declared.props);
    let mut properties = properties(dataset, dataset.graph().edge_properties(edge), props, renames);
    // A claim without a status is stated.
    properties.entry(keys::STATUS.to_owned()).or_insert_with(|| Value::from(facts.status(edge).as_str()));
    Content {
        sort: facts.edge_type(edge).to_owned(),
        ends,
        citations: facts.citations(edge).map(|cite| citation(cite, renames)).collect(),
        aliases: BTreeMap::new(),
        properties,
    }
}

fn properties(
    dataset: &Dataset,
    all: &Properties,
    declared: Option<&BTreeMap<String, Property>>,
    renames: &Renames,
) -> BTreeMap<String, Value> {
    let named = all.iter().map(|(key, value)| (dataset.graph().symbols().key_name(key), value));
    let told = named.filter(|(key, _)| !OTHERWISE_HELD.contains(key)).map(|(key, value)| {
        let names_node = declared.and_then(|props| props.get(key)).is_some_and(|p| p.kind == PropertyType::Node);
        let value = match value.as_str().filter(|_| names_node) {
            Some(id) => Value::from(renamed(id, renames).as_str()),
            None => value.clone(),
        };
        (key.to_owned(), value)
    });
    told.collect()
}

fn renamed(id: &str, renames: &Renames) -> String {
    renames.get(id).map_or(id, String::as_str).to_owned()
}

fn citation(text: &str, renames: &Renames) -> String {
    match text.rsplit_once('#') {
        Some((source, paragraph)) => format!("{}#{paragraph}", renamed(source, renames)),
        None => text.to_owned(),
    }
}

impl Content {
    /// Returns a text that is equal for equal contents and for no others.
    pub(super) fn key(&self) -> String {
        let Content { sort, ends, citations, aliases, properties } = self;
        serde_json::to_string(&(sort, ends, citations, aliases, properties)).unwrap_or_default()
    }

    /// Returns what is different in another content of the same record.
    pub(super) fn alterations(&self, new: &Content) -> Vec<Alteration> {
        let mut found = Vec::new();
        if self.sort != new.sort {
            found.push(Alteration::Sort { old: self.sort.clone(), new: new.sort.clone() });
        }
        if let (Some(old), Some(new)) = (&self.ends, &new.ends)
            && old != new
        {
            found.push(Alteration::Ends { old: old.clone(), new: new.clone() });
        }
        let citations = moved(&self.citations, &new.citations);
        found.extend(citations.map(|(one, was)| Alteration::Citation { citation: one.clone(), was }));
        self.compare_aliases(new, &mut found);
        self.compare_properties(new, &mut found);
        found
    }

    fn compare_aliases(&self, new: &Content, found: &mut Vec<Alteration>) {
        let names = |content: &Content| content.aliases.keys().cloned().collect::<BTreeSet<String>>();
        let (before, after) = (names(self), names(new));
        let names = moved(&before, &after);
        found.extend(names.map(|(name, was)| Alteration::Alias { name: name.clone(), citation: None, was }));
        for (name, old) in &self.aliases {
            let Some(new) = new.aliases.get(name) else { continue };
            found.extend(moved(old, new).map(|(citation, was)| Alteration::Alias {
                name: name.clone(),
                citation: Some(citation.clone()),
                was,
            }));
        }
    }

    fn compare_properties(&self, new: &Content, found: &mut Vec<Alteration>) {
        for key in self.properties.keys().merge(new.properties.keys()).dedup() {
            let (old, new) = (self.properties.get(key), new.properties.get(key));
            if old == new {
                continue;
            }
            let date = new.and_then(Value::as_str).filter(|_| [keys::WHEN, keys::ATTESTED].contains(&key.as_str()));
            let old_date = old.and_then(Value::as_str);
            let ended = date.and_then(|date| Some((date, end_given(old_date, date)?)));
            found.push(match ended {
                Some((date, end)) => Alteration::Ended {
                    key: key.clone(),
                    old: old_date.map(str::to_owned),
                    new: date.to_owned(),
                    end,
                },
                None => Alteration::Property { key: key.clone(), old: old.cloned(), new: new.cloned() },
            });
        }
    }
}
