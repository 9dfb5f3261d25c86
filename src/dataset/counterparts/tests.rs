#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::dataset::Dataset;

fn named(rule: Rule) -> &'static str {
    match rule {
        Rule::Stated => "stated",
        Rule::Marked => "marked",
        Rule::Tied => "tied",
        Rule::SameFunction => "function",
        Rule::Offices { .. } => "offices",
        Rule::Agreement { .. } => "agreement",
        Rule::Event { .. } => "event",
        Rule::Field { .. } => "field",
    }
}

fn found(dataset: &Dataset, filter: &Filter) -> Vec<String> {
    let facts = dataset.facts();
    let found = counterparts(dataset.schema(), &facts, filter, &Classes::Usual);
    let pairs = found.pairs.iter().filter(|pair| !pair.is_weak()).map(|pair| {
        let rules: Vec<&str> = pair.reasons.iter().map(|reason| named(reason.rule)).collect();
        format!("{} = {}: {}", facts.id(pair.ends[0]), facts.id(pair.ends[1]), rules.join(" "))
    });
    pairs.collect()
}

#[test]
fn every_reason_rests_on_claims_of_the_two() {
    let dataset = Dataset::bundled().unwrap();
    let facts = dataset.facts();
    let found = counterparts(dataset.schema(), &facts, &Filter::default(), &Classes::Usual);
    assert!(found.pairs.len() > 10);
    for pair in &found.pairs {
        for reason in &pair.reasons {
            assert!(!reason.claims.is_empty() || reason.rule == Rule::SameFunction, "{pair:?}");
            for claim in &reason.claims {
                let ends = dataset.graph().edge(*claim).unwrap();
                assert!(pair.ends.contains(&ends.source) || pair.ends.contains(&ends.target), "{pair:?}");
            }
        }
    }
}

#[test]
fn the_bundled_pairs() {
    let dataset = Dataset::bundled().unwrap();
    insta::assert_snapshot!(found(&dataset, &Filter::default()).join("\n"), @"");
}
