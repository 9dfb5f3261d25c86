//! Two invented towns that face each other: who is whose counterpart, who lies between, who met whom.

use serde_json::{Value, json};

use crate::folders::Folder;
use crate::program::{Run, on_folder};

fn schema() -> Value {
    let words = |text: &str| json!({ "vi": text, "en": text });
    let kind = |label: &str, role: &str, hub: bool| {
        let side = json!({ "type": "string", "label": words("side") });
        let seats = json!({ "type": "string", "values": ["one", "many"], "label": words("seats") });
        let props =
            if role == "office" { json!({ "side": side, "seats": seats }) } else { json!({ "side": side }) };
        let mut kind =
            json!({ "label": words(label), "shape": "box", "color": "#009E73", "hub": hub, "props": props });
        if !role.is_empty() {
            kind["role"] = role.into();
        }
        kind
    };
    let all = ["Town", "Board", "Post", "Soul", "Fair", "Pact", "Record"];
    let edge = |label: &str, role: &str, symmetric: bool| {
        let mut edge = json!({
            "label": words(label), "reverse": words(label), "from": all, "to": all, "symmetric": symmetric, "props": {},
        });
        if !role.is_empty() {
            edge["role"] = role.into();
        }
        edge
    };
    json!({
        "version": 1, "name": "towns", "title": words("Two towns"), "source_kind": "Record",
        "sides": {
            "property": "side", "both": ["both"],
            "pair": [
                { "label": words("Easton side"), "values": ["east"], "places": ["easton"] },
                { "label": words("Weston side"), "values": ["west"], "places": ["weston"] },
            ],
        },
        "kinds": {
            "Town": kind("Town", "place", true), "Board": kind("Board", "institution", false),
            "Post": kind("Post", "office", false), "Soul": kind("Soul", "person", false),
            "Fair": kind("Fair", "event", false), "Pact": kind("Pact", "agreement", false),
            "Record": kind("Record", "", false),
        },
        "types": {
            "IN": edge("is in", "containment", false), "HELD": edge("held", "holding", false),
            "TWIN_OF": edge("is the twin of", "pairing", true), "WROTE_TO": edge("wrote to", "", true),
            "AT": edge("was at", "participation", false), "BOUND_BY": edge("is bound by", "party", false),
        },
    })
}

/// Boards of one function, posts of one function with holders at two dates, a fair of two and one of three.
fn towns() -> Folder {
    let nodes: Vec<Value> = [
        ("easton", "Town", "Easton", None),
        ("weston", "Town", "Weston", None),
        ("water-e", "Board", "Easton Water Board", None),
        ("water-w", "Board", "Weston Water Board", None),
        ("parks-e", "Board", "Parks of Easton", None),
        ("parks-w", "Board", "Green Places of Weston", None),
        ("clerk-e", "Post", "Clerk of the Easton Water Board", None),
        ("clerk-w", "Post", "Clerk of the Weston Water Board", None),
        ("warden-e", "Post", "Warden of Parks", None),
        ("ada", "Soul", "Ada", Some("east")),
        ("abe", "Soul", "Abe", Some("east")),
        ("amy", "Soul", "Amy", Some("east")),
        ("bob", "Soul", "Bob", Some("west")),
        ("bea", "Soul", "Bea", Some("west")),
        ("go-between", "Soul", "Gil", Some("both")),
        ("fair", "Fair", "Spring fair", None),
        ("gala", "Fair", "Gala", None),
        ("pact", "Pact", "Water pact", None),
    ]
    .into_iter()
    .map(|(id, kind, name, side)| {
        let mut node = json!({ "id": id, "kind": kind, "name": name, "cite": ["r1#1"] });
        if let Some(side) = side {
            node["props"] = json!({ "side": side });
        }
        node
    })
    .collect();
    let claims: Vec<Value> = [
        ("water-e", "IN", "easton", ""),
        ("water-w", "IN", "weston", ""),
        ("parks-e", "IN", "easton", ""),
        ("parks-w", "IN", "weston", ""),
        ("clerk-e", "IN", "water-e", ""),
        ("clerk-w", "IN", "water-w", ""),
        ("warden-e", "IN", "parks-e", ""),
        ("parks-e", "TWIN_OF", "parks-w", "2001"),
        ("ada", "HELD", "clerk-e", "2001/2005"),
        ("abe", "HELD", "clerk-e", "2006/2010"),
        ("bob", "HELD", "clerk-w", "2003/2004"),
        ("bea", "HELD", "clerk-w", "2008/2009"),
        ("ada", "AT", "fair", "2003"),
        ("bob", "AT", "fair", "2003"),
        ("ada", "AT", "gala", "2004"),
        ("amy", "AT", "gala", "2004"),
        ("bob", "AT", "gala", "2004"),
        ("clerk-e", "AT", "gala", "2008"),
        ("water-e", "BOUND_BY", "pact", "2002"),
        ("water-w", "BOUND_BY", "pact", "2002"),
        ("amy", "WROTE_TO", "go-between", ""),
        ("go-between", "WROTE_TO", "bea", ""),
    ]
    .into_iter()
    .enumerate()
    .map(|(at, (from, edge_type, to, when))| {
        let mut claim =
            json!({ "id": format!("c{at:02}"), "from": from, "type": edge_type, "to": to, "cite": ["r1#1"] });
        if !when.is_empty() {
            claim["when"] = when.into();
        }
        claim
    })
    .collect();
    let source = json!({ "id": "r1", "title": "Town records", "published": "2011", "lang": "en" });
    Folder::empty()
        .with("schema.json", schema().to_string())
        .with_records("records.json", &json!({ "sources": [source], "nodes": nodes, "claims": claims }))
}

fn on_towns(args: &[&str]) -> Run {
    on_folder(towns().path(), args)
}

/// Returns `left = right: basis rule rule` of each pair.
fn pairs(args: &[&str]) -> Vec<String> {
    let run = on_towns(&[&["counterparts"], args, &["--json"]].concat());
    let answer = run.json(run.status);
    let pairs = answer["pairs"].as_array().unwrap().iter().map(|pair| {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let rules = pair["reasons"].as_array().unwrap().iter().map(|reason| text(&reason["rule"]));
        let rules: Vec<String> = rules.collect();
        let [left, right] = [0, 1].map(|end| text(&pair["ends"][end]["id"]));
        format!("{left} = {right}: {} {}", text(&pair["basis"]), rules.join(" "))
    });
    pairs.collect()
}

#[test]
fn stated_pairs_come_before_inferred_ones_each_with_its_rules() {
    assert_eq!(
        pairs(&[]),
        [
            "parks-e = parks-w: stated stated",
            "water-e = water-w: inferred same_function same_agreement",
            "clerk-e = clerk-w: inferred same_function",
            "ada = bob: inferred held_paired_offices same_event same_event",
            "abe = bea: inferred held_paired_offices",
        ]
    );
}

#[test]
fn holders_of_different_dates_face_nobody() {
    // Ada held the post until 2005, Bea from 2008.
    assert!(
        !pairs(&["--all"]).iter().any(|pair| pair.starts_with("ada = bea") || pair.starts_with("abe = bob"))
    );
}

#[test]
fn who_was_one_of_several_is_a_weak_pair() {
    assert!(!pairs(&[]).iter().any(|pair| pair.starts_with("amy")));
    assert!(pairs(&["--all"]).contains(&"amy = bob: inferred same_event".to_owned()));
    on_towns(&["counterparts"]).ends(0).says("1 weak pair");
}

#[test]
fn pairs_are_chosen_by_basis_kind_name_and_date() {
    assert_eq!(pairs(&["--stated"]), ["parks-e = parks-w: stated stated"]);
    assert_eq!(pairs(&["--inferred", "--kind", "Board"]).len(), 1);
    assert_eq!(pairs(&["Parks of Easton"]), ["parks-e = parks-w: stated stated"]);
    assert_eq!(pairs(&["water-e"]).len(), 4, "the board, its clerks, and who were clerks");
    assert!(!pairs(&["--as-of", "1999"]).iter().any(|pair| pair.contains(": stated")));
    assert_eq!(
        pairs(&["--min-sources", "2"]),
        ["water-e = water-w: inferred same_function", "clerk-e = clerk-w: inferred same_function"]
    );
    on_towns(&["counterparts", "go-between"]).ends(1);
}

#[test]
fn empty_seats_say_where_a_counterpart_would_be() {
    let answer = on_towns(&["counterparts", "--json"]).json(0);
    let empty = answer["without_counterpart"].as_array().unwrap();
    let ids: Vec<&str> = empty.iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["easton", "weston", "warden-e"]);
    assert_eq!(empty[2]["counterparts_of_its_bodies"], json!(["parks-w"]));
    for (side, expected) in [("Weston", 1), ("east", 2), ("Easton side", 2)] {
        let answer = on_towns(&["counterparts", "--side", side, "--json"]).json(0);
        assert_eq!(answer["without_counterpart"].as_array().unwrap().len(), expected, "{side}");
    }
    on_towns(&["counterparts", "--side", "north"]).ends(2).warns("unknown side `north`").warns("`east`");
}

#[test]
fn a_data_set_without_sides_is_told_so() {
    for command in ["counterparts", "brokers"] {
        crate::program::regatta(&[command]).ends(1).says("declares no two sides");
        let answer = crate::program::regatta(&[command, "--json"]).json(1);
        assert_eq!(answer["sides"], Value::Null);
    }
}

#[test]
fn two_columns_on_a_wide_terminal() {
    insta::assert_snapshot!(on_towns(&["counterparts"]).shown());
    insta::assert_snapshot!(
        on_towns(&["counterparts", "--as-of", "2003", "--lang", "vi", "--kind", "Post"]).shown()
    );
}

#[test]
fn the_drawing_has_a_broken_frame_for_every_empty_seat() {
    let dot = on_towns(&["counterparts", "--dot"]);
    graphviz_rust::parse(&dot.stdout).unwrap();
    let frames = dot
        .stdout
        .lines()
        .filter(|line| line.trim_start().starts_with('n') && line.contains("filled,dashed"));
    assert_eq!(frames.count(), 3);
    let lines =
        |style: &str| dot.stdout.lines().filter(|line| line.contains("->") && line.contains(style)).count();
    assert_eq!((lines("style=dashed"), lines("style=dotted")), (4, 3));
}

#[test]
fn brokers_lie_on_the_shortest_ways_between_the_sides() {
    let answer = on_towns(&["brokers", "--kind", "Soul", "--ends", "Soul", "--json"]).json(0);
    // Of the six pairs of a soul on each side: Ada and Amy meet Bob at fairs; Amy reaches Bea by Gil, Ada and Abe by
    // Gil and Amy or by the posts; Abe reaches Bob by Ada.
    assert_eq!((&answer["pairs"], &answer["connected_pairs"]), (&json!(6), &json!(6)));
    let brokers = answer["brokers"].as_array().unwrap();
    assert!(brokers.iter().any(|broker| broker["id"] == "go-between" && broker["side"] == "both"));
    for broker in brokers {
        let share = broker["share_of_connected_pairs"].as_f64().unwrap();
        assert!((share - broker["betweenness"].as_f64().unwrap() / 6.0).abs() < 1e-12 && share <= 1.0);
    }
    let gil = brokers.iter().find(|broker| broker["id"] == "go-between").unwrap();
    assert_eq!(gil["roles"]["liaison"], 1);
}

#[test]
fn the_ranking_is_told_and_drawn() {
    insta::assert_snapshot!(on_towns(&["brokers", "--top", "4"]).shown());
    let dot = on_towns(&["brokers", "--top", "4", "--dot"]);
    graphviz_rust::parse(&dot.stdout).unwrap();
    dot.says("fillcolor=\"#253494\"").says("fontsize=26.4");
}

#[test]
fn hubs_connect_only_when_asked() {
    let listed = |args: &[&str]| {
        let run = on_towns(&[&["brokers", "--json"], args].concat());
        run.json(run.status)["brokers"].to_string()
    };
    assert!(!listed(&[]).contains("\"easton\""));
    assert!(listed(&["--through-hubs"]).contains("\"easton\""));
}

/// Returns `a – b: weight` of each pair.
fn ties(args: &[&str]) -> Vec<String> {
    let run = on_towns(&[&["projection"], args, &["--json"]].concat());
    let answer = run.json(run.status);
    let pairs = answer["pairs"].as_array().unwrap().iter();
    pairs
        .map(|pair| {
            format!("{} – {}: {}", pair["nodes"][0], pair["nodes"][1], pair["weight"]).replace('"', "")
        })
        .collect()
}

#[test]
fn officials_are_tied_by_the_events_they_share() {
    assert_eq!(ties(&[]), ["ada – bob: 2.0", "ada – amy: 1.0", "amy – bob: 1.0"]);
    assert_eq!(ties(&["--weight", "collaboration"]), ["ada – bob: 1.5", "ada – amy: 0.5", "amy – bob: 0.5"]);
    assert_eq!(ties(&["--min-shared", "2"]), ["ada – bob: 2.0"]);
    assert_eq!(ties(&["--of", "Board", "--by", "Pact"]), ["water-e – water-w: 1.0"]);
    assert_eq!(ties(&["--as-of", "2003"]), ["ada – bob: 1.0"]);
    assert_eq!(ties(&["--via", "WROTE_TO"]), Vec::<String>::new());
}

#[test]
fn through_offices_only_who_may_have_held_them_then() {
    // The clerk's part in the gala is of 2008, when Abe was clerk and Ada no longer.
    let through = ties(&["--through-offices"]);
    assert!(through.contains(&"abe – amy: 1.0".to_owned()), "{through:?}");
    let run = on_towns(&["projection", "--through-offices"]);
    run.ends(0).says("through an office or delegation");
}

#[test]
fn pairs_are_told_and_drawn() {
    insta::assert_snapshot!(on_towns(&["projection", "--weight", "collaboration"]).shown());
    let dot = on_towns(&["projection", "--dot"]);
    graphviz_rust::parse(&dot.stdout).unwrap();
    dot.says("2 [r1]").says("dir=none");
    crate::program::regatta(&["projection"]).ends(2).warns("--of KIND");
}

#[test]
fn a_crowd_pairs_nobody_and_no_answer_is_cut_short() {
    let souls = 2_000;
    let side = |at: usize| if at.is_multiple_of(2) { "east" } else { "west" };
    let nodes = (0..souls).map(|at| {
        json!({ "id": format!("s{at}"), "kind": "Soul", "name": format!("Soul {at}"), "cite": ["r1#1"], "props": { "side": side(at) } })
    });
    let fair = json!({ "id": "fair", "kind": "Fair", "name": "Fair", "cite": ["r1#1"] });
    let town = |id: &str| json!({ "id": id, "kind": "Town", "name": id, "cite": ["r1#1"] });
    let claims = (0..souls).map(|at| {
        json!({ "id": format!("c{at}"), "from": format!("s{at}"), "type": "AT", "to": "fair", "cite": ["r1#1"] })
    });
    let records = json!({
        "sources": [{ "id": "r1", "title": "Records" }],
        "nodes": nodes.chain([fair, town("easton"), town("weston")]).collect::<Vec<Value>>(),
        "claims": claims.collect::<Vec<Value>>(),
    });
    let folder =
        Folder::empty().with("schema.json", schema().to_string()).with_records("records.json", &records);
    on_folder(folder.path(), &["counterparts", "--all"])
        .ends(1)
        .says("1 occasion with too many on its sides");
    on_folder(folder.path(), &["projection"]).ends(5).warns("more than 1000000 results");
    let answer = on_folder(folder.path(), &["brokers", "--json"]).json(0);
    assert_eq!(answer["brokers"][0]["id"], "fair");
    assert_eq!(answer["brokers"][0]["betweenness"], 1_000_000.0);
    assert_eq!(answer["brokers"][0]["roles"]["liaison"], 1_000_000);
}
