//! `hvgraph export --html`: one file, whole, with every claim and its evidence. What it does in a browser is tested by
//! `tests/page.py`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::folders::{Folder, claim, source, thing};
use crate::program::{Run, hvgraph, on_folder, regatta};

/// Returns the data that a page carries.
#[track_caller]
fn data(page: &str) -> Value {
    serde_json::from_str(between(page, "id=\"data\">", "</script>")).unwrap()
}

#[track_caller]
fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end}")).0
}

/// Reads the page as XML, without what an HTML parser takes as raw text.
#[track_caller]
fn elements(page: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut markup = page.replacen("<!DOCTYPE html>", "", 1);
    for (start, end) in [
        ("<style>", "</style>"),
        ("<script type=\"application/json\" id=\"data\">", "</script>"),
        ("<script>", "</script>"),
    ] {
        let inside = between(&markup, start, end).to_owned();
        markup = markup.replacen(&format!("{start}{inside}{end}"), &format!("{start}{end}"), 1);
    }
    let document = roxmltree::Document::parse(&markup).unwrap_or_else(|error| panic!("{error}"));
    let elements = document.descendants().filter(roxmltree::Node::is_element);
    let attribute = |one: roxmltree::Attribute<'_, '_>| (one.name().to_owned(), one.value().to_owned());
    elements
        .map(|one| (one.tag_name().name().to_owned(), one.attributes().map(attribute).collect()))
        .collect()
}

fn count(elements: &[(String, Vec<(String, String)>)], class: &str) -> usize {
    let has_class =
        |(name, value): &(String, String)| name == "class" && value.split(' ').any(|one| one == class);
    elements.iter().filter(|(_, attributes)| attributes.iter().any(has_class)).count()
}

fn page(args: &[&str]) -> Run {
    regatta(&[&["export", "--html"], args].concat())
}

#[test]
fn it_has_every_node_and_claim_with_citations() {
    let graph = regatta(&["export", "--json"]).json(0);
    let run = page(&["--structural", "--status", "stated,inferred,disputed,denied"]);
    let data = data(&run.ends(0).stdout);
    let ids = |list: &Value, key: &str| -> BTreeSet<String> {
        list.as_array().unwrap().iter().map(|one| one[key].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids(&data["nodes"], "id"), ids(&graph["nodes"], "id"));
    assert_eq!(ids(&data["claims"], "id"), ids(&graph["edges"], "key"));
    let marks: Vec<&str> =
        data["sources"].as_array().unwrap().iter().map(|one| one["mark"].as_str().unwrap()).collect();
    for (claim, edge) in data["claims"].as_array().unwrap().iter().zip(graph["edges"].as_array().unwrap()) {
        let cites = claim["cites"].as_array().unwrap();
        let n_places: usize = cites.iter().map(|one| one[1].as_array().unwrap().len()).sum();
        let cited: BTreeSet<&str> =
            edge["citations"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
        assert_eq!(n_places, cited.len(), "{claim}");
        assert!(
            cites.iter().all(|one| usize::try_from(one[0].as_u64().unwrap()).unwrap() < marks.len()),
            "{claim}"
        );
    }
    let elements = elements(&run.stdout);
    let claims = data["claims"].as_array().unwrap().len();
    // The legend draws a line for each status.
    let n_statuses = between(&run.stdout, "class=\"group legend\"", "</main>").matches("data-status").count();
    assert_eq!(
        (count(&elements, "node"), count(&elements, "line")),
        (data["nodes"].as_array().unwrap().len(), claims + n_statuses)
    );
}

#[test]
fn it_says_what_it_is_and_what_it_leaves_out() {
    let run = page(&["--lang", "en"]);
    run.ends(0).says("<h1>Regattas of the Quiet River</h1>").says("22 nodes, 32 claims").says("Left out: ");
    run.says("The Weir Gazette").says("How to cite this page").says("`regatta`");
    assert!(!run.stdout.contains("--structural"), "a flag on the page");
    page(&["--lang", "vi", "--as-of", "2018"])
        .ends(0)
        .says("<html lang=\"vi\">")
        .says("Tại thời điểm 2018")
        .says("Nguồn");
    page(&["--title", "My <own> title"]).ends(0).says("<title>My &lt;own&gt; title</title>");
}

#[test]
fn it_fetches_nothing_and_allows_only_its_own_code() {
    let run = hvgraph(&["export", "--html"]);
    let page = &run.ends(0).stdout;
    let policy =
        between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"").replace("&#39;", "'");
    assert!(
        policy.starts_with("default-src 'none'; script-src 'sha256-") && !policy.contains("unsafe"),
        "{policy}"
    );
    let hashes: BTreeSet<&str> =
        policy.split('\'').filter(|part| part.starts_with("sha256-") && part.len() == 51).collect();
    assert_eq!(hashes.len(), 2, "{policy}");
    for (name, attributes) in elements(page) {
        assert!(
            !["iframe", "object", "embed", "base", "link", "img", "image"].contains(&name.as_str()),
            "{name}"
        );
        for (key, value) in attributes {
            assert!(
                !key.starts_with("on") && key != "style" && key != "src" && key != "srcset",
                "{name} {key}"
            );
            let is_address = matches!(key.as_str(), "href" | "action" | "formaction");
            assert!(
                !is_address || value.starts_with('#') || value.starts_with("http"),
                "{name} {key} {value}"
            );
        }
    }
}

#[test]
fn equal_input_gives_equal_bytes() {
    for args in [&["export", "--html"][..], &["export", "--html", "--focus", "ha-noi", "--depth", "1"]] {
        assert_eq!(hvgraph(args).ends(0).stdout, hvgraph(args).stdout);
    }
}

#[test]
fn parallel_claims_and_loops_are_lines_of_their_own() {
    let claims = ["c1", "c2", "c3", "c4"].map(|id| claim(id, "KNOWS", "a", "b"));
    let back = claim("c5", "KNOWS", "b", "a");
    let loops = ["c6", "c7"].map(|id| claim(id, "KNOWS", "a", "a"));
    let claims: Vec<Value> = claims.into_iter().chain([back]).chain(loops).collect();
    let records =
        json!({ "sources": [source()], "nodes": [thing("a", "A"), thing("b", "B")], "claims": claims });
    let folder = Folder::small().with_records("a.json", &records);
    let run = on_folder(folder.path(), &["export", "--html"]);
    let drawing = between(&run.ends(0).stdout, "<g id=\"claims\">", "</g>");
    let paths: BTreeSet<&str> =
        drawing.split(" d=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(paths.len(), 7, "{drawing}");
}

#[test]
fn hostile_text_stays_text() {
    let hostile = [
        "</script><script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "<!--",
        "]]>",
        "{{script}}",
        "\u{202e}gnp",
        "&amp;",
    ];
    let nodes: Vec<Value> =
        hostile.iter().enumerate().map(|(at, name)| thing(&format!("n{at}"), name)).collect();
    let mut bad = source();
    bad["title"] = hostile[0].into();
    bad["url"] = "https://x.example/\"><script>alert(1)</script>".into();
    let folder = Folder::small().with_records(
        "a.json",
        &json!({ "sources": [bad], "nodes": nodes, "claims": [claim("c", "KNOWS", "n0", "n1")] }),
    );
    let run = on_folder(folder.path(), &["export", "--html", "--title", hostile[0]]);
    let page = &run.ends(0).stdout;
    assert_eq!(page.matches("<script").count(), 2, "only the page's own");
    assert!(!page.contains("<img") && !page.contains('\u{202e}'));
    let names: Vec<String> = elements(page)
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| name == "img" || name == "script")
        .collect();
    assert_eq!(names, ["script", "script"]);
    assert_eq!(data(page)["nodes"][0]["name"], hostile[0]);
    assert_eq!(data(page)["nodes"][5]["name"], "\\u{202e}gnp");
}

#[test]
fn the_slider_knows_what_holds_when() {
    let mut dated = claim("c1", "KNOWS", "a", "b");
    dated["when"] = "2019/2021".into();
    let mut unsure = claim("c2", "KNOWS", "a", "b");
    unsure["when"] = "2022?".into();
    let mut lasting = claim("c3", "IN", "a", "b");
    lasting["cite"] = json!(["s1#1"]);
    let undated = claim("c4", "KNOWS", "a", "b");
    let records = json!({ "sources": [source()], "nodes": [thing("a", "A"), thing("b", "B")], "claims": [dated, unsure, lasting, undated] });
    let folder = Folder::small().with_records("a.json", &records);
    let data = data(&on_folder(folder.path(), &["export", "--html"]).ends(0).stdout);
    assert_eq!(data["stops"], json!(["2019", "2020", "2021", "2022"]));
    let rows: Vec<&str> = data["claims"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| data["rows"][usize::try_from(one["row"].as_u64().unwrap()).unwrap()].as_str().unwrap())
        .collect();
    // Any time, then each stop: 0 no, 1 possibly, 2 certainly.
    assert_eq!(rows, ["22220", "20001", "22222", "21111"]);
}

#[test]
fn a_part_can_be_chosen_and_an_empty_one_is_nothing() {
    let part = page(&["--focus", "heron"]);
    let ids: Vec<Value> =
        data(&part.ends(0).stdout)["nodes"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    assert_eq!(ids, ["heron", "mist-2018", "steinsee"]);
    let folder = Folder::small();
    on_folder(folder.path(), &["export", "--html"]).ends(1).says("</html>");
    page(&["--focus", "nobody at all"]).ends(1);
}

#[test]
fn too_many_nodes_are_reduced_or_refused_with_what_asks_for_less() {
    let nodes: Vec<Value> = (0..1001).map(|at| thing(&format!("n{at}"), &format!("Name {at}"))).collect();
    let folder = Folder::small()
        .with_records("a.json", &json!({ "sources": [source()], "nodes": nodes, "claims": [] }));
    let run = on_folder(folder.path(), &["export", "--html"]);
    run.ends(0)
        .warns("1001 nodes, 0 claims are too many")
        .warns("not drawn: 901 nodes")
        .says("not drawn: 901 nodes");
    let run = on_folder(folder.path(), &["export", "--html", "--reduce", "none"]);
    run.ends(5).warns("1001 nodes are too many for a page").warns("--focus NAME");
    assert!(run.stdout.is_empty());
    on_folder(folder.path(), &["export", "--html", "--focus", "n7"]).ends(0);
}

#[test]
fn it_is_one_format_of_several() {
    page(&["--dot"]).ends(2);
    page(&["--json"]).ends(2).warns("`--html` and `--json` together");
    let folder = Folder::empty();
    let file = folder.file("page.html");
    page(&["-o", file.to_str().unwrap()]).ends(0);
    assert_eq!(std::fs::read_to_string(file).unwrap(), page(&[]).stdout);
}
