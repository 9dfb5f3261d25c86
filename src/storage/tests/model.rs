//! A graph as plain maps, and random changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::graph::{GraphView, Overlay, Properties};
use crate::model::temporal::{Date, DateTime, Duration, LocalDateTime, LocalTime, Offset, Time, Zone};
use crate::model::{EdgeId, NodeId, Value};

/// All that a reader can see of a graph, by names.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Twin {
    nodes: BTreeMap<u32, (Vec<String>, BTreeMap<String, Value>)>,
    edges: BTreeMap<u32, (String, u32, u32, BTreeMap<String, Value>)>,
    by_label: BTreeMap<String, Vec<NodeId>>,
    bounds: (usize, usize),
}

impl Twin {
    pub(super) fn of(graph: &impl GraphView) -> Twin {
        let symbols = graph.symbols();
        let entries = |properties: &Properties| -> BTreeMap<String, Value> {
            properties.iter().map(|(key, value)| (symbols.key_name(key).to_owned(), value.clone())).collect()
        };
        let name = |label: &_| symbols.label_name(*label).to_owned();
        let nodes = graph.nodes().map(|id| {
            let labels = graph.labels(id).iter().map(name).collect();
            (id.0, (labels, entries(graph.properties(id))))
        });
        let edges = graph.edges().map(|id| {
            let ends = graph.edge(id).unwrap();
            let edge_type = symbols.type_name(ends.edge_type).to_owned();
            (id.0, (edge_type, ends.source.0, ends.target.0, entries(graph.edge_properties(id))))
        });
        let labels = (0..symbols.counts().0).map(|at| crate::graph::LabelId(u32::try_from(at).unwrap()));
        let by_label = labels.map(|label| (name(&label), graph.nodes_with_label(label).collect()));
        Twin {
            nodes: nodes.collect(),
            edges: edges.collect(),
            by_label: by_label.filter(|(_, nodes): &(_, Vec<_>)| !nodes.is_empty()).collect(),
            bounds: (graph.node_bound(), graph.edge_bound()),
        }
    }
}

/// Numbers that look random, the same for the same seed.
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Dice {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d)
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from((self.0 >> 11) % n.max(1) as u64).unwrap()
    }
}

/// Makes up to eight changes of any kind.
pub(super) fn step(overlay: &mut Overlay<'_>, seed: u64) {
    let mut dice = Dice::new(seed);
    // NaN is not equal to itself, so twins leave it out; another test has it.
    let mut all = values();
    all.retain(|value| !matches!(value, Value::Float(number) if number.is_nan()));
    for _ in 0..=dice.below(8) {
        let nodes: Vec<NodeId> = overlay.nodes().collect();
        let edges: Vec<EdgeId> = overlay.edges().collect();
        let key = overlay.symbols_mut().intern_key(["name", "khóa", "k3"][dice.below(3)]);
        let label = overlay.symbols_mut().intern_label(["A", "Thành phố", "C"][dice.below(3)]);
        let edge_type = overlay.symbols_mut().intern_type(["T", "U"][dice.below(2)]);
        let value = all[dice.below(all.len())].clone();
        let properties = Properties::from_iter([(key, value.clone())]);
        match dice.below(10) {
            0..3 => drop(overlay.add_node([label], properties)),
            3..6 if !nodes.is_empty() => {
                let (source, target) = (nodes[dice.below(nodes.len())], nodes[dice.below(nodes.len())]);
                overlay.add_edge(edge_type, source, target, properties).unwrap();
            }
            6 if !nodes.is_empty() => {
                let node = nodes[dice.below(nodes.len())];
                overlay.set_property(node, key, value).unwrap();
                overlay.add_label(node, label).unwrap();
            }
            7 if !edges.is_empty() => {
                overlay.set_edge_property(edges[dice.below(edges.len())], key, value).unwrap();
            }
            8 if !edges.is_empty() => overlay.remove_edge(edges[dice.below(edges.len())]).unwrap(),
            9 if nodes.len() > 30 => drop(overlay.detach_remove_node(nodes[dice.below(nodes.len())])),
            _ => {}
        }
    }
}

/// At least one value of each kind, and those at the edges.
pub(super) fn values() -> Vec<Value> {
    let date = Date::new(-999_999_999, 1, 1).unwrap();
    let time = LocalTime::new(23, 59, 59, 999_999_999).unwrap();
    let local = LocalDateTime { date: Date::new(2022, 4, 5).unwrap(), time };
    let list: Value = [Value::Boolean(true), Value::Null, Value::from("Viêng Chăn")].into_iter().collect();
    let map = BTreeMap::from([("khóa".to_owned(), list.clone()), (String::new(), Value::Integer(0))]);
    let mut values = vec![
        Value::Boolean(false),
        Value::Float(-0.0),
        Value::Float(f64::NAN),
        Value::Float(f64::NEG_INFINITY),
        Value::Float(f64::MIN_POSITIVE),
        Value::from(""),
        Value::from("ເມືອງຈັນທະບູລີ\u{0}"),
        Value::from("dài hơn hai mươi ba byte nên nằm ngoài giá trị"),
        list.clone(),
        Value::List([list, Value::List([].into())].into()),
        Value::Map(Arc::new(map)),
        Value::Date(date),
        Value::LocalTime(time),
        Value::Time(Time { local: time, offset: Offset::new(-64_800).unwrap() }),
        Value::LocalDateTime(local),
        Value::Duration(Arc::new(Duration::new(-14, 3, -5, 999_999_999).unwrap())),
    ];
    values.extend([0, 1, -1, 63, 64, -64, -65, i64::MAX, i64::MIN].map(Value::Integer));
    for zone in ["+07:00", "Asia/Ho_Chi_Minh"] {
        let zone = Zone::parse(zone).unwrap();
        values.push(Value::DateTime(Arc::new(DateTime::new(local, &zone).unwrap())));
    }
    values
}
