//! Each row with the shortest of the paths that an inner plan finds for it.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::batch::Batch;
use super::build::{Source, build};
use super::shortest::Wanted;
use super::{Execute, Run, Store};
use crate::model::{NodeId, Value};
use crate::query::ast::Selector;
use crate::query::bound::Slot;
use crate::query::error::QueryError;
use crate::query::plan::Operator;

/// Where a path begins and ends.
type Ends = (NodeId, NodeId);

/// How many paths of how many lengths are taken, and the last length.
#[derive(Default)]
struct Taken {
    n_paths: usize,
    n_lengths: usize,
    last: Option<usize>,
}

/// Some paths for each pair of ends, the shortest first; all paths of a row are found before.
pub(super) struct ChoosePaths<'p, S> {
    input: Source<'p, S>,
    inner: &'p Operator,
    path: Slot,
    selector: &'p Selector,
    rows: Option<(Batch, usize)>,
}

impl<'p, S: Store + 'p> ChoosePaths<'p, S> {
    pub(super) fn new(input: Source<'p, S>, inner: &'p Operator, path: Slot, selector: &'p Selector) -> Self {
        ChoosePaths { input, inner, path, selector, rows: None }
    }

    fn one(&self, run: &Run<'_, S>, rows: &Batch, row: u32) -> Result<Option<Batch>, QueryError> {
        let mut inner = build(self.inner, &Rc::new(rows.gather(&[row])));
        let Some(mut found) = inner.next(run)? else { return Ok(None) };
        let mut n_bytes = 0;
        while let Some(more) = inner.next(run)? {
            n_bytes += more.n_bytes();
            run.limits.hold(more.n_bytes())?;
            found.append(more);
        }
        let chosen = found.gather(&self.chosen(&found));
        run.limits.release(n_bytes);
        Ok(Some(chosen))
    }

    /// Returns the rows that are taken: by length, then as they were found.
    fn chosen(&self, found: &Batch) -> Vec<u32> {
        let mut by_length: Vec<(usize, u32, Option<Ends>)> = (0..found.n_rows())
            .zip(0_u32..)
            .map(|(row, number)| match found.value(self.path, row) {
                Value::Path(path) => {
                    let ends = path.nodes.first().copied().zip(path.nodes.last().copied());
                    (path.len(), number, ends)
                }
                _ => (usize::MAX, number, None),
            })
            .collect();
        by_length.sort_unstable();
        let wanted = Wanted::of(self.selector);
        let mut all_taken: BTreeMap<Option<Ends>, Taken> = BTreeMap::new();
        by_length.retain(|(length, _, ends)| {
            let taken = all_taken.entry(*ends).or_default();
            let is_longer = taken.last != Some(*length);
            if taken.n_paths >= wanted.n_paths || (is_longer && taken.n_lengths >= wanted.n_lengths) {
                return false;
            }
            taken.n_paths += 1;
            taken.n_lengths += usize::from(is_longer);
            taken.last = Some(*length);
            true
        });
        by_length.into_iter().map(|(_, row, _)| row).collect()
    }
}

impl<'p, S: Store + 'p> Execute<S> for ChoosePaths<'p, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        loop {
            let (rows, row) = match self.rows.take() {
                Some(rows) => rows,
                None => match self.input.next(run)? {
                    Some(rows) => (rows, 0),
                    None => return Ok(None),
                },
            };
            #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer rows than 2^32")]
            let found = self.one(run, &rows, row as u32)?;
            if row + 1 < rows.n_rows() {
                self.rows = Some((rows, row + 1));
            }
            if let Some(found) = found.filter(|found| found.n_rows() > 0) {
                return Ok(Some(found));
            }
        }
    }
}
