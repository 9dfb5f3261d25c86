//! Each byte flipped, each length cut: right data or a clear error.

use super::model::Twin;
use super::sim::SimDisk;
use super::{PATH, commit, create, open};
use crate::storage::StorageError;

fn small_database(snapshot: bool) -> (SimDisk, Twin) {
    let disk = SimDisk::new();
    let (mut store, mut graph) = create(&disk).unwrap();
    for seed in 0..12 {
        commit(&mut store, &mut graph, seed).unwrap();
    }
    if snapshot {
        store.rewrite(&graph).unwrap();
    }
    (disk, Twin::of(&graph))
}

fn is_clear(error: &StorageError) -> bool {
    let is_told = matches!(
        error,
        StorageError::Damaged { .. } | StorageError::NotADatabase(_) | StorageError::NewerVersion { .. }
    );
    is_told && error.to_string().starts_with(PATH) && error.hint().is_some()
}

#[test]
fn each_flipped_byte_gives_the_right_data_or_a_clear_error() {
    for snapshot in [false, true] {
        let (disk, whole) = small_database(snapshot);
        let bytes = disk.bytes(PATH);
        let mut n_refused = 0;
        for at in 0..bytes.len() {
            for mask in [0xff, 1 << (at % 8)] {
                let mut damaged = bytes.clone();
                damaged[at] ^= mask;
                disk.set_bytes(PATH, damaged);
                match open(&disk) {
                    Ok((_, graph)) => assert_eq!(Twin::of(&graph), whole, "byte {at} ^ {mask:#x}"),
                    Err(error) => {
                        assert!(is_clear(&error), "byte {at} ^ {mask:#x}: {error}");
                        n_refused += 1;
                    }
                }
            }
        }
        assert!(n_refused >= 2 * (bytes.len() - 12_288), "every byte of the frames counts");
    }
}

#[test]
fn each_cut_length_is_refused() {
    for snapshot in [false, true] {
        let (disk, _) = small_database(snapshot);
        let bytes = disk.bytes(PATH);
        for length in 0..bytes.len() {
            disk.set_bytes(PATH, bytes[..length].to_vec());
            let error = open(&disk).map(drop).unwrap_err();
            assert!(is_clear(&error), "cut to {length}: {error}");
        }
    }
}

#[test]
fn what_was_added_behind_the_end_is_ignored() {
    let (disk, whole) = small_database(false);
    let mut bytes = disk.bytes(PATH);
    let again = bytes[12_288..].to_vec();
    bytes.extend(again);
    disk.set_bytes(PATH, bytes);
    let (mut store, mut graph) = open(&disk).unwrap();
    assert_eq!(Twin::of(&graph), whole);
    commit(&mut store, &mut graph, 77).unwrap();
    drop(store);
    assert_eq!(Twin::of(&open(&disk).unwrap().1), Twin::of(&graph));
}

#[test]
fn the_head_of_one_file_does_not_fit_the_frames_of_another() {
    let (disk, _) = small_database(false);
    let (other, _) = small_database(true);
    let (bytes, mut mixed) = (disk.bytes(PATH), other.bytes(PATH));
    mixed[4096..12_288].copy_from_slice(&bytes[4096..12_288]);
    mixed.resize(bytes.len().max(mixed.len()), 0);
    disk.set_bytes(PATH, mixed);
    assert!(is_clear(&open(&disk).map(drop).unwrap_err()));
}

#[test]
fn other_files_are_told_from_databases() {
    let (disk, _) = small_database(false);
    for other in ["", "{\"nodes\": []}", "SQLite format 3\u{0}"] {
        disk.set_bytes(PATH, other.as_bytes().to_vec());
        let error = open(&disk).map(drop).unwrap_err();
        assert!(matches!(error, StorageError::NotADatabase(_)), "{error}");
    }
}

#[test]
fn a_later_version_is_named() {
    let (disk, _) = small_database(false);
    let mut bytes = disk.bytes(PATH);
    bytes[8] = 9;
    let checksum = crc32fast::hash(&bytes[..12]);
    bytes[12..16].copy_from_slice(&checksum.to_le_bytes());
    disk.set_bytes(PATH, bytes);
    let error = open(&disk).map(drop).unwrap_err();
    assert!(matches!(error, StorageError::NewerVersion { version: 9, newest: 1, .. }), "{error}");
}
