//! `CREATE INDEX`, `CREATE CONSTRAINT`, `DROP …`.

use super::batch::Batch;
use super::{Execute, Run, Store, constraints, write};
use crate::graph::{Rule, RuleKind, RuleTarget};
use crate::query::ast::{Name, SchemaAction, SchemaCommand, SchemaItem};
use crate::query::error::{Detail, ErrorKind, QueryError};

/// A change of what the graph declares; passes nothing on.
pub(super) struct Schema<'p>(pub(super) &'p SchemaCommand);

impl<S: Store> Execute<S> for Schema<'_> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        let command = self.0;
        match &command.action {
            SchemaAction::CreateIndex(item) => create(run, command, item, RuleKind::Index)?,
            SchemaAction::CreateUnique(item) => create(run, command, item, RuleKind::Unique)?,
            SchemaAction::CreateNotNull(item) => create(run, command, item, RuleKind::NotNull)?,
            SchemaAction::DropIndex(name) => drop_rule(run, command, name, RuleKind::is_index)?,
            SchemaAction::DropConstraint(name) => drop_rule(run, command, name, RuleKind::is_constraint)?,
        }
        Ok(None)
    }
}

fn create<S: Store>(
    run: &Run<'_, S>,
    command: &SchemaCommand,
    item: &SchemaItem,
    kind: RuleKind,
) -> Result<(), QueryError> {
    let rule = rule(item, kind);
    let mut rules = run.graph.borrow().rules().to_vec();
    let same = |known: &&Rule| {
        known.name == rule.name
            || (known.kind, known.on, &known.label, &known.keys)
                == (rule.kind, rule.on, &rule.label, &rule.keys)
    };
    if let Some(known) = rules.iter().find(same) {
        if command.lenient {
            return Ok(());
        }
        let message = format!("there is already {} `{}`", noun(known.kind), known.name);
        return Err(wrong(message).at(command.span).with_hint("`IF NOT EXISTS` passes over what is there"));
    }
    constraints::check_all(&rule, &*run.graph.borrow(), &run.limits)
        .map_err(|error| error.at(command.span))?;
    rules.push(rule);
    set(run, rules)?;
    write::count(run, |effects| match kind {
        RuleKind::Index => effects.indexes_added += 1,
        RuleKind::Unique | RuleKind::NotNull => effects.constraints_added += 1,
    });
    Ok(())
}

fn drop_rule<S: Store>(
    run: &Run<'_, S>,
    command: &SchemaCommand,
    name: &Name,
    fits: fn(RuleKind) -> bool,
) -> Result<(), QueryError> {
    let mut rules = run.graph.borrow().rules().to_vec();
    let n_rules = rules.len();
    rules.retain(|rule| rule.name != name.text.as_str() || !fits(rule.kind));
    if rules.len() == n_rules {
        if command.lenient {
            return Ok(());
        }
        let noun = if fits(RuleKind::Index) { "index" } else { "constraint" };
        let message = format!("there is no {noun} `{}`", name.text);
        return Err(wrong(message)
            .at(name.span)
            .with_hint("`SHOW INDEXES` and `SHOW CONSTRAINTS` list them"));
    }
    set(run, rules)?;
    write::count(run, |effects| {
        if fits(RuleKind::Index) {
            effects.indexes_removed += 1;
        } else {
            effects.constraints_removed += 1;
        }
    });
    Ok(())
}

fn set<S: Store>(run: &Run<'_, S>, rules: Vec<Rule>) -> Result<(), QueryError> {
    write::with_writer(run, |writer| {
        writer.set_rules(rules);
        Ok(())
    })
}

fn rule(item: &SchemaItem, kind: RuleKind) -> Rule {
    let on = if item.on_relationships { RuleTarget::Edges } else { RuleTarget::Nodes };
    let keys: Vec<String> = item.keys.iter().map(|key| key.text.to_string()).collect();
    let suffix = match kind {
        RuleKind::Index => "index",
        RuleKind::Unique => "unique",
        RuleKind::NotNull => "not_null",
    };
    let name = item.name.as_ref().map(|name| name.text.to_string());
    let name = name.unwrap_or_else(|| format!("{}_{}_{suffix}", item.label.text, keys.join("_")));
    Rule { name, kind, on, label: item.label.text.to_string(), keys }
}

const fn noun(kind: RuleKind) -> &'static str {
    match kind {
        RuleKind::Index => "an index",
        RuleKind::Unique | RuleKind::NotNull => "a constraint",
    }
}

fn wrong(message: impl Into<String>) -> QueryError {
    QueryError::runtime(ErrorKind::SemanticError, Detail::Other, message)
}
