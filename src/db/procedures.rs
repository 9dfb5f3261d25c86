//! Procedures that a program adds to a database.

use std::collections::BTreeMap;

use smol_str::SmolStr;

use crate::model::Value;
use crate::query::bind::{ProcedureSignature, Signatures};
use crate::query::error::{Detail, ErrorKind, QueryError};
use crate::query::exec::{Limits, Procedures, Store};
use crate::query::procedures;

/// A procedure that looks its arguments up in a table: it yields the last columns of those rows whose first columns
/// equal the arguments.
#[derive(Debug, Clone, PartialEq)]
pub struct TableProcedure {
    /// What it takes and yields.
    pub signature: ProcedureSignature,
    /// Rows of as many values as it has inputs and outputs together, inputs first.
    pub rows: Vec<Vec<Value>>,
}

/// All procedures of a database: those added to it come before those that every database has.
#[derive(Debug, Clone, Default)]
pub(super) struct Catalog {
    tables: BTreeMap<SmolStr, TableProcedure>,
}

impl Catalog {
    pub(super) fn add(&mut self, procedure: TableProcedure) {
        self.tables.insert(procedure.signature.name.clone(), procedure);
    }
}

impl Signatures for Catalog {
    fn procedure(&self, name: &str) -> Option<ProcedureSignature> {
        let table = self.tables.get(name).map(|table| &table.signature);
        table.or_else(|| Some(&procedures::find(name)?.signature)).cloned()
    }
}

impl<S: Store> Procedures<S> for Catalog {
    fn call(
        &self,
        name: &str,
        arguments: &[Value],
        graph: &S,
        limits: &Limits,
    ) -> Result<Vec<Vec<Value>>, QueryError> {
        let Some(table) = self.tables.get(name) else {
            let procedure = procedures::find(name).ok_or_else(|| {
                let message = format!("unknown procedure `{name}`");
                QueryError::runtime(ErrorKind::ProcedureError, Detail::ProcedureNotFound, message)
            })?;
            return procedure.call(arguments, graph, limits);
        };
        let fits = |row: &&Vec<Value>| row.iter().zip(arguments).all(|(own, given)| is_same(own, given));
        let n_inputs = table.signature.inputs.len();
        let found = table.rows.iter().filter(fits);
        Ok(found.map(|row| row.get(n_inputs..).unwrap_or_default().to_vec()).collect())
    }
}

/// Says whether two values are the same; a whole number is the same as the float of its value.
#[expect(clippy::float_cmp, reason = "equality is meant")]
fn is_same(a: &Value, b: &Value) -> bool {
    a == b || a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| a == b)
}
