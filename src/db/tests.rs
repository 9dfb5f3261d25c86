use proptest::prelude::*;

use super::*;
use crate::graph::GraphView as _;
use crate::model::Value;
use crate::query::eval::Parameters;

fn count(session: &Session) -> Value {
    let answer = session.run("MATCH (n) RETURN count(*)", &Parameters::new()).unwrap();
    answer.rows().next().unwrap()[0].clone()
}

#[test]
fn a_transaction_stays_whole_or_not_at_all() {
    let session = Session::new(&Database::new());
    let none = Parameters::new();
    let made = session.transact(|transaction| {
        transaction.run("CREATE (:A {n: 1})", &none)?;
        let seen = transaction.run("MATCH (a:A) RETURN a.n", &none)?;
        Ok(seen.n_rows())
    });
    assert_eq!(made.unwrap(), 1);
    assert_eq!(count(&session), Value::Integer(1));
    let failed = session.transact(|transaction| {
        transaction.run("CREATE (:A)", &none)?;
        transaction.run("RETURN 1 / 0", &none)
    });
    assert_eq!(failed.unwrap_err().class(), ErrorClass::Query);
    let forgiven = session.transact(|transaction| {
        transaction.run("CREATE (:A)", &none)?;
        assert!(transaction.run("RETURN 1 / 0", &none).is_err());
        Ok(())
    });
    assert!(matches!(forgiven, Err(Error::Aborted)));
    assert_eq!(count(&session), Value::Integer(1));
}

/// Columns are made of what is read often; what a statement or a transaction has written is seen all the same.
#[test]
fn often_read_properties_are_read_as_they_were_last_written() {
    let session = Session::new(&Database::new());
    let none = Parameters::new();
    let first = |text: &str| session.run(text, &none).unwrap().rows().next().unwrap();
    session.run("UNWIND range(1, 3000) AS i CREATE (:N {i: i, s: 't' + toString(i % 7)})", &none).unwrap();
    let count = "MATCH (n) WHERE n:N AND n.i > 0 AND n.s STARTS WITH 't' RETURN count(*)";
    for _ in 0..3 {
        assert_eq!(first(count), [Value::Integer(3000)]);
    }
    let negated = "MATCH (n:N) WHERE n.i <= 1000 SET n.i = -n.i WITH n MATCH (m) WHERE m:N AND m.i > 0 RETURN count(*)";
    assert_eq!(first(negated).len(), 1);
    assert_eq!(first(count), [Value::Integer(2000)]);
    let seen = session.transact(|transaction| {
        transaction.run("MATCH (n:N {i: 3000}) SET n.s = 'other' REMOVE n.i", &none)?;
        transaction.run("MATCH (n:N {i: 2999}) REMOVE n:N", &none)?;
        transaction.run("MATCH (n:N {i: 2998}) DELETE n", &none)?;
        transaction.run("CREATE (:N {i: 1, s: 't'}), (:N {i: 'text', s: 1})", &none)?;
        Ok(transaction.run(count, &none)?.rows().next().unwrap())
    });
    assert_eq!(seen.unwrap(), [Value::Integer(1998)]);
    assert_eq!(first(count), [Value::Integer(1998)]);
}

#[test]
fn an_answer_keeps_the_graph_it_was_given_on() {
    let session = Session::new(&Database::new());
    let none = Parameters::new();
    let before = session.run("CREATE (a:A {n: 1}) RETURN a", &none).unwrap();
    session.run("MATCH (a) DELETE a", &none).unwrap();
    assert_eq!((before.graph().node_count(), count(&session)), (1, Value::Integer(0)));
}

#[test]
fn limits_and_interrupts_are_errors() {
    let options = Options { max_rows: 2, ..Options::default() };
    let session = Session::with_options(&Database::new(), options);
    let error = session.run("UNWIND [1, 2, 3] AS x RETURN x", &Parameters::new()).unwrap_err();
    assert_eq!(error.class(), ErrorClass::Limit);
    session.interrupt().store(true, std::sync::atomic::Ordering::Relaxed);
    let error = session.run("RETURN 1", &Parameters::new()).unwrap_err();
    assert_eq!(error.class(), ErrorClass::Interrupted);
}

#[test]
fn a_plan_is_made_once_and_again_where_procedures_change() {
    let database = Database::new();
    let session = Session::new(&database);
    let mut parameters = Parameters::new();
    for number in 0..3 {
        parameters.insert("x".into(), Value::Integer(number));
        let answer = session.run("RETURN $x", &parameters).unwrap();
        assert_eq!(answer.rows().next().unwrap(), [Value::Integer(number)]);
    }
    let call = "CALL test.answer(7)";
    assert!(session.run(call, &parameters).is_err());
    let signature = crate::query::bind::ProcedureSignature {
        name: "test.answer".into(),
        inputs: vec![("in".into(), Vec::new())],
        n_optional: 0,
        outputs: vec![("out".into(), crate::query::functions::Type::Any)],
        summary: String::new(),
    };
    let rows = vec![vec![Value::Float(7.0), Value::from("seven")], vec![Value::Integer(8), Value::from("eight")]];
    database.add_procedure(TableProcedure { signature, rows });
    let answer = session.run(call, &parameters).unwrap();
    assert_eq!(answer.rows().collect::<Vec<_>>(), [[Value::from("seven")]]);
}

#[test]
fn a_file_keeps_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.hvdb");
    let none = Parameters::new();
    {
        let session = Session::new(&Database::create(&file).unwrap());
        session.run("CREATE (:A {n: 1})-[:T]->(:B)", &none).unwrap();
    }
    let session = Session::new(&Database::open(&file).unwrap());
    let answer = session.run("MATCH (a)-[:T]->(:B) RETURN a.n", &none).unwrap();
    assert_eq!(answer.rows().collect::<Vec<_>>(), [[Value::Integer(1)]]);
}

/// Runs statements one after another on a new database and returns the rows of the last.
fn rows(statements: &[&str]) -> Vec<Vec<Value>> {
    let session = Session::new(&Database::new());
    let (last, first) = statements.split_last().unwrap();
    for text in first {
        session.run(text, &Parameters::new()).unwrap();
    }
    session.run(last, &Parameters::new()).unwrap().rows().collect()
}

fn integers(numbers: &[i64]) -> Vec<Vec<Value>> {
    numbers.iter().map(|number| vec![Value::Integer(*number)]).collect()
}

#[test]
fn set_goes_row_by_row_and_item_by_item() {
    let counted = ["CREATE (:A {n: 0})", "UNWIND [1, 1, 1] AS x MATCH (a:A) SET a.n = a.n + x", "MATCH (a:A) RETURN a.n"];
    assert_eq!(rows(&counted), integers(&[3]));
    let handed_on = [
        "CREATE (:A {v: 1}), (:B {v: 2})",
        "MATCH (a:A), (b:B) SET a.v = b.v, b.v = a.v * 10",
        "MATCH (n) RETURN n.v ORDER BY n.v",
    ];
    assert_eq!(rows(&handed_on), integers(&[2, 20]));
    // In the second row the node is first in the pattern, and the row comes later.
    let last_wins = [
        "CREATE ({i: 1})-[:T]->({i: 2})-[:T]->({i: 3})",
        "MATCH (a)-[:T]->(b) WITH a, b ORDER BY a.i SET a.v = 1, b.v = 2",
        "MATCH (n) RETURN n.v ORDER BY n.i",
    ];
    assert_eq!(rows(&last_wins), integers(&[1, 1, 2]));
}

#[test]
fn what_is_set_on_null_is_not_computed() {
    let made = ["CREATE (:A)", "MATCH (a:A) OPTIONAL MATCH (a)-->(b) SET b.v = 1 / 0", "MATCH (n) RETURN count(n.v)"];
    assert_eq!(rows(&made), integers(&[0]));
    let session = Session::new(&Database::new());
    let none = Parameters::new();
    session.run("CREATE ({v: 1, d: 1}), ({v: 1, d: 0})", &none).unwrap();
    assert!(session.run("MATCH (n) SET n.v = 5 / n.d", &none).is_err());
    let answer = session.run("MATCH (n) RETURN n.v", &none).unwrap();
    assert_eq!(answer.rows().collect::<Vec<_>>(), integers(&[1, 1]));
}

#[test]
fn a_statement_reads_what_it_has_set() {
    let made = [
        "CREATE (:A {v: 1, w: 1}), (:A {v: 2})",
        "MATCH (a:A) SET a.v = a.w, a.x = 7 WITH a SET a:B REMOVE a.w WITH a MATCH (b:B {x: 7}) \
         RETURN DISTINCT b.v AS v, b.w AS w, properties(b) ORDER BY v",
    ];
    let map = |entries: &[(&str, i64)]| {
        let entries = entries.iter().map(|(key, number)| ((*key).to_owned(), Value::Integer(*number)));
        Value::Map(std::sync::Arc::new(entries.collect()))
    };
    let expected = [
        vec![Value::Integer(1), Value::Null, map(&[("v", 1), ("x", 7)])],
        vec![Value::Null, Value::Null, map(&[("x", 7)])],
    ];
    assert_eq!(rows(&made), expected);
}

#[test]
fn a_plan_passes_on_as_few_rows_after_writes_as_before() {
    let session = Session::new(&Database::new());
    let none = Parameters::new();
    let run = |text: &str| session.run(text, &none).unwrap();
    run("CREATE INDEX FOR (p:P) ON (p.id)");
    run("UNWIND range(1, 200) AS i CREATE (:P {id: i})");
    run("MATCH (a:P), (b:P) WHERE b.id = a.id + 1 CREATE (a)-[:K]->(b)");
    let profile = || {
        let answer = run("PROFILE MATCH (p:P {id: 77})-[:K]-(f:P) RETURN f.id ORDER BY f.id");
        assert_eq!(answer.rows().collect::<Vec<_>>(), integers(&[76, 78]));
        answer.plan().unwrap().rows().unwrap().to_vec()
    };
    let before = profile();
    assert!(before.iter().all(|n_rows| *n_rows <= 2), "{before:?}");
    run("MATCH (p:P) SET p.seen = p.id % 3");
    assert_eq!(profile(), before);
    run("MATCH (p:P) WHERE p.id > 100 SET p.id = p.id + 1000");
    run("MATCH (p:P) WHERE p.id > 1000 SET p.id = p.id - 1000");
    assert_eq!(profile(), before);
    run("MATCH (a:P), (b:P) WHERE b.id = a.id + 2 MERGE (a)-[:L]->(b)");
    assert_eq!(profile(), before);
    run("MATCH (p:P) WHERE p.id > 150 DETACH DELETE p");
    assert_eq!(profile(), before);
}

#[test]
fn the_log_of_a_property_that_is_set_holds_no_more_than_that() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.hvdb");
    let none = Parameters::new();
    let session = Session::new(&Database::create(&file).unwrap());
    let text = "x".repeat(100_000);
    session.run(&format!("CREATE (a:A {{text: '{text}'}})-[:T {{text: '{text}'}}]->(a)"), &none).unwrap();
    let n_bytes = || crate::storage::Store::read(&file).unwrap().facts.n_bytes;
    let before = n_bytes();
    session.run("MATCH (a:A)-[t]->() SET a.n = 1, t.n = 2, a.text = null", &none).unwrap();
    let more = n_bytes() - before;
    assert!(more < 200, "{more} bytes");
    drop(session);
    let session = Session::new(&Database::open(&file).unwrap());
    let answer = session.run("MATCH (a:A)-[t]->() RETURN a.n + t.n, a.text, size(t.text)", &none).unwrap();
    let expected = [vec![Value::Integer(3), Value::Null, Value::Integer(100_000)]];
    assert_eq!(answer.rows().collect::<Vec<_>>(), expected);
}

#[test]
fn a_database_that_others_wrote_to_is_read_again_before_the_first_write() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("x.hvdb");
    let none = Parameters::new();
    drop(Database::create(&file).unwrap());
    let (first, second) = (Database::open(&file).unwrap(), Database::open(&file).unwrap());
    Session::new(&first).run("CREATE (:A)", &none).unwrap();
    drop(first);
    let session = Session::new(&second);
    assert_eq!(count(&session), Value::Integer(0));
    session.run("CREATE (:A)", &none).unwrap();
    assert_eq!(count(&session), Value::Integer(2));
    drop((session, second));
    let session = Session::new(&Database::open(&file).unwrap());
    session.run("CREATE (:A)", &none).unwrap();
    assert_eq!(count(&session), Value::Integer(3));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is set column by column is what is set row by row; a function that reads the whole node forces the latter.
    #[test]
    fn set_by_columns_and_by_rows_agree(
        nodes in prop::collection::vec((0..3_i64, 0..3_i64), 1..6),
        edges in prop::collection::vec((0..6_usize, 0..6_usize), 0..10),
        items in prop::collection::vec((0..2_usize, 0..3_usize, 0..2_usize, 0..4_usize), 1..4),
    ) {
        let text = |forced: &str| {
            let item = |(target, key, of, read): &(usize, usize, usize, usize)| {
                let (target, of) = (["x", "y"][*target], ["x", "y"][*of]);
                let value = ["a", "b", "c", "d"][*read];
                format!("{target}.{} = coalesce({of}.{value}, 1) * 2 + {of}.b{forced}", ["a", "c", "d"][*key])
            };
            let items: Vec<String> = items.iter().map(item).collect();
            format!("MATCH (x)-[t]->(y) WITH x, y ORDER BY id(t) SET {}, x.e = y.b", items.join(", "))
        };
        let result = |forced: &str| {
            let session = Session::new(&Database::new());
            let none = Parameters::new();
            for (at, (a, b)) in nodes.iter().enumerate() {
                session.run(&format!("CREATE ({{i: {at}, a: {a}, b: {b}}})"), &none).unwrap();
            }
            for (from, to) in &edges {
                let (from, to) = (from % nodes.len(), to % nodes.len());
                session.run(&format!("MATCH (x {{i: {from}}}), (y {{i: {to}}}) CREATE (x)-[:T]->(y)"), &none).unwrap();
            }
            session.run(&text(forced), &none).unwrap();
            let answer = session.run("MATCH (n) RETURN properties(n) ORDER BY n.i", &none).unwrap();
            answer.rows().collect::<Vec<_>>()
        };
        prop_assert_eq!(result(""), result(" + 0 * size(keys(x))"));
    }
}
