//! What Tab may complete, by what stands before it.

use crate::graph::{GraphView, LabelId, Symbols};
use crate::model::keys;
use crate::names::fold;
use crate::query::functions;

/// Words of the language, and the shell's own commands.
const KEYWORDS: [&str; 62] = [
    "ALL", "AND", "ANY", "AS", "ASC", "BY", "CALL", "CASE", "CONTAINS", "CREATE", "DELETE", "DESC", "DETACH",
    "DISTINCT", "ELSE", "END", "ENDS WITH", "EXISTS", "EXPLAIN", "FALSE", "FINISH", "FOREACH", "IN", "INDEX", "IS", "LIMIT",
    "LOAD CSV", "MATCH", "MERGE", "NONE", "NOT", "NULL", "ON", "OPTIONAL", "OR", "ORDER BY", "PROFILE", "REMOVE",
    "RETURN", "SET", "SHORTEST", "SHOW", "SINGLE", "SKIP", "STARTS WITH", "THEN", "TRUE", "UNION", "UNWIND",
    "WHEN", "WHERE", "WITH", "XOR", "YIELD", ":help", ":schema", ":param", ":dot", ":begin", ":commit", ":rollback", ":quit",
];

/// The most completions offered at once.
const MOST: usize = 200;

/// Everything that can be completed, sorted.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    labels: Vec<String>,
    types: Vec<String>,
    keys: Vec<String>,
    functions: Vec<String>,
    /// Names of nodes with their folded form.
    names: Vec<(String, String)>,
}

/// Where the word that is being typed begins, and what it may become.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Completion {
    pub(super) start: usize,
    pub(super) words: Vec<String>,
}

/// Returns the labels that were ever used.
pub(super) fn labels(symbols: &Symbols) -> Vec<(LabelId, &str)> {
    let count = u32::try_from(symbols.counts().0).unwrap_or(u32::MAX);
    (0..count).map(LabelId).map(|label| (label, symbols.label_name(label))).collect()
}

impl Vocabulary {
    /// Collects the words of a graph. Cost `O(n log n)`.
    pub(super) fn of<G: GraphView>(graph: &G) -> Self {
        let symbols = graph.symbols();
        let (_, n_types, n_keys) = symbols.counts();
        let ids = |count: usize| 0..u32::try_from(count).unwrap_or(u32::MAX);
        let types = ids(n_types).map(|id| quoted(symbols.type_name(crate::graph::TypeId(id))));
        let keys = ids(n_keys).map(|id| quoted(symbols.key_name(crate::graph::KeyId(id))));
        let names = graph.nodes().filter_map(|node| graph.property(node, keys::NAME)?.as_str());
        let mut vocabulary = Vocabulary {
            labels: labels(symbols).iter().map(|(_, name)| quoted(name)).collect(),
            types: types.collect(),
            keys: keys.collect(),
            functions: functions::functions().map(|function| format!("{}(", function.name)).collect(),
            names: names.map(|name| (fold(name), name.to_owned())).collect(),
        };
        vocabulary.functions.extend(functions::aggregates().iter().map(|own| format!("{}(", own.name)));
        let Vocabulary { labels, types, keys, functions, .. } = &mut vocabulary;
        for words in [labels, types, keys, functions] {
            words.sort_unstable();
            words.dedup();
        }
        vocabulary.names.sort_unstable();
        vocabulary.names.dedup();
        vocabulary
    }

    /// Completes what stands before a place in a text.
    pub(super) fn complete(&self, text: &str, at: usize) -> Completion {
        let before = text.get(..at).unwrap_or(text);
        if let Some(start) = open_quote(before) {
            let typed = fold(&before[start..]);
            let fitting = self.names.iter().filter(|(folded, _)| folded.starts_with(&typed));
            let words = fitting.map(|(_, name)| name.replace('\\', "\\\\").replace('\'', "\\'"));
            return Completion { start, words: words.take(MOST).collect() };
        }
        let is_inside = |char: char| char.is_alphanumeric() || char == '_';
        let start = before.trim_end_matches(is_inside).len();
        let typed = before[start..].to_lowercase();
        let lead = before[..start].chars().last();
        if before.trim_start().starts_with(':') && start <= 1 {
            let start = before.len() - before.trim_start().len();
            return Completion { start, words: beginning(&KEYWORDS, &before[start..].to_lowercase()) };
        }
        let words = match lead {
            // A relationship stands in square brackets, a node in round ones.
            Some(':' | '|' | '&' | '!') if before.rfind('[') > before.rfind('(') => beginning(&self.types, &typed),
            Some(':' | '|' | '&' | '!') => beginning(&self.labels, &typed),
            Some('.') => beginning(&self.keys, &typed),
            Some('{') if typed.is_empty() => beginning(&self.keys, &typed),
            _ if typed.is_empty() => Vec::new(),
            _ => {
                let mut words = beginning(&KEYWORDS, &typed);
                words.extend(beginning(&self.functions, &typed));
                words.extend(beginning(&self.keys, &typed));
                words
            }
        };
        Completion { start, words }
    }
}

fn beginning<W: AsRef<str>>(words: &[W], typed: &str) -> Vec<String> {
    let fitting = words.iter().map(AsRef::as_ref).filter(|word| word.to_lowercase().starts_with(typed));
    fitting.take(MOST).map(str::to_owned).collect()
}

/// Returns a name as Cypher wants it.
fn quoted(name: &str) -> String {
    let is_plain = name.chars().all(|char| char.is_alphanumeric() || char == '_')
        && !name.starts_with(|char: char| char.is_numeric());
    if is_plain { name.to_owned() } else { format!("`{}`", name.replace('`', "``")) }
}

/// Returns where the text after an open quote begins.
fn open_quote(text: &str) -> Option<usize> {
    let mut open: Option<(char, usize)> = None;
    let mut is_escaped = false;
    for (at, char) in text.char_indices() {
        match open {
            Some(_) if is_escaped => is_escaped = false,
            Some(_) if char == '\\' => is_escaped = true,
            Some((quote, _)) if char == quote => open = None,
            None if matches!(char, '\'' | '"') => open = Some((char, at + 1)),
            _ => {}
        }
    }
    open.map(|(_, start)| start)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::graph::MemoryGraph;
    use crate::model::Value;

    #[test]
    fn completes_by_what_stands_before() {
        let mut graph = MemoryGraph::new();
        let label = graph.symbols_mut().intern_label("Office");
        let name = graph.symbols_mut().intern_key("name");
        graph.symbols_mut().intern_type("HOLDS");
        let properties = [(name, Value::from("Đinh Tiến Dũng"))].into_iter().collect();
        graph.add_node([label], properties).unwrap();
        let vocabulary = Vocabulary::of(&graph);
        let at_end = |text: &str| vocabulary.complete(text, text.len());
        let one = |start, word: &str| Completion { start, words: vec![word.to_owned()] };
        assert_eq!(at_end("MATCH (o:of"), one(9, "Office"));
        assert_eq!(at_end("MATCH ()-[:"), one(11, "HOLDS"));
        assert_eq!(at_end("RETURN o.na"), one(9, "name"));
        assert_eq!(at_end("MATCH ({name: 'dinh"), one(15, "Đinh Tiến Dũng"));
        assert_eq!(at_end(":he"), one(0, ":help"));
        assert!(at_end("ret").words.contains(&"RETURN".to_owned()));
        assert!(at_end("").words.is_empty());
    }
}
