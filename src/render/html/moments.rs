//! The dates between which the page's slider moves, and how surely each claim and each dated node holds at each.

use std::collections::BTreeMap;

use crate::graph::{Facts, GraphView, holds_at};
use crate::model::{Day, EdgeId, Edtf, Holds, NodeId, Role, Schema};
use crate::render::selection::Selection;

/// The most stops a slider has.
const MOST: usize = 200;

/// Below so many years the stops are months.
const YEARS_IN_MONTHS: i32 = 3;

/// Stops in time order, and what holds when.
pub(super) struct Moments {
    /// The dates; empty where no claim has one.
    pub(super) stops: Vec<Edtf>,
    /// One digit for any time and one for each stop: 0 no, 1 possibly, 2 certainly. Each row once.
    pub(super) rows: Vec<String>,
    /// The row of each claim of the selection.
    pub(super) row_of: Vec<usize>,
    /// The row of each node of the selection that has a date of its own.
    pub(super) row_of_node: BTreeMap<NodeId, usize>,
}

impl Moments {
    /// Works out all moments of a selection. `O((n + m) s)` for `s` stops.
    pub(super) fn of<G: GraphView>(facts: &Facts<'_, G>, schema: &Schema, selection: &Selection) -> Moments {
        let stops = stops(facts, selection);
        let mut moments =
            Moments { stops, rows: Vec::new(), row_of: Vec::new(), row_of_node: BTreeMap::new() };
        let mut known = BTreeMap::new();
        let mut of_dates = BTreeMap::new();
        for &(edge, holds) in &selection.edges {
            let dates = (facts.edge_type(edge), facts.when(edge), facts.attested(edge));
            let is_holding =
                schema.types.get(dates.0).is_some_and(|declared| declared.role == Some(Role::Holding));
            // Whether a seat is taken depends on others too.
            let at_stops = if is_holding {
                moments.row(facts, schema, edge)
            } else {
                of_dates.entry(dates).or_insert_with(|| moments.row(facts, schema, edge)).clone()
            };
            let index = moments.place(&mut known, format!("{}{at_stops}", digit(holds)));
            moments.row_of.push(index);
        }
        for &node in &selection.nodes {
            let date = facts.node_when(node).and_then(|text| Edtf::parse(text).ok());
            if let Some(date) = date {
                let at_stops: String = moments.stops.iter().map(|stop| digit(date.holds_at(stop))).collect();
                // The selection itself has passed what was asked for.
                let index = moments.place(&mut known, format!("{}{at_stops}", digit(Holds::Certain)));
                moments.row_of_node.insert(node, index);
            }
        }
        moments
    }

    /// Returns the place of a row, which is added where it is new.
    fn place(&mut self, known: &mut BTreeMap<String, usize>, row: String) -> usize {
        let next = self.rows.len();
        let place = *known.entry(row.clone()).or_insert(next);
        if place == next {
            self.rows.push(row);
        }
        place
    }

    fn row<G: GraphView>(&self, facts: &Facts<'_, G>, schema: &Schema, edge: EdgeId) -> String {
        self.stops.iter().map(|stop| digit(holds_at(schema, facts, edge, stop))).collect()
    }
}

fn digit(holds: Holds) -> char {
    match holds {
        Holds::No => '0',
        Holds::Possible => '1',
        Holds::Certain => '2',
    }
}

/// Returns the years from the first to the last that a claim's date touches; their months where these are few
/// years, and only years at which something begins or ends where they are very many.
fn stops<G: GraphView>(facts: &Facts<'_, G>, selection: &Selection) -> Vec<Edtf> {
    let dates = selection.edges.iter().flat_map(|(edge, _)| [facts.when(*edge), facts.attested(*edge)]);
    let dates = dates.flatten().filter_map(|text| Edtf::parse(text).ok());
    let mut days: Vec<Day> = dates.flat_map(|date| [date.earliest(), date.latest()]).flatten().collect();
    days.sort_unstable();
    let (Some(first), Some(last)) = (days.first().copied(), days.last().copied()) else { return Vec::new() };
    let n_years = i64::from(last.year) - i64::from(first.year);
    let texts: Vec<String> = if n_years < i64::from(YEARS_IN_MONTHS) {
        months(first, last)
    } else if n_years < i64::try_from(MOST).unwrap_or(i64::MAX) {
        (first.year..=last.year).map(year_text).collect()
    } else {
        days.dedup_by_key(|day| day.year);
        let every = days.len().div_ceil(MOST);
        days.iter().step_by(every).map(|day| year_text(day.year)).collect()
    };
    texts.iter().filter_map(|text| Edtf::parse(text).ok()).collect()
}

fn months(first: Day, last: Day) -> Vec<String> {
    let in_year = |year| (1..=12).map(move |month: u8| (year, month));
    let all = (first.year..=last.year).flat_map(in_year);
    let span = (first.year, first.month)..=(last.year, last.month);
    all.filter(|month| span.contains(month))
        .map(|(year, month)| format!("{}-{month:02}", year_text(year)))
        .collect()
}

fn year_text(year: i32) -> String {
    match (year, year.unsigned_abs()) {
        (_, far @ 10_000..) => format!("Y{}{far}", if year < 0 { "-" } else { "" }),
        (..0, near) => format!("-{near:04}"),
        (_, near) => format!("{near:04}"),
    }
}
