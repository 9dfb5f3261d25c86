//! `hvgraph neighbors`.

use crate::program::regatta;

fn ids(args: &[&str]) -> Vec<String> {
    let answer = regatta(&[&["neighbors"], args, &["--json"]].concat()).json(0);
    let nodes = answer["nodes"].as_array().unwrap();
    let ids = nodes.iter().map(|node| format!("{} {}", node["distance"], node["id"].as_str().unwrap()));
    ids.collect()
}

#[test]
fn neighbours_come_step_by_step() {
    insta::assert_snapshot!(regatta(&["neighbors", "brandvik", "--depth", "2"]).shown());
    insta::assert_snapshot!(regatta(&["neighbors", "nam-sai", "--lang", "vi"]).shown());
}

#[test]
fn a_direction_follows_claims_one_way() {
    assert_eq!(ids(&["nam-sai", "--direction", "in"]), ["0 nam-sai", "1 hoa-son-2", "1 phon"]);
    regatta(&["neighbors", "nam-sai", "--direction", "out"]).ends(1);
}

#[test]
fn hubs_end_the_walk_unless_let_through() {
    let kept = ids(&["gio-nam", "--depth", "2"]);
    assert!(
        kept.contains(&"1 song-lang".to_owned()) && !kept.contains(&"2 mai-cheo-xanh".to_owned()),
        "{kept:?}"
    );
    assert!(ids(&["gio-nam", "--depth", "2", "--through-hubs"]).contains(&"2 mai-cheo-xanh".to_owned()));
}

#[test]
fn depth_0_is_the_node_alone() {
    let answer = regatta(&["neighbors", "heron", "--depth", "0", "--json"]).json(1);
    assert_eq!(answer["nodes"].as_array().unwrap().len(), 1);
    regatta(&["neighbors", "old-weir"]).ends(1).says("0 neighbours");
}

#[test]
fn structural_kinds_show_when_asked_for() {
    assert!(!ids(&["mist-2018"]).contains(&"1 season-2018".to_owned()));
    assert!(ids(&["mist-2018", "--structural"]).contains(&"1 season-2018".to_owned()));
    assert!(ids(&["mist-2018", "--kind", "mùa giải"]).contains(&"1 season-2018".to_owned()));
}

#[test]
fn every_neighbour_in_the_drawing_is_in_the_list() {
    let dot = regatta(&["neighbors", "steinsee", "--dot"]);
    graphviz_rust::parse(&dot.stdout).unwrap();
    for id in ids(&["steinsee"]) {
        let id = id.split_once(' ').unwrap().1;
        let name = regatta(&["show", id, "--json"]).json(0)["node"]["name"].as_str().unwrap().to_owned();
        let word = name.split(' ').next_back().unwrap().to_owned();
        dot.says(&word);
    }
}
