//! Rows that differ, with how many rows each stands for.
//!
//! Where columns are not read any more, rows become equal, and one row that stands for several saves the work that is done on
//! each further on. What is left of equal rows does no harm: only what counts weights, or passes over repeats, comes after.

use hashbrown::HashTable;

use super::batch::{BATCH_ROWS, Batch, Column};
use super::build::Source;
use super::groups::{Groups, columns};
use super::{Execute, Run, Store};
use crate::model::{EdgeId, NodeId, Value};
use crate::query::bound::Slot;
use crate::query::error::QueryError;

/// So many different rows are kept apart at once; then they go on and others are gathered.
const MOST_ROWS: usize = 1 << 18;

/// Where fewer than one row in so many was equal to another, none is looked for any more.
const ONE_IN: usize = 4;

/// So many rows are looked at before it is judged whether that is worth while.
const TRIAL_ROWS: usize = 1 << 15;

/// So many columns of numbers go into one number.
const MOST_IDS: usize = 4;

/// Rows that differ in some columns, in the order in which they are first met.
pub(super) struct Combine<'p, S> {
    input: Source<'p, S>,
    slots: &'p [Slot],
    weight: Option<Slot>,
    kept: Kept,
    /// What each row kept stands for.
    weights: Vec<i64>,
    /// How many rows came since none were kept.
    n_rows: usize,
    is_given_up: bool,
    /// Rows to pass on, and how many of them went.
    done: Option<(Batch, usize)>,
}

/// Rows kept apart.
enum Kept {
    /// Nothing is known of the columns yet.
    None,
    /// No columns: all rows are equal.
    One,
    /// Columns of nodes or relationships, at most four.
    Ids(Ids),
    /// Any.
    Any(Groups),
}

/// Up to four numbers in one.
#[derive(Default)]
struct Ids {
    table: HashTable<u32>,
    rows: Vec<u128>,
    kinds: Vec<Kind>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Nodes,
    Edges,
}

impl<'p, S: Store> Combine<'p, S> {
    pub(super) fn new(input: Source<'p, S>, slots: &'p [Slot], weight: Option<Slot>) -> Self {
        let kept = if slots.is_empty() { Kept::One } else { Kept::None };
        let (weights, done) = (Vec::new(), None);
        Combine { input, slots, weight, kept, weights, n_rows: 0, is_given_up: false, done }
    }

    /// Returns for each row of a batch with which row kept it goes, making new ones.
    fn places(&mut self, batch: &Batch) -> Vec<u32> {
        let columns = columns(batch, self.slots);
        if matches!(self.kept, Kept::None) {
            self.kept = match columns.iter().map(|column| kind(column)).collect::<Option<Vec<Kind>>>() {
                Some(kinds) if kinds.len() <= MOST_IDS => Kept::Ids(Ids { kinds, ..Ids::default() }),
                _ => Kept::Any(Groups::new(self.slots.len())),
            };
        }
        if let Kept::Ids(ids) = &self.kept
            && !columns.iter().zip(&ids.kinds).all(|(column, own)| kind(column) == Some(*own))
        {
            self.kept = Kept::Any(ids.to_groups());
        }
        match &mut self.kept {
            Kept::None | Kept::One => vec![0; batch.n_rows()],
            Kept::Ids(ids) => ids.of_rows(&columns, batch.n_rows()),
            Kept::Any(groups) => groups.of_rows(&columns, batch.n_rows()),
        }
    }

    fn n_kept(&self) -> usize {
        match &self.kept {
            Kept::None => 0,
            Kept::One => usize::from(self.n_rows > 0),
            Kept::Ids(ids) => ids.rows.len(),
            Kept::Any(groups) => groups.len(),
        }
    }

    /// Adds rows to those they are equal to.
    fn add(&mut self, run: &Run<'_, S>, batch: &mut Batch) -> Result<(), QueryError> {
        let n_before = self.n_kept();
        let weight = self.weight.map(|slot| batch.take(slot)).unwrap_or_default();
        let places = self.places(batch);
        self.n_rows += batch.n_rows();
        self.weights.resize(self.n_kept(), 0);
        for (row, place) in places.into_iter().enumerate() {
            let own = &mut self.weights[place as usize];
            *own = own.saturating_add(weight_of(&weight, row));
        }
        run.limits.hold((self.n_kept() - n_before) * self.bytes_a_row())
    }

    fn bytes_a_row(&self) -> usize {
        match &self.kept {
            Kept::Any(_) => self.slots.len() * size_of::<Value>() + 32,
            _ => 48,
        }
    }

    /// Passes over rows that were met before.
    fn first_met(&mut self, run: &Run<'_, S>, batch: &Batch) -> Result<Batch, QueryError> {
        let n_before = self.n_kept();
        let mut next = n_before;
        let places = self.places(batch);
        self.n_rows += batch.n_rows();
        let mut rows = Vec::new();
        for (row, place) in (0_u32..).zip(places) {
            if place as usize == next {
                next += 1;
                rows.push(row);
            }
        }
        run.limits.hold((next - n_before) * self.bytes_a_row())?;
        Ok(batch.gather(&rows))
    }

    /// Returns the rows kept, and keeps none.
    fn flush(&mut self, run: &Run<'_, S>) -> Batch {
        let n_kept = self.n_kept();
        run.limits.release(n_kept * self.bytes_a_row());
        let mut batch = Batch::new(n_kept, run.plan.slots.len());
        let kept =
            std::mem::replace(&mut self.kept, if self.slots.is_empty() { Kept::One } else { Kept::None });
        let columns = match kept {
            Kept::None | Kept::One => Vec::new(),
            Kept::Ids(ids) => ids.into_columns(),
            Kept::Any(groups) => groups.into_keys(),
        };
        for (slot, column) in self.slots.iter().zip(columns) {
            batch.set(*slot, column);
        }
        let weights = std::mem::take(&mut self.weights);
        if let Some(slot) = self.weight {
            batch.set(slot, self::weights(weights));
        }
        self.n_rows = 0;
        batch
    }

    fn is_worth_while(&self) -> bool {
        self.n_rows < TRIAL_ROWS || (self.n_rows - self.n_kept()) * ONE_IN >= self.n_rows
    }

    /// Passes rows on as they are.
    fn pass(&self, mut batch: Batch) -> Batch {
        if let Some(slot) = self.weight
            && matches!(batch.column(slot), Column::Absent)
        {
            batch.set(slot, weights(vec![1; batch.n_rows()]));
        }
        batch
    }

    /// Gathers rows until so many are kept, or until the input ends.
    fn gather(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        while let Some(mut batch) = self.input.next(run)? {
            self.add(run, &mut batch)?;
            if self.n_kept() >= MOST_ROWS || !self.is_worth_while() {
                self.is_given_up = !self.is_worth_while();
                return Ok(Some(self.flush(run)));
            }
        }
        Ok((self.n_rows > 0).then(|| self.flush(run)))
    }

    fn next_weighed(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        let (rows, start) = match self.done.take() {
            Some(done) => done,
            None if self.is_given_up => {
                let batch = self.input.next(run)?;
                return Ok(batch.map(|batch| self.pass(batch)));
            }
            None => match self.gather(run)? {
                Some(rows) => (rows, 0),
                None => return Ok(None),
            },
        };
        if start == 0 && rows.n_rows() <= BATCH_ROWS {
            return Ok(Some(rows));
        }
        let end = rows.n_rows().min(start + BATCH_ROWS);
        #[expect(clippy::cast_possible_truncation, reason = "so many rows are not kept")]
        let some: Vec<u32> = (start as u32..end as u32).collect();
        let batch = rows.gather(&some);
        if end < rows.n_rows() {
            self.done = Some((rows, end));
        }
        Ok(Some(batch))
    }

    fn next_met(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        while let Some(batch) = self.input.next(run)? {
            if self.is_given_up {
                return Ok(Some(batch));
            }
            let met = self.first_met(run, &batch)?;
            if self.n_kept() >= MOST_ROWS * 4 || !self.is_worth_while() {
                self.is_given_up = !self.is_worth_while();
                drop(self.flush(run));
            }
            if met.n_rows() > 0 {
                return Ok(Some(met));
            }
        }
        Ok(None)
    }
}

impl Ids {
    fn of_rows(&mut self, columns: &[&Column], n_rows: usize) -> Vec<u32> {
        let mut ids = vec![0_u128; n_rows];
        for column in columns {
            match column {
                Column::Nodes(nodes) => {
                    ids.iter_mut().zip(nodes).for_each(|(id, node)| *id = *id << 32 | u128::from(node.0));
                }
                Column::Edges(edges) => {
                    ids.iter_mut().zip(edges).for_each(|(id, edge)| *id = *id << 32 | u128::from(edge.0));
                }
                _ => {}
            }
        }
        ids.into_iter().map(|id| self.of_id(id)).collect()
    }

    fn of_id(&mut self, id: u128) -> u32 {
        let ids = &self.rows;
        let hash = hash(id);
        if let Some(place) = self.table.find(hash, |place| ids[*place as usize] == id) {
            return *place;
        }
        #[expect(clippy::cast_possible_truncation, reason = "so many rows are not kept")]
        let place = ids.len() as u32;
        self.table.insert_unique(hash, place, |place| self::hash(ids[*place as usize]));
        self.rows.push(id);
        place
    }

    fn column(&self, at: usize) -> Column {
        let shift = 32 * (self.kinds.len() - 1 - at);
        #[expect(clippy::cast_possible_truncation, reason = "the lowest 32 bits are wanted")]
        let numbers = self.rows.iter().map(|id| (*id >> shift) as u32);
        match self.kinds[at] {
            Kind::Nodes => Column::Nodes(numbers.map(NodeId).collect()),
            Kind::Edges => Column::Edges(numbers.map(EdgeId).collect()),
        }
    }

    fn into_columns(self) -> Vec<Column> {
        (0..self.kinds.len()).map(|at| self.column(at)).collect()
    }

    fn to_groups(&self) -> Groups {
        let columns: Vec<Column> = (0..self.kinds.len()).map(|at| self.column(at)).collect();
        let mut groups = Groups::new(columns.len());
        groups.of_rows(&columns.iter().collect::<Vec<_>>(), self.rows.len());
        groups
    }
}

/// Spreads numbers over all bits, by the last steps of `SplitMix64` (Steele, Lea, Flood 2014).
#[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
fn hash(id: u128) -> u64 {
    let (high, low) = ((id >> 64) as u64, id as u64);
    let id = low ^ high.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let id = (id ^ (id >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let id = (id ^ (id >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    id ^ (id >> 31)
}

fn kind(column: &Column) -> Option<Kind> {
    match column {
        Column::Nodes(_) => Some(Kind::Nodes),
        Column::Edges(_) => Some(Kind::Edges),
        _ => None,
    }
}

/// Returns what a row stands for; 1 where nothing is said.
pub(super) fn weight_of(column: &Column, row: usize) -> i64 {
    match column {
        Column::Absent => 1,
        Column::Integers(weights) => weights[row],
        Column::Values(values) => match &values[row] {
            Value::Integer(weight) => *weight,
            _ => 1,
        },
        other => match other.value(row) {
            Value::Integer(weight) => weight,
            _ => 1,
        },
    }
}

/// Returns a column of what rows stand for.
pub(super) fn weights(weights: Vec<i64>) -> Column {
    Column::Integers(weights)
}

impl<S: Store> Execute<S> for Combine<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        match self.weight {
            Some(_) => self.next_weighed(run),
            None => self.next_met(run),
        }
    }
}
