//! Sources as notes: from `002#3` to `[002 ¶3]` and the list that explains the marks.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Facts, GraphView};
use crate::model::{Edtf, Lang, NodeId, Schema, Value, keys};

/// The sources that an answer cites, each with the mark it has in every answer on the data set.
///
/// The mark is the source's id where all ids are short (`002`), else its place among all sources by id; what is
/// cited but is no known source is counted after them.
#[derive(Debug, Clone, Default)]
pub struct SourceNotes {
    /// Position among all sources, mark and cited paragraphs, by id.
    sources: BTreeMap<String, (usize, String, BTreeSet<u32>)>,
}

/// The longest id that serves as a mark, in bytes.
const LONGEST_MARK: usize = 8;

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
        let all: BTreeMap<&str, usize> = known.iter().copied().chain(others).zip(1..).collect();
        let is_short = |id: &&str| id.len() <= LONGEST_MARK && !id.contains(char::is_whitespace);
        let by_id = all.keys().all(is_short);
        let sources = used.into_iter().map(|(source, paragraphs)| {
            let position = all[source];
            let mark = if by_id { source.to_owned() } else { position.to_string() };
            (source.to_owned(), (position, mark, paragraphs))
        });
        SourceNotes { sources: sources.collect() }
    }

    /// Returns what stands after a statement, `[002 ¶3, 5; 003 ¶8]`; empty without citations.
    pub fn mark<'c>(&self, citations: impl IntoIterator<Item = &'c str>) -> String {
        let parts = self.grouped(citations).into_values().map(|(mark, paragraphs)| {
            let paragraphs: Vec<String> = paragraphs.iter().map(u32::to_string).collect();
            if paragraphs.is_empty() {
                mark.to_owned()
            } else {
                format!("{mark} ¶{}", paragraphs.join(", "))
            }
        });
        bracketed(&parts.collect::<Vec<_>>(), "; ")
    }

    /// Returns the mark without paragraphs, `[002, 003]`, for narrow places.
    pub fn short_mark<'c>(&self, citations: impl IntoIterator<Item = &'c str>) -> String {
        let marks = self.grouped(citations).into_values().map(|(mark, _)| mark.to_owned());
        bracketed(&marks.collect::<Vec<_>>(), ", ")
    }

    /// Returns mark, id and cited paragraphs of each source, in the order of the data set.
    pub fn entries(&self) -> impl Iterator<Item = (&str, &str, &BTreeSet<u32>)> {
        let mut entries: Vec<_> = self.sources.iter().collect();
        entries.sort_by_key(|(_, (position, _, _))| *position);
        entries.into_iter().map(|(id, (_, mark, paragraphs))| (mark.as_str(), id.as_str(), paragraphs))
    }

    /// Says whether no source is cited.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Groups citations by source, in the order of the data set.
    fn grouped<'c>(
        &self,
        citations: impl IntoIterator<Item = &'c str>,
    ) -> BTreeMap<usize, (&str, BTreeSet<u32>)> {
        let mut grouped: BTreeMap<usize, (&str, BTreeSet<u32>)> = BTreeMap::new();
        for citation in citations {
            let (source, paragraph) = split(citation);
            if let Some((position, mark, _)) = self.sources.get(source) {
                grouped.entry(*position).or_insert((mark, BTreeSet::new())).1.extend(paragraph);
            }
        }
        grouped
    }
}

/// Divides a citation into source and paragraph.
pub(super) fn split(citation: &str) -> (&str, Option<u32>) {
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
    parts.collect::<Vec<_>>().join(" · ")
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
    fn a_source_has_the_same_mark_in_every_answer() {
        let known = ["c", "a", "b"];
        assert_eq!(SourceNotes::new(known, ["c#4"]).mark(["c#4"]), "[c ¶4]");
        let long = ["a-long-source-id", "another-source-id"];
        let notes = SourceNotes::new(long, ["another-source-id#4", "stray#9"]);
        assert_eq!(notes.mark(["stray#9", "another-source-id#4"]), "[2 ¶4; 3 ¶9]");
    }

    #[test]
    fn groups_paragraphs_by_source() {
        let notes = SourceNotes::new([], ["b#2", "a#10", "b#1", "loose"]);
        assert_eq!(notes.mark(["b#2", "b#1", "a#10"]), "[a ¶10; b ¶1, 2]");
        assert_eq!(notes.short_mark(["b#2", "b#1", "loose"]), "[b, loose]");
        assert_eq!(notes.mark([]), "");
        assert_eq!(notes.mark(["unknown#1"]), "");
        let listed: Vec<_> = notes.entries().map(|(mark, id, _)| (mark, id)).collect();
        assert_eq!(listed, [("a", "a"), ("b", "b"), ("loose", "loose")]);
    }
}
