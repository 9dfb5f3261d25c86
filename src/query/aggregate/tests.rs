#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use super::*;

fn over(kind: AggregateKind, is_distinct: bool, values: &[Value]) -> Result<Value, QueryError> {
    let mut accumulator = Accumulator::of(kind, is_distinct);
    for value in values {
        accumulator.add(&[value.clone(), Value::Float(0.5)])?;
    }
    accumulator.finish()
}

fn integers(numbers: &[i64]) -> Vec<Value> {
    numbers.iter().copied().map(Value::Integer).collect()
}

#[test]
fn sums_of_whole_numbers_stay_whole() {
    let sum = |values: &[Value]| over(AggregateKind::Sum, false, values);
    assert_eq!(sum(&integers(&[1, 2, 3])).unwrap(), Value::Integer(6));
    assert_eq!(sum(&[]).unwrap(), Value::Integer(0));
    assert_eq!(sum(&[Value::Integer(1), Value::Float(0.5), Value::Null]).unwrap(), Value::Float(1.5));
    assert_eq!(sum(&integers(&[i64::MAX, 1, -1])).unwrap(), Value::Integer(i64::MAX));
    assert_eq!(sum(&integers(&[i64::MAX, 1])).unwrap_err().detail, Detail::IntegerOverflow);
    assert_eq!(sum(&[Value::from("a")]).unwrap_err().kind, ErrorKind::TypeError);
}

#[test]
fn empty_groups_have_their_own_answers() {
    for (kind, answer) in [
        (AggregateKind::Count, Value::Integer(0)),
        (AggregateKind::Avg, Value::Null),
        (AggregateKind::Min, Value::Null),
        (AggregateKind::Max, Value::Null),
        (AggregateKind::Collect, Value::List([].into())),
        (AggregateKind::PercentileCont, Value::Null),
        (AggregateKind::PercentileDisc, Value::Null),
        (AggregateKind::StDev, Value::Float(0.0)),
    ] {
        assert_eq!(over(kind, false, &[]).unwrap(), answer, "{kind:?}");
        assert_eq!(over(kind, true, &[Value::Null]).unwrap(), answer, "{kind:?} of null");
    }
}

#[test]
fn distinct_counts_equivalent_values_once() {
    let values = [Value::Integer(1), Value::Float(1.0), Value::Float(f64::NAN), Value::Float(f64::NAN)];
    assert_eq!(over(AggregateKind::Count, true, &values).unwrap(), Value::Integer(2));
    assert_eq!(over(AggregateKind::Count, false, &values).unwrap(), Value::Integer(4));
}

#[test]
fn min_and_max_follow_the_order_over_types() {
    let list = Value::List(integers(&[1, 2]).into());
    let values =
        [Value::Integer(1), Value::from("a"), Value::Null, list.clone(), Value::Float(0.2), Value::from("b")];
    assert_eq!(over(AggregateKind::Min, false, &values).unwrap(), list);
    assert_eq!(over(AggregateKind::Max, false, &values).unwrap(), Value::Integer(1));
}

#[test]
fn percentiles_interpolate_or_choose() {
    let values = [Value::Float(30.0), Value::Float(10.0), Value::Float(20.0), Value::Float(40.0)];
    assert_eq!(over(AggregateKind::PercentileDisc, false, &values).unwrap(), Value::Float(20.0));
    assert_eq!(over(AggregateKind::PercentileCont, false, &values).unwrap(), Value::Float(25.0));
    let mut accumulator = Accumulator::of(AggregateKind::PercentileDisc, false);
    let error = accumulator.add(&[Value::Integer(1), Value::Float(1.1)]).unwrap_err();
    assert_eq!((error.kind, error.detail), (ErrorKind::ArgumentError, Detail::NumberOutOfRange));
}

#[test]
fn deviations_of_samples_and_populations() {
    // 2, 4, 4, 4, 5, 5, 7, 9 have the mean 5 and the population's deviation 2.
    let values = integers(&[2, 4, 4, 4, 5, 5, 7, 9]);
    assert_eq!(over(AggregateKind::StDevP, false, &values).unwrap(), Value::Float(2.0));
    let Value::Float(sample) = over(AggregateKind::StDev, false, &values).unwrap() else { panic!("a float") };
    assert!((sample - (32.0_f64 / 7.0).sqrt()).abs() < 1e-12);
}
