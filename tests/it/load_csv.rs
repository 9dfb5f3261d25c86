//! `LOAD CSV` reads what it may and nothing else.

use insta::assert_snapshot;

use crate::folders::Folder;
use crate::program::{Run, hvgraph};

fn folder() -> Folder {
    Folder::empty()
        .with("people.csv", "name,age,note\nAn,31,\n\"Bình, Lê\",,\"says \"\"hi\"\"\"\n")
        .with("parts.csv", "1;a\r\n2;\"b\nb\"\r\n")
        .with("open.csv", "a,b\n1,2\n3,\"4\n5,6\n")
        .with("long.csv", "a,b\n1,2,3\n")
        .with("twice.csv", "a,a\n1,2\n")
}

fn query(folder: &Folder, text: &str) -> Run {
    let dir = format!("--import-dir={}", folder.path().display());
    hvgraph(&["query", "--csv", &dir, text])
}

#[test]
fn lines_are_maps_or_lists() {
    let folder = folder();
    let text = "LOAD CSV WITH HEADERS FROM 'file:///people.csv' AS row RETURN row.name AS name, toInteger(row.age) AS age, row.note AS note";
    assert_eq!(
        query(&folder, text).ends(0).stdout,
        "name,age,note\nAn,31,\n\"Bình, Lê\",,\"says \"\"hi\"\"\"\n"
    );
    let text = "LOAD CSV FROM 'parts.csv' AS row FIELDTERMINATOR ';' RETURN row[0] AS n, size(row[1]) AS s";
    assert_eq!(query(&folder, text).ends(0).stdout, "n,s\n1,1\n2,3\n");
    let text = "UNWIND ['people.csv', null, 'parts.csv'] AS file LOAD CSV FROM file AS row RETURN file, count(*) AS n";
    assert_eq!(query(&folder, text).ends(0).stdout, "file,n\npeople.csv,3\nparts.csv,3\n");
    let text =
        "LOAD CSV WITH HEADERS FROM 'people.csv' AS row CREATE (p:Person) SET p = row RETURN count(p) AS n";
    assert_eq!(query(&folder, text).ends(0).stdout, "n\n2\n");
}

#[test]
fn what_is_wrong_in_a_file_is_told_with_its_line() {
    let folder = folder();
    std::fs::write(folder.file("bytes.csv"), b"a\nb\n\xff\n").unwrap();
    for file in ["open.csv", "long.csv", "twice.csv", "bytes.csv", "none.csv"] {
        let text = format!("LOAD CSV WITH HEADERS FROM 'file:///{file}' AS row RETURN count(*)");
        let name = file.strip_suffix(".csv").unwrap();
        let shown = query(&folder, &text).ends(2).shown();
        assert_snapshot!(name, shown.replace(&folder.path().display().to_string(), "FOLDER"));
    }
}

#[test]
fn only_files_below_the_folder_are_read() {
    let folder = folder();
    let inner = folder.file("inner");
    std::fs::create_dir(&inner).unwrap();
    let dir = format!("--import-dir={}", inner.display());
    let refused = |name: &str| {
        let text = format!("LOAD CSV FROM '{name}' AS row RETURN row");
        hvgraph(&["query", &dir, &text])
    };
    for name in ["../people.csv", "file:///../people.csv", "file:///%2e%2e/people.csv", "/etc/passwd"] {
        refused(name).ends(2).warns("outside the folder of imports");
    }
    refused("https://example.org/x.csv").ends(2).warns("only files are read");
    refused(".").ends(2).warns("is not a file");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("../people.csv", inner.join("link.csv")).unwrap();
        refused("link.csv").ends(2).warns("outside the folder of imports");
    }
    hvgraph(&["query", "LOAD CSV FROM 'people.csv' AS row RETURN row"]).ends(2).warns("--import-dir");
}
