//! Graphs of other programs: understood as far as they say what they mean, refused with the place of what is wrong.

use std::fmt::Write as _;

use hvgraph::dataset::{Dataset, DatasetError};
use hvgraph::graph::GraphView as _;
use proptest::prelude::*;
use serde_json::json;

use crate::folders::Folder;
use crate::program::{Run, cases, hvgraph};

/// Runs a command on a file or folder that is made for it; its place is not shown.
fn on(folder: &Folder, name: &str, args: &[&str]) -> Run {
    let place = folder.file(name);
    let mut run = hvgraph(&[args, &["--data", place.to_str().unwrap()]].concat());
    for text in [&mut run.command, &mut run.stdout, &mut run.stderr] {
        *text = text.replace(folder.path().to_str().unwrap(), "DIR");
    }
    run
}

fn on_text(name: &str, text: &str, args: &[&str]) -> Run {
    on(&Folder::empty().with(name, text), name, args)
}

/// Shows what an import was understood as, and checks that exporting and reading that again changes nothing.
fn understood(folder: &Folder, name: &str) -> String {
    let schema = on(folder, name, &["schema"]);
    let exported = on(folder, name, &["export", "--json"]);
    exported.ends(0);
    for flags in [&["--json"][..], &["--graphml"]] {
        let copy = on(folder, name, &[&["export"], flags].concat());
        let again = Folder::empty().with("copy", &copy.stdout);
        assert_eq!(on(&again, "copy", &["export", "--json"]).stdout, exported.stdout, "{flags:?}");
    }
    let graph = exported.json(0);
    let mut shown = schema.shown();
    for list in ["nodes", "edges"] {
        for record in graph[list].as_array().unwrap() {
            writeln!(shown, "{record}").unwrap();
        }
    }
    shown + &exported.stderr
}

const HEAD: &str =
    r#"<?xml version="1.0" encoding="UTF-8"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">"#;

#[test]
fn graphml_as_networkx_writes_it() {
    let text = format!(
        r#"{HEAD}
<key id="d0" for="node" attr.name="club" attr.type="string"/>
<key id="d1" for="node" attr.name="age" attr.type="long"/>
<key id="d2" for="edge" attr.name="weight" attr.type="double"/>
<key id="d3" for="node" attr.name="status" attr.type="string"><default>active</default></key>
<graph edgedefault="undirected"><data key="d0">x</data>
<node id="0"><data key="d0">Mr. Hi</data><data key="d1">7</data></node>
<node id="1"><data key="d0"><![CDATA[R&D <1>]]></data></node>
<edge source="0" target="1"><data key="d2">0.5</data></edge>
<edge source="0" target="1"><data key="d2">NaN</data></edge>
<edge source="1" target="1" directed="true"/>
</graph></graphml>"#
    );
    insta::assert_snapshot!(understood(&Folder::empty().with("karate.graphml", text), "karate.graphml"));
}

#[test]
fn graphml_as_yed_and_neo4j_write_it() {
    let yed = r#"<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
<key for="node" id="d6" yfiles.type="nodegraphics"/><key for="edge" id="d9" yfiles.type="edgegraphics"/>
<key for="graphml" id="d7" yfiles.type="resources"/>
<graph edgedefault="directed" id="G">
<node id="n0"><data key="d6"><y:ShapeNode><y:Fill color="red"/><y:NodeLabel>Hà Nội</y:NodeLabel></y:ShapeNode></data>
<graph id="n0:"><node id="n0::n0"><data key="d6"><y:ShapeNode><y:NodeLabel>Ba Đình</y:NodeLabel></y:ShapeNode></data><port name="p"/></node></graph></node>
<edge id="e0" source="n0" target="n0::n0"><data key="d9"><y:PolyLineEdge><y:EdgeLabel>contains</y:EdgeLabel></y:PolyLineEdge></data></edge>
<hyperedge><endpoint node="n0"/></hyperedge>
</graph><data key="d7"><y:Resources/></data></graphml>"#;
    insta::assert_snapshot!("yed", understood(&Folder::empty().with("yed.graphml", yed), "yed.graphml"));
    let neo4j = format!(
        r#"{HEAD}<key id="name" for="node" attr.name="name"/>
<graph id="G" edgedefault="directed">
<node id="n1" labels=":Person:Actor"><data key="labels">:Person:Actor</data><data key="name">Keanu</data><data key="born">1964</data></node>
<node id="n2" labels=":Film"><data key="labels">:Film</data><data key="name">Matrix</data></node>
<edge id="e1" source="n1" target="n2" label="ACTED IN"><data key="label">ACTED IN</data><data key="when">1999</data></edge>
</graph></graphml>"#
    );
    insta::assert_snapshot!(
        "neo4j",
        understood(&Folder::empty().with("neo4j.graphml", neo4j), "neo4j.graphml")
    );
}

#[test]
fn node_link_json_of_d3() {
    let graph = json!({
        "nodes": [
            { "id": 1, "name": "A", "group": 2, "tags": ["x", "y"], "size": 1.5, "meta": { "a": [1] } },
            { "id": 2, "name": "B", "group": "two", "when": "2020-01", "citations": ["report#3"] },
        ],
        "links": [
            { "source": 1, "target": 2, "value": 3, "key": 0, "when": "yesterday" },
            { "source": 2, "target": 1, "value": 4.5, "key": 0, "type": "likes", "citations": ["report#1"] },
        ],
    });
    insta::assert_snapshot!(understood(&Folder::empty().with_records("d3.json", &graph), "d3.json"));
}

#[test]
fn csv_tables_of_gephi() {
    let folder = Folder::empty();
    std::fs::create_dir(folder.file("friends")).unwrap();
    let folder = folder
        .with(
            "friends/nodes.csv",
            "\u{feff}Id;Label;Degree;Code;Active\r\na;Á;1;007;true\r\nb;\"B; \"\"b\"\"\";2;010;false\r\n",
        )
        .with(
            "friends/claims.csv",
            "Source;Target;Type;Id;Label;Weight\r\na;b;Directed;0;knows;1.5\r\nb;a;Directed;1;;2\r\n",
        )
        .with("friends/notes.txt", "");
    insta::assert_snapshot!(understood(&folder, "friends"));
    on(&folder, "friends", &["check"]).ends(0).says("Not read: notes.txt").warns("without a citation");
}

#[test]
fn what_another_program_adds_is_added_to_the_schema() {
    // NetworkX keeps the schema as text, but no `hv.type`, and shows names as a property of their own.
    let exported = hvgraph(&["--data", "tests/data/regatta", "export", "--graphml"]).stdout;
    let plain = exported
        .replace(" hv.type=\"json\"", "")
        .replace(" hv.type=\"display\"", "")
        .replace(" hv.type=\"number\"", "");
    let original = hvgraph(&["--data", "tests/data/regatta", "export", "--json"]);
    assert_eq!(on_text("x", &plain, &["export", "--json"]).stdout, original.stdout);
    let ranked = plain
        .replace(
            "<graph ",
            "<key id=\"r\" for=\"node\" attr.name=\"page rank\" attr.type=\"double\"/><graph ",
        )
        .replace("</node>", "<data key=\"r\">0.25</data></node>");
    let run = on_text("x", &ranked, &["show", "gazette"]);
    run.ends(0).says("page rank  0.25").warns("added to the schema: `page_rank`");
    run.warns("renamed: `page rank → page_rank`");
}

#[test]
fn what_was_taken_for_granted_is_said_in_both_languages() {
    let text = r#"{"nodes": [{"id": 1}, {"id": 2}], "edges": [{"source": 1, "target": 2}]}"#;
    on_text("x.json", text, &["stats", "--lang", "vi"])
        .ends(0)
        .warns("1 phát biểu không dẫn nguồn")
        .warns("Tệp không có lược đồ")
        .warns("đã đánh số e1, e2");
    on_text("x.json", text, &["check"]).ends(0).warns("1 claim without a citation");
    let silent = hvgraph(&["stats"]);
    assert_eq!(silent.stderr, "");
}

#[test]
fn a_whole_data_set_keeps_its_promise_still() {
    // Imports may lack citations; a data set folder may not.
    let mut records =
        json!({ "sources": [crate::folders::source()], "nodes": [crate::folders::thing("a", "A")] });
    records["nodes"][0]["cite"] = json!([]);
    let folder = Folder::small().with_records("a.json", &records);
    on(&folder, "", &["check"]).ends(3).warns("no citation");
}

#[test]
fn faults_have_their_place() {
    let export = |flag: &str| hvgraph(&["--data", "tests/data/regatta", "export", flag]).stdout;
    let (graphml, json) = (export("--graphml"), export("--json"));
    let node = "<node id=\"a\"/>";
    let files: Vec<(&str, String)> = vec![
        ("syntax.graphml", format!("{HEAD}\n<graph>\n  <node id=\"a\"></edge>")),
        ("entity.graphml", format!("{HEAD}\n<graph><node id=\"&lol;\"/></graph></graphml>")),
        (
            "doctype.graphml",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY a \"b\">]>\n<graphml/>".to_owned(),
        ),
        ("gexf.graphml", "<gexf><graph/></gexf>".to_owned()),
        ("no-graph.graphml", format!("{HEAD}</graphml>")),
        (
            "no-id.graphml",
            format!("{HEAD}\n<graph><node/><node id=\"b\"/><edge source=\"b\"/></graph></graphml>"),
        ),
        ("end.graphml", format!("{HEAD}\n<graph>{node}<edge source=\"a\" target=\"b\"/></graph></graphml>")),
        ("twice.graphml", format!("{HEAD}\n<graph>{node}\n{node}</graph></graphml>")),
        (
            "number.graphml",
            format!(
                "{HEAD}\n<key id=\"k\" attr.name=\"n\" attr.type=\"int\"/><graph><node id=\"a\"><data key=\"k\">1.5</data></node></graph></graphml>"
            ),
        ),
        ("date.graphml", graphml.replacen("198X", "198Y", 1)),
        ("schema.graphml", graphml.replacen("&quot;version&quot;:1", "&quot;version&quot;:9", 1)),
        ("date.json", json.replacen("\"198X\"", "\"198Y\"", 1)),
        ("schema.json", json.replacen("\"version\":1", "\"version\":9", 1)),
        ("kind-of-end.json", json.replacen("\"type\":\"LIES_ON\"", "\"type\":\"RIVAL_OF\"", 1)),
        ("syntax.json", "{\"nodes\": [\n{\"id\": 1,}], \"edges\": []}".to_owned()),
        ("object.json", "{\"nodes\": [\n{\"id\": 1}, 7], \"edges\": []}".to_owned()),
        ("no-edges.json", "{\"nodes\": []}".to_owned()),
        ("data-set.json", "{\"nodes\": [], \"claims\": []}".to_owned()),
        ("twice.json", "{\"nodes\": [{\"id\": 1, \"x\": 1, \"x\": 2}], \"edges\": []}".to_owned()),
        ("text.json", "id,name\n".to_owned()),
        ("empty.json", String::new()),
    ];
    let mut shown = String::new();
    for (name, text) in files {
        let run = on_text(name, &text, &["stats"]);
        assert_eq!(run.status, 3, "{}", run.shown());
        shown += &run.stderr;
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn faults_of_tables_have_their_place() {
    let nodes = "id,kind,name\na,Thing,A\n";
    let claims = "id,type,source,target\nc,KNOWS,a,a\n";
    let tables = [
        ("id,kind\na,Thing\nb\n", claims),
        ("kind,name\nThing,A\n", claims),
        ("id,id\na,b\n", claims),
        ("id,name\na,\"A\nb,B\n", claims),
        ("id,name\na,\"A\"x\n", claims),
        ("id,name\n,A\n", claims),
        (nodes, "id,source,to\n1,a,b\n"),
        (nodes, "id,source\n1,a\n"),
        (nodes, "source,target\na,\n"),
        ("id,kind,name,when,a_integer\na,Thing,A,2020-13,1\nb,Thing,B,,x\n", claims),
    ];
    let mut shown = String::new();
    for (at, (nodes, claims)) in tables.iter().enumerate() {
        let mut folder = Folder::empty().with("nodes.csv", nodes).with("claims.csv", claims);
        if at == tables.len() - 1 {
            folder = folder.with("schema.json", crate::folders::small_schema().to_string());
        }
        let run = on(&folder, "", &["stats"]);
        assert_eq!(run.status, 3, "{}", run.shown());
        shown += &run.stderr;
    }
    let missing = on(&Folder::empty().with("nodes.csv", nodes), "", &["stats"]);
    missing.ends(6).warns("cannot read `DIR/claims.csv`");
    insta::assert_snapshot!(shown.replace("DIR//", "DIR/"));
}

#[test]
fn a_folder_with_records_is_a_data_set_though_tables_lie_beside() {
    let folder = Folder::copy_of("tests/data/regatta").with("nodes.csv", "id\na\n").with("claims.csv", "");
    on(&folder, "", &["check"]).ends(0).says("Not read: claims.csv, nodes.csv");
}

#[test]
fn bombs_are_refused_or_read_in_little_time() {
    let many = |part: &str, count: usize| part.repeat(count);
    let attributes: String = (0..20_000).fold(String::new(), |text, at| text + &format!(" a{at}='>'"));
    let data: String = (0..20_000).fold(String::new(), |text, at| text + &format!("<data key='k{at}'/>"));
    let fields: String = (0..20_000).fold(String::new(), |text, at| text + &format!(",\"k{at}\":1"));
    for (name, text, status) in [
        (
            "deep.graphml",
            format!("<graphml>{}{}</graphml>", many("<graph>", 50_000), many("</graph>", 50_000)),
            0,
        ),
        ("attributes.graphml", format!("<graphml{attributes}><graph/></graphml>"), 3),
        ("data.graphml", format!("<graphml><graph><node id='a'>{data}</node></graph></graphml>"), 3),
        ("deep.json", format!("{{\"edges\": [], \"nodes\": {}{}}}", many("[", 50_000), many("]", 50_000)), 3),
        (
            "inside.json",
            format!(
                "{{\"edges\": [], \"nodes\": [{{\"id\":1,\"x\":{}{}}}]}}",
                many("[", 500),
                many("]", 500)
            ),
            3,
        ),
        ("fields.json", format!("{{\"edges\": [], \"nodes\": [{{\"id\":1{fields}}}]}}"), 3),
    ] {
        let run = on_text(name, &text, &["search", "x"]);
        assert!(run.status == status || (status == 0 && run.status == 1), "{name}: {}", run.stderr);
    }
    let folder = Folder::empty();
    let file = std::fs::File::create(folder.file("large.graphml")).unwrap();
    file.set_len(600 << 20).unwrap();
    on(&folder, "large.graphml", &["stats"]).ends(3).warns("at most 536870912 bytes");
    on(&folder, "missing.graphml", &["stats"]).ends(6).warns("cannot read");
    on(&Folder::empty().with("x", b"\x89PNG\xff"), "x", &["stats"]).ends(3).warns("not UTF-8");
}

proptest! {
    #![proptest_config(cases(64))]

    #[test]
    fn damaged_files_are_loaded_whole_or_refused_with_places(
        at in 0.0..1.0_f64,
        length in 0_usize..40,
        noise in "[<>&\"'{}\\[\\],:a-z0-9]{0,6}",
        is_xml in any::<bool>(),
    ) {
        let text = if is_xml { GRAPHML } else { NODE_LINK };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a short text")]
        let start = (at * text.len() as f64) as usize;
        let end = (start + length).min(text.len());
        let damaged = format!("{}{noise}{}", &text[..start], &text[end..]);
        match Dataset::from_import("x", &damaged) {
            Ok(dataset) => {
                let counts = dataset.counts();
                prop_assert_eq!(dataset.graph().node_count(), counts.n_nodes + counts.n_sources);
                prop_assert_eq!(dataset.graph().edge_count(), counts.n_claims);
            }
            Err(DatasetError::Problems(problems)) => {
                prop_assert!(!problems.is_empty());
                for problem in problems {
                    let line = damaged.split('\n').nth(problem.place.line - 1);
                    prop_assert!(line.is_some_and(|line| problem.place.column <= line.chars().count() + 1), "{:?}", problem);
                }
            }
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        }
    }
}

const GRAPHML: &str = "<graphml>\n<key id=\"k\" for=\"node\" attr.name=\"n\" attr.type=\"int\"><default>3</default></key>\n<key id=\"j\" for=\"all\" attr.name=\"list\" attr.type=\"string\" hv.type=\"json\"/>\n<graph edgedefault=\"directed\">\n<node id=\"a\"><data key=\"k\">1</data><data key=\"j\">[\"x\", {\"y\": 1}]</data></node>\n<node id=\"b\"><graph><node id=\"c\"/></graph></node>\n<edge id=\"e\" source=\"a\" target=\"b\"><data key=\"j\">[]</data></edge>\n</graph>\n</graphml>\n";

const NODE_LINK: &str = "{\"directed\": true, \"graph\": {\"name\": \"g\"},\n\"nodes\": [{\"id\": 1, \"kind\": \"A\", \"n\": 1.5},\n{\"id\": \"b\", \"kind\": \"B\", \"when\": \"2020\", \"list\": [\"x\"], \"m\": {\"y\": [null]}}],\n\"edges\": [{\"source\": 1, \"target\": \"b\", \"key\": \"e\", \"citations\": [\"s#1\"]}]}\n";
