//! `hvgraph bench`: lists of edges in, costs and digests out.

use serde_json::Value;

use crate::folders::Folder;
use crate::program::hvgraph;

/// Two triangles and a way between them, names instead of numbers.
const EDGES: &str = "a\tb\t2\nb\tc\t2\nc\ta\t2\nc\td\t7\nd\te\t1\ne\tf\t1\nf\td\t1\n";

fn measured(args: &[&str]) -> Value {
    let run = hvgraph(&[&["bench", "--json", "--repeat", "1"], args].concat());
    run.ends(0);
    assert_eq!(run.stdout.lines().count(), 1, "one line, for programs that read lines");
    serde_json::from_str(&run.stdout).unwrap()
}

#[test]
fn a_list_of_edges_is_read_and_the_cost_told() {
    let folder = Folder::empty().with("edges.tsv", EDGES);
    let (graph, out) = (folder.file("edges.tsv"), folder.file("out.tsv"));
    let (graph, out) = (graph.to_str().unwrap(), out.to_str().unwrap());
    let told = measured(&["--graph", graph, "--algorithm", "sssp", "--sources", "a", "--output", out]);
    assert_eq!((told["n_nodes"].as_u64(), told["n_edges"].as_u64()), (Some(6), Some(7)));
    for list in ["kernel_s", "cpu_s"] {
        assert_eq!(told[list].as_array().unwrap().len(), 1);
    }
    assert_eq!(std::fs::read_to_string(out).unwrap(), "a\t0\nb\t2\nc\t2\nd\t9\ne\t10\nf\t10\n");
    measured(&["--graph", graph, "--algorithm", "bridges", "--output", out]);
    assert_eq!(std::fs::read_to_string(out).unwrap(), "a\t0\nb\t0\nc\t1\nd\t1\ne\t0\nf\t0\n");
    measured(&["--graph", graph, "--algorithm", "hv.edge_betweenness", "--output", out]);
    assert_eq!(std::fs::read_to_string(out).unwrap().lines().count(), 7);
    let run = hvgraph(&["bench", "--graph", graph, "--algorithm", "wcc"]);
    run.ends(0).says("6 nodes, 7 edges, undirected").says("fastest of ").says("result");
}

#[test]
fn digests_do_not_depend_on_threads_or_on_a_cache() {
    let folder = Folder::empty().with("edges.tsv", EDGES);
    let (graph, cache) = (folder.file("edges.tsv"), folder.file("edges.rows"));
    let (graph, cache) = (graph.to_str().unwrap(), cache.to_str().unwrap());
    hvgraph(&["bench", "--graph", graph, "--write-cache", cache, "--weighted"]).ends(0);
    for name in ["pagerank", "leiden", "betweenness", "triangles", "hv.closeness", "apsp_w"] {
        let digest = |graph, threads| {
            measured(&["--graph", graph, "--algorithm", name, "--threads", threads])["result_digest"].clone()
        };
        assert_eq!(digest(graph, "1"), digest(graph, "8"), "{name}");
        assert_eq!(digest(graph, "1"), digest(cache, "2"), "{name}");
    }
}

#[test]
fn vertices_keep_their_names_when_they_are_numbered_by_degree() {
    let folder = Folder::empty().with("edges.tsv", EDGES);
    let (graph, out) = (folder.file("edges.tsv"), folder.file("out.tsv"));
    let (graph, out) = (graph.to_str().unwrap(), out.to_str().unwrap());
    for (name, more) in [
        ("sssp", &["--sources", "a"][..]),
        ("kcore", &[]),
        ("hv.degree", &[]),
        ("hv.edge_betweenness", &[]),
        ("jaccard", &[]),
        ("hv.diameter", &[]),
    ] {
        let answer = |flags: &[&str]| {
            measured(&[&["--graph", graph, "--algorithm", name, "--output", out], more, flags].concat());
            std::fs::read_to_string(out).unwrap()
        };
        assert_eq!(answer(&["--by-degree"]), answer(&[]), "{name}");
    }
    hvgraph(&["bench", "--graph", graph, "--by-degree", "--write-cache", out]).ends(2);
}

#[test]
fn numbers_and_pairs_are_told() {
    let folder = Folder::empty().with("edges.tsv", EDGES);
    let (graph, out) = (folder.file("edges.tsv"), folder.file("out.tsv"));
    let (graph, out) = (graph.to_str().unwrap(), out.to_str().unwrap());
    hvgraph(&["bench", "--graph", graph, "--algorithm", "hv.diameter", "--output", out])
        .ends(0)
        .says("result              3  ");
    assert_eq!(std::fs::read_to_string(out).unwrap(), "0\t3.0\n");
    measured(&["--graph", graph, "--algorithm", "common-neighbors", "--output", out]);
    assert_eq!(std::fs::read_to_string(out).unwrap(), "a\td\t1.0\nb\td\t1.0\nc\te\t1.0\nc\tf\t1.0\n");
    hvgraph(&["bench", "--graph", graph, "--algorithm", "hv.distance"]).ends(2).warns("--sources");
    hvgraph(&["bench", "--graph", graph, "--algorithm", "hv.degree", "--sources", "a"])
        .ends(2)
        .warns("--sources");
}

#[test]
fn what_is_wrong_is_told_with_place_and_hint() {
    let folder = Folder::empty().with("edges.tsv", EDGES).with("broken.tsv", "1\t2\nalone\n");
    let graph = folder.file("edges.tsv");
    let graph = graph.to_str().unwrap();
    hvgraph(&["bench", "--graph", graph, "--algorithm", "pagernak"])
        .ends(2)
        .warns("did you mean `pagerank`?");
    hvgraph(&["bench", "--graph", graph, "--algorithm", "bfs"]).ends(2).warns("--sources");
    hvgraph(&["bench", "--graph", graph, "--algorithm", "bfs", "--sources", "z"])
        .ends(2)
        .warns("no vertex `z`");
    hvgraph(&["bench", "--graph", graph, "--algorithm", "hv.pagerank", "--set", "speed=1"])
        .ends(2)
        .warns("`speed`");
    hvgraph(&["bench", "--graph", graph]).ends(2).warns("--algorithm");
    let broken = folder.file("broken.tsv");
    hvgraph(&["bench", "--graph", broken.to_str().unwrap(), "--algorithm", "wcc"])
        .ends(3)
        .warns("broken.tsv:2: expected");
    hvgraph(&["bench", "--graph", "/there/is/none", "--algorithm", "wcc"]).ends(6);
    hvgraph(&["bench", "--list"]).ends(0).says("pagerank_conv").says("hv.constraint");
}
