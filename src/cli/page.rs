//! From a selection to the page of `export --html`.

use super::answer::{claim_properties, field_words};
use super::commands::show::property_rows;
use super::draw;
use super::error::CliError;
use super::reduce::Room;
use super::session::Session;
use crate::model::{EdgeId, NodeId};
use crate::names::fold;
use crate::render::html::{MAX_CLAIMS, MAX_NODES, PageOptions, Row, page};
use crate::render::selection::Selection;

/// What a page holds.
pub(super) const ROOM: Room = Room { nodes: MAX_NODES, claims: MAX_CLAIMS };

/// Refuses what nobody could find their way in.
///
/// # Errors
/// [`CliError::TooLarge`], with what asks for less.
pub(super) fn check_size(selection: &Selection) -> Result<(), CliError> {
    let sizes = [
        (selection.nodes.len(), MAX_NODES, "nodes"),
        (selection.edges.len(), MAX_CLAIMS, "claims"),
    ];
    match sizes.into_iter().find(|(found, most, _)| found > most) {
        None => Ok(()),
        Some((found, most, what)) => Err(CliError::TooLarge {
            message: format!("{found} {what} are too many for a page; it holds at most {most}"),
            hint: "--focus NAME --depth N, --kind KIND or --type TYPE show less; --json has everything".to_owned(),
        }),
    }
}

/// Composes the page; a note says what it leaves out.
pub(super) fn compose(
    session: &Session,
    selection: &Selection,
    title: &str,
    focus: &[NodeId],
    note: Option<&str>,
) -> String {
    let heading = draw::heading(session, selection, title).split_off(1);
    // Who reads the page has no command line.
    let heading = heading.into_iter().map(|line| line.replace(" (--structural)", ""));
    let heading = heading.chain(note.map(str::to_owned)).collect();
    let options = PageOptions {
        title: title.to_owned(),
        heading,
        lang: session.lang,
        focus,
        fold: &fold,
        node_details: &|node| node_details(session, node),
        claim_details: &|edge| claim_details(session, edge),
    };
    page(&session.facts(), session.schema(), selection, &options)
}

fn node_details(session: &Session, node: NodeId) -> Vec<Row> {
    let mut rows = property_rows(session, node);
    rows.extend(session.facts().node_derived(node).map(|derived| worked_out(session, derived)));
    rows
}

fn claim_details(session: &Session, edge: EdgeId) -> Vec<Row> {
    let mut rows = claim_properties(session, edge);
    rows.extend(session.facts().derived(edge).map(|derived| worked_out(session, derived)));
    rows
}

/// Says how a figure was worked out that no source prints.
fn worked_out(session: &Session, (name, formula): (&str, &str)) -> Row {
    let label = session.lang.pick("suy ra", "worked out");
    (label.to_owned(), format!("{}: {formula}", field_words(session, name)))
}
