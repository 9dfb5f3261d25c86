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
