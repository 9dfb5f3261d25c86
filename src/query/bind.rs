//! Resolves names and checks meaning: from [`ast`](super::ast) to [`bound`](super::bound).
//!
//! All compile-time errors but those of the grammar are raised here. A variable is a slot with a kind; an
//! expression gets a static type as far as it can be known (`types`). Scopes are described in `scope`.

mod aggregation;
mod clauses;
mod expressions;
mod patterns;
mod procedures;
mod projection;
mod scope;
mod subqueries;
mod types;

pub use procedures::{ProcedureSignature, Signatures};

use smol_str::SmolStr;

use self::aggregation::{Inside, Projecting};
use self::scope::Scope;
use self::types::Static;
use super::ast::{Mode, Query};
use super::bound::{BoundStatement, Slot, SlotInfo, SlotKind};
use super::error::QueryError;
use super::eval::Parameters;

/// Binds a query.
///
/// `parameters` are needed only to tell whether the implicit arguments of a call without parentheses are there.
///
/// # Errors
/// All of openCypher's compile-time errors, with their details and places.
pub fn bind(
    mode: Mode,
    query: &Query,
    signatures: &dyn Signatures,
    parameters: &Parameters,
) -> Result<BoundStatement, QueryError> {
    let mut binder = Binder {
        signatures,
        parameters,
        slots: Vec::new(),
        types: Vec::new(),
        writes: false,
        n_subqueries: 0,
        frames: vec![Vec::new()],
        n_locals: vec![0],
        projecting: None,
        inside: Inside::Open,
        importing: None,
    };
    let query = binder.query(query, &Scope::default(), clauses::Place::Statement)?;
    Ok(BoundStatement {
        mode,
        slots: binder.slots,
        query,
        writes: binder.writes,
        n_subqueries: binder.n_subqueries,
    })
}

struct Binder<'a> {
    signatures: &'a dyn Signatures,
    parameters: &'a Parameters,
    slots: Vec<SlotInfo>,
    /// What is known of the values of each slot.
    types: Vec<Static>,
    writes: bool,
    /// How many queries inside expressions there are.
    n_subqueries: u32,
    /// Locals that each subquery around the place imports, the outermost (which imports nothing) first.
    frames: Vec<Vec<(u32, Slot)>>,
    /// How many locals are in scope, by frame.
    n_locals: Vec<u32>,
    /// The projection whose items are being bound.
    projecting: Option<Projecting>,
    /// Whether the place is inside an aggregate.
    inside: Inside,
    /// What the first `WITH` of a `CALL { … }` may import.
    importing: Option<Scope>,
}

impl Binder<'_> {
    /// Makes a new slot.
    #[expect(clippy::cast_possible_truncation, reason = "a query text is shorter than 4 GiB")]
    fn slot(&mut self, name: impl Into<SmolStr>, kind: SlotKind, known: Static) -> Slot {
        let slot = Slot(self.slots.len() as u32);
        self.slots.push(SlotInfo { name: name.into(), kind });
        self.types.push(known);
        slot
    }

    fn kind(&self, slot: Slot) -> SlotKind {
        self.slots.get(slot.0 as usize).map_or(SlotKind::Value, |info| info.kind)
    }

    fn set_kind(&mut self, slot: Slot, kind: SlotKind) {
        if let Some(info) = self.slots.get_mut(slot.0 as usize) {
            info.kind = kind;
        }
    }

    fn known(&self, slot: Slot) -> Static {
        match self.kind(slot) {
            SlotKind::Node => Static::Node,
            SlotKind::Edge => Static::Edge,
            SlotKind::Edges => Static::List(Box::new(Static::Edge)),
            SlotKind::Path => Static::Path,
            SlotKind::Value => self.types.get(slot.0 as usize).cloned().unwrap_or(Static::Any),
        }
    }
}
