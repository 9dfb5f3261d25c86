//! A fault at every call the store makes of its disk, and a second one while it recovers.

use super::model::Twin;
use super::sim::{FAULTS, Fault, SimDisk};
use super::{PATH, commit, create, open};
use crate::graph::MemoryGraph;
use crate::storage::{StorageError, Store};

const N_STEPS: u64 = 14;

/// What a script has reached.
#[derive(Debug, Default)]
struct Progress {
    /// The state that was reported durable last; none before the database was made.
    sure: Option<Twin>,
    /// The state that a failed step may or may not have reached.
    doubtful: Option<Twin>,
}

/// Makes a database and changes it step by step until something fails.
fn script(disk: &SimDisk, progress: &mut Progress) -> Result<(), StorageError> {
    progress.doubtful = Some(Twin::of(&MemoryGraph::new()));
    let (mut store, mut graph) = create(disk)?;
    progress.sure = progress.doubtful.take();
    for seed in 0..N_STEPS {
        if let Err(error) = one(&mut store, &mut graph, seed, progress) {
            // What is refused must be refused from now on, or work as if nothing had been.
            let before = progress.sure.clone();
            let after = progress.doubtful.clone();
            if let Err(StorageError::Broken(_)) = one(&mut store, &mut graph, seed, progress) {
                (progress.sure, progress.doubtful) = (before, after);
            }
            return Err(error);
        }
    }
    Ok(())
}

fn one(
    store: &mut Store,
    graph: &mut MemoryGraph,
    seed: u64,
    progress: &mut Progress,
) -> Result<(), StorageError> {
    if seed % 5 == 4 {
        store.rewrite(graph)?;
        return Ok(());
    }
    let mut tried = graph.clone();
    let mut overlay = crate::graph::Overlay::new(graph);
    super::step(&mut overlay, seed);
    tried.apply(overlay.into_changes()).unwrap();
    progress.doubtful = Some(Twin::of(&tried));
    commit(store, graph, seed)?;
    progress.sure = progress.doubtful.take();
    Ok(())
}

fn check(disk: &SimDisk, progress: &Progress, place: &str) {
    match open(disk) {
        Ok((mut store, mut graph)) => {
            let found = Some(Twin::of(&graph));
            assert!(found == progress.sure || found == progress.doubtful, "{place}: another state");
            commit(&mut store, &mut graph, 99).unwrap_or_else(|error| panic!("{place}: {error}"));
            drop(store);
            assert_eq!(Twin::of(&open(disk).unwrap().1), Twin::of(&graph), "{place}");
            assert_eq!(disk.names(), [PATH], "{place}: litter");
        }
        Err(StorageError::Missing(_)) if progress.sure.is_none() => {}
        Err(error) => panic!("{place}: {error}"),
    }
}

fn n_calls() -> usize {
    let disk = SimDisk::new();
    script(&disk, &mut Progress::default()).unwrap();
    disk.n_calls()
}

#[test]
fn a_fault_at_any_call_leaves_the_old_or_the_new_state() {
    let n_calls = n_calls();
    assert!(n_calls > 60, "the script does something");
    for at in 0..n_calls {
        for fault in FAULTS {
            for ending in 0..4 {
                let place = format!("{fault:?} at call {at}, ending {ending}");
                let disk = SimDisk::new();
                disk.fail_after(at, fault);
                let mut progress = Progress::default();
                let outcome = script(&disk, &mut progress);
                assert!(disk.has_failed(), "{place}: no fault came");
                assert!(outcome.is_err() || fault == Fault::Error || fault == Fault::Half, "{place}: hushed up");
                if ending == 0 { disk.kill() } else { disk.restart(ending) }
                check(&disk, &progress, &place);
            }
        }
    }
}

#[test]
fn a_fault_while_recovering_does_no_more_harm() {
    let n_calls = n_calls();
    for at in 0..n_calls {
        let disk = SimDisk::new();
        disk.fail_after(at, Fault::PowerCut);
        let mut progress = Progress::default();
        script(&disk, &mut progress).unwrap_err();
        disk.restart(at as u64);
        for second in 0.. {
            disk.fail_after(second, FAULTS[second % 4]);
            drop(open(&disk));
            let came = disk.has_failed();
            disk.restart(at as u64 + second as u64);
            if !came {
                break;
            }
        }
        check(&disk, &progress, &format!("cut at call {at}, then a fault at each call of opening"));
    }
}

#[test]
fn a_full_disk_loses_nothing_and_works_again_when_there_is_room() {
    let disk = SimDisk::new();
    let (mut store, mut graph) = create(&disk).unwrap();
    commit(&mut store, &mut graph, 1).unwrap();
    let before = Twin::of(&graph);
    disk.fail_after(0, Fault::NoSpace);
    let refused = commit(&mut store, &mut graph, 2).unwrap_err();
    assert!(refused.to_string().contains(PATH), "{refused}");
    drop(store);
    disk.kill();
    let (mut store, mut graph) = open(&disk).unwrap();
    assert_eq!(Twin::of(&graph), before);
    commit(&mut store, &mut graph, 2).unwrap();
}
