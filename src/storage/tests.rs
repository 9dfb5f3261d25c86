//! The store on a disk that fails, forgets and flips bytes, against a plain map.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod damage;
mod faults;
mod model;
mod sim;

use std::path::Path;
use std::sync::Arc;

use self::model::{Twin, step, values};
use self::sim::SimDisk;
use super::{Settings, StorageError, Store};
use crate::graph::{GraphView as _, MemoryGraph, Overlay, Properties, Rule, RuleKind, RuleTarget};
use crate::model::Value;

const PATH: &str = "folder/a.hvdb";

fn create(disk: &SimDisk) -> Result<(Store, MemoryGraph), StorageError> {
    let graph = MemoryGraph::new();
    let store = Store::create_on(Arc::new(disk.clone()), Path::new(PATH), &graph, Settings::new())?;
    Ok((store, graph))
}

fn open(disk: &SimDisk) -> Result<(Store, MemoryGraph), StorageError> {
    Store::open_on(Arc::new(disk.clone()), Path::new(PATH))
}

/// Makes one random change durable and applies it.
fn commit(store: &mut Store, graph: &mut MemoryGraph, seed: u64) -> Result<(), StorageError> {
    let mut overlay = Overlay::new(graph);
    step(&mut overlay, seed);
    let changes = overlay.into_changes();
    store.commit(&changes)?;
    graph.apply(changes).unwrap();
    Ok(())
}

#[test]
fn what_was_committed_is_there_after_opening_again() {
    let disk = SimDisk::new();
    let (mut store, mut graph) = create(&disk).unwrap();
    for seed in 0..200 {
        commit(&mut store, &mut graph, seed).unwrap();
        if seed % 50 == 20 {
            store.rewrite(&graph).unwrap();
        }
        if seed % 7 == 0 {
            drop(store);
            let (again, read) = open(&disk).unwrap();
            assert_eq!(Twin::of(&read), Twin::of(&graph), "after step {seed}");
            assert_eq!(read.symbols(), graph.symbols());
            (store, graph) = (again, read);
        }
    }
    assert!(graph.node_count() > 20 && graph.edge_count() > 20, "the steps build something");
    assert!(graph.node_bound() > graph.node_count(), "the steps remove something");
}

#[test]
fn every_value_comes_back_as_it_was() {
    let disk = SimDisk::new();
    let (mut store, graph) = create(&disk).unwrap();
    let mut overlay = Overlay::new(&graph);
    let key = overlay.symbols_mut().intern_key("x");
    let all = values();
    for value in &all {
        overlay.add_node([], [(key, value.clone())].into_iter().collect()).unwrap();
    }
    store.commit(&overlay.into_changes()).unwrap();
    drop(store);
    let (_, read) = open(&disk).unwrap();
    for (node, value) in read.nodes().zip(&all) {
        let found = read.property(node, "x").unwrap();
        assert_eq!(format!("{found:?}"), format!("{value:?}"));
    }
    assert_eq!(read.node_count(), all.len());
}

#[test]
fn a_value_that_is_no_property_is_refused_and_nothing_is_written() {
    let disk = SimDisk::new();
    let (mut store, graph) = create(&disk).unwrap();
    let mut deep = Value::Integer(1);
    for _ in 0..600 {
        deep = Value::List([deep].into());
    }
    for wrong in [Value::Node(crate::model::NodeId(0)), deep] {
        let mut overlay = Overlay::new(&graph);
        let key = overlay.symbols_mut().intern_key("x");
        overlay.add_node([], [(key, wrong)].into_iter().collect()).unwrap();
        let refused = store.commit(&overlay.into_changes()).unwrap_err();
        assert!(matches!(refused, StorageError::NotStorable(_)), "{refused}");
    }
    drop(store);
    assert_eq!(open(&disk).unwrap().1.node_count(), 0);
}

#[test]
fn settings_are_kept_and_removed_with_the_changes() {
    let disk = SimDisk::new();
    let (mut store, mut graph) = create(&disk).unwrap();
    let nothing = |graph: &MemoryGraph| Overlay::new(graph).into_changes();
    store.commit_with(&nothing(&graph), &[("a", Some("1")), ("b", Some("2"))]).unwrap();
    store.commit_with(&nothing(&graph), &[("a", None), ("b", Some("3"))]).unwrap();
    drop(store);
    (store, graph) = open(&disk).unwrap();
    assert_eq!(store.settings(), &Settings::from([("b".to_owned(), "3".to_owned())]));
    store.rewrite(&graph).unwrap();
    drop(store);
    assert_eq!(open(&disk).unwrap().0.settings().len(), 1);
}

#[test]
fn ids_are_never_given_out_again() {
    let disk = SimDisk::new();
    let (mut store, graph) = create(&disk).unwrap();
    let mut overlay = Overlay::new(&graph);
    let gone = overlay.add_node([], Properties::default()).unwrap();
    overlay.remove_node(gone).unwrap();
    store.commit(&overlay.into_changes()).unwrap();
    drop(store);
    let (mut store, graph) = open(&disk).unwrap();
    assert_eq!((graph.node_count(), graph.node_bound()), (0, 1));
    store.rewrite(&graph).unwrap();
    drop(store);
    assert_eq!(open(&disk).unwrap().1.node_bound(), 1);
}

#[test]
fn a_second_writer_is_told_and_a_reader_is_not() {
    let disk = SimDisk::new();
    let (mut store, mut graph) = create(&disk).unwrap();
    commit(&mut store, &mut graph, 1).unwrap();
    assert!(matches!(open(&disk), Err(StorageError::InUse(_))));
    let content = Store::read_on(&disk, Path::new(PATH)).unwrap();
    assert_eq!(Twin::of(&content.graph), Twin::of(&graph));
    drop(store);
    assert!(open(&disk).is_ok());
}

#[test]
fn a_file_that_is_there_is_not_made_again() {
    let disk = SimDisk::new();
    drop(create(&disk).unwrap());
    assert!(matches!(create(&disk), Err(StorageError::Exists(_))));
    assert!(matches!(open(&SimDisk::new()), Err(StorageError::Missing(_))));
}

#[test]
fn the_log_is_folded_into_a_snapshot_once_it_outgrows_it() {
    let disk = SimDisk::new();
    let (mut store, mut graph) = create(&disk).unwrap();
    assert!(!store.wants_compaction());
    let mut overlay = Overlay::new(&graph);
    let key = overlay.symbols_mut().intern_key("x");
    overlay.add_node([], [(key, Value::from("x".repeat(5 << 20)))].into_iter().collect()).unwrap();
    let changes = overlay.into_changes();
    store.commit(&changes).unwrap();
    graph.apply(changes).unwrap();
    assert!(store.wants_compaction());
    store.rewrite(&graph).unwrap();
    assert!(!store.wants_compaction());
}

#[test]
fn rules_are_kept_and_their_indexes_built_again() {
    let rule = Rule {
        name: "r".to_owned(),
        kind: RuleKind::Unique,
        on: RuleTarget::Nodes,
        label: "A".to_owned(),
        keys: vec!["never used before".to_owned()],
    };
    let disk = SimDisk::new();
    let (mut store, mut graph) = create(&disk).unwrap();
    let mut overlay = Overlay::new(&graph);
    overlay.set_rules(vec![rule.clone()]);
    let changes = overlay.into_changes();
    store.commit(&changes).unwrap();
    graph.apply(changes).unwrap();
    for seed in 0..20 {
        commit(&mut store, &mut graph, seed).unwrap();
    }
    drop(store);
    let (mut store, mut graph) = open(&disk).unwrap();
    assert_eq!(graph.rules(), [rule]);
    commit(&mut store, &mut graph, 21).unwrap();
    store.rewrite(&graph).unwrap();
    commit(&mut store, &mut graph, 22).unwrap();
    drop(store);
    let (_, read) = open(&disk).unwrap();
    assert_eq!((Twin::of(&read), read.rules()), (Twin::of(&graph), graph.rules()));
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(100))]
    /// A plain copy of what was committed tells the same as the file, whatever happens in between.
    #[test]
    fn the_file_agrees_with_a_twin_in_memory(steps in proptest::collection::vec((0..8_u8, 0..u64::MAX), 1..60)) {
        let disk = SimDisk::new();
        let (mut store, mut graph) = create(&disk).unwrap();
        for (what, seed) in steps {
            match what {
                0 => store.rewrite(&graph).unwrap(),
                1 => {
                    drop(store);
                    disk.restart(seed);
                    (store, _) = open(&disk).unwrap();
                    graph = Store::read_on(&disk, Path::new(PATH)).unwrap().graph;
                }
                2 => {
                    disk.fail_after(usize::try_from(seed % 5).unwrap(), sim::Fault::PowerCut);
                    let before = Twin::of(&graph);
                    let outcome = commit(&mut store, &mut graph, seed);
                    drop(store);
                    disk.restart(seed);
                    let opened = open(&disk).unwrap();
                    let found = Twin::of(&opened.1);
                    if outcome.is_ok() {
                        assert_eq!(found, Twin::of(&graph));
                    } else if found != before {
                        let mut overlay = Overlay::new(&graph);
                        step(&mut overlay, seed);
                        let changes = overlay.into_changes();
                        graph.apply(changes).unwrap();
                        assert_eq!(found, Twin::of(&graph));
                    }
                    (store, graph) = opened;
                }
                _ => commit(&mut store, &mut graph, seed).unwrap(),
            }
            let read = Store::read_on(&disk, Path::new(PATH)).unwrap().graph;
            assert_eq!(Twin::of(&read), Twin::of(&graph));
        }
    }
}
