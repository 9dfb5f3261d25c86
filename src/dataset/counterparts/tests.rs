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
    insta::assert_snapshot!(found(&dataset, &Filter::default()).join("\n"), @"
    hoan-kiem = chanthabuly: marked tied
    ha-noi = vieng-chan: tied agreement agreement agreement agreement agreement agreement event event event event event event event event event
    viet-nam = lao: tied agreement event
    ha-noi = luong-phrabang: tied agreement
    thanh-doan-ha-noi = thanh-doan-vieng-chan: stated function
    so-lao-dong-ha-noi = so-lao-dong-vieng-chan: stated
    so-nong-nghiep-ha-noi = so-nong-lam-vieng-chan: stated
    truong-le-hong-phong = truong-chinh-tri-hanh-chinh: stated
    mttq-ha-noi = mat-tran-lao-vieng-chan: stated
    chinh-quyen-ha-noi = chinh-quyen-vieng-chan: tied function agreement
    dang-bo-ha-noi = dang-bo-vieng-chan: tied function agreement
    chinh-quyen-ha-noi = dang-nhan-dan-cach-mang-lao: tied
    dang-bo-ha-noi = dang-nhan-dan-cach-mang-lao: tied
    bo-chinh-tri-viet-nam = bo-chinh-tri-lao: function
    hdnd-ha-noi = hdnd-vieng-chan: function
    thanh-uy-ha-noi = thanh-uy-vieng-chan: function
    chu-tich-ubnd-ha-noi = chu-tich-hdnd-vieng-chan: tied event
    bi-thu-thanh-uy-ha-noi = bi-thu-thanh-uy-vieng-chan: function
    uy-vien-bo-chinh-tri-viet-nam = uy-vien-bo-chinh-tri-lao: function
    hoang-trung-hai = sinlavong-khutphaythoune: tied offices event
    dinh-tien-dung = anouphap-tounalom: tied offices event
    nguyen-van-phong = duangta-soulivong: event
    ");
}
