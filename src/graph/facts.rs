//! The built-in properties of a data set, read from any view of its graph.

use super::{GraphView, KeyId, Properties, Symbols};
use crate::model::{EdgeId, NodeId, Status, Value, keys};

/// A view of a graph with the keys of [`keys`] resolved once.
///
/// Every answer falls back on something harmless (an empty name, no citations, `stated`), so that graphs
/// that are not data sets can be shown too.
#[derive(Debug)]
pub struct Facts<'g, G> {
    graph: &'g G,
    keys: FactKeys,
}

/// The keys of the built-in properties, looked up once for a graph that no longer changes.
#[derive(Debug, Clone, Copy)]
pub struct FactKeys {
    id: Option<KeyId>,
    name: Option<KeyId>,
    gloss: Option<KeyId>,
    aliases: Option<KeyId>,
    alias_citations: Option<KeyId>,
    citations: Option<KeyId>,
    status: Option<KeyId>,
    when: Option<KeyId>,
    attested: Option<KeyId>,
    derived: Option<KeyId>,
}

impl FactKeys {
    /// Looks the keys up.
    pub fn of(symbols: &Symbols) -> Self {
        let key = |name| symbols.key(name);
        FactKeys {
            id: key(keys::ID),
            name: key(keys::NAME),
            gloss: key(keys::GLOSS),
            aliases: key(keys::ALIASES),
            alias_citations: key(keys::ALIAS_CITATIONS),
            citations: key(keys::CITATIONS),
            status: key(keys::STATUS),
            when: key(keys::WHEN),
            attested: key(keys::ATTESTED),
            derived: key(keys::DERIVED),
        }
    }
}

impl<G> Clone for Facts<'_, G> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<G> Copy for Facts<'_, G> {}

impl<'g, G: GraphView> Facts<'g, G> {
    /// Returns the facts of a graph. Looks the keys up; see [`with_keys`](Self::with_keys) for tight loops.
    pub fn new(graph: &'g G) -> Self {
        Facts { graph, keys: FactKeys::of(graph.symbols()) }
    }

    /// Returns the facts of a graph whose keys are known.
    pub fn with_keys(graph: &'g G, keys: FactKeys) -> Self {
        Facts { graph, keys }
    }

    /// Returns the graph.
    pub fn graph(&self) -> &'g G {
        self.graph
    }

    /// Returns the id of a node in its data set.
    pub fn id(&self, node: NodeId) -> &'g str {
        text(self.graph.properties(node), self.keys.id).unwrap_or_default()
    }

    /// Returns the canonical name of a node; its id where it has none.
    pub fn name(&self, node: NodeId) -> &'g str {
        text(self.graph.properties(node), self.keys.name).unwrap_or_else(|| self.id(node))
    }

    /// Returns the English rendering of the name; of several the first.
    pub fn gloss(&self, node: NodeId) -> Option<&'g str> {
        self.glosses(node).next()
    }

    /// Returns all renderings of the name that no source prints; the property parts them by ` / `.
    pub fn glosses(&self, node: NodeId) -> impl Iterator<Item = &'g str> + use<'g, G> {
        let all = text(self.graph.properties(node), self.keys.gloss);
        all.into_iter().flat_map(|all| all.split(" / ")).map(str::trim).filter(|gloss| !gloss.is_empty())
    }

    /// Returns the other printed names, in the order of the data set.
    pub fn aliases(&self, node: NodeId) -> impl Iterator<Item = &'g str> + use<'g, G> {
        list(self.graph.properties(node), self.keys.aliases).iter().filter_map(Value::as_str)
    }

    /// Returns the citations of each alias, in the order of [`aliases`](Self::aliases).
    pub fn alias_citations(&self, node: NodeId) -> impl Iterator<Item = Vec<&'g str>> + use<'g, G> {
        let lists = list(self.graph.properties(node), self.keys.alias_citations);
        lists.iter().map(|list| list.as_list().unwrap_or_default().iter().filter_map(Value::as_str).collect())
    }

    /// Returns the kind of a node: its first label.
    pub fn kind(&self, node: NodeId) -> &'g str {
        let first = self.graph.labels(node).first();
        first.map_or("", |label| self.graph.symbols().label_name(*label))
    }

    /// Returns where a node is attested.
    pub fn node_citations(&self, node: NodeId) -> impl Iterator<Item = &'g str> + use<'g, G> {
        list(self.graph.properties(node), self.keys.citations).iter().filter_map(Value::as_str)
    }

    /// Returns the date or period of a node.
    pub fn node_when(&self, node: NodeId) -> Option<&'g str> {
        text(self.graph.properties(node), self.keys.when)
    }

    /// Returns the status of a node.
    pub fn node_status(&self, node: NodeId) -> Status {
        status(text(self.graph.properties(node), self.keys.status))
    }

    /// Says whether a node that is held may have several holders at one date: its `seats` is `many`.
    pub fn has_many_seats(&self, node: NodeId) -> bool {
        self.graph.property(node, keys::SEATS).and_then(Value::as_str) == Some("many")
    }

    /// Returns the formulas of a node's derived properties, by property.
    pub fn node_derived(&self, node: NodeId) -> impl Iterator<Item = (&'g str, &'g str)> + use<'g, G> {
        formulas(self.graph.properties(node), self.keys.derived)
    }

    /// Returns the id of a claim in its data set.
    pub fn claim_id(&self, edge: EdgeId) -> &'g str {
        text(self.graph.edge_properties(edge), self.keys.id).unwrap_or_default()
    }

    /// Returns the name of an edge's type.
    pub fn edge_type(&self, edge: EdgeId) -> &'g str {
        self.graph.edge(edge).map_or("", |ends| self.graph.symbols().type_name(ends.edge_type))
    }

    /// Returns where a claim is attested.
    pub fn citations(&self, edge: EdgeId) -> impl Iterator<Item = &'g str> + use<'g, G> {
        list(self.graph.edge_properties(edge), self.keys.citations).iter().filter_map(Value::as_str)
    }

    /// Returns how many different sources attest a claim.
    pub fn n_sources(&self, edge: EdgeId) -> usize {
        let sources = self.citations(edge).filter_map(|citation| citation.rsplit_once('#'));
        let mut sources: Vec<&str> = sources.map(|(source, _)| source).collect();
        sources.sort_unstable();
        sources.dedup();
        sources.len()
    }

    /// Returns the status of a claim.
    pub fn status(&self, edge: EdgeId) -> Status {
        status(text(self.graph.edge_properties(edge), self.keys.status))
    }

    /// Returns when a claim was true.
    pub fn when(&self, edge: EdgeId) -> Option<&'g str> {
        text(self.graph.edge_properties(edge), self.keys.when)
    }

    /// Returns the date for which a source attests a claim.
    pub fn attested(&self, edge: EdgeId) -> Option<&'g str> {
        text(self.graph.edge_properties(edge), self.keys.attested)
    }

    /// Returns the formulas of a claim's derived properties, by property.
    pub fn derived(&self, edge: EdgeId) -> impl Iterator<Item = (&'g str, &'g str)> + use<'g, G> {
        formulas(self.graph.edge_properties(edge), self.keys.derived)
    }
}

fn text(properties: &Properties, key: Option<KeyId>) -> Option<&str> {
    properties.get(key?)?.as_str()
}

fn list(properties: &Properties, key: Option<KeyId>) -> &[Value] {
    key.and_then(|key| properties.get(key)).and_then(Value::as_list).unwrap_or_default()
}

fn formulas(properties: &Properties, key: Option<KeyId>) -> impl Iterator<Item = (&str, &str)> {
    let map = key.and_then(|key| properties.get(key)).and_then(Value::as_map);
    let entries = map.into_iter().flatten();
    entries.filter_map(|(property, formula)| Some((property.as_str(), formula.as_str()?)))
}

fn status(text: Option<&str>) -> Status {
    text.and_then(|text| text.parse().ok()).unwrap_or_default()
}
