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

use std::sync::Arc;

use serde_json::{Map, Number, Value as Json, json};

use crate::graph::{GraphView, Properties};
use crate::model::temporal::{Date, DateTime, Duration, LocalDateTime, LocalTime, Time, Zone};
use crate::model::{EdgeId, NodeId, Path, Value};

/// Returns a value as typed JSON; what it refers to is read from the graph.
pub fn typed<G: GraphView>(value: &Value, graph: &G) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(flag) => Json::Bool(*flag),
        Value::Integer(number) => json!(number),
        Value::Float(number) => float(*number),
        Value::String(text) => Json::String(text.to_string()),
        Value::List(items) => items.iter().map(|item| typed(item, graph)).collect(),
        Value::Map(entries) => {
            let entries = entries.iter().map(|(key, value)| (key.clone(), typed(value, graph)));
            json!({ "$map": entries.collect::<Map<_, _>>() })
        }
        Value::Node(node) => json!({ "$node": node_body(*node, graph) }),
        Value::Edge(edge) => json!({ "$rel": edge_body(*edge, graph) }),
        Value::Path(path) => json!({ "$path": path_body(path, graph) }),
        Value::Date(date) => json!({ "$date": date.to_string() }),
        Value::LocalTime(time) => json!({ "$localtime": time.to_string() }),
        Value::Time(time) => json!({ "$time": time.to_string() }),
        Value::LocalDateTime(time) => json!({ "$localdatetime": time.to_string() }),
        Value::DateTime(time) => json!({ "$datetime": time.to_string() }),
        Value::Duration(duration) => json!({ "$duration": duration.to_string() }),
    }
}

fn float(number: f64) -> Json {
    match Number::from_f64(number) {
        Some(number) => Json::Number(number),
        None if number.is_nan() => json!({ "$float": "NaN" }),
        None if number > 0.0 => json!({ "$float": "Infinity" }),
        None => json!({ "$float": "-Infinity" }),
    }
}

fn node_body<G: GraphView>(node: NodeId, graph: &G) -> Json {
    let labels = graph.labels(node).iter().map(|label| graph.symbols().label_name(*label));
    let labels: Vec<&str> = labels.collect();
    json!({ "id": node.0, "labels": labels, "props": properties(graph.properties(node), graph) })
}

fn edge_body<G: GraphView>(edge: EdgeId, graph: &G) -> Json {
    let props = properties(graph.edge_properties(edge), graph);
    match graph.edge(edge) {
        Some(ends) => {
            let edge_type = graph.symbols().type_name(ends.edge_type);
            let (start, end) = (ends.source.0, ends.target.0);
            json!({ "id": edge.0, "type": edge_type, "start": start, "end": end, "props": props })
        }
        None => json!({ "id": edge.0, "type": "", "start": null, "end": null, "props": props }),
    }
}

fn path_body<G: GraphView>(path: &Path, graph: &G) -> Json {
    let nodes: Vec<Json> = path.nodes.iter().map(|node| node_body(*node, graph)).collect();
    let rels: Vec<Json> = path.edges.iter().map(|edge| edge_body(*edge, graph)).collect();
    json!({ "nodes": nodes, "rels": rels })
}

fn properties<G: GraphView>(properties: &Properties, graph: &G) -> Map<String, Json> {
    let named = |key| graph.symbols().key_name(key).to_owned();
    properties.iter().map(|(key, value)| (named(key), typed(value, graph))).collect()
}

/// Reads a value from typed JSON; nodes, relationships and paths cannot come in.
///
/// # Errors
/// What is wrong, in words.
pub fn untyped(json: &Json) -> Result<Value, String> {
    match json {
        Json::Null => Ok(Value::Null),
        Json::Bool(flag) => Ok(Value::Boolean(*flag)),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(number), _) => Ok(Value::Integer(number)),
            (None, Some(float)) if number.is_f64() => Ok(Value::Float(float)),
            _ => Err(format!("`{number}` does not fit an integer of 64 bits")),
        },
        Json::String(text) => Ok(Value::from(text.as_str())),
        Json::Array(items) => items.iter().map(untyped).collect(),
        Json::Object(tagged) => match tagged.iter().next() {
            Some((tag, body)) if tagged.len() == 1 => untyped_body(tag, body),
            _ => Err("an object has exactly one key, which names its type".to_owned()),
        },
    }
}

fn untyped_body(tag: &str, body: &Json) -> Result<Value, String> {
    if let ("$map", Json::Object(entries)) = (tag, body) {
        let entries = entries.iter().map(|(key, value)| Ok((key.clone(), untyped(value)?)));
        return Ok(Value::Map(Arc::new(entries.collect::<Result<_, String>>()?)));
    }
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
