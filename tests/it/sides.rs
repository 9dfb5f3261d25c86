//! On which of two sides a node is.

use hvgraph::dataset::Dataset;
use hvgraph::graph::{GraphView as _, Side, SideIndex};
use serde_json::json;

use crate::folders::{claim, small_schema, source, thing};

/// Returns the side of each thing that claims tie to the places `east` and `west`.
fn sides(claims: &[[&str; 3]]) -> impl Fn(&str) -> Option<Side> {
    let words = json!({ "vi": "x", "en": "x" });
    let mut schema = small_schema();
    schema["sides"] = json!({ "property": "a_string", "both": ["B"], "pair": [
        { "label": words, "values": ["E"], "places": ["east"] }, { "label": words, "values": ["W"], "places": ["west"] },
    ] });
    schema["types"]["KNOWS"]["role"] = "membership".into();
    let mut own = thing("own", "own");
    own["props"] = json!({ "a_string": "W" });
    let mut both = thing("both", "both");
    both["props"] = json!({ "a_string": "B" });
    let plain = ["east", "west", "x", "y", "z"].map(|id| thing(id, id));
    let claims: Vec<_> = claims
        .iter()
        .enumerate()
        .map(|(at, [from, edge_type, to])| {
            let mut one = claim(&at.to_string(), edge_type.trim_end_matches('!'), from, to);
            if edge_type.ends_with('!') {
                one["status"] = "denied".into();
            }
            one
        })
        .collect();
    let nodes: Vec<_> = plain.into_iter().chain([own, both]).collect();
    let records = json!({ "sources": [source()], "nodes": nodes, "claims": claims }).to_string();
    let dataset = Dataset::from_texts(&[("schema.json", &schema.to_string()), ("a.json", &records)]).unwrap();
    move |id| {
        let facts = dataset.facts();
        let node = dataset.graph().nodes().find(|node| facts.id(*node) == id).unwrap();
        SideIndex::new(dataset.schema(), &facts).side(node)
    }
}

#[test]
fn places_are_on_their_own_side_and_properties_decide_first() {
    let side = sides(&[["own", "IN", "east"]]);
    assert_eq!([side("east"), side("west")], [Some(Side::First), Some(Side::Second)]);
    assert_eq!(side("own"), Some(Side::Second), "what a node says of itself counts before where it lies");
    assert_eq!(side("both"), Some(Side::Both));
    assert_eq!(side("x"), None);
}

#[test]
fn the_nearest_above_decide() {
    let side = sides(&[["x", "IN", "y"], ["y", "IN", "east"], ["x", "IN", "z"], ["z", "IN", "own"]]);
    assert_eq!([side("y"), side("z"), side("x")], [Some(Side::First), Some(Side::Second), Some(Side::Both)]);
    let side = sides(&[["x", "IN", "west"], ["x", "IN", "y"], ["y", "IN", "east"]]);
    assert_eq!(side("x"), Some(Side::Second), "a step is nearer than two");
}

#[test]
fn members_decide_where_no_place_does_and_denied_claims_never() {
    let side =
        sides(&[["own", "KNOWS", "x"], ["east", "KNOWS", "x"], ["own", "KNOWS", "y"], ["y", "IN", "east"]]);
    assert_eq!([side("x"), side("y")], [Some(Side::Both), Some(Side::First)]);
    let side = sides(&[["x", "IN!", "east"], ["own", "KNOWS!", "y"]]);
    assert_eq!([side("x"), side("y")], [None, None]);
}

#[test]
fn circles_come_to_an_end() {
    let side = sides(&[["x", "IN", "y"], ["y", "IN", "x"], ["y", "IN", "west"], ["z", "IN", "z"]]);
    assert_eq!([side("x"), side("y"), side("z")], [Some(Side::Second), Some(Side::Second), None]);
}
