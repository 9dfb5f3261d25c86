//! Functions of numbers.

use std::cell::Cell;
use std::hash::{BuildHasher, RandomState};

use super::{Argument, Function, Type, argument, wrong_argument};
use crate::model::Value;
use crate::query::error::{Detail, ErrorKind, QueryError};

mod round;

const NUMBERS: &[Type] = &[Type::Integer, Type::Float];
const NUMBER: &[Argument] = &[argument("number", NUMBERS)];

pub(super) static FUNCTIONS: &[Function] = &[
        Function::pure("abs", NUMBER, Type::Any, abs, "a number without its sign"),
        Function::pure("sign", NUMBER, Type::Integer, sign, "-1, 0 or 1 by the sign of a number"),
        Function::pure(
            "round",
            &[
                argument("number", NUMBERS),
                argument("precision", &[Type::Integer]),
                argument("mode", &[Type::String]),
            ],
            Type::Float,
            round,
            "a number rounded to so many decimals; modes: UP, DOWN, CEILING, FLOOR, HALF_UP, HALF_DOWN, HALF_EVEN",
        )
        .requires(1),
        Function::pure("isNaN", NUMBER, Type::Boolean, is_nan, "whether a number is NaN"),
        Function::pure(
            "atan2",
            &[argument("y", NUMBERS), argument("x", NUMBERS)],
            Type::Float,
            atan2,
            "the angle of a point, in radians",
        ),
        Function::pure("rand", &[], Type::Float, random, "a random number from 0 to below 1").volatile(),
        Function::pure(
            "pi",
            &[],
            Type::Float,
            |_| Ok(Value::Float(std::f64::consts::PI)),
            "the circumference of a circle by its diameter",
        ),
        Function::pure(
            "e",
            &[],
            Type::Float,
            |_| Ok(Value::Float(std::f64::consts::E)),
            "the base of natural logarithms",
        ),
        of("ceil", |values| float(values, f64::ceil), "the least whole number that is not below"),
        of("floor", |values| float(values, f64::floor), "the greatest whole number that is not above"),
        of("sqrt", |values| float(values, f64::sqrt), "the square root"),
        of("exp", |values| float(values, f64::exp), "e to the power of a number"),
        of("log", |values| float(values, f64::ln), "the natural logarithm"),
        of("ln", |values| float(values, f64::ln), "the natural logarithm"),
        of("log10", |values| float(values, f64::log10), "the logarithm to the base of 10"),
        of("sin", |values| float(values, f64::sin), "the sine of an angle in radians"),
        of("cos", |values| float(values, f64::cos), "the cosine of an angle in radians"),
        of("tan", |values| float(values, f64::tan), "the tangent of an angle in radians"),
        of(
            "cot",
            |values| float(values, |number| 1.0 / number.tan()),
            "the cotangent of an angle in radians",
        ),
        of("asin", |values| float(values, f64::asin), "the angle whose sine it is, in radians"),
        of("acos", |values| float(values, f64::acos), "the angle whose cosine it is, in radians"),
        of("atan", |values| float(values, f64::atan), "the angle whose tangent it is, in radians"),
        of("sinh", |values| float(values, f64::sinh), "the hyperbolic sine"),
        of("cosh", |values| float(values, f64::cosh), "the hyperbolic cosine"),
        of("tanh", |values| float(values, f64::tanh), "the hyperbolic tangent"),
        of("coth", |values| float(values, |number| 1.0 / number.tanh()), "the hyperbolic cotangent"),
        of("degrees", |values| float(values, f64::to_degrees), "an angle in degrees"),
        of("radians", |values| float(values, f64::to_radians), "an angle in radians"),
        of(
            "haversin",
            |values| float(values, |number| (1.0 - number.cos()) / 2.0),
            "half the versine of an angle in radians",
        ),
];

/// Returns a function of one number that gives a float.
const fn of(
    name: &'static str,
    body: fn(&[Value]) -> Result<Value, QueryError>,
    summary: &'static str,
) -> Function {
    Function::pure(name, NUMBER, Type::Float, body, summary)
}

fn number(value: &Value) -> Result<Option<f64>, QueryError> {
    match value {
        Value::Null => Ok(None),
        Value::Integer(_) | Value::Float(_) => Ok(value.as_f64()),
        other => Err(wrong_argument("a number", other)),
    }
}

fn float(arguments: &[Value], function: impl FnOnce(f64) -> f64) -> Result<Value, QueryError> {
    Ok(number(&arguments[0])?.map_or(Value::Null, |number| Value::Float(function(number))))
}

fn abs(arguments: &[Value]) -> Result<Value, QueryError> {
    match &arguments[0] {
        Value::Integer(number) => number.checked_abs().map(Value::Integer).ok_or_else(|| {
            let message = "the result is too large for a whole number of 64 bits";
            QueryError::runtime(ErrorKind::ArithmeticError, Detail::IntegerOverflow, message)
        }),
        _ => float(arguments, f64::abs),
    }
}

fn sign(arguments: &[Value]) -> Result<Value, QueryError> {
    let Some(number) = number(&arguments[0])? else { return Ok(Value::Null) };
    Ok(Value::Integer(i64::from(number > 0.0) - i64::from(number < 0.0)))
}

fn is_nan(arguments: &[Value]) -> Result<Value, QueryError> {
    Ok(number(&arguments[0])?.map_or(Value::Null, |number| Value::Boolean(number.is_nan())))
}

fn atan2(arguments: &[Value]) -> Result<Value, QueryError> {
    match (number(&arguments[0])?, number(&arguments[1])?) {
        (Some(y), Some(x)) => Ok(Value::Float(y.atan2(x))),
        _ => Ok(Value::Null),
    }
}

/// Rounds. Without precision, halves go up; with one, away from zero unless a mode is given.
fn round(arguments: &[Value]) -> Result<Value, QueryError> {
    let Some(number) = number(&arguments[0])? else { return Ok(Value::Null) };
    let precision = match arguments.get(1) {
        None => return Ok(Value::Float(half_up(number))),
        Some(Value::Null) => return Ok(Value::Null),
        Some(Value::Integer(precision)) => *precision,
        Some(other) => return Err(wrong_argument("an integer", other)),
    };
    let mode = match arguments.get(2) {
        None => round::Mode::HalfUp,
        Some(Value::Null) => return Ok(Value::Null),
        Some(Value::String(mode)) => round::Mode::parse(mode).ok_or_else(|| unknown_mode(mode))?,
        Some(other) => return Err(wrong_argument("a string", other)),
    };
    Ok(Value::Float(round::rounded(number, precision, mode)))
}

/// Rounds to a whole number, halves up.
fn half_up(number: f64) -> f64 {
    let floor = number.floor();
    // The difference is exact, unlike `number + 0.5`.
    if number - floor >= 0.5 { floor + 1.0 } else { floor }
}

fn unknown_mode(mode: &str) -> QueryError {
    let message = format!(
        "`{mode}` is no mode of rounding; expected UP, DOWN, CEILING, FLOOR, HALF_UP, HALF_DOWN or HALF_EVEN"
    );
    QueryError::runtime(ErrorKind::ArgumentError, Detail::InvalidArgumentValue, message)
}

#[expect(clippy::unnecessary_wraps, reason = "the type of all functions")]
fn random(_: &[Value]) -> Result<Value, QueryError> {
    // 53 bits are what a float below 1 holds.
    Ok(Value::Float((random_bits() >> 11) as f64 / (1_u64 << 53) as f64))
}

/// Returns random bits: splitmix64 from a seed that the standard library draws for each thread.
pub(super) fn random_bits() -> u64 {
    thread_local! {
        static STATE: Cell<u64> = Cell::new(RandomState::new().hash_one(0_u8));
    }
    let state = STATE.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
    STATE.set(state);
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
