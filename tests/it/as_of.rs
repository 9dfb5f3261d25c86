//! `hv.asOf` in Cypher and `--as-of` on the command line are one question.

use std::collections::BTreeMap;

use hvgraph::dataset::Dataset;
use hvgraph::db::{Database, Session};
use hvgraph::graph::{GraphView as _, holds_at};
use hvgraph::model::{Edtf, Holds, Value};
use hvgraph::query::eval::Parameters;

use crate::folders::Folder;
use crate::program::hvgraph;

const DATES: [&str; 6] = ["1962-09-05", "2009", "2016-04", "2021-01-20", "2024-02-29", "2026"];

fn word(holds: Holds) -> &'static str {
    match holds {
        Holds::Certain => "certain",
        Holds::Possible => "possible",
        Holds::No => "no",
    }
}

/// Asks a database of all claims of the bundled data set; returns how many answers of each sort there are.
fn agree(dataset: &Dataset, database: &Database) -> BTreeMap<&'static str, usize> {
    let (graph, facts) = (dataset.graph(), dataset.facts());
    let mut counts = BTreeMap::new();
    for date in DATES {
        let parameters = Parameters::from([("date".into(), Value::from(date))]);
        let session = Session::new(database);
        let answer = session.run("MATCH ()-[r]->() RETURN r, hv.asOf(r, $date)", &parameters).unwrap();
        assert_eq!(answer.n_rows(), graph.edge_count());
        let as_of = Edtf::parse(date).unwrap();
        for row in answer.rows() {
            let [Value::Edge(claim), Value::String(answered)] = row.as_slice() else { panic!("{row:?}") };
            let holds = word(holds_at(dataset.schema(), &facts, *claim, &as_of));
            assert_eq!(answered, holds, "{} as of {date}", facts.claim_id(*claim));
            *counts.entry(holds).or_default() += 1;
        }
    }
    counts
}

#[test]
fn all_claims_of_the_bundled_data_set_hold_alike_as_of_several_dates() {
    let dataset = Dataset::bundled().unwrap();
    let counts = agree(&dataset, &Database::from(&dataset));
    assert_eq!(counts.len(), 3, "all three answers occur: {counts:?}");
}

#[test]
fn a_database_file_keeps_the_schema_that_decides() {
    let folder = Folder::empty();
    let file = folder.file("a.hvdb");
    let path = file.display().to_string();
    hvgraph(&["load", &path]).ends(0);
    let dataset = Dataset::bundled().unwrap();
    let database = Database::open(&file).unwrap();
    let counts = agree(&dataset, &database);
    assert_eq!(counts, agree(&dataset, &Database::from(&dataset)));
    let text = "MATCH ()-[r]->() RETURN count(CASE hv.asOf(r, date('2021-01-20')) WHEN 'no' THEN 1 END) AS n";
    let by_file = hvgraph(&["query", "--csv", &format!("--db={path}"), text]);
    assert_eq!(by_file.ends(0).stdout, hvgraph(&["query", "--csv", text]).stdout);
}
