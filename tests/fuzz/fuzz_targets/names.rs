//! Any names and any question: each name finds its own node, and no question does harm.

#![no_main]

use hvgraph::model::{Lang, NodeId};
use hvgraph::names::{Entry, NameIndex, Origin, Resolution, did_you_mean, fold};
use hvgraph::render::text::showable;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (Vec<String>, String)| {
    let (names, question) = input;
    let entry = |(at, name)| Entry { node: NodeId(at), text: name, origin: Origin::Name };
    let index = NameIndex::new((0..).zip(names.iter().map(String::as_str)).map(entry));
    for (at, name) in (0..).zip(&names) {
        let found = match index.resolve(name) {
            Resolution::One(found) => vec![found.node],
            Resolution::Several(found) => found.iter().map(|found| found.node).collect(),
            Resolution::None { .. } => Vec::new(),
        };
        assert!(found.contains(&NodeId(at)), "{name:?} does not find itself");
        assert_eq!(fold(&fold(name)), fold(name));
        assert_eq!(showable(&showable(name)), showable(name));
    }
    for found in index.search(&question, 10) {
        assert!(!found.explain(Lang::Vi).is_empty() && !found.explain(Lang::En).is_empty());
        assert!((0.0..=1.0).contains(&found.score));
    }
    let _ = index.resolve(&question);
    let _ = did_you_mean(&question, names.iter().map(String::as_str), 3);
});
