//! From names as people type them to nodes.

use super::error::{Candidate, CliError, did_you_mean_words};
use super::session::Session;
use crate::dataset;
use crate::graph::{Direction, GraphView as _, Types};
use crate::model::{Lang, NodeId, Role};
use crate::names::{Match, Resolution, did_you_mean};

/// Joins the words of a name that was typed without quotes; nothing without words.
pub(super) fn asked(words: &[String]) -> Option<String> {
    (!words.is_empty()).then(|| words.join(" "))
}

/// Finds the node that a name means.
///
/// # Errors
/// [`CliError::Ambiguous`] with what tells the candidates apart, [`CliError::UnknownName`] with near names.
pub(super) fn node(session: &Session, query: &str) -> Result<NodeId, CliError> {
    if query.trim().is_empty() {
        return Err(CliError::usage(session.lang.pick("tên để trống", "an empty name")));
    }
    match dataset::resolve(session.dataset.names(), Some(session.schema()), &session.facts(), query) {
        Resolution::One(found) => {
            tell(session, query, &found);
            Ok(found.node)
        }
        Resolution::Several(matches) => Err(CliError::Ambiguous {
            query: query.to_owned(),
            candidates: matches.iter().map(|found| candidate(session, found)).collect(),
        }),
        Resolution::None { near } => Err(CliError::UnknownName {
            query: query.to_owned(),
            near: near.iter().map(|found| candidate(session, found)).collect(),
            is_empty: session.graph().node_count() == 0,
        }),
    }
}

/// Says what a name was taken for, where it is not a whole name.
fn tell(session: &Session, query: &str, found: &Match) {
    if !found.how.is_whole() {
        let name = session.facts().name(found.node);
        let taken = session.lang.pick("hiểu là", "taken as");
        session.remark(format!("`{query}`: {taken} {name} ({})", found.explain(session.lang)));
    }
}

/// Describes a match so that it can be told from others of its name.
pub(super) fn candidate(session: &Session, found: &Match) -> Candidate {
    Candidate { how: found.explain(session.lang), ..described(session, found.node) }
}

/// Describes a node so that it can be told from others of its name.
pub(super) fn described(session: &Session, node: NodeId) -> Candidate {
    let facts = session.facts();
    Candidate {
        id: facts.id(node).to_owned(),
        name: facts.name(node).to_owned(),
        kind: session.kind_label(facts.kind(node)).to_owned(),
        context: context(session, node),
        how: String::new(),
    }
}

/// Returns the English rendering, and the seat a node holds or what it belongs to.
fn context(session: &Session, node: NodeId) -> String {
    let facts = session.facts();
    let target = |role| {
        session.graph().expand(node, Direction::Outgoing, Types::All).find(|hop| {
            session
                .schema()
                .types
                .get(facts.edge_type(hop.edge))
                .is_some_and(|declared| declared.role == Some(role))
        })
    };
    let above =
        target(Role::Holding).or_else(|| target(Role::Containment)).map(|hop| facts.name(hop.neighbor));
    let gloss = facts.gloss(node).filter(|_| session.lang == Lang::En || above.is_none());
    let parts: Vec<&str> = gloss.into_iter().chain(above).collect();
    parts.join(" · ")
}

/// Finds a kind by its name or by what people call it.
pub(super) fn kind<'s>(session: &'s Session, word: &str) -> Option<&'s str> {
    dataset::kind_named(session.schema(), word)
}

/// Finds an edge type by its name or by what people call it.
pub(super) fn edge_type<'s>(session: &'s Session, word: &str) -> Option<&'s str> {
    dataset::type_named(session.schema(), word)
}

/// Returns the error for a word that is no kind.
pub(super) fn unknown_kind(session: &Session, word: &str) -> CliError {
    unknown(session, session.lang.pick("không có loại nút nào tên", "unknown kind"), word, session.schema().kinds.keys().map(String::as_str))
}

/// Returns the error for a word that is no edge type.
pub(super) fn unknown_type(session: &Session, word: &str) -> CliError {
    unknown(session, session.lang.pick("không có loại phát biểu nào tên", "unknown edge type"), word, session.schema().types.keys().map(String::as_str))
}

fn unknown<'s>(
    session: &Session,
    head: &str,
    word: &str,
    names: impl Iterator<Item = &'s str> + Clone,
) -> CliError {
    let lang = session.lang;
    let near = did_you_mean(word, names.clone(), 1).into_iter().next();
    let names: Vec<&str> = names.collect();
    CliError::Usage {
        message: format!("{head} `{word}`"),
        expected: Some(format!("{} {}", lang.pick("một trong", "one of"), names.join(", "))),
        hint: near.map(|near| did_you_mean_words(near, lang)),
    }
}
