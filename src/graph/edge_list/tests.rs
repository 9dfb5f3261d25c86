use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;

use super::*;

/// A folder that is removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("hvgraph-edges-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("a folder can be made");
        Folder(path)
    }

    fn file(&self, name: &str, text: &str) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, text).expect("a file can be written");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn options(is_directed: bool, is_weighted: bool) -> ReadOptions {
    ReadOptions { is_directed, is_weighted, n_threads: NonZero::<usize>::MIN }
}

fn read_text(text: &str, options: ReadOptions) -> Result<EdgeListGraph, EdgeListError> {
    let folder = Folder::new(&format!("{:?}", std::thread::current().id()).replace(['(', ')'], ""));
    let path = folder.file("edges.tsv", text);
    read(&path, Format::Edges, options)
}

/// Returns the arcs as names and weights, each row in order.
fn arcs(graph: &EdgeListGraph) -> Vec<(String, String, f64)> {
    let name = |node| graph.ids.name(node).into_owned();
    let nodes = (0..).take(graph.projection.n_nodes());
    nodes.flat_map(|node| graph.projection.arcs(node).map(move |arc| (name(node), name(arc.target), arc.weight))).collect()
}

fn same(one: &EdgeListGraph, other: &EdgeListGraph) {
    assert_eq!(one.ids, other.ids);
    assert_eq!(arcs(one), arcs(other));
    assert_eq!(one.projection.n_edges(), other.projection.n_edges());
}

#[test]
fn plain_numbers_names_and_headings_are_read_alike() {
    let plain = read_text("# remark\n0\t1\t2.5\n1 2 7\r\n2,0\n", options(true, true)).expect("it is plain");
    assert_eq!(plain.ids, Ids::Dense);
    let expected = [("0", "1", 2.5), ("1", "2", 7.0), ("2", "0", 1.0)];
    assert_eq!(arcs(&plain), expected.map(|(from, to, weight)| (from.to_owned(), to.to_owned(), weight)));
    let sparse = read_text("from to\n7000000000000 5\n5 70\n", options(true, false)).expect("numbers");
    assert_eq!(sparse.ids, Ids::Numbers(vec![5, 70, 7_000_000_000_000]));
    assert_eq!(sparse.projection.n_edges(), 2);
    let named = read_text("Hà Nội\tViêng Chăn\nHuế\tHà Nội\n", options(false, false)).expect("names");
    assert_eq!(named.ids, Ids::Names(vec!["Huế".to_owned(), "Hà Nội".to_owned(), "Viêng Chăn".to_owned()]));
    assert_eq!(named.projection.n_edges(), 2);
    let one = read_text("a\tb\t2.5\n", options(true, true)).expect("names");
    assert_eq!(arcs(&one), [("a".to_owned(), "b".to_owned(), 2.5)]);
    assert_eq!(named.ids.index_of("Viêng Chăn", 3), Some(2));
    let gaps = read_text("9\t3\n3\t9\n", options(false, false)).expect("plain");
    assert_eq!(gaps.ids, Ids::Numbers(vec![3, 9]));
    assert_eq!(gaps.projection.targets(0), [1, 1]);
    assert_eq!(read_text("", options(false, false)).expect("empty").projection.n_nodes(), 0);
}

#[test]
fn lines_that_are_no_edges_are_told_with_their_number() {
    for (text, line, part) in [
        ("0\t1\n\n# x\nalone\n", 4, "expected `source target [weight]`"),
        ("0\t1\tx\n", 1, "the weight `x` is not a number"),
        ("0\t1\t2\n1\t2\tNaN\n", 2, "the weight `NaN`"),
    ] {
        let error = read_text(text, options(false, true)).map(|_| ()).expect_err(text);
        assert!(matches!(&error, EdgeListError::Line { line: own, .. } if *own == line), "{error}");
        assert!(error.to_string().contains(part), "{error}");
    }
    let missing = read(&PathBuf::from("/there/is/none"), Format::Edges, options(false, false));
    assert!(matches!(missing, Err(EdgeListError::Io { .. })));
}

#[test]
fn long_files_are_read_alike_in_parts() {
    let folder = Folder::new("parts");
    let mut text = String::new();
    let mut random = 1_u64;
    while text.len() < 150_000 {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let (source, target, weight) = (random >> 48 & 0xFFF, random >> 33 & 0xFFF, random >> 60);
        let _ = writeln!(text, "{source}\t{target}\t{weight}");
    }
    text.pop();
    let path = folder.file("long.tsv", &text);
    for is_directed in [false, true] {
        let on = |n_threads| {
            let n_threads = NonZero::new(n_threads).unwrap_or(NonZero::<usize>::MIN);
            let options = ReadOptions { is_directed, is_weighted: true, n_threads };
            read(&path, Format::Edges, options).expect("it is plain")
        };
        let one = on(1);
        assert_eq!(one.projection.n_edges(), text.lines().count());
        assert!((0..).take(one.projection.n_nodes()).all(|node| one.projection.targets(node).is_sorted()));
        for n_threads in [2, 3, 8] {
            same(&one, &on(n_threads));
        }
    }
}

#[test]
fn an_edge_takes_little_memory() {
    let edges = (0..30_000).fold(String::new(), |mut text, at| {
        let _ = writeln!(text, "{}\t{}", at / 30, 1000 + at % 30);
        text
    });
    let graph = read_text(&edges, options(false, false)).expect("it is plain");
    let rows = graph.projection.rows();
    let n_bytes = size_of_val(rows.targets.as_slice()) + size_of_val(rows.offsets.as_slice());
    // Four bytes an arc, two arcs an edge; four bytes a node; nothing for ids or edges nobody asked for.
    assert_eq!(n_bytes, 8 * 30_000 + 4 * (1030 + 1));
    assert!(rows.edges.get().is_none() && rows.weights == crate::graph::Weights::Unit);
}

fn edges() -> impl Strategy<Value = Vec<(u32, u32, u8)>> {
    prop::collection::vec((0..9_u32, 0..9_u32, 1..5_u8), 0..40)
}

fn text_of(edges: &[(u32, u32, u8)], end: &str) -> String {
    edges.iter().fold(String::new(), |mut text, (source, target, weight)| {
        let _ = write!(text, "{source}\t{target}\t{weight}{end}");
        text
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_way_in_gives_the_same_graph(edges in edges(), is_directed: bool, is_weighted: bool) {
        let folder = Folder::new("ways");
        let own = options(is_directed, is_weighted);
        let plain = read(&folder.file("a.tsv", &text_of(&edges, "\n")), Format::Edges, own).expect("plain");
        let slow = words::read(&folder.file("b.tsv", &text_of(&edges, "\r\n")), own).expect("numbers");
        same(&named(plain), &named(slow));
        let graph = read(&folder.file("a.tsv", &text_of(&edges, "\n")), Format::Edges, own).expect("plain");
        let path = folder.0.join("cache");
        write_cache(&graph, &path).expect("it can be written");
        prop_assert_eq!(Format::of(&path), Format::Cache);
        same(&graph, &read(&path, Format::Cache, own).expect("it was just written"));
    }

    #[test]
    fn edges_are_numbered_once_for_both_ends(edges in edges()) {
        let graph = read_text(&text_of(&edges, "\n"), options(false, true)).expect("plain");
        let projection = &graph.projection;
        let mut ends: Vec<Vec<(u32, u32)>> = vec![Vec::new(); projection.n_edges()];
        for node in (0..).take(projection.n_nodes()) {
            for arc in projection.arcs(node) {
                ends[arc.edge.0 as usize].push((node.min(arc.target), node.max(arc.target)));
            }
        }
        for own in ends {
            let is_loop = own.first().is_some_and(|(one, other)| one == other);
            prop_assert_eq!(own.len(), if is_loop { 1 } else { 2 });
            prop_assert!(own.windows(2).all(|two| two[0] == two[1]));
        }
        let directed = read_text(&text_of(&edges, "\n"), options(true, true)).expect("plain").projection;
        for node in (0..).take(directed.n_nodes()) {
            for arc in directed.arcs_into(node) {
                let there = directed.arcs(arc.target).find(|own| own.edge == arc.edge);
                prop_assert_eq!(there.map(|own| (own.target, own.weight)), Some((node, arc.weight)));
            }
        }
    }

    #[test]
    fn damaged_caches_are_refused_or_whole(edges in edges(), place: prop::sample::Index, flip in 1..=255_u8, cut: bool) {
        let folder = Folder::new("damage");
        let graph = read(&folder.file("a.tsv", &text_of(&edges, "\n")), Format::Edges, options(false, true)).expect("plain");
        let path = folder.0.join("cache");
        write_cache(&graph, &path).expect("it can be written");
        let mut bytes = fs::read(&path).expect("it was just written");
        let at = place.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] ^= flip }
        fs::write(&path, &bytes).expect("a file can be written");
        prop_assert!(read(&path, Format::Cache, options(false, true)).is_err());
    }

    #[test]
    fn nothing_in_a_file_makes_reading_panic(text in "[0-9a-z#%\t ,.\n\r-]{0,80}", is_weighted: bool) {
        let _ = read_text(&text, options(false, is_weighted));
        let folder = Folder::new("any");
        let path = folder.file("any-input", &text);
        let _ = read(&path, Format::of(&path), options(true, is_weighted));
    }
}

/// Gives every vertex its name, so that dense and sparse numbers compare equal.
fn named(mut graph: EdgeListGraph) -> EdgeListGraph {
    graph.ids = Ids::Names((0..).take(graph.projection.n_nodes()).map(|node| graph.ids.name(node).into_owned()).collect());
    graph
}
