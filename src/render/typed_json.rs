//! Values as JSON that keeps their types, and back: the form of the test kit's JSON lines.
//!
//! | value | JSON |
//! |---|---|
//! | null, booleans, strings | themselves |
//! | integers | numbers without fraction or exponent |
//! | floats | numbers with one; `{"$float":"NaN"}`, `"Infinity"`, `"-Infinity"` |
//! | lists | arrays |
//! | maps | `{"$map":{…}}` |
//! | nodes | `{"$node":{"id":1,"labels":[…],"props":{…}}}` |
//! | relationships | `{"$rel":{"id":1,"type":"T","start":1,"end":2,"props":{…}}}` |
//! | paths | `{"$path":{"nodes":[…],"rels":[…]}}`, of the bodies above |
//! | temporal values | `{"$date":text}`, `$time`, `$localtime`, `$datetime`, `$localdatetime`, `$duration` |

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap as _, Serializer};
use serde_json::Value as Json;

use crate::graph::{GraphView, Properties};
use crate::model::temporal::{Date, DateTime, Duration, LocalDateTime, LocalTime, Time, Zone};
use crate::model::{EdgeId, NodeId, Path, Value};

/// Returns a value as typed JSON; what it refers to is read from the graph.
pub fn typed<G: GraphView>(value: &Value, graph: &G) -> Json {
    serde_json::to_value(Typed(value, graph)).unwrap_or_default()
}

/// A value that is written as typed JSON; what it refers to is read from the graph.
#[derive(Debug, Clone, Copy)]
pub struct Typed<'v, G>(pub &'v Value, pub &'v G);

impl<G: GraphView> Serialize for Typed<'_, G> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Typed(value, graph) = *self;
        match value {
            Value::Null => serializer.serialize_unit(),
            Value::Boolean(flag) => serializer.serialize_bool(*flag),
            Value::Integer(number) => serializer.serialize_i64(*number),
            Value::Float(number) if number.is_finite() => serializer.serialize_f64(*number),
            Value::Float(number) => tagged(serializer, "$float", infinite(*number)),
            Value::String(text) => serializer.serialize_str(text),
            Value::List(items) => serializer.collect_seq(items.iter().map(|item| Typed(item, graph))),
            Value::Map(entries) => tagged(serializer, "$map", &Entries(entries, graph)),
            Value::Node(node) => tagged(serializer, "$node", &NodeBody(*node, graph)),
            Value::Edge(edge) => tagged(serializer, "$rel", &EdgeBody(*edge, graph)),
            Value::Path(path) => tagged(serializer, "$path", &PathBody(path, graph)),
            Value::Date(date) => tagged(serializer, "$date", &date.to_string()),
            Value::LocalTime(time) => tagged(serializer, "$localtime", &time.to_string()),
            Value::Time(time) => tagged(serializer, "$time", &time.to_string()),
            Value::LocalDateTime(time) => tagged(serializer, "$localdatetime", &time.to_string()),
            Value::DateTime(time) => tagged(serializer, "$datetime", &time.to_string()),
            Value::Duration(duration) => tagged(serializer, "$duration", &duration.to_string()),
        }
    }
}

fn tagged<S: Serializer, T: Serialize + ?Sized>(
    serializer: S,
    tag: &str,
    body: &T,
) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(1))?;
    map.serialize_entry(tag, body)?;
    map.end()
}

const fn infinite(number: f64) -> &'static str {
    match number {
        f64::INFINITY => "Infinity",
        f64::NEG_INFINITY => "-Infinity",
        _ => "NaN",
    }
}

struct Entries<'v, G>(&'v BTreeMap<String, Value>, &'v G);

impl<G: GraphView> Serialize for Entries<'_, G> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, Typed(value, self.1))))
    }
}

struct Props<'v, G>(&'v Properties, &'v G);

impl<G: GraphView> Serialize for Props<'_, G> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let symbols = self.1.symbols();
        serializer
            .collect_map(self.0.iter().map(|(key, value)| (symbols.key_name(key), Typed(value, self.1))))
    }
}

struct NodeBody<'v, G>(NodeId, &'v G);

impl<G: GraphView> Serialize for NodeBody<'_, G> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let NodeBody(node, graph) = *self;
        let labels = graph.labels(node).iter().map(|label| graph.symbols().label_name(*label));
        let labels: Vec<&str> = labels.collect();
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("id", &node.0)?;
        map.serialize_entry("labels", &labels)?;
        map.serialize_entry("props", &Props(graph.properties(node), graph))?;
        map.end()
    }
}

struct EdgeBody<'v, G>(EdgeId, &'v G);

impl<G: GraphView> Serialize for EdgeBody<'_, G> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let EdgeBody(edge, graph) = *self;
        let ends = graph.edge(edge);
        let edge_type = ends.map_or("", |ends| graph.symbols().type_name(ends.edge_type));
        let mut map = serializer.serialize_map(Some(5))?;
        map.serialize_entry("end", &ends.map(|ends| ends.target.0))?;
        map.serialize_entry("id", &edge.0)?;
        map.serialize_entry("props", &Props(graph.edge_properties(edge), graph))?;
        map.serialize_entry("start", &ends.map(|ends| ends.source.0))?;
        map.serialize_entry("type", edge_type)?;
        map.end()
    }
}

struct PathBody<'v, G>(&'v Path, &'v G);

impl<G: GraphView> Serialize for PathBody<'_, G> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let PathBody(path, graph) = *self;
        let nodes: Vec<NodeBody<'_, G>> = path.nodes.iter().map(|node| NodeBody(*node, graph)).collect();
        let rels: Vec<EdgeBody<'_, G>> = path.edges.iter().map(|edge| EdgeBody(*edge, graph)).collect();
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("nodes", &nodes)?;
        map.serialize_entry("rels", &rels)?;
        map.end()
    }
}

/// Reads a value from typed JSON; nodes, relationships and paths cannot come in.
///
/// # Errors
/// What is wrong, in words.
pub fn untyped(json: &Json) -> Result<Value, String> {
    Untyped::deserialize(json).map(|Untyped(value)| value).map_err(|error| error.to_string())
}

/// A value that is read from typed JSON; nodes, relationships and paths cannot come in.
#[derive(Debug, Clone, PartialEq)]
pub struct Untyped(pub Value);

impl<'de> Deserialize<'de> for Untyped {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Untyped)
    }
}

struct Reader;

const ONE_KEY: &str = "an object has exactly one key, which names its type";

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(Value::Boolean(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Integer(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Value, E> {
        let fitting = i64::try_from(number);
        fitting
            .map(Value::Integer)
            .map_err(|_| E::custom(format_args!("`{number}` does not fit an integer of 64 bits")))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::from(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut values = Vec::with_capacity(items.size_hint().unwrap_or_default());
        while let Some(Untyped(value)) = items.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Value, A::Error> {
        let tag: Cow<'de, str> = object.next_key()?.ok_or_else(|| de::Error::custom(ONE_KEY))?;
        let value = if tag == "$map" {
            object.next_value::<UntypedMap>()?.0
        } else {
            let body: Json = object.next_value()?;
            from_text(&tag, &body).map_err(de::Error::custom)?
        };
        match object.next_key::<de::IgnoredAny>()? {
            None => Ok(value),
            Some(_) => Err(de::Error::custom(ONE_KEY)),
        }
    }
}

struct UntypedMap(Value);

impl<'de> Deserialize<'de> for UntypedMap {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let entries = BTreeMap::<String, Untyped>::deserialize(deserializer)?;
        let entries = entries.into_iter().map(|(key, Untyped(value))| (key, value));
        Ok(UntypedMap(Value::Map(Arc::new(entries.collect()))))
    }
}

fn from_text(tag: &str, body: &Json) -> Result<Value, String> {
    let text = body.as_str().ok_or_else(|| format!("`{tag}` wants text"))?;
    let read = match tag {
        "$int" => text.parse().map(Value::Integer).map_err(|error| error.to_string()),
        "$float" => text.parse().map(Value::Float).map_err(|error| error.to_string()),
        "$date" => Date::parse(text).map(Value::from).map_err(|error| error.to_string()),
        "$localtime" => LocalTime::parse(text).map(Value::from).map_err(|error| error.to_string()),
        "$time" => Time::parse(text).map(Value::from).map_err(|error| error.to_string()),
        "$localdatetime" => LocalDateTime::parse(text).map(Value::from).map_err(|error| error.to_string()),
        "$datetime" => DateTime::parse(text, &Zone::UTC).map(Value::from).map_err(|error| error.to_string()),
        "$duration" => Duration::parse(text).map(Value::from).map_err(|error| error.to_string()),
        _ => Err(format!("unknown type `{tag}`")),
    };
    read.map_err(|error| format!("`{text}` is no `{tag}`: {error}"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::graph::MemoryGraph;

    #[test]
    fn plain_values_come_back_as_they_went() {
        let graph = MemoryGraph::new();
        let one = |text: &str| serde_json::from_str::<Json>(text).unwrap();
        for text in ["null", "true", "1", "-9223372036854775808", "1.0", "-0.0", "\"x\"", "[1,[1.5]]"] {
            let value = untyped(&one(text)).unwrap();
            assert_eq!(typed(&value, &graph).to_string(), text);
        }
        for text in [r#"{"$map":{"a":{"$float":"Infinity"}}}"#, r#"{"$date":"1984-10-11"}"#] {
            assert_eq!(typed(&untyped(&one(text)).unwrap(), &graph), one(text));
        }
        assert_eq!(untyped(&one(r#"{"$int":"7"}"#)).unwrap(), Value::Integer(7));
        assert!(untyped(&one("18446744073709551615")).is_err());
        assert!(untyped(&one(r#"{"a":1,"b":2}"#)).is_err());
    }
}
