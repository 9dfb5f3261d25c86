#![expect(clippy::unwrap_used, reason = "tests")]

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::model::temporal::{Date, DateTime, Duration, Time, Zone};
use crate::model::{EdgeId, NodeId, Value};

pub(crate) fn values() -> impl Strategy<Value = Value> {
    let floats = prop_oneof![
        Just(f64::NAN),
        Just(0.0),
        Just(-0.0),
        Just(f64::INFINITY),
        Just(9_223_372_036_854_775_808.0),
        any::<f64>(),
        (-3_i32..3).prop_map(f64::from),
    ];
    let integers = prop_oneof![Just(i64::MAX), Just(i64::MIN), any::<i64>(), -3_i64..3];
    let times = prop::sample::select(&["12:00Z", "13:00+01:00", "12:00+01:00"][..]);
    let moments =
        prop::sample::select(&["2020-01-01T12:00Z", "2020-01-01T13:00+01:00", "2020-01-01T12:00[UTC]"][..]);
    let durations = prop::sample::select(&["P1M", "P30D", "P30DT10H29M6S", "PT24H", "P1D"][..]);
    let temporal = prop_oneof![
        (1_i64..4).prop_map(|day| Value::from(Date::new(2020, 1, day).unwrap())),
        times.prop_map(|text| Value::from(Time::parse(text).unwrap())),
        moments.prop_map(|text| Value::from(DateTime::parse(text, &Zone::UTC).unwrap())),
        durations.prop_map(|text| Value::from(Duration::parse(text).unwrap())),
    ];
    let leaves = prop_oneof![
        temporal,
        Just(Value::Null),
        any::<bool>().prop_map(Value::Boolean),
        integers.prop_map(Value::Integer),
        floats.prop_map(Value::Float),
        "[ab]{0,2}".prop_map(Value::from),
        (0_u32..3).prop_map(|id| Value::Node(NodeId(id))),
        (0_u32..3).prop_map(|id| Value::Edge(EdgeId(id))),
    ];
    leaves.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|items| Value::List(items.into())),
            prop::collection::btree_map("[kl]", inner, 0..3)
                .prop_map(|entries| Value::Map(Arc::new(entries))),
        ]
    })
}

fn has(value: &Value, word: &str) -> bool {
    format!("{value:?}").contains(word)
}

fn hash(value: &Value) -> u64 {
    let mut state = DefaultHasher::new();
    hash_value(value, &mut state);
    state.finish()
}

fn list(items: &[Value]) -> Value {
    Value::List(items.into())
}

fn map(entries: &[(&str, Value)]) -> Value {
    let entries = entries.iter().map(|(key, value)| ((*key).to_owned(), value.clone()));
    Value::Map(Arc::new(entries.collect::<BTreeMap<_, _>>()))
}

proptest! {
    #[test]
    fn order_is_total(a in values(), b in values(), c in values()) {
        prop_assert_eq!(order(&a, &b), order(&b, &a).reverse());
        prop_assert_eq!(order(&a, &a), Ordering::Equal);
        if order(&a, &b).is_le() && order(&b, &c).is_le() {
            prop_assert!(order(&a, &c).is_le());
        }
    }

    #[test]
    fn equivalent_values_hash_alike(a in values(), b in values()) {
        prop_assert!(equivalent(&a, &a));
        if equivalent(&a, &b) {
            prop_assert_eq!(hash(&a), hash(&b));
        }
    }

    #[test]
    fn equal_values_are_equivalent_and_differing_ones_are_not(a in values(), b in values()) {
        match equal(&a, &b) {
            Some(true) => prop_assert!(equivalent(&a, &b)),
            // NaN differs from itself and is one group.
            Some(false) => prop_assert!(!equivalent(&a, &b) || has(&a, "NaN")),
            None => prop_assert!(has(&a, "Null") || has(&b, "Null")),
        }
        prop_assert_eq!(equal(&a, &b), equal(&b, &a));
    }

    #[test]
    fn comparability_agrees_with_the_order(a in values(), b in values()) {
        if let Comparison::Ordered(ordering) = compare(&a, &b) {
            prop_assert_eq!(ordering, order(&a, &b));
        }
    }

    #[test]
    fn whole_numbers_hash_as_their_floats(number in -9_007_199_254_740_992_i64..9_007_199_254_740_992) {
        let float = Value::Float(number as f64);
        prop_assert!(equivalent(&Value::Integer(number), &float));
        prop_assert_eq!(hash(&Value::Integer(number)), hash(&float));
    }
}

#[test]
fn equality_looks_into_lists_and_maps() {
    let (one, two, null) = (Value::Integer(1), Value::Integer(2), Value::Null);
    let of = |items: &[&Value]| list(&items.iter().map(|item| (*item).clone()).collect::<Vec<_>>());
    assert_eq!(equal(&of(&[&null]), &of(&[&one])), None);
    assert_eq!(equal(&of(&[&null, &one]), &of(&[&null, &two])), Some(false));
    assert_eq!(equal(&of(&[&one, &null]), &of(&[&one])), Some(false));
    assert_eq!(equal(&map(&[("k", null.clone())]), &map(&[])), Some(false));
    assert_eq!(equal(&map(&[("k", null.clone())]), &map(&[("k", null)])), None);
    assert_eq!(equal(&one, &Value::Float(1.0)), Some(true));
    assert_eq!(equal(&Value::from("1"), &one), Some(false));
}

#[test]
fn numbers_beyond_the_precision_of_floats_keep_apart() {
    let exact = Value::Integer(9_007_199_254_740_993);
    let float = Value::Float(9_007_199_254_740_992.0);
    assert_eq!(equal(&exact, &float), Some(false));
    assert_eq!(compare(&exact, &float), Comparison::Ordered(Ordering::Greater));
    assert_eq!(order(&Value::Integer(i64::MAX), &Value::Float(9_223_372_036_854_775_808.0)), Ordering::Less);
}

#[test]
fn lists_compare_until_the_first_difference() {
    let of = |text: &str| -> Value {
        let items = text.split(' ').filter(|item| !item.is_empty()).map(|item| match item {
            "null" => Value::Null,
            "a" => Value::from("a"),
            number => Value::Integer(number.parse().unwrap()),
        });
        Value::List(items.collect())
    };
    let at_least = |a: &str, b: &str| compare(&of(a), &of(b)).is(Ordering::is_ge);
    assert_eq!(at_least("1 0", "1"), Some(true));
    assert_eq!(at_least("1 null", "1"), Some(true));
    assert_eq!(at_least("1 2", "1 null"), None);
    assert_eq!(at_least("1 a", "1 null"), None);
    assert_eq!(at_least("1 2", "3 null"), Some(false));
}

#[test]
fn nan_is_less_than_nothing_and_unknown_beside_text() {
    let nan = Value::Float(f64::NAN);
    assert_eq!(compare(&nan, &Value::Integer(1)).is(Ordering::is_gt), Some(false));
    assert_eq!(compare(&Value::Integer(1), &nan).is(Ordering::is_le), Some(false));
    assert_eq!(compare(&nan, &Value::from("a")), Comparison::Unknown);
    assert_eq!(equal(&nan, &nan), Some(false));
    assert_eq!(order(&nan, &Value::Float(f64::INFINITY)), Ordering::Greater);
    assert_eq!(order(&nan, &Value::Null), Ordering::Less);
}

#[test]
fn types_come_in_the_order_of_opencypher() {
    let path = crate::model::Path { edges: vec![], nodes: vec![NodeId(0)] };
    let sorted = [
        map(&[("a", Value::from("map"))]),
        Value::Node(NodeId(0)),
        Value::Edge(EdgeId(0)),
        list(&[Value::from("list")]),
        Value::Path(Arc::new(path)),
        Value::from("text"),
        Value::Boolean(false),
        Value::Float(1.5),
        Value::Float(f64::NAN),
        Value::Null,
    ];
    for pair in sorted.windows(2) {
        assert_eq!(order(&pair[0], &pair[1]), Ordering::Less, "{pair:?}");
    }
}
