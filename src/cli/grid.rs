//! Rows of a query as a table that fits the terminal.

use unicode_width::UnicodeWidthStr;

use super::error::CliError;
use super::layout::{cut, wrapped};
use super::ui::Ui;
use crate::render::text::showable;

/// The least columns of the terminal a column of the table may have.
const NARROWEST: usize = 10;

/// How a column is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// Prints a table; cells wrap inside their columns. Where there are too many columns, each row becomes a list.
pub(super) fn print(ui: &mut Ui, head: &[(String, Side)], rows: &[Vec<String>]) -> Result<(), CliError> {
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| showable(cell)).collect()).collect();
    match widths(head, &rows, ui.width) {
        Some(widths) => print_grid(ui, head, &rows, &widths),
        None => print_lists(ui, head, &rows),
    }
}

/// Returns the width of each column: what it needs, but wide ones share what the narrow ones leave; nothing where
/// they cannot all be read.
fn widths(head: &[(String, Side)], rows: &[Vec<String>], width: usize) -> Option<Vec<usize>> {
    let needed = head.iter().enumerate().map(|(at, (name, _))| {
        let cells = rows.iter().filter_map(|row| row.get(at)).flat_map(|cell| cell.split('\n'));
        cells.map(UnicodeWidthStr::width).chain([name.width(), 1]).max().unwrap_or(1)
    });
    let needed: Vec<usize> = needed.collect();
    let room = width.saturating_sub(2 * needed.len().saturating_sub(1));
    let taken = |cap: usize| needed.iter().map(|need| (*need).min(cap)).sum::<usize>();
    let widest = needed.iter().copied().max().unwrap_or(0);
    if taken(widest) <= room {
        return Some(needed);
    }
    let cap = (NARROWEST..=room).rev().find(|cap| taken(*cap) <= room)?;
    Some(needed.into_iter().map(|need| need.min(cap)).collect())
}

fn print_grid(
    ui: &mut Ui,
    head: &[(String, Side)],
    rows: &[Vec<String>],
    widths: &[usize],
) -> Result<(), CliError> {
    let names = head.iter().zip(widths).map(|((name, side), width)| {
        let name = cut(&showable(name).replace('\n', " "), *width);
        set(&name, *width, *side)
    });
    let names = names.collect::<Vec<_>>().join("  ");
    ui.line(&ui.bold(names.trim_end()))?;
    ui.line(&widths.iter().map(|width| "─".repeat(*width)).collect::<Vec<_>>().join("  "))?;
    for row in rows {
        let cells: Vec<Vec<String>> = row.iter().zip(widths).map(|(cell, width)| broken(cell, *width)).collect();
        let n_lines = cells.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..n_lines {
            let parts = cells.iter().zip(head).zip(widths).map(|((lines, (_, side)), width)| {
                set(lines.get(at).map_or("", String::as_str), *width, *side)
            });
            ui.line(parts.collect::<Vec<_>>().join("  ").trim_end())?;
        }
    }
    Ok(())
}

fn broken(cell: &str, width: usize) -> Vec<String> {
    let lines = cell.split('\n').flat_map(|line| {
        if line.width() <= width { vec![line.to_owned()] } else { wrapped("", 0, line, width) }
    });
    lines.collect()
}

fn set(text: &str, width: usize, side: Side) -> String {
    let blanks = " ".repeat(width.saturating_sub(text.width()));
    match side {
        Side::Left => format!("{text}{blanks}"),
        Side::Right => format!("{blanks}{text}"),
    }
}

fn print_lists(ui: &mut Ui, head: &[(String, Side)], rows: &[Vec<String>]) -> Result<(), CliError> {
    let widest = head.iter().map(|(name, _)| name.width()).max().unwrap_or(0).min(ui.width / 3);
    for (number, row) in (1..).zip(rows) {
        ui.line(&ui.dim(&format!("── {} {number}", ui.pick("dòng", "row"))))?;
        for ((name, _), cell) in head.iter().zip(row) {
            let name = cut(&showable(name).replace('\n', " "), widest);
            let first = format!("{}{}  ", ui.bold(&name), " ".repeat(widest - name.width()));
            for line in wrapped(&first, widest + 2, cell, ui.width) {
                ui.line(&line)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(names: &[&str]) -> Vec<(String, Side)> {
        names.iter().map(|name| ((*name).to_owned(), Side::Left)).collect()
    }

    #[test]
    fn wide_columns_share_what_narrow_ones_leave() {
        let rows = vec![vec!["1".to_owned(), "a".repeat(90), "b".repeat(50)]];
        assert_eq!(widths(&head(&["n", "x", "y"]), &rows, 65), Some(vec![1, 30, 30]));
        assert_eq!(widths(&head(&["n", "x", "y"]), &rows, 160), Some(vec![1, 90, 50]));
        assert_eq!(widths(&head(&["n", "x", "y"]), &rows, 20), None);
        assert_eq!(broken("Viêng Chăn là thủ đô", 10), ["Viêng Chăn", "là thủ đô"]);
    }
}
