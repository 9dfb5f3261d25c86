//! Numbered sources: from `002#3` to `[1 ¶3]` and the list that explains the numbers.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Facts, GraphView};
use crate::model::{Edtf, Lang, NodeId, Schema, Value, keys};

/// The sources that an answer cites.
///
/// A source's number is its place among all sources of the data set, by id, so it is the same in every answer;
/// what is cited but not among them is numbered after them.
#[derive(Debug, Clone, Default)]
pub struct SourceNotes {
    numbers: BTreeMap<String, usize>,
    used: BTreeMap<usize, BTreeSet<u32>>,
}

impl SourceNotes {
    /// Collects the sources of some citations; a citation without `#` counts as a source of its own.
    ///
    /// `known` are the ids of all sources of the data set, in any order.
    pub fn new<'c>(
        known: impl IntoIterator<Item = &'c str>,
        citations: impl IntoIterator<Item = &'c str>,
    ) -> Self {
        let mut used: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        for citation in citations {
            let (source, paragraph) = split(citation);
            used.entry(source).or_default().extend(paragraph);
        }
        let known: BTreeSet<&str> = known.into_iter().collect();
        let others = used.keys().copied().filter(|source| !known.contains(source));
        let numbers: BTreeMap<&str, usize> = known.iter().copied().chain(others).zip(1..).collect();
        let mut notes = SourceNotes::default();
        for (source, paragraphs) in &used {
            notes.numbers.insert((*source).to_owned(), numbers[source]);
            notes.used.insert(numbers[source], paragraphs.clone());
        }
        notes
    }

    /// Returns the mark that stands after a statement, `[1 ¶3, 5; 2 ¶8]`; empty without citations.
    pub fn mark<'c>(&self, citations: impl IntoIterator<Item = &'c str>) -> String {
        let parts: Vec<String> = self
            .grouped(citations)
            .into_iter()
            .map(|(number, paragraphs)| {
                let paragraphs: Vec<String> = paragraphs.iter().map(u32::to_string).collect();
                if paragraphs.is_empty() {
                    number.to_string()
                } else {
                    format!("{number} ¶{}", paragraphs.join(", "))
                }
            })
            .collect();
        bracketed(&parts, "; ")
    }

    /// Returns the mark with source numbers only, `[1, 2]`, for narrow places.
    pub fn short_mark<'c>(&self, citations: impl IntoIterator<Item = &'c str>) -> String {
        let numbers: Vec<String> =
            self.grouped(citations).into_keys().map(|number| number.to_string()).collect();
        bracketed(&numbers, ", ")
    }

    /// Returns number, id and cited paragraphs of each source, by number.
    pub fn entries(&self) -> impl Iterator<Item = (usize, &str, &BTreeSet<u32>)> {
        let by_number: BTreeMap<usize, &str> =
            self.numbers.iter().map(|(source, number)| (*number, source.as_str())).collect();
        by_number.into_iter().map(|(number, source)| (number, source, &self.used[&number]))
    }

    /// Says whether no source is cited.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    fn grouped<'c>(&self, citations: impl IntoIterator<Item = &'c str>) -> BTreeMap<usize, BTreeSet<u32>> {
        let mut grouped: BTreeMap<usize, BTreeSet<u32>> = BTreeMap::new();
        for citation in citations {
            let (source, paragraph) = split(citation);
            if let Some(number) = self.numbers.get(source) {
                grouped.entry(*number).or_default().extend(paragraph);
            }
        }
        grouped
    }
}

fn split(citation: &str) -> (&str, Option<u32>) {
    citation.rsplit_once('#').map_or((citation, None), |(source, paragraph)| (source, paragraph.parse().ok()))
}

fn bracketed(parts: &[String], between: &str) -> String {
    if parts.is_empty() { String::new() } else { format!("[{}]", parts.join(between)) }
}

/// Returns the ids of all sources of a data set.
pub fn known_sources<'g, G: GraphView>(
    facts: &Facts<'g, G>,
    schema: &Schema,
) -> impl Iterator<Item = &'g str> {
    let facts = *facts;
    let label = facts.graph().symbols().label(&schema.source_kind);
    let nodes = label.into_iter().flat_map(move |label| facts.graph().nodes_with_label(label));
    nodes.map(move |node| facts.id(node))
}

/// Finds the node of a source by its id.
pub fn source_node<G: GraphView>(facts: &Facts<'_, G>, id: &str) -> Option<NodeId> {
    let key = facts.graph().symbols().key(keys::ID)?;
    facts.graph().nodes_with_property(key, &Value::from(id)).into_iter().next()
}

/// Returns how a source is named in a list: title, author, publisher, date; its id where it is not known.
pub fn source_line<G: GraphView>(facts: &Facts<'_, G>, id: &str, lang: Lang) -> String {
    let Some(node) = source_node(facts, id) else { return id.to_owned() };
    let text = |key| facts.graph().property(node, key).and_then(Value::as_str).map(str::to_owned);
    let published = text(keys::PUBLISHED).map(|date| date_words(&date, lang));
    let undated = || lang.pick("không ghi ngày", "no date printed").to_owned();
    let parts = [text(keys::TITLE), text(keys::AUTHOR), text(keys::PUBLISHER)];
    let parts = parts.into_iter().flatten().chain([published.unwrap_or_else(undated)]);
    format!("{id} · {}", parts.collect::<Vec<_>>().join(" · "))
}

/// Returns where a source can be read.
pub fn source_url<G: GraphView>(facts: &Facts<'_, G>, id: &str) -> Option<String> {
    let node = source_node(facts, id)?;
    facts.graph().property(node, keys::URL).and_then(Value::as_str).map(str::to_owned)
}

/// Returns an EDTF date in words; what is not a date as it stands.
pub fn date_words(text: &str, lang: Lang) -> String {
    Edtf::parse(text).map_or_else(|_| text.to_owned(), |date| date.describe(lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_has_the_same_number_in_every_answer() {
        let known = ["c", "a", "b"];
        assert_eq!(SourceNotes::new(known, ["c#4"]).mark(["c#4"]), "[3 ¶4]");
        assert_eq!(SourceNotes::new(known, ["c#4", "a#1", "x#9"]).mark(["x#9", "c#4"]), "[3 ¶4; 4 ¶9]");
    }

    #[test]
    fn numbers_sources_and_groups_paragraphs() {
        let notes = SourceNotes::new([], ["b#2", "a#10", "b#1", "loose"]);
        assert_eq!(notes.mark(["b#2", "b#1", "a#10"]), "[1 ¶10; 2 ¶1, 2]");
        assert_eq!(notes.short_mark(["b#2", "b#1", "loose"]), "[2, 3]");
        assert_eq!(notes.mark([]), "");
        assert_eq!(notes.mark(["unknown#1"]), "");
        let listed: Vec<_> = notes.entries().map(|(number, id, _)| (number, id)).collect();
        assert_eq!(listed, [(1, "a"), (2, "b"), (3, "loose")]);
    }
}
