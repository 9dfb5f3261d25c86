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
