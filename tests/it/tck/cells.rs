//! Values as the kit's tables write them, and whether a typed JSON value is the same.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

type Entries = BTreeMap<String, Cell>;

/// An expected value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Null,
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    List(Vec<Cell>),
    Map(Entries),
    Node(BTreeSet<String>, Entries),
    Edge(String, Entries),
    /// Nodes and relationships by turns, each relationship with whether it is walked forwards.
    Path(Vec<Cell>, Vec<(Cell, bool)>),
}

/// Whether the order of items in lists matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lists {
    Ordered,
    Unordered,
}

impl Cell {
    pub(crate) fn read(text: &str) -> Cell {
        let mut reader = Reader { text, rest: text };
        let cell = reader.value();
        assert!(reader.rest.trim().is_empty(), "`{}` is left of `{text}`", reader.rest);
        cell
    }

    /// Returns the cell as a parameter.
    pub(crate) fn to_json(&self) -> Json {
        match self {
            Cell::Null => Json::Null,
            Cell::Boolean(flag) => Json::Bool(*flag),
            Cell::Integer(number) => (*number).into(),
            Cell::Float(number) if number.is_finite() => (*number).into(),
            Cell::Float(number) if number.is_nan() => serde_json::json!({ "$float": "NaN" }),
            Cell::Float(number) => {
                serde_json::json!({ "$float": if *number > 0.0 { "Infinity" } else { "-Infinity" } })
            }
            Cell::Text(text) => text.clone().into(),
            Cell::List(items) => items.iter().map(Cell::to_json).collect(),
            Cell::Map(entries) => {
                let entries = entries.iter().map(|(key, value)| (key.clone(), value.to_json()));
                serde_json::json!({ "$map": entries.collect::<serde_json::Map<_, _>>() })
            }
            Cell::Node(..) | Cell::Edge(..) | Cell::Path(..) => panic!("{self:?} is no parameter"),
        }
    }

    /// Says whether a value is the same, with its type.
    pub(crate) fn is(&self, found: &Json, lists: Lists) -> bool {
        match self {
            Cell::Null => found.is_null(),
            Cell::Boolean(flag) => found.as_bool() == Some(*flag),
            Cell::Integer(number) => found.is_i64() && found.as_i64() == Some(*number),
            Cell::Float(number) => float(found).is_some_and(|found| is_same_float(*number, found)),
            Cell::Text(text) => found.as_str().or_else(|| temporal(found)) == Some(text),
            Cell::List(items) => found.as_array().is_some_and(|found| match lists {
                Lists::Ordered => {
                    items.len() == found.len() && items.iter().zip(found).all(|(a, b)| a.is(b, lists))
                }
                Lists::Unordered => is_same_bag(items, found, |a, b| a.is(b, lists)),
            }),
            Cell::Map(entries) => has_entries(entries, &found["$map"], lists),
            Cell::Node(..) => self.is_body(&found["$node"], lists),
            Cell::Edge(..) => self.is_body(&found["$rel"], lists),
            Cell::Path(nodes, edges) => is_path(nodes, edges, &found["$path"], lists),
        }
    }

    fn is_body(&self, body: &Json, lists: Lists) -> bool {
        match self {
            Cell::Node(labels, entries) => {
                let found = body["labels"].as_array();
                let found: Option<BTreeSet<&str>> =
                    found.map(|labels| labels.iter().filter_map(Json::as_str).collect());
                found.is_some_and(|found| found.into_iter().eq(labels.iter().map(String::as_str)))
                    && has_entries(entries, &body["props"], lists)
            }
            Cell::Edge(kind, entries) => {
                body["type"] == kind.as_str() && has_entries(entries, &body["props"], lists)
            }
            _ => false,
        }
    }
}

fn is_path(nodes: &[Cell], edges: &[(Cell, bool)], body: &Json, lists: Lists) -> bool {
    let (Some(own), Some(links)) = (body["nodes"].as_array(), body["rels"].as_array()) else { return false };
    let forwards = |at: usize| {
        let (start, end) = (&links[at]["start"], &links[at]["end"]);
        (start == end, *start == own[at]["id"] && *end == own[at + 1]["id"])
    };
    nodes.len() == own.len()
        && edges.len() == links.len()
        && nodes.iter().zip(own).all(|(a, b)| a.is_body(b, lists))
        && edges.iter().zip(links).all(|((a, _), b)| a.is_body(b, lists))
        && edges.iter().enumerate().all(|(at, (_, wanted))| {
            let (is_loop, forward) = forwards(at);
            is_loop || forward == *wanted
        })
}

fn has_entries(wanted: &Entries, found: &Json, lists: Lists) -> bool {
    found.as_object().is_some_and(|found| {
        wanted.len() == found.len()
            && wanted.iter().all(|(key, value)| found.get(key).is_some_and(|found| value.is(found, lists)))
    })
}

fn float(found: &Json) -> Option<f64> {
    match found {
        Json::Number(number) if number.is_f64() => number.as_f64(),
        _ => found["$float"].as_str()?.parse().ok(),
    }
}

#[expect(clippy::float_cmp, reason = "equality, or the fifteenth digit")]
fn is_same_float(a: f64, b: f64) -> bool {
    (a.is_nan() && b.is_nan()) || a == b || (a - b).abs() <= 1e-14 * a.abs().max(b.abs())
}

fn temporal(found: &Json) -> Option<&str> {
    let (tag, text) = found.as_object()?.iter().next()?;
    let kinds = ["$date", "$time", "$localtime", "$datetime", "$localdatetime", "$duration"];
    kinds.contains(&tag.as_str()).then(|| text.as_str())?
}

/// Says whether two lists have the same items, each as often, in any order.
pub(crate) fn is_same_bag<A, B>(wanted: &[A], found: &[B], is_same: impl Fn(&A, &B) -> bool) -> bool {
    let mut left: Vec<&B> = found.iter().collect();
    let all = wanted.iter().all(|item| {
        let at = left.iter().position(|candidate| is_same(item, candidate));
        at.map(|at| left.swap_remove(at)).is_some()
    });
    all && left.is_empty()
}

struct Reader<'t> {
    text: &'t str,
    rest: &'t str,
}

impl Reader<'_> {
    fn takes(&mut self, sign: &str) -> bool {
        self.rest = self.rest.trim_start();
        let taken = self.rest.strip_prefix(sign);
        self.rest = taken.unwrap_or(self.rest);
        taken.is_some()
    }

    #[track_caller]
    fn wants(&mut self, sign: &str) {
        assert!(self.takes(sign), "`{sign}` is missing before `{}` in `{}`", self.rest, self.text);
    }

    fn word(&mut self, is_inside: impl Fn(char) -> bool) -> String {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|char| !is_inside(char)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word.to_owned()
    }

    fn name(&mut self) -> String {
        if self.takes("`") {
            let (name, rest) = self.rest.split_once('`').unwrap();
            self.rest = rest;
            return name.to_owned();
        }
        self.word(|char| char.is_alphanumeric() || char == '_')
    }

    fn value(&mut self) -> Cell {
        self.rest = self.rest.trim_start();
        match self.rest.chars().next() {
            Some('\'') => Cell::Text(self.quoted()),
            Some('{') => Cell::Map(self.entries()),
            Some('(') => self.node(),
            Some('<') => self.path(),
            Some('[') if self.rest[1..].trim_start().starts_with(':') => self.edge(),
            Some('[') => self.list(),
            _ => self.scalar(),
        }
    }

    fn scalar(&mut self) -> Cell {
        let word = self.word(|char| char.is_alphanumeric() || matches!(char, '_' | '-' | '+' | '.'));
        match word.as_str() {
            "null" => Cell::Null,
            "true" | "false" => Cell::Boolean(word == "true"),
            "NaN" => Cell::Float(f64::NAN),
            "Inf" | "Infinity" => Cell::Float(f64::INFINITY),
            "-Inf" | "-Infinity" => Cell::Float(f64::NEG_INFINITY),
            number => match number.parse() {
                Ok(number) => Cell::Integer(number),
                Err(_) => Cell::Float(number.parse().unwrap_or_else(|_| panic!("`{}`", self.text))),
            },
        }
    }

    fn quoted(&mut self) -> String {
        self.wants("'");
        let mut text = String::new();
        let mut chars = self.rest.chars();
        while let Some(char) = chars.next().filter(|char| *char != '\'') {
            if char != '\\' {
                text.push(char);
                continue;
            }
            text.push(match chars.next().unwrap() {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                'b' => '\u{8}',
                'f' => '\u{c}',
                other => other,
            });
        }
        self.rest = chars.as_str();
        text
    }

    fn list(&mut self) -> Cell {
        self.wants("[");
        let mut items = Vec::new();
        while !self.takes("]") {
            items.push(self.value());
            self.takes(",");
        }
        Cell::List(items)
    }

    fn entries(&mut self) -> Entries {
        let mut entries = Entries::new();
        if self.takes("{") {
            while !self.takes("}") {
                let key = self.name();
                self.wants(":");
                entries.insert(key, self.value());
                self.takes(",");
            }
        }
        entries
    }

    fn node(&mut self) -> Cell {
        self.wants("(");
        let mut labels = BTreeSet::new();
        while self.takes(":") {
            labels.insert(self.name());
        }
        let entries = self.entries();
        self.wants(")");
        Cell::Node(labels, entries)
    }

    fn edge(&mut self) -> Cell {
        self.wants("[");
        self.wants(":");
        let kind = self.name();
        let entries = self.entries();
        self.wants("]");
        Cell::Edge(kind, entries)
    }

    fn path(&mut self) -> Cell {
        self.wants("<");
        let (mut nodes, mut edges) = (vec![self.node()], Vec::new());
        while !self.takes(">") {
            let backwards = self.takes("<-");
            if !backwards {
                self.wants("-");
            }
            let edge = self.edge();
            self.wants(if backwards { "-" } else { "->" });
            edges.push((edge, !backwards));
            nodes.push(self.node());
        }
        Cell::Path(nodes, edges)
    }
}

#[test]
fn cells_tell_types_and_directions_apart() {
    let one = |text: &str| serde_json::from_str::<Json>(text).unwrap();
    assert!(Cell::read("1").is(&one("1"), Lists::Ordered));
    assert!(!Cell::read("1").is(&one("1.0"), Lists::Ordered));
    assert!(Cell::read("[1, [2.5]]").is(&one("[[2.5], 1]"), Lists::Unordered));
    assert!(!Cell::read("[1, [2.5]]").is(&one("[[2.5], 1]"), Lists::Ordered));
    assert!(Cell::read("'2015-07-21'").is(&one(r#"{"$date":"2015-07-21"}"#), Lists::Ordered));
    let path = |start: u32, end: u32| {
        let node = |id: u32| format!(r#"{{"id":{id},"labels":["A"],"props":{{}}}}"#);
        let link = format!(r#"{{"id":1,"type":"T","start":{start},"end":{end},"props":{{"k":"v"}}}}"#);
        one(&format!(r#"{{"$path":{{"nodes":[{},{}],"rels":[{link}]}}}}"#, node(1), node(2)))
    };
    assert!(Cell::read("<(:A)-[:T {k: 'v'}]->(:A)>").is(&path(1, 2), Lists::Ordered));
    assert!(!Cell::read("<(:A)<-[:T {k: 'v'}]-(:A)>").is(&path(1, 2), Lists::Ordered));
    assert!(Cell::read("<(:A)<-[:T {k: 'v'}]-(:A)>").is(&path(2, 1), Lists::Ordered));
}
