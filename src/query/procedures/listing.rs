//! What a database offers: indexes, constraints, procedures, functions, its version. `SHOW` lists the same.

use super::{Body, Procedure, Rows, procedure, procedures as all_procedures};
use crate::graph::{Rule, RuleKind, RuleTarget};
use crate::model::Value;
use crate::query::ast::Show;
use crate::query::bind::ProcedureSignature;
use crate::query::exec::Store;
use crate::query::functions::{self, Argument, Type};

#[derive(Debug, Clone, Copy)]
pub(super) enum Of {
    Indexes,
    Constraints,
    Procedures,
    Functions,
    Components,
}

/// Returns the procedure that `SHOW` stands for.
pub const fn procedure_of(show: Show) -> &'static str {
    match show {
        Show::Indexes => "db.indexes",
        Show::Constraints => "db.constraints",
        Show::Procedures => "dbms.procedures",
        Show::Functions => "dbms.functions",
    }
}

pub(super) fn procedures() -> Vec<Procedure> {
    let rule = [
        ("name", Type::String),
        ("type", Type::String),
        ("entityType", Type::String),
        ("labelsOrTypes", Type::List),
        ("properties", Type::List),
    ];
    let offer = [("name", Type::String), ("signature", Type::String), ("description", Type::String)];
    let list = |name, outputs: &[_], summary, of| procedure(name, &[], outputs, summary, Body::Listing(of));
    let components = [("name", Type::String), ("versions", Type::List), ("edition", Type::String)];
    vec![
        list("db.indexes", &rule, "the declared indexes", Of::Indexes),
        list("db.constraints", &rule, "the declared constraints", Of::Constraints),
        list("dbms.procedures", &offer, "the procedures there are", Of::Procedures),
        list("dbms.functions", &offer, "the functions there are", Of::Functions),
        list("dbms.components", &components, "the name and version of the engine", Of::Components),
    ]
}

pub(super) fn call<S: Store>(of: Of, graph: &S) -> Rows {
    match of {
        Of::Indexes => {
            graph.rules().iter().filter(|rule| rule.kind != RuleKind::NotNull).map(rule_row).collect()
        }
        Of::Constraints => {
            graph.rules().iter().filter(|rule| rule.kind != RuleKind::Index).map(rule_row).collect()
        }
        Of::Procedures => listed(all_procedures().iter().map(|procedure| &procedure.signature)),
        Of::Functions => {
            let functions = functions::functions().map(|function| {
                let required = function.required;
                let signature = signature(function.name, function.arguments, required, function.gives);
                vec![function.name.into(), signature.into(), function.summary.into()]
            });
            let aggregates = functions::aggregates().iter().map(|aggregate| {
                let signature = format!("{}(…) :: {}", aggregate.name, type_name(aggregate.gives));
                vec![aggregate.name.into(), signature.into(), aggregate.summary.into()]
            });
            let mut rows: Rows = functions.chain(aggregates).collect();
            rows.sort_by(|a, b| a[0].total_cmp(&b[0]));
            rows
        }
        Of::Components => {
            let versions = [env!("CARGO_PKG_VERSION")].into_iter().collect();
            vec![vec!["hvgraph".into(), versions, "community".into()]]
        }
    }
}

/// Returns a row for each of some procedures, as `SHOW PROCEDURES` has them.
pub fn listed<'p>(signatures: impl Iterator<Item = &'p ProcedureSignature>) -> Rows {
    signatures.map(procedure_row).collect()
}

fn rule_row(rule: &Rule) -> Vec<Value> {
    let kind = match rule.kind {
        RuleKind::Index => "INDEX",
        RuleKind::Unique => "UNIQUE",
        RuleKind::NotNull => "NOT NULL",
    };
    let on = match rule.on {
        RuleTarget::Nodes => "NODE",
        RuleTarget::Edges => "RELATIONSHIP",
    };
    let keys = rule.keys.iter().map(String::as_str).collect();
    let label = [rule.label.as_str()].into_iter().collect();
    vec![rule.name.as_str().into(), kind.into(), on.into(), label, keys]
}

fn procedure_row(signature: &ProcedureSignature) -> Vec<Value> {
    let required = signature.inputs.len() - signature.n_optional;
    let inputs = signature.inputs.iter().enumerate();
    let inputs =
        inputs.map(|(at, (name, _))| if at < required { name.to_string() } else { format!("[{name}]") });
    let outputs = signature.outputs.iter().map(|(name, kind)| format!("{name} :: {}", type_name(*kind)));
    let (inputs, outputs) = (inputs.collect::<Vec<_>>().join(", "), outputs.collect::<Vec<_>>().join(", "));
    let text = format!("{}({inputs}) YIELD {outputs}", signature.name);
    vec![signature.name.as_str().into(), text.into(), signature.summary.as_str().into()]
}

fn signature(name: &str, arguments: &[Argument], required: usize, gives: Type) -> String {
    let arguments = arguments.iter().enumerate();
    let arguments = arguments
        .map(|(at, own)| if at < required { own.name.to_owned() } else { format!("[{}]", own.name) });
    format!("{name}({}) :: {}", arguments.collect::<Vec<_>>().join(", "), type_name(gives))
}

const fn type_name(of: Type) -> &'static str {
    match of {
        Type::Any => "ANY",
        Type::Boolean => "BOOLEAN",
        Type::Integer => "INTEGER",
        Type::Float => "FLOAT",
        Type::String => "STRING",
        Type::List => "LIST",
        Type::Map => "MAP",
        Type::Node => "NODE",
        Type::Edge => "RELATIONSHIP",
        Type::Path => "PATH",
        Type::Date => "DATE",
        Type::LocalTime => "LOCAL TIME",
        Type::Time => "TIME",
        Type::LocalDateTime => "LOCAL DATETIME",
        Type::DateTime => "DATETIME",
        Type::Duration => "DURATION",
    }
}
