//! `hv.counterparts`: who faces whom across the two sides of a data set, as rows.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ends;
use crate::dataset::counterparts::{Classes, Pair, Reason, Rule, Unpaired, counterparts, near, unpaired};
use crate::dataset::{kind_named, type_named};
use crate::graph::{Facts, Filter};
use crate::model::{Edtf, NodeId, Schema, Value};
use crate::names::did_you_mean;
use crate::query::bind::ProcedureSignature;
use crate::query::error::{Detail, ErrorKind, QueryError};
use crate::query::exec::{Limits, Store};
use crate::query::functions::Type;
use crate::query::procedures::{self, Options, argument_error, type_error};

pub(super) const NAME: &str = "hv.counterparts";

/// Returns what it takes and yields.
pub(super) fn signature() -> ProcedureSignature {
    let outputs = [
        ("class", Type::String),
        ("first", Type::Node),
        ("second", Type::Node),
        ("basis", Type::String),
        ("why", Type::List),
        ("claims", Type::List),
        ("across", Type::List),
    ];
    let summary = "who faces whom across the two sides of a data set, and why; null where a seat is empty; options \
                   `of`, `kinds`, `types`, `as_of`, `during`, `all`";
    let mut signature = procedures::signature(NAME, &[("options", &[Type::Map])], &outputs, summary);
    signature.n_optional = 1;
    signature
}

/// What was asked for.
struct Asked {
    of: Option<NodeId>,
    filter: Filter,
    classes: Classes,
    /// Whether weak pairs are wanted too.
    all: bool,
}

/// Finds pairs, in the order of [`counterparts`], and after them the nodes without a counterpart, in that of
/// [`unpaired`].
pub(super) fn call<S: Store>(
    schema: Option<&Schema>,
    arguments: &[Value],
    graph: &S,
    limits: &Limits,
) -> Result<Vec<Vec<Value>>, QueryError> {
    let schema = schema.filter(|schema| schema.sides.is_some()).ok_or_else(no_sides)?;
    let facts = Facts::new(graph);
    let asked = Asked::new(schema, &facts, arguments.first(), limits)?;
    limits.check_time()?;
    let mut pairs = counterparts(schema, &facts, &asked.filter, &asked.classes).pairs;
    pairs.retain(|pair| asked.all || !pair.is_weak());
    limits.check_time()?;
    let mut empty = unpaired(schema, &facts, &asked.filter, &asked.classes, &pairs);
    if let Some(node) = asked.of {
        let near = near(schema, &facts, &asked.filter, node);
        pairs.retain(|pair| pair.ends.iter().any(|end| near.contains(end)));
        empty.retain(|seat| near.contains(&seat.node));
    }
    Ok(pairs.iter().map(pair_row).chain(empty.iter().map(empty_row)).collect())
}

fn no_sides() -> QueryError {
    let message = "the graph has no two sides that could face each other";
    QueryError::runtime(ErrorKind::ProcedureError, Detail::Other, message)
        .with_hint("they are `sides` in the schema of a data set; `hvgraph load` keeps the schema in a database")
}

impl Asked {
    fn new<S: Store>(
        schema: &Schema,
        facts: &Facts<'_, S>,
        options: Option<&Value>,
        limits: &Limits,
    ) -> Result<Self, QueryError> {
        let mut options = Options::new(options)?;
        let graph = facts.graph();
        let of = options.take("of").map(|of| ends::node(&of, Some(schema), graph, limits)).transpose()?;
        let mut filter = Filter { as_of: date(&mut options, "as_of")?, ..Filter::default() };
        filter.during = date(&mut options, "during")?;
        check_times(&filter)?;
        let symbols = graph.symbols();
        for word in options.texts("kinds")?.unwrap_or_default() {
            let name = kind_named(schema, &word);
            let name = name.ok_or_else(|| unknown("kind", &word, schema.kinds.keys()))?;
            filter.kinds.extend(symbols.label(name));
            filter.with_structural |= schema.kinds.get(name).is_some_and(|kind| kind.structural);
        }
        for word in options.texts("types")?.unwrap_or_default() {
            let name = type_named(schema, &word);
            let name = name.ok_or_else(|| unknown("edge type", &word, schema.types.keys()))?;
            filter.types.extend(symbols.edge_type(name));
        }
        let all = options.flag("all")?;
        let allowed = "options are `of`, `kinds`, `types`, `as_of`, `during` and `all`";
        options.end().map_err(|error| error.with_hint(allowed))?;
        let classes =
            if filter.kinds.is_empty() { Classes::Usual } else { Classes::Kinds(filter.kinds.clone()) };
        Ok(Asked { of, filter, classes, all })
    }
}

fn date(options: &mut Options, name: &str) -> Result<Option<Edtf>, QueryError> {
    let text = match options.take(name) {
        None => return Ok(None),
        Some(Value::String(text)) => text.to_string(),
        Some(Value::Date(date)) => date.to_string(),
        Some(_) => return Err(type_error(format!("option `{name}` is a date or a text"))),
    };
    Edtf::parse(&text).map(Some).map_err(|_| {
        argument_error(format!("option `{name}`: `{text}` is not a date"))
            .with_hint("EDTF is expected, e.g. 2022, 2022-04, 2022-04-05 or 2017/2020")
    })
}

fn check_times(filter: &Filter) -> Result<(), QueryError> {
    if filter.as_of.is_some() && filter.during.is_some() {
        return Err(argument_error("options `as_of` and `during` cannot be used together"));
    }
    match filter.as_of.as_ref().filter(|date| date.is_interval()) {
        Some(period) => Err(argument_error(format!("option `as_of`: `{}` is a period", period.as_str()))
            .with_hint("option `during` takes periods")),
        None => Ok(()),
    }
}

fn unknown<'s>(
    what: &str,
    word: &str,
    names: impl Iterator<Item = &'s String> + Clone,
) -> QueryError {
    let names = names.map(String::as_str);
    let near = did_you_mean(word, names.clone(), 1).into_iter().next();
    let hint = match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("one of {}", names.collect::<Vec<_>>().join(", ")),
    };
    argument_error(format!("unknown {what} `{word}`")).with_hint(hint)
}

fn pair_row(pair: &Pair<'_>) -> Vec<Value> {
    let basis = if pair.is_stated() { "stated" } else { "inferred" };
    let mut claims: Vec<_> = pair.reasons.iter().flat_map(|reason| &reason.claims).copied().collect();
    claims.sort_unstable();
    claims.dedup();
    vec![
        pair.class.name().into(),
        Value::Node(pair.ends[0]),
        Value::Node(pair.ends[1]),
        basis.into(),
        pair.reasons.iter().map(reason).collect(),
        claims.into_iter().map(Value::Edge).collect(),
        nodes(&[]),
    ]
}

fn empty_row(seat: &Unpaired<'_>) -> Vec<Value> {
    let node = Value::Node(seat.node);
    let [first, second] = if seat.side == 0 { [node, Value::Null] } else { [Value::Null, node] };
    vec![seat.class.name().into(), first, second, Value::Null, nodes(&[]), nodes(&[]), nodes(&seat.across)]
}

/// Returns a reason as a map: the rule, the claims, and what they are about.
fn reason(reason: &Reason) -> Value {
    let claims: Value = reason.claims.iter().copied().map(Value::Edge).collect();
    let mut entries = vec![("rule", Value::from(reason.rule.name())), ("claims", claims)];
    match reason.rule {
        Rule::Stated | Rule::Marked | Rule::Tied | Rule::SameFunction => {}
        Rule::Offices { seats } => entries.push(("offices", nodes(&seats))),
        Rule::Agreement { at, n } | Rule::Event { at, n } | Rule::Field { at, n } => {
            let counts = n.map(|n| Value::Integer(i64::try_from(n).unwrap_or(i64::MAX)));
            entries.extend([("at", Value::Node(at)), ("counts", counts.into_iter().collect())]);
        }
    }
    let entries: BTreeMap<String, Value> =
        entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
    Value::Map(Arc::new(entries))
}

fn nodes(nodes: &[NodeId]) -> Value {
    nodes.iter().copied().map(Value::Node).collect()
}
