//! The procedures of a database: those that a program adds, those that know data sets, and those of every graph.
//!
//! | procedures | file |
//! |---|---|
//! | `hv.counterparts` | `counterparts` |
//! | `hv.path`, from names | `ends` |
//! | all others | [`query::procedures`](crate::query::procedures) |

mod counterparts;
mod ends;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use smol_str::SmolStr;

use crate::model::{Schema, Value};
use crate::names::did_you_mean;
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
    /// The schema of the data set that the graph came from, where there is one.
    pub(super) schema: Option<Arc<Schema>>,
}

/// Returns what is here and not among the procedures of every graph.
fn own() -> &'static ProcedureSignature {
    static OWN: LazyLock<ProcedureSignature> = LazyLock::new(counterparts::signature);
    &OWN
}

impl Catalog {
    pub(super) fn add(&mut self, procedure: TableProcedure) {
        self.tables.insert(procedure.signature.name.clone(), procedure);
    }

    fn find(&self, name: &str) -> Option<&ProcedureSignature> {
        let table = self.tables.get(name).map(|table| &table.signature);
        let own = || Some(own()).filter(|own| own.name == name);
        table.or_else(own).or_else(|| Some(&procedures::find(name)?.signature))
    }

    /// Returns all signatures, by name.
    fn signatures(&self) -> BTreeMap<&str, &ProcedureSignature> {
        let of_every_graph = procedures::procedures().iter().map(|procedure| &procedure.signature);
        let tables = self.tables.values().map(|table| &table.signature);
        let all = of_every_graph.chain([own()]).chain(tables);
        // What was added comes last, and so in place of what every database has.
        all.map(|signature| (signature.name.as_str(), signature)).collect()
    }
}

impl Signatures for Catalog {
    fn procedure(&self, name: &str) -> Option<ProcedureSignature> {
        self.find(name).cloned()
    }

    fn near(&self, name: &str) -> Option<String> {
        did_you_mean(name, self.signatures().into_keys(), 1).first().map(|near| (*near).to_owned())
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
        let schema = self.schema.as_deref();
        let in_every_graph = |arguments: &[Value]| {
            let procedure = procedures::find(name).ok_or_else(|| {
                let message = format!("unknown procedure `{name}`");
                QueryError::runtime(ErrorKind::ProcedureError, Detail::ProcedureNotFound, message)
            })?;
            procedure.call(arguments, graph, limits)
        };
        match (self.tables.get(name), name) {
            (Some(table), _) => Ok(table.look_up(arguments)),
            (_, counterparts::NAME) => counterparts::call(schema, arguments, graph, limits),
            (_, "dbms.procedures") => Ok(procedures::listed(self.signatures().into_values())),
            (_, "hv.path") => in_every_graph(&ends::found(arguments, schema, graph, limits)?),
            _ => in_every_graph(arguments),
        }
    }
}

impl TableProcedure {
    fn look_up(&self, arguments: &[Value]) -> Vec<Vec<Value>> {
        let fits = |row: &&Vec<Value>| row.iter().zip(arguments).all(|(own, given)| is_same(own, given));
        let n_inputs = self.signature.inputs.len();
        let found = self.rows.iter().filter(fits);
        found.map(|row| row.get(n_inputs..).unwrap_or_default().to_vec()).collect()
    }
}

/// Says whether two values are the same; a whole number is the same as the float of its value.
#[expect(clippy::float_cmp, reason = "equality is meant")]
fn is_same(a: &Value, b: &Value) -> bool {
    a == b || a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| a == b)
}
