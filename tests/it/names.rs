//! Names as people type them, on the command line.

use hvgraph::dataset::Dataset;
use hvgraph::graph::GraphView as _;
use hvgraph::names::Resolution;

use crate::program::regatta;

/// Returns the id that a name is taken for, or what came instead.
fn taken(name: &str) -> String {
    let run = regatta(&["show", name, "--json"]);
    let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    match run.status {
        0 => answer["node"]["id"].as_str().unwrap().to_owned(),
        1 => "nothing".to_owned(),
        4 => "several".to_owned(),
        status => panic!("status {status}: {}", run.shown()),
    }
}

#[test]
fn each_way_to_type_a_name_finds_its_node() {
    let ways = [
        ("mai-cheo-xanh", "mai-cheo-xanh"),
        ("Hội Mái Chèo Xanh", "mai-cheo-xanh"),
        ("hoi mai cheo xanh", "mai-cheo-xanh"),
        ("HỘI MÁI CHÈO XANH", "mai-cheo-xanh"),
        ("Ho\u{323}\u{302}i Ma\u{301}i Che\u{300}o Xanh", "mai-cheo-xanh"),
        ("Hội MCX", "mai-cheo-xanh"),
        ("green oar society", "mai-cheo-xanh"),
        ("An Hoà Sơn", "several"),
        ("An Hòa Sơn", "several"),
        ("hoa-son-2", "hoa-son-2"),
        ("ສະໂມສອນເຮືອນ້ຳໃສ", "nam-sai"),
        ("nam sai", "nam-sai"),
        ("SRC", "steinsee"),
        ("early stork", "co-som"),
        ("Cò Sớm", "co-som"),
        ("cò som", "nothing"),
        ("quiet river", "song-lang"),
        ("the river", "song-lang"),
        ("zzzz", "nothing"),
        ("\u{0301}", "nothing"),
    ];
    for (typed, expected) in ways {
        assert_eq!(taken(typed), expected, "{typed:?}");
    }
}

#[test]
fn a_name_that_begins_with_a_hyphen_comes_after_two() {
    regatta(&["show", "--json", "--", "-heron"]).ends(0);
}

#[test]
fn old_and_new_tone_places_are_one() {
    for typed in ["An Hoà Sơn", "An Hòa Sơn", "An Hoa\u{300} Sơn"] {
        regatta(&["show", typed]).ends(4).warns("hoa-son-1").warns("hoa-son-2");
    }
}

#[test]
fn every_name_alias_and_id_of_the_bundled_set_leads_to_its_node() {
    let dataset = Dataset::bundled().unwrap();
    let facts = dataset.facts();
    let graph = dataset.graph();
    let mut n_several = 0;
    for node in graph.nodes() {
        let texts = [facts.id(node), facts.name(node)].into_iter().chain(facts.aliases(node));
        for text in texts {
            match dataset.names().resolve(text) {
                Resolution::One(found) => assert!(
                    found.node == node || facts.id(found.node) == text || facts.name(found.node) == text,
                    "`{text}` of {} leads to {}",
                    facts.id(node),
                    facts.id(found.node)
                ),
                Resolution::Several(found) => {
                    n_several += 1;
                    assert!(
                        found.iter().any(|found| found.node == node),
                        "`{text}` does not lead to {}",
                        facts.id(node)
                    );
                }
                Resolution::None { .. } => panic!("`{text}` of {} leads nowhere", facts.id(node)),
            }
        }
    }
    assert!(n_several < 60, "{n_several} names lead to several nodes");
}
