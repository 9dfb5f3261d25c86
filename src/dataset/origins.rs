//! Which sources are independent of each other.

use std::collections::BTreeMap;

use hashbrown::HashMap;

use crate::graph::{Direction, Facts, GraphView, Types};
use crate::model::{EdgeId, NodeId, Origins, Schema, Status, Value, keys};
use crate::names::fold;

/// Which sources have a common origin: one publisher, or an author, reporter or agency that the schema's
/// [`Origins`] say stands behind both.
///
/// A common origin carries over: if `a` and `b` share a publisher and `b` and `c` an author, all three count as one.
#[derive(Debug)]
pub struct OriginIndex {
    /// The lowest source of the same origin, by the id of a source.
    origins: HashMap<String, NodeId>,
}

impl OriginIndex {
    /// Groups the sources of a graph. Cost `O(s log s)` for `s` sources and the claims about their origins.
    pub fn new<G: GraphView>(schema: &Schema, facts: &Facts<'_, G>) -> Self {
        let label = facts.graph().symbols().label(&schema.source_kind);
        let sources: Vec<NodeId> =
            label.into_iter().flat_map(|label| facts.graph().nodes_with_label(label)).collect();
        let mut groups = Groups::default();
        let mut first_of: BTreeMap<Origin, NodeId> = BTreeMap::new();
        for &source in &sources {
            for origin in origins_of(schema.origins.as_ref(), facts, source) {
                let first = *first_of.entry(origin).or_insert(source);
                groups.join(first, source);
            }
        }
        let origins = sources.iter().map(|source| (facts.id(*source).to_owned(), groups.lowest(*source)));
        OriginIndex { origins: origins.collect() }
    }

    /// Returns how many independent sources some citations name; a source that is not known counts by itself.
    pub fn count<'c>(&self, citations: impl IntoIterator<Item = &'c str>) -> usize {
        let sources = citations.into_iter().map(|cite| cite.rsplit_once('#').map_or(cite, |(id, _)| id));
        let mut origins: Vec<Result<NodeId, &str>> =
            sources.map(|id| self.origins.get(id).copied().ok_or(id)).collect();
        origins.sort_unstable();
        origins.dedup();
        origins.len()
    }

    /// Returns how many independent sources attest a claim.
    pub fn of_claim<G: GraphView>(&self, facts: &Facts<'_, G>, claim: EdgeId) -> usize {
        self.count(facts.citations(claim))
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    Publisher(String),
    Node(NodeId),
}

fn origins_of<G: GraphView>(
    declared: Option<&Origins>,
    facts: &Facts<'_, G>,
    source: NodeId,
) -> Vec<Origin> {
    let publisher = facts.graph().property(source, keys::PUBLISHER).and_then(Value::as_str);
    let publisher = publisher.map(fold).filter(|name| !name.is_empty()).map(Origin::Publisher);
    publisher.into_iter().chain(contributors(declared, facts, source).into_iter().map(Origin::Node)).collect()
}

/// Returns who the data set says stands behind the words of a source, by id; denied claims aside.
pub(super) fn contributors<G: GraphView>(
    declared: Option<&Origins>,
    facts: &Facts<'_, G>,
    source: NodeId,
) -> Vec<NodeId> {
    let Some(declared) = declared else { return Vec::new() };
    let Some(edge_type) = facts.graph().symbols().edge_type(&declared.edge_type) else { return Vec::new() };
    let types = [edge_type];
    let hops = facts.graph().expand(source, Direction::Incoming, Types::Only(&types));
    let counting = hops.filter(|hop| facts.status(hop.edge) != Status::Denied && {
        let property = declared.property.as_deref().and_then(|key| facts.graph().edge_property(hop.edge, key));
        let value = property.and_then(Value::as_str);
        declared.values.is_empty() || value.is_some_and(|value| declared.values.iter().any(|one| one == value))
    });
    counting.map(|hop| hop.neighbor).collect()
}

/// Disjoint sets of nodes, each known by its lowest.
#[derive(Default)]
struct Groups {
    below: BTreeMap<NodeId, NodeId>,
}

impl Groups {
    fn lowest(&self, mut node: NodeId) -> NodeId {
        while let Some(&below) = self.below.get(&node) {
            node = below;
        }
        node
    }

    fn join(&mut self, a: NodeId, b: NodeId) {
        let (a, b) = (self.lowest(a), self.lowest(b));
        if a != b {
            self.below.insert(a.max(b), a.min(b));
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use crate::dataset::{Dataset, OriginIndex};

    const SCHEMA: &str = r##"{
      "version": 1, "name": "o", "title": {"vi": "o", "en": "o"}, "source_kind": "Text",
      "origins": {"type": "WROTE", "property": "part", "values": ["words"]},
      "kinds": {
        "Text": {"label": {"vi": "t", "en": "t"}, "shape": "note", "color": "#999999"},
        "Who": {"label": {"vi": "w", "en": "w"}, "shape": "box", "color": "#999999"}
      },
      "types": {"WROTE": {
        "label": {"vi": "w", "en": "w"}, "reverse": {"vi": "w", "en": "w"}, "from": ["Who"], "to": ["Text"],
        "props": {"part": {"type": "string", "label": {"vi": "p", "en": "p"}}}
      }}
    }"##;

    #[test]
    fn one_publisher_or_one_author_is_one_origin() {
        let records = r#"{
          "sources": [
            {"id": "a", "title": "a", "publisher": "The Weir"}, {"id": "b", "title": "b", "publisher": "THE WEIR"},
            {"id": "c", "title": "c"}, {"id": "d", "title": "d"}, {"id": "e", "title": "e"}
          ],
          "nodes": [{"id": "x", "kind": "Who", "name": "x", "cite": ["a#1"]}],
          "claims": [
            {"id": "1", "type": "WROTE", "from": "x", "to": "b", "cite": ["b#1"], "props": {"part": "words"}},
            {"id": "2", "type": "WROTE", "from": "x", "to": "c", "cite": ["c#1"], "props": {"part": "words"}},
            {"id": "3", "type": "WROTE", "from": "x", "to": "d", "cite": ["d#1"], "props": {"part": "pictures"}},
            {"id": "4", "type": "WROTE", "from": "x", "to": "e", "cite": ["e#1"], "status": "denied", "props": {"part": "words"}}
          ]
        }"#;
        let dataset = Dataset::from_texts(&[("schema.json", SCHEMA), ("a.json", records)]).unwrap();
        let origins = OriginIndex::new(dataset.schema(), &dataset.facts());
        assert_eq!(origins.count(["a#1", "a#2", "b#7", "c#1"]), 1);
        assert_eq!(origins.count(["a#1", "d#1"]), 2);
        assert_eq!(origins.count(["c#1", "d#1", "e#1", "stray#1"]), 4);
        assert_eq!(origins.count([]), 0);
    }
}
