//! Database files: made, loaded, dumped, copied, killed while they are written, and read while they are written.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hvgraph::graph::{GraphView as _, MemoryGraph};
use hvgraph::model::{EdgeId, NodeId, Value};
use hvgraph::storage::{Content, Store};

use crate::folders::Folder;
use crate::program::{hvgraph, repository};

/// How often the writing process is killed; `HVGRAPH_KILLS` asks for more.
const KILLS: usize = 200;

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

#[test]
fn what_a_statement_writes_is_there_for_the_next_command() {
    let folder = Folder::empty();
    let file = text(&folder.file("a.hvdb"));
    hvgraph(&["init", &file]).ends(0).says("a.hvdb");
    hvgraph(&["init", &file]).ends(6).warns("there is a file of this name already");
    let create =
        "CREATE (:Person {name: 'Lan'})-[:KNOWS {since: date('2020-02-29')}]->(:Person {name: 'Bình'})";
    hvgraph(&["query", "--db", &file, create]).ends(0).warns("saved");
    hvgraph(&["query", "--db", &file, "MATCH (a)-[r]->(b) RETURN a.name, r.since, b.name"])
        .ends(0)
        .says("2020-02-29")
        .says("Bình");
    hvgraph(&["query", "--db", &file, "MATCH (n) SET n.x = 1 RETURN 1 / 0"]).ends(2);
    hvgraph(&["query", "--db", &file, "MATCH (n) WHERE n.x = 1 RETURN n"]).ends(1);
    hvgraph(&["path", "--db", &file, "lan", "binh"]).ends(0).says("1 hop");
    hvgraph(&["doctor", "--db", &file]).ends(0).says("2 nodes, 1 relationship;");
}

#[test]
fn what_is_no_database_is_refused_with_a_hint() {
    let folder = Folder::empty().with("not.hvdb", "{}");
    let (missing, other) = (text(&folder.file("missing.hvdb")), text(&folder.file("not.hvdb")));
    hvgraph(&["stats", "--db", &missing]).ends(6).warns("there is no such database").warns("hvgraph init");
    hvgraph(&["stats", "--db", &other]).ends(3).warns("not a hvgraph database");
    hvgraph(&["load", &other]).ends(3);
    assert_eq!(std::fs::read_to_string(&other).unwrap(), "{}", "it was touched");
}

#[test]
fn a_data_set_answers_from_a_database_as_from_its_folder() {
    let folder = Folder::empty();
    let file = text(&folder.file("bundled.hvdb"));
    hvgraph(&["load", &file]).ends(0).says("0 rows rejected");
    for command in [&["path", "dinh tien dung", "chanthabuly"][..], &["rank", "degree"], &["timeline"]] {
        let from_folder = hvgraph(command).stdout;
        let from_file = hvgraph(&[command, &["--db", &file]].concat()).stdout;
        assert_eq!(from_file, from_folder, "{command:?}");
    }
}

#[test]
fn a_dump_loads_into_an_equal_database() {
    let folder = Folder::empty();
    let place = |name: &str| text(&folder.file(name));
    hvgraph(&["load", &place("a.hvdb")]).ends(0);
    hvgraph(&["query", "--db", &place("a.hvdb"), "MATCH (n:Gift) DETACH DELETE n"]).ends(0);
    hvgraph(&["dump", &place("a.hvdb"), "-o", &place("a")]).ends(0);
    hvgraph(&["load", &place("b.hvdb"), "--jsonl", &place("a")]).ends(0).says("0 rows rejected");
    hvgraph(&["dump", &place("b.hvdb"), "-o", &place("b")]).ends(0);
    for name in ["schema.json", "graph.jsonl"] {
        let read = |folder: &str| std::fs::read_to_string(Path::new(&place(folder)).join(name)).unwrap();
        // Relationships are numbered anew, so their ids do not count.
        let without_ids = |text: String| -> Vec<String> {
            text.lines().map(|line| line.split(",\"label\"").last().unwrap().to_owned()).collect()
        };
        assert_eq!(without_ids(read("b")), without_ids(read("a")), "{name}");
    }
}

#[test]
fn a_backup_is_a_database_of_its_own() {
    let folder = Folder::empty();
    let (file, copy) = (text(&folder.file("a.hvdb")), text(&folder.file("copy.hvdb")));
    hvgraph(&["init", &file]).ends(0);
    hvgraph(&["query", "--db", &file, "CREATE (:N)"]).ends(0);
    hvgraph(&["backup", &file, &copy]).ends(0).says("1 node");
    hvgraph(&["query", "--db", &file, "CREATE (:N)"]).ends(0);
    hvgraph(&["backup", &file, &copy]).ends(6);
    assert_eq!(Store::read(Path::new(&copy)).unwrap().graph.node_count(), 1);
}

#[test]
fn tables_with_the_headers_of_neo4j_admin_are_loaded_and_bad_rows_named() {
    let folder = Folder::empty();
    let tables = folder.file("tables");
    std::fs::create_dir(&tables).unwrap();
    std::fs::write(
        tables.join("Person.csv"),
        "id:ID(P),name,age:int,tags:string[],born:date,:LABEL\n\
         1,\"Lan, A\",7,a;b,2020-01-02,Person;Author\n2,Bình,x,,,\n3,,,,,\n3,twice,,,,\n4,short\n",
    )
    .unwrap();
    std::fs::write(tables.join("KNOWS.csv"), ":START_ID(P),:END_ID(P),w:double,:IGNORE\n1,3,0.5,x\n1,9,,\n")
        .unwrap();
    let (file, tables) = (text(&folder.file("a.hvdb")), text(&tables));
    let refused = hvgraph(&["load", &file, "--csv", &tables]);
    refused
        .ends(3)
        .warns("Person.csv:3: `age`: `x` is not an integer")
        .warns("Person.csv:5: id `3` is taken");
    refused
        .warns("Person.csv:6: 2 cells; the header has 6")
        .warns("KNOWS.csv:3: no node has the id `9` in `P`");
    assert!(!Path::new(&file).exists(), "nothing is made of a load that was refused");
    hvgraph(&["load", &file, "--csv", &tables, "--skip-rejected"])
        .ends(0)
        .says("2 nodes, 1 relationship, 4 rows rejected");
    let graph = Store::read(Path::new(&file)).unwrap().graph;
    let labels =
        |node| graph.labels(node).iter().map(|label| graph.symbols().label_name(*label)).collect::<Vec<_>>();
    assert_eq!((labels(NodeId(0)), labels(NodeId(1))), (vec!["Person", "Author"], vec!["Person"]));
    assert_eq!(graph.property(NodeId(0), "name"), Some(&Value::from("Lan, A")));
    assert_eq!(graph.property(NodeId(0), "tags"), Some(&["a", "b"].into_iter().collect()));
    assert_eq!(graph.property(NodeId(0), "id"), Some(&Value::from("1")));
    assert_eq!(graph.edge_property(EdgeId(0), "w"), Some(&Value::Float(0.5)));
}

#[test]
fn lines_that_are_no_nodes_are_named() {
    let folder = Folder::empty().with(
        "g.jsonl",
        "{\"type\":\"node\",\"id\":\"a\",\"labels\":[\"X\"]}\n\nnonsense\n\
         {\"type\":\"relationship\",\"label\":\"T\",\"start\":{\"id\":\"a\"},\"end\":{\"id\":\"b\"}}\n",
    );
    let (file, lines) = (text(&folder.file("a.hvdb")), text(&folder.file("g.jsonl")));
    let run = hvgraph(&["load", &file, "--jsonl", &lines]);
    run.ends(3)
        .warns("g.jsonl:3: not a node or relationship")
        .warns("g.jsonl:4: no node before it has the id `b`");
    let run = hvgraph(&["load", &file, "--jsonl", &lines, "--skip-rejected", "--json"]).json(0);
    assert_eq!((&run["nodes"], run["rejected"].as_array().unwrap().len()), (&1.into(), 2));
}

#[test]
fn a_file_written_by_version_1_is_read_as_it_was_meant() {
    let folder = Folder::empty();
    let kept = repository().join("tests/data/store");
    hvgraph(&["dump", &text(&kept.join("version-1.hvdb")), "-o", &text(&folder.file("d"))]).ends(0);
    for name in ["graph.jsonl", "rules.json"] {
        let expected = std::fs::read_to_string(kept.join("version-1").join(name)).unwrap();
        assert_eq!(std::fs::read_to_string(folder.file("d").join(name)).unwrap(), expected, "{name}");
    }
}

/// A process that writes node after node, each linked to the one before.
struct Writer {
    child: std::process::Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl Writer {
    fn start(file: &Path, from: usize) -> Writer {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hvgraph"))
            .args(["tck", "--db", &text(file)])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut requests = child.stdin.take().unwrap();
        std::thread::spawn(move || {
            for number in from.. {
                let query = format!(
                    "OPTIONAL MATCH (p:N {{i: {}}}) CREATE (n:N {{i: {number}, text: '{}'}}) \
                     FOREACH (x IN CASE WHEN p IS NULL THEN [] ELSE [1] END | CREATE (p)-[:NEXT]->(n))",
                    i64::try_from(number).unwrap() - 1,
                    "ệ".repeat(number % 700),
                );
                let request = serde_json::json!({ "op": "run", "query": query });
                if writeln!(requests, "{request}").is_err() {
                    return;
                }
            }
        });
        let answers = BufReader::new(child.stdout.take().unwrap());
        Writer { child, answers }
    }

    /// Waits for one more statement to be answered.
    fn answered(&mut self) -> bool {
        let mut line = String::new();
        let n_read = self.answers.read_line(&mut line).unwrap_or(0);
        assert!(n_read == 0 || line.contains("\"rows\"") || !line.ends_with('\n'), "{line}");
        n_read > 0 && line.ends_with('\n')
    }
}

/// Checks that a graph is the chain of the first so many nodes, and returns how many.
fn length_of_chain(graph: &MemoryGraph) -> usize {
    let n_nodes = graph.node_count();
    assert_eq!(graph.edge_count(), n_nodes.saturating_sub(1));
    for (at, node) in graph.nodes().enumerate() {
        assert_eq!(graph.property(node, "i"), Some(&Value::Integer(i64::try_from(at).unwrap())));
        assert_eq!(graph.property(node, "text"), Some(&Value::from("ệ".repeat(at % 700))));
    }
    for (at, edge) in graph.edges().enumerate() {
        let ends = graph.edge(edge).unwrap();
        assert_eq!((ends.source.index(), ends.target.index()), (at, at + 1));
    }
    n_nodes
}

fn new_database(folder: &Folder) -> PathBuf {
    let file = folder.file("a.hvdb");
    hvgraph(&["init", &text(&file)]).ends(0);
    file
}

#[test]
fn a_writer_killed_at_any_moment_has_lost_nothing_it_answered() {
    let folder = Folder::empty();
    let mut file = new_database(&folder);
    let kills = std::env::var("HVGRAPH_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(KILLS);
    let mut n_nodes = 0;
    for kill in 0..kills {
        if n_nodes > 400 {
            std::fs::remove_file(&file).unwrap();
            file = new_database(&folder);
            n_nodes = 0;
        }
        let mut writer = Writer::start(&file, n_nodes);
        let mut n_answered = 0;
        for _ in 0..kill % 13 {
            n_answered += usize::from(writer.answered());
        }
        std::thread::sleep(Duration::from_micros((kill as u64 * 7919) % 5000));
        writer.child.kill().unwrap();
        while writer.answered() {
            n_answered += 1;
        }
        writer.child.wait().unwrap();
        let found = length_of_chain(&Store::read(&file).unwrap().graph);
        // At most one statement is durable and not answered yet.
        let expected = n_nodes + n_answered..=n_nodes + n_answered + 1;
        assert!(expected.contains(&found), "kill {kill}: {found} nodes, expected {expected:?}");
        n_nodes = found;
    }
}

#[test]
fn readers_of_a_file_that_is_being_written_see_whole_commits_only() {
    let folder = Folder::empty();
    let file = new_database(&folder);
    let mut writer = Writer::start(&file, 0);
    let n_answered = AtomicUsize::new(0);
    let is_writing = || n_answered.load(Ordering::SeqCst) < 300;
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2)
            .map(|_| {
                scope.spawn(|| {
                    let mut last = 0;
                    while is_writing() {
                        let answered = n_answered.load(Ordering::SeqCst);
                        let Content { graph, .. } = Store::read(&file).unwrap();
                        let length = length_of_chain(&graph);
                        assert!(length >= last && length >= answered, "{length} after {last}, {answered}");
                        last = length;
                    }
                    last
                })
            })
            .collect();
        while is_writing() {
            assert!(writer.answered());
            n_answered.fetch_add(1, Ordering::SeqCst);
        }
        assert!(readers.into_iter().all(|reader| reader.join().unwrap() > 0));
    });
    let second = hvgraph(&["query", "--db", &text(&file), "CREATE (:N)"]);
    second.ends(6).warns("another process has the database open for writing");
    writer.child.kill().unwrap();
    writer.child.wait().unwrap();
}
