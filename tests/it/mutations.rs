//! Inputs that were damaged at random, with a fixed seed: what the fuzz targets do, for a few seconds.

use std::path::Path;
use std::time::Duration;

use hvgraph::dataset::Dataset;
use hvgraph::dataset::bulk::{Import, load_csv};
use hvgraph::db::{Database, Options, Session};
use hvgraph::graph::MemoryGraph;
use hvgraph::query::eval::Parameters;
use hvgraph::storage::Store;

use crate::folders::Folder;
use crate::program::repository;

/// A generator of numbers: xorshift64* (Vigna 2016).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let number = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(number).unwrap() % end.max(1)
    }
}

/// Takes words out, doubles, exchanges and borrows them from other texts.
fn damaged(texts: &[Vec<String>], dice: &mut Dice) -> String {
    let mut words = texts[dice.below(texts.len())].clone();
    for _ in 0..=dice.below(3) {
        let (at, other) = (dice.below(words.len()), dice.below(words.len()));
        if words.is_empty() {
            break;
        }
        match dice.below(6) {
            0 => drop(words.remove(at)),
            1 => words.insert(at, words[other].clone()),
            2 => words.swap(at, other),
            3 => {
                let lent = &texts[dice.below(texts.len())];
                let from = dice.below(lent.len());
                let few = lent.iter().skip(from).take(1 + dice.below(6)).cloned();
                words.splice(at..at, few).for_each(drop);
            }
            4 => words.truncate(at + 1),
            _ => words.insert(
                at,
                ["null", "-1", "$x", "[]", "''", "9223372036854775807", "*", "(", "ô"][dice.below(9)].into(),
            ),
        }
    }
    words.concat()
}

/// Cuts a text into words, blanks and signs.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut is_open = false;
    for char in text.chars() {
        let is_part = char.is_alphanumeric() || char == '_';
        match words.last_mut() {
            Some(last) if is_open && is_part => last.push(char),
            _ => words.push(char.into()),
        }
        is_open = is_part;
    }
    words
}

/// Returns the statements of all cases of `tests/cypher`.
fn statements() -> Vec<Vec<String>> {
    let mut files: Vec<_> = std::fs::read_dir(repository().join("tests/cypher"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let texts =
        files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect::<Vec<_>>().join("\n");
    let mut statements: Vec<String> = Vec::new();
    for line in texts.lines() {
        match line.split_once(' ') {
            Some(("?" | ">", statement)) => statements.push(statement.to_owned()),
            Some(("", more)) if !statements.is_empty() => statements.last_mut().unwrap().push_str(more),
            _ => {}
        }
    }
    assert!(statements.len() > 100);
    statements.iter().map(|text| words(text)).collect()
}

#[test]
fn damaged_statements_are_answered_or_refused() {
    let statements = statements();
    let dataset = Dataset::open(&repository().join("tests/data/regatta")).unwrap();
    let timeout = Some(Duration::from_millis(100));
    let options = Options { timeout, max_rows: 1_000, max_bytes: 8 << 20, ..Options::default() };
    let mut dice = Dice(20_240_229);
    let (mut n_answered, mut n_refused) = (0, 0);
    for _ in 0..4_000 {
        let text = damaged(&statements, &mut dice);
        let session = Session::with_options(&Database::from(&dataset), options.clone());
        match session.run(&text, &Parameters::new()) {
            Ok(answer) => {
                assert!(answer.rows().all(|row| row.len() == answer.columns().len()), "{text}");
                n_answered += 1;
            }
            Err(error) => {
                assert!(!error.to_string().is_empty(), "{text}");
                n_refused += 1;
            }
        }
    }
    assert!(n_answered > 200 && n_refused > 200, "{n_answered} answered, {n_refused} refused");
}

fn damage(bytes: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(3) {
        let at = dice.below(bytes.len());
        match dice.below(4) {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes.truncate(at + 1),
            2 => {
                let copied = bytes[at..(at + 16).min(bytes.len())].to_vec();
                let to = dice.below(bytes.len());
                bytes.splice(to..to, copied).for_each(drop);
            }
            _ => bytes[at] = [0, 255, b'"', b'\n', b'<', b','][dice.below(6)],
        }
    }
}

/// Damages a file again and again, and hands each version to a reader.
fn each_damage(file: &Path, n_times: usize, read: impl Fn(&Path)) {
    let whole = std::fs::read(file).unwrap();
    let mut dice = Dice(7);
    for _ in 0..n_times {
        let mut bytes = whole.clone();
        damage(&mut bytes, &mut dice);
        std::fs::write(file, bytes).unwrap();
        read(file);
    }
}

#[test]
fn damaged_database_files_are_read_or_refused() {
    let folder = Folder::empty();
    let file = folder.file("a.hvdb");
    let dataset = Dataset::open(&repository().join("tests/data/regatta")).unwrap();
    drop(Store::create(&file, dataset.graph(), std::collections::BTreeMap::new()).unwrap());
    each_damage(&file, 400, |file| {
        if let Err(error) = Store::read(file) {
            assert!(!error.to_string().is_empty());
        }
    });
}

#[test]
fn damaged_imports_are_read_or_refused() {
    let folder = Folder::empty()
        .with("nodes.csv", ":ID,name,age:int,tags:string[],:LABEL\na,\"A, b\",3,x;y,P\nb,Bê,,,P;Q\n")
        .with("edges.csv", ":START_ID,:END_ID,:TYPE,since:date\na,b,KNOWS,2020-01-01\nb,a,KNOWS,\n");
    let load = |_: &Path| {
        let mut progress = |_| {};
        let mut import = Import::new(MemoryGraph::new(), &mut progress);
        load_csv(&mut import, folder.path()).unwrap();
        let _ = Dataset::open(folder.path());
    };
    each_damage(&folder.file("nodes.csv"), 400, load);
    each_damage(&folder.file("edges.csv"), 400, load);
    let graphml = Folder::empty().with(
        "a.graphml",
        "<?xml version=\"1.0\"?><graphml><key id=\"n\" for=\"node\" attr.name=\"name\" attr.type=\"string\"/><graph edgedefault=\"directed\">\
         <node id=\"a\"><data key=\"n\">Đảo</data></node><node id=\"b\"/><edge source=\"a\" target=\"b\"/></graph></graphml>",
    );
    each_damage(&graphml.file("a.graphml"), 800, |file| {
        let _ = Dataset::open(file);
    });
}
