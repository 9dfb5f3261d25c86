//! Property values.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use smol_str::SmolStr;

use super::temporal::{Date, DateTime, Duration, LocalDateTime, LocalTime, Time};
use super::{EdgeId, NodeId, Path};

/// A property value of 24 bytes. Cloning is cheap: short text is inside, long text, lists and maps are shared.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Value {
    /// No value.
    #[default]
    Null,
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A floating-point number; data sets hold finite ones only.
    Float(f64),
    /// Text.
    String(SmolStr),
    /// An ordered list.
    List(Arc<[Value]>),
    /// A map with keys in order.
    Map(Arc<BTreeMap<String, Value>>),
    /// A node of the graph that is asked; a query result, never a property.
    Node(NodeId),
    /// An edge of the graph that is asked; a query result, never a property.
    Edge(EdgeId),
    /// A walk through the graph that is asked; a query result, never a property.
    Path(Arc<Path>),
    /// A day.
    Date(Date),
    /// A time of day.
    LocalTime(LocalTime),
    /// A time of day with an offset.
    Time(Time),
    /// A day and a time of day.
    LocalDateTime(LocalDateTime),
    /// A day and a time of day with an offset or named zone.
    DateTime(Arc<DateTime>),
    /// A length of time.
    Duration(Arc<Duration>),
}

const _: () = assert!(size_of::<Value>() == 24, "columns of values are dense");

impl Value {
    /// Returns the text of a string value.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the items of a list value.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Value::List(items) => Some(items),
            _ => None,
        }
    }

    /// Returns the entries of a map value.
    pub fn as_map(&self) -> Option<&BTreeMap<String, Value>> {
        match self {
            Value::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// Returns a number as a float, whichever number type it has.
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Value::Integer(number) => Some(*number as f64),
            Value::Float(number) => Some(*number),
            _ => None,
        }
    }

    /// Compares for a stable order of output: null, booleans, numbers, strings, lists, maps, nodes, edges, paths,
    /// dates, local times, times, local dates and times, dates and times, durations.
    ///
    /// Total: integers and floats compare by value, then integers first; NaN comes last among numbers.
    pub fn total_cmp(&self, other: &Value) -> Ordering {
        match (self, other) {
            (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
            (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
            (Value::Float(a), Value::Float(b)) => a.total_cmp(b),
            (Value::Integer(a), Value::Float(b)) => (*a as f64).total_cmp(b).then(Ordering::Less),
            (Value::Float(a), Value::Integer(b)) => a.total_cmp(&(*b as f64)).then(Ordering::Greater),
            (Value::String(a), Value::String(b)) => a.cmp(b),
            (Value::List(a), Value::List(b)) => compare_lists(a, b),
            (Value::Map(a), Value::Map(b)) => compare_maps(a, b),
            (Value::Node(a), Value::Node(b)) => a.cmp(b),
            (Value::Edge(a), Value::Edge(b)) => a.cmp(b),
            (Value::Path(a), Value::Path(b)) => a.cmp(b),
            (Value::Date(a), Value::Date(b)) => a.cmp(b),
            (Value::LocalTime(a), Value::LocalTime(b)) => a.cmp(b),
            (Value::Time(a), Value::Time(b)) => a.cmp(b),
            (Value::LocalDateTime(a), Value::LocalDateTime(b)) => a.cmp(b),
            (Value::DateTime(a), Value::DateTime(b)) => a.cmp(b),
            (Value::Duration(a), Value::Duration(b)) => a.cmp(b),
            _ => self.rank().cmp(&other.rank()),
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Value::Null => 0,
            Value::Boolean(_) => 1,
            Value::Integer(_) | Value::Float(_) => 2,
            Value::String(_) => 3,
            Value::List(_) => 4,
            Value::Map(_) => 5,
            Value::Node(_) => 6,
            Value::Edge(_) => 7,
            Value::Path(_) => 8,
            Value::Date(_) => 9,
            Value::LocalTime(_) => 10,
            Value::Time(_) => 11,
            Value::LocalDateTime(_) => 12,
            Value::DateTime(_) => 13,
            Value::Duration(_) => 14,
        }
    }
}

fn compare_lists(a: &[Value], b: &[Value]) -> Ordering {
    let firsts = a.iter().zip(b).map(|(x, y)| x.total_cmp(y));
    firsts.into_iter().find(|order| order.is_ne()).unwrap_or_else(|| a.len().cmp(&b.len()))
}

fn compare_maps(a: &BTreeMap<String, Value>, b: &BTreeMap<String, Value>) -> Ordering {
    let entries = a.iter().zip(b).map(|((k, x), (l, y))| k.cmp(l).then_with(|| x.total_cmp(y)));
    entries.into_iter().find(|order| order.is_ne()).unwrap_or_else(|| a.len().cmp(&b.len()))
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::String(text.into())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Value::Boolean(flag)
    }
}

impl From<Date> for Value {
    fn from(date: Date) -> Self {
        Value::Date(date)
    }
}

impl From<LocalTime> for Value {
    fn from(time: LocalTime) -> Self {
        Value::LocalTime(time)
    }
}

impl From<Time> for Value {
    fn from(time: Time) -> Self {
        Value::Time(time)
    }
}

impl From<LocalDateTime> for Value {
    fn from(time: LocalDateTime) -> Self {
        Value::LocalDateTime(time)
    }
}

impl From<DateTime> for Value {
    fn from(time: DateTime) -> Self {
        Value::DateTime(Arc::new(time))
    }
}

impl From<Duration> for Value {
    fn from(duration: Duration) -> Self {
        Value::Duration(Arc::new(duration))
    }
}

impl<T: Into<Value>> FromIterator<T> for Value {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Value::List(items.into_iter().map(Into::into).collect())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Boolean(flag) => serializer.serialize_bool(*flag),
            Value::Integer(number) => serializer.serialize_i64(*number),
            Value::Float(number) => serializer.serialize_f64(*number),
            Value::String(text) => serializer.serialize_str(text),
            Value::List(items) => serializer.collect_seq(items.iter()),
            Value::Map(entries) => serializer.collect_map(entries.iter()),
            Value::Node(node) => serializer.collect_str(node),
            Value::Edge(edge) => serializer.collect_str(edge),
            Value::Date(date) => date.serialize(serializer),
            Value::LocalTime(time) => time.serialize(serializer),
            Value::Time(time) => time.serialize(serializer),
            Value::LocalDateTime(time) => time.serialize(serializer),
            Value::DateTime(time) => time.serialize(serializer),
            Value::Duration(duration) => duration.serialize(serializer),
            Value::Path(path) => {
                let steps = path.steps().flat_map(|(_, edge, to)| [edge.to_string(), to.to_string()]);
                serializer.collect_seq(path.nodes.first().map(ToString::to_string).into_iter().chain(steps))
            }
        }
    }
}
