//! `hvgraph export` and `hvgraph render`: what is written can be read back, whole, with its citations.

use std::collections::{BTreeMap, BTreeSet};

use graphviz_rust::dot_structures::{Attribute, EdgeTy, Graph, Id, NodeId, Stmt, Vertex};
use serde_json::Value;

use crate::folders::Folder;
use crate::program::{REGATTA, hvgraph, on_folder, regatta, repository, run, sealed};

fn records(file: &str, list: &str) -> Vec<Value> {
    let text = std::fs::read_to_string(repository().join("tests/data/regatta").join(file)).unwrap();
    let file: Value = serde_json::from_str(&text).unwrap();
    file[list].as_array().unwrap().clone()
}

/// The nodes and edges of a DOT text: attributes by node, and attributes of each edge with its ends.
#[derive(Debug, Default)]
pub(crate) struct Dot {
    pub(crate) nodes: BTreeMap<String, BTreeMap<String, String>>,
    pub(crate) edges: Vec<((String, String), BTreeMap<String, String>)>,
}

impl Dot {
    /// Reads DOT with a parser of its own; clusters are opened.
    #[track_caller]
    pub(crate) fn read(text: &str) -> Dot {
        let Graph::DiGraph { stmts, .. } =
            graphviz_rust::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
        else {
            panic!("not a digraph:\n{text}");
        };
        let mut dot = Dot::default();
        dot.statements(&stmts);
        dot
    }

    fn statements(&mut self, statements: &[Stmt]) {
        for statement in statements {
            match statement {
                Stmt::Node(node) => {
                    self.nodes.entry(name(&node.id)).or_default().extend(attributes(&node.attributes));
                }
                Stmt::Edge(edge) => {
                    let EdgeTy::Pair(Vertex::N(from), Vertex::N(to)) = &edge.ty else { panic!("{edge:?}") };
                    self.edges.push(((name(from), name(to)), attributes(&edge.attributes)));
                }
                Stmt::Subgraph(inner) => self.statements(&inner.stmts),
                _ => {}
            }
        }
    }

    /// Returns the edges that stand for claims; invisible ones only keep parts of the picture in place.
    pub(crate) fn claims(&self) -> impl Iterator<Item = &((String, String), BTreeMap<String, String>)> {
        self.edges
            .iter()
            .filter(|(_, attributes)| attributes.get("style").is_none_or(|style| !style.contains("invis")))
    }
}

fn text(id: &Id) -> String {
    match id {
        Id::Escaped(quoted) => quoted[1..quoted.len() - 1].replace("\\\"", "\""),
        Id::Plain(text) | Id::Html(text) | Id::Anonymous(text) => text.clone(),
    }
}

fn name(NodeId(id, _): &NodeId) -> String {
    text(id)
}

fn attributes(list: &[Attribute]) -> BTreeMap<String, String> {
    list.iter().map(|Attribute(key, value)| (text(key), text(value))).collect()
}

#[test]
fn json_has_every_record_with_every_property() {
    let graph = regatta(&["export", "--json"]).json(0);
    assert_eq!(
        (&graph["directed"], &graph["multigraph"], &graph["schema_version"]),
        (&true.into(), &true.into(), &1.into())
    );
    let by_id = |list: &str, key: &str| -> BTreeMap<String, Value> {
        let list = graph[list].as_array().unwrap().iter();
        list.map(|record| (record[key].as_str().unwrap().to_owned(), record.clone())).collect()
    };
    let (nodes, edges) = (by_id("nodes", "id"), by_id("edges", "key"));
    let (kept_nodes, kept_claims) = (records("nodes.json", "nodes"), records("claims.json", "claims"));
    assert_eq!(nodes.len(), kept_nodes.len() + records("sources.json", "sources").len());
    assert_eq!(edges.len(), kept_claims.len());
    for record in kept_nodes {
        let node = &nodes[record["id"].as_str().unwrap()];
        assert_eq!(
            (&node["kind"], &node["name"], &node["citations"]),
            (&record["kind"], &record["name"], &record["cite"])
        );
        for (key, value) in record["props"].as_object().into_iter().flatten() {
            assert_eq!(&node[key], value, "{key} of {}", record["id"]);
        }
        for field in ["gloss", "when", "note", "derived"] {
            assert_eq!(node[field], record[field], "{field} of {}", record["id"]);
        }
        let aliases: Vec<_> =
            record["aliases"].as_array().into_iter().flatten().map(|alias| alias["name"].clone()).collect();
        assert_eq!(node["aliases"].as_array().cloned().unwrap_or_default(), aliases);
    }
    for record in kept_claims {
        let edge = &edges[record["id"].as_str().unwrap()];
        assert_eq!(
            (&edge["source"], &edge["target"], &edge["type"]),
            (&record["from"], &record["to"], &record["type"])
        );
        assert_eq!(edge["citations"], record["cite"]);
        assert_eq!(edge["status"], record.get("status").cloned().unwrap_or("stated".into()));
        for field in ["when", "attested", "note", "derived"] {
            assert_eq!(edge[field], record[field], "{field} of {}", record["id"]);
        }
        for (key, value) in record["props"].as_object().into_iter().flatten() {
            assert_eq!(&edge[key], value, "{key} of {}", record["id"]);
        }
    }
}

#[test]
fn a_property_may_not_hide_what_json_says_itself() {
    // A property called `target` took the place of the claim's end in answers and was dropped by the export.
    for name in [
        "key",
        "kind",
        "type",
        "source",
        "target",
        "source_name",
        "target_name",
        "forwards",
        "as_of",
        "during",
    ] {
        let mut schema = crate::folders::small_schema();
        schema["types"]["KNOWS"]["props"][name] =
            serde_json::json!({ "type": "string", "label": { "vi": name, "en": name } });
        let folder = Folder::empty().with("schema.json", schema.to_string());
        let expected = format!("property `{name}`, a name that the format uses itself");
        on_folder(folder.path(), &["check"]).ends(3).warns(&expected);
    }
}

#[test]
fn every_edge_has_its_citation_in_every_form() {
    for data in [&[REGATTA][..], &[]] {
        let all = [data, &["export", "--json"]].concat();
        let graph = hvgraph(&all).json(0);
        for edge in graph["edges"].as_array().unwrap() {
            let citations = edge["citations"].as_array().unwrap();
            assert!(
                !citations.is_empty() && citations.iter().all(|one| one.as_str().unwrap().contains('#')),
                "{edge}"
            );
        }
        let dot = hvgraph(
            &[data, &["export", "--dot", "--structural", "--status", "stated,inferred,disputed,denied"]]
                .concat(),
        );
        let dot = Dot::read(&dot.stdout);
        let mut n_drawn = 0;
        for (ends, attributes) in dot.claims() {
            let tooltip = attributes
                .get("tooltip")
                .or(attributes.get("edgetooltip"))
                .unwrap_or_else(|| panic!("{ends:?} has no tooltip: {attributes:?}"));
            // A line of a large picture stands for all claims from one node to another, one a line.
            let claims: Vec<&str> = tooltip.split("\\n").flat_map(str::lines).collect();
            assert!(claims.iter().all(|claim| claim.contains('#')), "{ends:?}: {tooltip}");
            n_drawn += claims.len();
        }
        assert!(n_drawn >= graph["edges"].as_array().unwrap().len(), "{n_drawn} claims drawn");
    }
}

#[test]
fn equal_input_gives_equal_bytes_in_id_order() {
    for args in [["export", "--json"], ["export", "--dot"]] {
        assert_eq!(hvgraph(&args).stdout, hvgraph(&args).stdout);
        assert_eq!(regatta(&args).stdout, regatta(&args).stdout);
    }
    let graph = regatta(&["export", "--json"]).json(0);
    let keys: Vec<&str> =
        graph["edges"].as_array().unwrap().iter().map(|edge| edge["key"].as_str().unwrap()).collect();
    assert!(keys.is_sorted(), "{keys:?}");
}

#[test]
fn dot_is_as_reviewed() {
    insta::assert_snapshot!(regatta(&["export", "--dot", "--focus", "steinsee"]).shown());
}

#[test]
fn dot_has_title_counts_legend_and_sources() {
    let run = regatta(&["export", "--dot"]);
    run.ends(0)
        .says("Regattas of the Quiet River")
        .says("The Weir Gazette")
        .says("Left out")
        .says("22 nodes, 32 claims");
    regatta(&["export", "--dot", "--title", "A title of my own"]).ends(0).says("A title of my own");
    regatta(&["export", "--dot", "--lang", "vi"]).ends(0).says("Đua thuyền Sông Lặng").says("nút");
    regatta(&["export", "--dot", "--as-of", "2018"]).ends(0).says("As of 2018");
}

/// Returns the ids of the nodes and the keys of the edges of a part of the graph.
fn part(args: &[&str]) -> (BTreeSet<String>, BTreeSet<String>) {
    let graph = regatta(&[&["export", "--json"], args].concat()).json(0);
    let ids = |list: &str, key: &str| {
        let list = graph[list].as_array().unwrap().iter();
        list.map(|record| record[key].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
    };
    (ids("nodes", "id"), ids("edges", "key"))
}

#[test]
fn filters_choose_a_part() {
    let (nodes, edges) = part(&["--focus", "heron"]);
    assert_eq!(nodes, ["heron", "mist-2018", "steinsee"].map(str::to_owned).into());
    assert_eq!(edges, ["c17", "c19", "c31"].map(str::to_owned).into());
    let (nodes, _) = part(&["--focus", "heron", "--depth", "2"]);
    assert!(
        nodes.contains("brandvik") && nodes.contains("song-lang") && !nodes.contains("khoi-vi"),
        "{nodes:?}"
    );
    let (nodes, _) = part(&["--focus", "heron", "--focus", "phon"]);
    assert!(nodes.contains("steinsee") && nodes.contains("nam-sai"), "{nodes:?}");
    let (nodes, edges) = part(&["--kind", "Rower"]);
    assert_eq!((nodes.len(), edges.len()), (6, 2));
    let (_, edges) = part(&["--type", "OWNS"]);
    assert_eq!(edges, ["c17", "c18"].map(str::to_owned).into());
    let (_, edges) = part(&["--as-of", "1972", "--certain"]);
    assert!(edges.contains("c01") && !edges.contains("c05"), "{edges:?}");
    let (_, edges) = part(&["--status", "denied"]);
    assert_eq!(edges, ["c23".to_owned()].into());
    let (_, edges) = part(&["--min-sources", "2"]);
    assert!(edges.iter().all(|edge| ["c02", "c07", "c20", "c30"].contains(&edge.as_str())), "{edges:?}");
    regatta(&["export", "--json", "--depth", "2"]).ends(2);
    regatta(&["export", "--json", "--kind", "Boats"]).ends(2).warns("did you mean `Boat`?");
}

#[test]
fn no_edge_leads_out_of_a_part() {
    for args in [
        &["--focus", "steinsee", "--depth", "2"][..],
        &["--kind", "Club", "--kind", "Rower"],
        &["--as-of", "2018"],
    ] {
        let graph = regatta(&[&["export", "--json"], args].concat()).json(0);
        let ids: BTreeSet<&str> =
            graph["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap()).collect();
        for edge in graph["edges"].as_array().unwrap() {
            assert!(
                ids.contains(edge["source"].as_str().unwrap())
                    && ids.contains(edge["target"].as_str().unwrap()),
                "{edge}"
            );
        }
    }
}

#[test]
fn a_format_is_needed_and_one_is_enough() {
    regatta(&["export"]).ends(2).warns("expected `--dot`, ").warns(" or `--json`");
    regatta(&["export", "--dot", "--json"]).ends(2);
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let folder = Folder::empty();
    let target = folder.file("graph.json");
    let target = target.to_str().unwrap();
    regatta(&["export", "--json", "-o", target]).ends(0);
    assert_eq!(std::fs::read_to_string(target).unwrap(), regatta(&["export", "--json"]).stdout);
    // Nothing but the file is left behind, also where it was there before.
    regatta(&["export", "--dot", "-o", target]).ends(0);
    assert!(std::fs::read_to_string(target).unwrap().starts_with("digraph"));
    assert_eq!(names(&folder), ["graph.json"]);
}

fn names(folder: &Folder) -> Vec<String> {
    let entries = std::fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn an_output_that_cannot_be_written_is_an_input_output_error() {
    let folder = Folder::empty().with("file", "x");
    for target in [
        "/nonexistent/graph.json",
        "/proc/graph.json",
        folder.file("file/graph.json").to_str().unwrap(),
        folder.path().to_str().unwrap(),
    ] {
        let run = regatta(&["export", "--json", "-o", target]);
        assert_eq!(run.ends(6).json(6)["error"]["class"], "io");
        run.warns("cannot write `");
    }
    assert_eq!(names(&folder), ["file"]);
    // An empty name is no file either.
    assert_ne!(regatta(&["export", "--json", "-o", ""]).status, 0);
}

#[test]
fn a_data_set_that_is_refused_leaves_an_old_file_alone() {
    let folder = Folder::small().with("broken.json", "{");
    let target = Folder::empty().with("graph.json", "old");
    on_folder(folder.path(), &["export", "--json", "-o", target.file("graph.json").to_str().unwrap()])
        .ends(3);
    assert_eq!(std::fs::read_to_string(target.file("graph.json")).unwrap(), "old");
}

#[test]
#[cfg(unix)]
fn a_reader_that_hangs_up_ends_it_quietly() {
    for args in [
        &["export", "--json"][..],
        &["export", "--dot"],
        &["timeline", "--claims"],
        &["cite", "--json"],
        &["man"],
        &["completions", "zsh"],
        &["--help"],
        &["schema", "--json-schema"],
    ] {
        let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_hvgraph"))
            .args(args)
            .current_dir(repository())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        // The pipe is closed before or while it writes.
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(output.stderr.is_empty(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_is_an_error() {
    for args in [&["export", "--json"][..], &["stats"], &["man"], &["completions", "bash"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_hvgraph"))
            .args(args)
            .stdout(full)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(6), "{args:?}");
        assert!(
            String::from_utf8_lossy(&output.stderr).contains("cannot write to standard output"),
            "{args:?}"
        );
    }
}

#[test]
fn without_graphviz_other_formats_than_svg_say_what_to_install() {
    let folder = Folder::empty();
    for ending in ["png", "pdf"] {
        let target = folder.file(&format!("graph.{ending}"));
        let run = regatta(&["render", "-o", target.to_str().unwrap()]);
        run.ends(6).warns("needs Graphviz, which is not installed").warns("hint: install Graphviz");
    }
    assert_eq!(names(&folder), Vec::<String>::new());
}

#[test]
fn without_graphviz_svg_is_drawn_all_the_same() {
    let folder = Folder::empty();
    let target = folder.file("graph.svg");
    regatta(&["render", "-o", target.to_str().unwrap()]).ends(0).warns("drawn with the built-in drawer");
    assert_well_formed(&std::fs::read_to_string(&target).unwrap());
    regatta(&["path", "khoi-vi", "brandvik", "--svg", target.to_str().unwrap()]).ends(0).says("Sources");
    assert_well_formed(&std::fs::read_to_string(&target).unwrap());
}

#[test]
fn the_ending_of_the_file_says_the_format() {
    let run = regatta(&["render", "-o", "graph.jpeg"]);
    run.ends(2).warns("expected a name that ends in .svg, .png or .pdf");
    regatta(&["render"]).ends(2);
    regatta(&["render", "-o", "x.svg", "--focus", "zzzz"]).ends(1);
    assert!(!repository().join("graph.jpeg").exists() && !repository().join("x.svg").exists());
}

/// Returns the machine's `PATH` if Graphviz is on it.
fn graphviz() -> Option<std::ffi::OsString> {
    let found = std::process::Command::new("dot").arg("-V").output().is_ok();
    if !found {
        eprintln!("skipped: Graphviz is not installed");
    }
    std::env::var_os("PATH").filter(|_| found)
}

#[test]
fn with_graphviz_a_picture_is_well_formed() {
    let Some(path) = graphviz() else { return };
    let folder = Folder::empty();
    let target = folder.file("graph.svg");
    let run_with = |args: &[&str]| run(sealed().env("PATH", &path), &[&[REGATTA], args].concat());
    for layout in ["dot", "neato", "fdp", "sfdp", "circo", "twopi"] {
        run_with(&["render", "-o", target.to_str().unwrap(), "--layout", layout])
            .ends(0)
            .warns("drawn with Graphviz");
        let svg = std::fs::read_to_string(&target).unwrap();
        assert_well_formed(&svg);
        assert!(svg.contains("ສະໂມສອນເຮືອນ້ຳໃສ") && svg.contains("Trần Khôi Vĩ"), "{layout}");
    }
    run_with(&["path", "khoi-vi", "brandvik", "--svg", target.to_str().unwrap()]).ends(0).says("Sources");
    assert_well_formed(&std::fs::read_to_string(&target).unwrap());
    let png = folder.file("graph.png");
    run_with(&["render", "-o", png.to_str().unwrap()]).ends(0);
    assert!(std::fs::read(&png).unwrap().starts_with(b"\x89PNG"));
}

fn assert_well_formed(svg: &str) {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
    let document = roxmltree::Document::parse_with_options(svg, options).unwrap();
    assert_eq!(document.root_element().tag_name().name(), "svg");
    for node in document.descendants() {
        assert_ne!(node.tag_name().name(), "script");
        for attribute in node.attributes().filter(|attribute| attribute.name() == "href") {
            assert!(
                ["http:", "https:", "mailto:"].iter().any(|scheme| attribute.value().starts_with(scheme)),
                "{}",
                attribute.value()
            );
        }
    }
}
