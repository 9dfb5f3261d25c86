//! What a name says beside the place: the function of an office or a body.

use std::collections::BTreeSet;

use crate::graph::{Facts, GraphView};
use crate::model::{NodeId, Schema, Value, keys};
use crate::names::fold;

/// The names of the places that are the sides, folded, the longest first.
pub(super) struct PlaceNames {
    keys: Vec<String>,
}

impl PlaceNames {
    pub(super) fn new<G: GraphView>(schema: &Schema, facts: &Facts<'_, G>) -> Self {
        let graph = facts.graph();
        let places = schema.sides.iter().flat_map(|sides| &sides.pair).flat_map(|side| &side.places);
        let id = graph.symbols().key(keys::ID);
        let nodes = places.flat_map(|place| {
            id.map(|key| graph.nodes_with_property(key, &Value::from(place.as_str()))).unwrap_or_default()
        });
        let names = nodes.flat_map(|node| std::iter::once(facts.name(node)).chain(facts.aliases(node)));
        let keys: BTreeSet<String> = names.map(fold).filter(|key| !key.is_empty()).collect();
        let mut keys: Vec<String> = keys.into_iter().collect();
        keys.sort_by_key(|key| std::cmp::Reverse(key.len()));
        PlaceNames { keys }
    }

    /// Returns the folded names of a node without the names of places; none that is nothing else.
    pub(super) fn functions<G: GraphView>(&self, facts: &Facts<'_, G>, node: NodeId) -> BTreeSet<String> {
        let names = std::iter::once(facts.name(node)).chain(facts.aliases(node));
        names.map(|name| self.without_places(name)).filter(|key| !key.is_empty()).collect()
    }

    /// Takes whole words out only: `Lào` is not in `Lào Cai`'s letters but would be in its words.
    fn without_places(&self, name: &str) -> String {
        let mut key = format!(" {} ", fold(name));
        for place in &self.keys {
            let place = format!(" {place} ");
            while let Some(at) = key.find(&place) {
                key.replace_range(at..at + place.len(), " ");
            }
        }
        key.trim().to_owned()
    }
}
