#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use proptest::prelude::*;

use super::*;
use crate::graph::{MemoryGraph, Overlay};
use crate::model::NodeId;
use crate::query::bind::{ProcedureSignature, Signatures, bind};
use crate::query::bound::{BoundClause, BoundStatement, Slot};
use crate::query::compare::equivalent;
use crate::query::exec::batch::NO_NODE;
use crate::query::functions::text_of;
use crate::query::{ast, parser};

struct Nothing;

impl<G> Subqueries<G> for Nothing {
    fn subquery(&mut self, _: &BoundSubquery, _: &Scope<'_, G>) -> Result<Value, QueryError> {
        panic!("no queries inside these expressions")
    }
}

impl Signatures for Nothing {
    fn procedure(&self, _: &str) -> Option<ProcedureSignature> {
        None
    }
}

fn bound(query: &str) -> Result<BoundStatement, QueryError> {
    let statement = parser::parse(query)?;
    let ast::StatementKind::Query(query) = statement.kind else { panic!("a query") };
    bind(statement.mode, &query, &Nothing, &Parameters::new())
}

/// Returns the first item of the last projection.
fn item(statement: &BoundStatement) -> &BoundExpr {
    match statement.query.parts[0].clauses.last() {
        Some(BoundClause::Project(projection)) => &projection.items[0].1,
        other => panic!("{other:?}"),
    }
}

/// Computes an expression without rows around it.
fn computed(expr: &str) -> Result<Value, QueryError> {
    let statement = bound(&format!("RETURN {expr} AS result"))?;
    let (graph, parameters, batch) = (MemoryGraph::default(), Parameters::new(), Batch::new(1, 1));
    let clock = Clock::fixed(0, 0);
    let scope =
        Scope { graph: &graph, parameters: &parameters, clock, batch: &batch, row: 0, locals: Vec::new() };
    let Column::Values(mut values) = evaluate_all(item(&statement), &scope, &mut Nothing)? else {
        panic!("values")
    };
    let mut scope = scope;
    let by_row = evaluate(item(&statement), &mut scope, &mut Nothing)?;
    let value = values.remove(0);
    assert!(equivalent(&value, &by_row), "{expr}: {value:?} for all rows, {by_row:?} for one");
    Ok(value)
}

/// Prints a value as Cypher would write it.
fn printed(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::String(text) => format!("'{text}'"),
        Value::List(items) => format!("[{}]", items.iter().map(printed).collect::<Vec<_>>().join(", ")),
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| format!("{key}: {}", printed(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
        other => text_of(other).unwrap_or_else(|| format!("{other:?}")),
    }
}

#[track_caller]
fn gives(cases: &[(&str, &str)]) {
    for (expr, expected) in cases {
        match computed(expr) {
            Ok(value) => assert_eq!(printed(&value), *expected, "{expr}"),
            Err(error) => panic!("{expr}: {error}"),
        }
    }
}

#[track_caller]
fn fails(cases: &[(&str, ErrorKind, Detail)]) {
    for (expr, kind, detail) in cases {
        let error = computed(expr).map(|value| printed(&value)).unwrap_err();
        assert_eq!((error.kind, error.detail), (*kind, *detail), "{expr}: {error}");
        assert!(error.span.is_some(), "{expr} says where");
    }
}

#[test]
fn connectives_have_three_values() {
    let and = [["true", "false", "null"], ["false", "false", "false"], ["null", "false", "null"]];
    let or = [["true", "true", "true"], ["true", "false", "null"], ["true", "null", "null"]];
    let xor = [["false", "true", "null"], ["true", "false", "null"], ["null", "null", "null"]];
    for (operator, table) in [("AND", and), ("OR", or), ("XOR", xor)] {
        for (left, row) in ["true", "false", "null"].iter().zip(table) {
            for (right, expected) in ["true", "false", "null"].iter().zip(row) {
                gives(&[(&format!("{left} {operator} {right}"), expected)]);
            }
        }
    }
    gives(&[("NOT true", "false"), ("NOT null", "null")]);
}

#[test]
fn comparisons_chain_and_know_unknown() {
    gives(&[
        ("1 < 2 < 3", "true"),
        ("1 < null < 0", "null"),
        ("3 < 2 < null", "false"),
        ("1 = 1.0", "true"),
        ("1 < 'a'", "null"),
        ("true > false", "true"),
        ("0.0 / 0.0 <> 0.0 / 0.0", "true"),
        ("0.0 / 0.0 > 1", "false"),
        ("duration('P1D') < duration('P2D')", "null"),
        ("date('2020-01-01') < date('2020-01-02')", "true"),
        ("null IS NULL", "true"),
        ("1 IS NOT NULL", "true"),
    ]);
}

#[test]
fn membership_is_unknown_where_a_null_could_be_it() {
    gives(&[
        ("1 IN [1, null]", "true"),
        ("2 IN [1, null]", "null"),
        ("null IN []", "false"),
        ("null IN [1]", "null"),
        ("[1] IN [[1], 2]", "true"),
        ("[1] IN [[null]]", "null"),
        ("1 IN null", "null"),
    ]);
}

#[test]
fn arithmetic_keeps_whole_numbers_whole() {
    gives(&[
        ("7 / 2", "3"),
        ("-7 / 2", "-3"),
        ("-7 % 3", "-1"),
        ("7.0 / 2", "3.5"),
        ("2 ^ 3", "8.0"),
        ("1 / 0.0", "Infinity"),
        ("1 + null", "null"),
        ("'a' + 1", "'a1'"),
        ("1.5 + 'a'", "'1.5a'"),
        ("[1] + 2 + [3]", "[1, 2, 3]"),
        ("1 + [2]", "[1, 2]"),
        ("[1] + null", "null"),
        ("'a' || 'b'", "'ab'"),
        ("date('2020-01-31') + duration('P1M')", "2020-02-29"),
        ("-(-9223372036854775807)", "9223372036854775807"),
    ]);
    fails(&[
        ("9223372036854775807 + 1", ErrorKind::ArithmeticError, Detail::IntegerOverflow),
        ("-9223372036854775807 - 2", ErrorKind::ArithmeticError, Detail::IntegerOverflow),
        ("9223372036854775807 * 2", ErrorKind::ArithmeticError, Detail::IntegerOverflow),
        ("1 / 0", ErrorKind::ArithmeticError, Detail::DivisionByZero),
        ("1 % 0", ErrorKind::ArithmeticError, Detail::DivisionByZero),
        ("head([{}]) + 1", ErrorKind::TypeError, Detail::InvalidArgumentType),
        ("head(['a']) || 1", ErrorKind::TypeError, Detail::InvalidArgumentType),
    ]);
}

#[test]
fn lists_and_maps_are_looked_into() {
    gives(&[
        ("[1, 2, 3][-1]", "3"),
        ("[1, 2, 3][3]", "null"),
        ("[1, 2, 3][-4]", "null"),
        ("[1, 2, 3][1..]", "[2, 3]"),
        ("[1, 2, 3][..-1]", "[1, 2]"),
        ("[1, 2, 3][-9..2]", "[1, 2]"),
        ("[1, 2, 3][2..1]", "[]"),
        ("[1, 2, 3][null..1]", "null"),
        ("{a: 1, b: {c: 2}}.b.c", "2"),
        ("{a: 1}['b']", "null"),
        ("null[0]", "null"),
        ("date('2020-05-06').month", "5"),
        ("{a: 1, a: 2}", "{a: 2}"),
    ]);
    fails(&[
        ("[1][head(['a'])]", ErrorKind::TypeError, Detail::ListElementAccess),
        ("{a: 1}[head([1])]", ErrorKind::TypeError, Detail::MapElementAccessByNonString),
        ("head([1, 'a'])[0]", ErrorKind::TypeError, Detail::InvalidArgumentType),
        ("head([1, 'a']).key", ErrorKind::TypeError, Detail::InvalidArgumentType),
    ]);
}

#[test]
fn lists_are_gone_through() {
    gives(&[
        ("[x IN [1, 2, 3] WHERE x > 1 | x * 10]", "[20, 30]"),
        ("[x IN [1, null] WHERE x > 0]", "[1]"),
        ("[x IN range(1, 3) | [y IN range(1, x) | x * y]]", "[[1], [2, 4], [3, 6, 9]]"),
        ("[x IN null | x]", "null"),
        ("reduce(sum = 0, x IN [1, 2, 3] | sum + x)", "6"),
        ("[x IN [1, 2] | reduce(sum = x, y IN [x, 10] | sum + y)]", "[12, 14]"),
        ("all(x IN [1, null] WHERE x > 0)", "null"),
        ("all(x IN [0, null] WHERE x > 0)", "false"),
        ("any(x IN [1, null] WHERE x > 0)", "true"),
        ("any(x IN [0, null] WHERE x > 0)", "null"),
        ("none(x IN [1, null] WHERE x > 0)", "false"),
        ("none(x IN [0, null] WHERE x > 0)", "null"),
        ("single(x IN [1, null] WHERE x > 0)", "null"),
        ("single(x IN [1, 1, null] WHERE x > 0)", "false"),
        ("all(x IN [] WHERE x > 0)", "true"),
        ("single(x IN [] WHERE x > 0)", "false"),
    ]);
}

#[test]
fn cases_compare_by_equality() {
    gives(&[
        ("CASE 1 WHEN 1.0 THEN 'same' END", "'same'"),
        ("CASE null WHEN null THEN 1 ELSE 2 END", "2"),
        ("CASE WHEN null THEN 1 WHEN true THEN 2 END", "2"),
        ("CASE WHEN false THEN 1 END", "null"),
        // What is not reached raises nothing.
        ("CASE WHEN true THEN 1 ELSE 1 / 0 END", "1"),
        ("coalesce(null, 1)", "1"),
        ("false AND head([1]) = 1 / head([1])", "false"),
    ]);
}

#[test]
fn texts_are_compared_and_matched() {
    gives(&[
        ("'abc' STARTS WITH 'ab'", "true"),
        ("'abc' ENDS WITH 'ab'", "false"),
        ("'abc' CONTAINS ''", "true"),
        ("'abc' CONTAINS null", "null"),
        ("head([1]) STARTS WITH 'a'", "null"),
        ("'abc' =~ 'b'", "false"),
        ("'abc' =~ '.b.'", "true"),
        ("'a|b' =~ 'a|b'", "false"),
        ("'HÀ NỘI' =~ '(?i)hà nội'", "true"),
    ]);
    fails(&[
        ("'a' =~ '('", ErrorKind::SyntaxError, Detail::InvalidArgumentValue),
        ("'a' =~ '(\\\\w{1000}){1000}'", ErrorKind::SyntaxError, Detail::InvalidArgumentValue),
    ]);
}

/// A graph of nodes with a number, a text or nothing under `x`, every second one labelled.
fn graph(values: &[Value]) -> (MemoryGraph, Vec<NodeId>) {
    let base = MemoryGraph::default();
    let mut overlay = Overlay::new(&base);
    let key = overlay.symbols_mut().intern_key("x");
    let label = overlay.symbols_mut().intern_label("Even");
    let nodes = values.iter().enumerate().map(|(at, value)| {
        let labels = if at % 2 == 0 { vec![label] } else { Vec::new() };
        overlay.add_node(labels, [(key, value.clone())].into_iter().collect()).unwrap()
    });
    let nodes = nodes.collect();
    let changes = overlay.into_changes();
    let mut graph = base;
    graph.apply(changes).unwrap();
    (graph, nodes)
}

const CONDITIONS: &[&str] = &[
    "n.x > 1",
    "1 >= n.x",
    "n.x = 2 OR n.x = 'b'",
    "n.x > 0 AND n.x < 3",
    "0 < n.x <= 2",
    "n.x IN [1, 'a', null]",
    "NOT n.x STARTS WITH 'a'",
    "n.x IS NULL",
    "n.x IS NOT NULL AND n:Even",
    "n:!Even",
    "n = m",
    "n <> m",
    "n.x = m.x",
    "n.x + n.x > 2",
    "n.x <> 0 AND 10 / n.x > 4",
    "CASE WHEN n.x > 1 THEN true ELSE null END",
    "m IS NULL",
];

fn properties() -> impl Strategy<Value = Value> {
    prop_oneof![Just(Value::Null), (0_i64..4).prop_map(Value::Integer), Just(Value::Float(1.5)),]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Filtering a batch keeps exactly the rows for which the condition, computed alone, is true.
    #[test]
    fn filters_agree_with_single_rows(
        values in prop::collection::vec(properties(), 1..6),
        rows in prop::collection::vec((0_usize..6, prop::option::of(0_usize..6)), 0..12),
    ) {
        let (graph, nodes) = graph(&values);
        let node = |at: usize| nodes[at % nodes.len()];
        let mut batch = Batch::new(rows.len(), 8);
        batch.set(Slot(0), Column::Nodes(rows.iter().map(|(n, _)| node(*n)).collect()));
        batch.set(Slot(1), Column::Nodes(rows.iter().map(|(_, m)| m.map_or(NO_NODE, node)).collect()));
        let parameters = Parameters::new();
        for condition in CONDITIONS {
            let statement = bound(&format!("MATCH (n), (m) RETURN {condition} AS result")).unwrap();
            let expr = item(&statement);
            let mut scope = Scope {
                graph: &graph, parameters: &parameters, clock: Clock::fixed(0, 0),
                batch: &batch, row: 0, locals: Vec::new(),
            };
            let kept = matches(expr, &scope, &mut Nothing);
            let mut expected = Ok(Vec::new());
            for (row, number) in (0..rows.len()).zip(0_u32..) {
                scope.row = row;
                match (evaluate(expr, &mut scope, &mut Nothing), &mut expected) {
                    (Ok(Value::Boolean(true)), Ok(expected)) => expected.push(number),
                    (Err(error), Ok(_)) => expected = Err(error.kind),
                    _ => {}
                }
            }
            prop_assert_eq!(kept.map_err(|error| error.kind), expected, "{}", condition);
        }
    }
}

#[test]
fn deleted_nodes_cannot_be_read() {
    let (graph, nodes) = graph(&[Value::Integer(1)]);
    let mut overlay = Overlay::new(&graph);
    overlay.remove_node(nodes[0]).unwrap();
    let mut batch = Batch::new(1, 8);
    batch.set(Slot(0), Column::Nodes(nodes));
    let parameters = Parameters::new();
    for expr in ["n.x", "labels(n)", "keys(n)", "n:Even", "n {.x}", "n['x']"] {
        let statement = bound(&format!("MATCH (n) RETURN {expr} AS result")).unwrap();
        let scope = Scope {
            graph: &overlay,
            parameters: &parameters,
            clock: Clock::fixed(0, 0),
            batch: &batch,
            row: 0,
            locals: Vec::new(),
        };
        let error = evaluate_all(item(&statement), &scope, &mut Nothing).unwrap_err();
        let found = (error.kind, error.detail);
        assert_eq!(found, (ErrorKind::EntityNotFound, Detail::DeletedEntityAccess), "{expr}");
    }
}

/// Functions are tested here because their arguments read best as Cypher.
mod functions {
    use super::{Detail, ErrorKind, fails, gives};

    #[test]
    fn conversions() {
        gives(&[
            ("toInteger('1.7')", "1"),
            ("toInteger(-2.9)", "-2"),
            ("toInteger('1e3')", "1000"),
            ("toInteger(' 42 ')", "42"),
            ("toInteger('x')", "null"),
            ("toInteger(1e30)", "null"),
            ("toInteger(true)", "1"),
            ("toFloat('NaN')", "NaN"),
            ("toFloat('nan')", "null"),
            ("toFloat('inf')", "null"),
            ("toFloat(2)", "2.0"),
            ("toBoolean('TRUE')", "true"),
            ("toBoolean('yes')", "null"),
            ("toString(1.0)", "'1.0'"),
            ("toString(1e10)", "'1.0E10'"),
            ("toString(0.00012)", "'1.2E-4'"),
            ("toString(date('2020-01-01'))", "'2020-01-01'"),
            ("toStringOrNull([1])", "null"),
            ("toIntegerList(['1', 'x', 2.5, null])", "[1, null, 2, null]"),
        ]);
        fails(&[
            ("toInteger([1])", ErrorKind::TypeError, Detail::InvalidArgumentValue),
            ("toFloat(true)", ErrorKind::TypeError, Detail::InvalidArgumentValue),
            ("toBoolean(1.0)", ErrorKind::TypeError, Detail::InvalidArgumentValue),
            ("toString({})", ErrorKind::TypeError, Detail::InvalidArgumentValue),
        ]);
    }

    #[test]
    fn texts() {
        gives(&[
            ("left('Đông', 2)", "'Đô'"),
            ("right('abc', 9)", "'abc'"),
            ("substring('hello', 1, 3)", "'ell'"),
            ("substring('hello', 9)", "''"),
            ("replace('aaa', 'a', 'b')", "'bbb'"),
            ("split('a,b;c', [',', ';'])", "['a', 'b', 'c']"),
            ("split('abc', '')", "['a', 'b', 'c']"),
            ("split('', ',')", "['']"),
            ("trim('  a ')", "'a'"),
            ("ltrim('xxa', 'x')", "'a'"),
            ("rtrim('a  ')", "'a'"),
            ("toUpper('đông')", "'ĐÔNG'"),
            ("LOWER('ĐÔNG')", "'đông'"),
            ("reverse('Đông')", "'gnôĐ'"),
            ("size('Đông')", "4"),
            ("isNormalized(normalize('ô', 'NFD'))", "false"),
            ("left(null, 1)", "null"),
        ]);
        fails(&[
            ("left('a', -1)", ErrorKind::ArgumentError, Detail::NumberOutOfRange),
            ("normalize('a', 'X')", ErrorKind::ArgumentError, Detail::InvalidArgumentValue),
        ]);
    }

    #[test]
    fn numbers() {
        gives(&[
            ("round(2.5)", "3.0"),
            ("round(-2.5)", "-2.0"),
            ("round(1.005, 2)", "1.01"),
            ("round(-1.55, 1)", "-1.6"),
            ("round(1.45, 1, 'HALF_EVEN')", "1.4"),
            ("round(1.25, 1, 'HALF_DOWN')", "1.2"),
            ("round(1.21, 1, 'UP')", "1.3"),
            ("round(-1.29, 1, 'CEILING')", "-1.2"),
            ("round(0.04, 1)", "0.0"),
            ("round(0.05, 1)", "0.1"),
            ("round(1250, -2)", "1300.0"),
            ("round(999.9, -3)", "1000.0"),
            ("round(499.9, -3)", "0.0"),
            ("round(5, 9999999999999999)", "5.0"),
            ("sign(-0.5)", "-1"),
            ("abs(-1)", "1"),
            ("ceil(1.2)", "2.0"),
            ("isNaN(0.0 / 0.0)", "true"),
            ("sqrt(-1)", "NaN"),
        ]);
        fails(&[("abs(-9223372036854775808)", ErrorKind::ArithmeticError, Detail::IntegerOverflow)]);
    }

    #[test]
    fn lists_and_others() {
        gives(&[
            ("range(1, 10, 3)", "[1, 4, 7, 10]"),
            ("range(3, 1)", "[]"),
            ("range(9223372036854775806, 9223372036854775807)", "[9223372036854775806, 9223372036854775807]"),
            ("head([])", "null"),
            ("last([1, 2])", "2"),
            ("tail([])", "[]"),
            ("isEmpty({})", "true"),
            ("keys({b: 1, a: 2})", "['a', 'b']"),
            ("nullIf(1, 1.0)", "null"),
            ("valueType([1, 'a', null])", "'LIST<INTEGER | STRING> NOT NULL'"),
            ("timestamp()", "0"),
            ("hv.earliest('2022-04')", "2022-04-01"),
            ("hv.latest('2017/2020')", "2020-12-31"),
            ("hv.latest('1998/..')", "null"),
            ("size(randomUUID())", "36"),
        ]);
        fails(&[
            ("range(1, 2, 0)", ErrorKind::ArgumentError, Detail::NumberOutOfRange),
            ("range(1, 2.0)", ErrorKind::ArgumentError, Detail::InvalidArgumentType),
            ("range(0, 1000000000)", ErrorKind::Limit, Detail::Other),
            ("hv.earliest('x')", ErrorKind::ArgumentError, Detail::InvalidArgumentValue),
        ]);
    }
}
