//! Which graph an algorithm saw, in words and as JSON.

use std::collections::BTreeSet;

use serde_json::{Value as Json, json};

use super::{MeasuredGraph, number};
use crate::analysis::catalog::{Algorithm, Weights};
use crate::cli::filters::counted;
use crate::graph::{Direction, GraphView as _};

impl MeasuredGraph<'_> {
    /// Says in words which graph an algorithm saw: its size, which way claims are followed, what they weigh, and
    /// whether hubs are in it.
    pub(in crate::cli) fn words(&self, algorithm: &Algorithm) -> String {
        let lang = self.session.lang;
        let nodes = counted(self.selection.nodes.len(), lang, "nút", ("node", "nodes"));
        let claims = counted(self.selection.edges.len(), lang, "phát biểu", ("claim", "claims"));
        let direction = match self.args.direction() {
            Direction::Both => lang.pick("đi cả hai chiều", "followed both ways"),
            Direction::Outgoing => lang.pick("đi theo chiều của phát biểu", "followed from source to target"),
            Direction::Incoming => {
                lang.pick("đi ngược chiều của phát biểu", "followed from target to source")
            }
        };
        let mut parts =
            vec![format!("{nodes}, {claims}"), direction.to_owned(), self.weight_words(algorithm)];
        parts.extend(self.hub_words(algorithm));
        format!("{}: {}", lang.pick("Đồ thị", "Graph"), parts.join("; "))
    }

    fn weight_words(&self, algorithm: &Algorithm) -> String {
        let lang = self.session.lang;
        let alike = || lang.pick("mọi phát biểu tính như nhau", "every claim counts alike").to_owned();
        if !self.is_weighted() || algorithm.weights == Weights::Ignored {
            return alike();
        }
        let number = match self.property() {
            Some(property) => format!("`{property}`"),
            None => lang.pick("số nguồn", "number of sources").to_owned(),
        };
        let is_turned = (algorithm.weights == Weights::Length) == self.args.length.is_none();
        let number = if is_turned { format!("1 / {number}") } else { number };
        let head = match algorithm.weights {
            Weights::Length => lang.pick("độ dài", "length"),
            _ => lang.pick("trọng số", "weight"),
        };
        let n_without = self.n_without();
        let without = counted(
            n_without,
            lang,
            "phát biểu không ghi, tính 1",
            ("claim without it counts 1", "claims without it count 1"),
        );
        if n_without == 0 { format!("{head}: {number}") } else { format!("{head}: {number} ({without})") }
    }

    /// Returns how many claims lack the number they are weighed by.
    fn n_without(&self) -> usize {
        let Some(property) = self.property() else { return 0 };
        let lacks = |edge| number(self.session.graph().edge_property(edge, property)).is_none();
        self.selection.edges.iter().filter(|(edge, _)| lacks(*edge)).count()
    }

    /// Says that paths lead through hubs, where they may.
    fn hub_words(&self, algorithm: &Algorithm) -> Option<String> {
        let kinds = self.hub_kinds();
        let lang = self.session.lang;
        if kinds.is_empty() || algorithm.weights != Weights::Length {
            return None;
        }
        let labels: Vec<&str> = kinds.into_iter().map(|kind| self.session.kind_label(kind)).collect();
        let head = lang.pick("đường đi qua cả nút chung", "paths lead through hubs too");
        Some(format!("{head} ({})", labels.join(", ")))
    }

    /// Returns the kinds of hubs that are in the graph.
    fn hub_kinds(&self) -> BTreeSet<&str> {
        let facts = self.session.facts();
        let kinds: BTreeSet<&str> = self.selection.nodes.iter().map(|node| facts.kind(*node)).collect();
        let kinds = kinds.into_iter();
        kinds.filter(|kind| self.session.schema().kinds.get(*kind).is_some_and(|kind| kind.hub)).collect()
    }

    /// Returns as JSON what [`words`](Self::words) says.
    pub(in crate::cli) fn json(&self) -> Json {
        json!({
            "n_nodes": self.selection.nodes.len(),
            "n_claims": self.selection.edges.len(),
            "direction": match self.args.direction() {
                Direction::Both => "both",
                Direction::Outgoing => "out",
                Direction::Incoming => "in",
            },
            "weight": self.args.weight,
            "length": self.args.length,
            "n_claims_without_it": self.n_without(),
            "hubs": self.hub_kinds(),
        })
    }
}
