//! From words as people type them to nodes, kinds and types.

use crate::graph::{Facts, GraphView};
use crate::model::{NodeId, Schema, Words};
use crate::names::{Entry, Match, NameIndex, Origin, Resolution, fold};

/// Returns the index of ids, names, aliases and glosses of a graph.
///
/// Cost: the texts, time and memory.
pub fn name_index<G: GraphView>(facts: &Facts<'_, G>) -> NameIndex {
    let graph = facts.graph();
    NameIndex::new(graph.nodes().flat_map(|node| {
        let one = move |text, origin| Entry { node, text, origin };
        let aliases = facts.aliases(node).map(move |alias| one(alias, Origin::Alias));
        let glosses = facts.glosses(node).map(move |gloss| one(gloss, Origin::Gloss));
        let fixed = [one(facts.id(node), Origin::Id), one(facts.name(node), Origin::Name)];
        fixed.into_iter().chain(aliases).chain(glosses)
    }))
}

/// Finds the node that a name means. Of several candidates the one that is not of a structural kind is taken: who types
/// a name seldom means a statement that only has the name in its title.
pub fn resolve<G: GraphView>(
    names: &NameIndex,
    schema: Option<&Schema>,
    facts: &Facts<'_, G>,
    query: &str,
) -> Resolution {
    let is_structural = |node: NodeId| {
        schema.and_then(|schema| schema.kinds.get(facts.kind(node))).is_some_and(|kind| kind.structural)
    };
    let only_plain = |matches: &[Match]| {
        let mut plain = matches.iter().filter(|found| !is_structural(found.node));
        plain.next().filter(|_| plain.next().is_none()).cloned()
    };
    match names.resolve(query) {
        Resolution::Several(matches) => {
            only_plain(&matches).map_or(Resolution::Several(matches), Resolution::One)
        }
        other => other,
    }
}

/// Finds a kind by its name or by what people call it.
pub fn kind_named<'s>(schema: &'s Schema, word: &str) -> Option<&'s str> {
    named(word, schema.kinds.iter().map(|(name, kind)| (name.as_str(), &kind.label)))
}

/// Finds an edge type by its name or by what people call it.
pub fn type_named<'s>(schema: &'s Schema, word: &str) -> Option<&'s str> {
    named(word, schema.types.iter().map(|(name, declared)| (name.as_str(), &declared.label)))
}

fn named<'s>(word: &str, mut names: impl Iterator<Item = (&'s str, &'s Words)>) -> Option<&'s str> {
    let key = fold(word);
    let is_meant =
        |(name, label): &(&str, &Words)| [*name, &label.vi, &label.en].iter().any(|known| fold(known) == key);
    names.find(is_meant).map(|(name, _)| name)
}
