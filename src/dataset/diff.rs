//! What changed in meaning from one data set to another.
//!
//! Records are matched by id; what was added and removed with equal content was renamed. The order of records, of
//! citations and of aliases, and how records are divided among files, carry no meaning and make no difference.

mod content;
mod schema;

use std::collections::{BTreeMap, BTreeSet};

use content::{Content, Renames};
pub use schema::SchemaChange;

use super::Dataset;
use crate::graph::GraphView as _;
use crate::model::{EdgeId, Edtf, NodeId, Value, keys};

/// What changed from an old data set to a new one.
#[derive(Debug, Default, PartialEq)]
pub struct Diff {
    /// Changes of the schema, by place in it.
    pub schema: Vec<SchemaChange>,
    /// Changes of sources, nodes and claims, the riskiest first, then claims before nodes before sources, then by id.
    pub changes: Vec<Change>,
}

/// A record that was added, removed or changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The record.
    pub record: Record,
    /// What is different; empty for a record that was added or removed.
    pub alterations: Vec<Alteration>,
    /// How much a reviewer should care.
    pub risk: Risk,
}

/// A record, by its numbers in the two graphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Record {
    /// A claim.
    Claim(Versions<EdgeId>),
    /// A node that is no source.
    Node(Versions<NodeId>),
    /// A source.
    Source(Versions<NodeId>),
}

/// In which of the two data sets a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Versions<Id> {
    /// In the old one alone.
    Old(Id),
    /// In the new one alone.
    New(Id),
    /// In both: its number in the old one, then in the new one.
    Both(Id, Id),
}

impl<Id: Copy> Versions<Id> {
    /// Returns its number in the old data set.
    pub fn in_old(self) -> Option<Id> {
        match self {
            Versions::Old(id) | Versions::Both(id, _) => Some(id),
            Versions::New(_) => None,
        }
    }

    /// Returns its number in the new data set.
    pub fn in_new(self) -> Option<Id> {
        match self {
            Versions::New(id) | Versions::Both(_, id) => Some(id),
            Versions::Old(_) => None,
        }
    }
}

/// How much a reviewer should care about a change, most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Risk {
    /// A record is gone.
    Removed,
    /// A claim or node says something else: its type, ends, kind or name.
    Meaning,
    /// A status is another.
    Status,
    /// A citation is gone.
    Uncited,
    /// What was open has an end.
    Ended,
    /// A date is another.
    Redated,
    /// Other properties or names are others.
    Detail,
    /// A citation or another name came to what was there.
    Supported,
    /// Only the id is another.
    Renamed,
    /// A record is new.
    Added,
}

/// One difference of a record that is in both data sets.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Alteration {
    /// The id, everything else being equal.
    Id {
        /// The old one.
        old: String,
        /// The new one.
        new: String,
    },
    /// The kind of a node or the type of a claim.
    Sort {
        /// The old one.
        old: String,
        /// The new one.
        new: String,
    },
    /// The ends of a claim, by id: source, then target.
    Ends {
        /// The old ones.
        old: [String; 2],
        /// The new ones.
        new: [String; 2],
    },
    /// A period without an end, or no date at all, has an end now.
    Ended {
        /// The property: `when` or `attested`.
        key: String,
        /// The date there was.
        old: Option<String>,
        /// The date there is.
        new: String,
        /// The end alone.
        end: String,
    },
    /// A citation of the record.
    Citation {
        /// The citation.
        citation: String,
        /// Whether it came or went.
        was: Was,
    },
    /// Another name of a node, or a citation of it.
    Alias {
        /// The name.
        name: String,
        /// The citation that came or went; none if the name itself did.
        citation: Option<String>,
        /// Whether it came or went.
        was: Was,
    },
    /// Any other property.
    Property {
        /// Its name.
        key: String,
        /// The old value.
        old: Option<Value>,
        /// The new value.
        new: Option<Value>,
    },
}

/// Whether something came or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Was {
    /// It is gone.
    Removed,
    /// It is new.
    Added,
}

impl Risk {
    /// All risks, highest first.
    pub const ALL: [Risk; 10] = [
        Risk::Removed,
        Risk::Meaning,
        Risk::Status,
        Risk::Uncited,
        Risk::Ended,
        Risk::Redated,
        Risk::Detail,
        Risk::Supported,
        Risk::Renamed,
        Risk::Added,
    ];

    /// Returns the name used in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Risk::Removed => "removed",
            Risk::Meaning => "meaning",
            Risk::Status => "status",
            Risk::Uncited => "uncited",
            Risk::Ended => "ended",
            Risk::Redated => "redated",
            Risk::Detail => "detail",
            Risk::Supported => "supported",
            Risk::Renamed => "renamed",
            Risk::Added => "added",
        }
    }
}

impl Alteration {
    /// Returns how much a reviewer should care about it.
    pub fn risk(&self) -> Risk {
        match self {
            Alteration::Id { .. } => Risk::Renamed,
            Alteration::Sort { .. } | Alteration::Ends { .. } => Risk::Meaning,
            Alteration::Ended { .. } => Risk::Ended,
            Alteration::Citation { was: Was::Removed, .. }
            | Alteration::Alias { was: Was::Removed, citation: Some(_), .. } => Risk::Uncited,
            Alteration::Alias { was: Was::Removed, citation: None, .. } => Risk::Detail,
            Alteration::Citation { .. } | Alteration::Alias { .. } => Risk::Supported,
            Alteration::Property { key, .. } => match key.as_str() {
                keys::NAME | keys::TITLE => Risk::Meaning,
                keys::STATUS => Risk::Status,
                keys::WHEN | keys::ATTESTED | keys::PUBLISHED => Risk::Redated,
                _ => Risk::Detail,
            },
        }
    }
}

impl Diff {
    /// Compares two data sets.
    ///
    /// A node, source or claim whose id alone changed is one renamed record, and what refers to it by the
    /// old id in the one and by the new id in the other is not changed by that. Of several records of equal content
    /// the lowest ids are matched. The ends of a claim that is symmetric in
    /// either may change places. Cost `O(n log n)` in records.
    pub fn between(old: &Dataset, new: &Dataset) -> Self {
        let schema = schema::changes(old.schema(), new.schema());
        let mut changes = Vec::new();
        let mut renames = Renames::default();
        compare_nodes(old, new, &mut renames, &mut changes);
        compare_claims(old, new, &renames, &mut changes);
        changes.sort_by_cached_key(|change| (change.risk, place(old, new, change.record)));
        Diff { schema, changes }
    }

    /// Says whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.schema.is_empty() && self.changes.is_empty()
    }

    /// Returns the changes of a risk.
    pub fn of_risk(&self, risk: Risk) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.risk == risk)
    }
}

/// Returns what orders records within a risk: claims first, then by id.
fn place(old: &Dataset, new: &Dataset, record: Record) -> (u8, String) {
    let node = |versions: Versions<NodeId>| match versions {
        Versions::Old(node) => old.facts().id(node).to_owned(),
        Versions::New(node) | Versions::Both(_, node) => new.facts().id(node).to_owned(),
    };
    match record {
        Record::Claim(Versions::Old(claim)) => (0, old.facts().claim_id(claim).to_owned()),
        Record::Claim(Versions::New(claim) | Versions::Both(_, claim)) => {
            (0, new.facts().claim_id(claim).to_owned())
        }
        Record::Node(versions) => (1, node(versions)),
        Record::Source(versions) => (2, node(versions)),
    }
}

/// A record's id, its number in its graph, and what it says.
type Entry<Id> = (String, (Id, Content));

fn compare_nodes(old: &Dataset, new: &Dataset, renames: &mut Renames, changes: &mut Vec<Change>) {
    let own = Renames::default();
    let entries = |dataset: &Dataset, renames: &Renames| -> BTreeMap<String, (NodeId, Content)> {
        let facts = dataset.facts();
        let nodes = dataset.graph().nodes();
        let entry =
            |node| -> Entry<NodeId> { (facts.id(node).to_owned(), (node, content::of_node(dataset, node, renames))) };
        nodes.map(entry).collect()
    };
    let is_source = |dataset: &Dataset, node| dataset.facts().kind(node) == dataset.schema().source_kind;
    let after = entries(new, &own);
    // Sources first: nodes cite them by id.
    *renames = renamed(&entries(old, &own), &after);
    let first = renames.clone();
    renames.extend(renamed(&entries(old, &first), &after));
    let record = |versions: Versions<NodeId>| {
        let source = match versions {
            Versions::Old(node) => is_source(old, node),
            Versions::New(node) | Versions::Both(_, node) => is_source(new, node),
        };
        if source { Record::Source(versions) } else { Record::Node(versions) }
    };
    compare(entries(old, renames), after, renames, record, changes);
}

fn compare_claims(old: &Dataset, new: &Dataset, renames: &Renames, changes: &mut Vec<Change>) {
    let own = Renames::default();
    // A type that is symmetric in one of the two only is a change of the schema, not of its claims.
    let types = old.schema().types.iter().chain(&new.schema().types);
    let symmetric = types.filter(|(_, declared)| declared.symmetric).map(|(name, _)| name.as_str()).collect();
    let entries = |dataset: &Dataset, renames: &Renames| -> BTreeMap<String, (EdgeId, Content)> {
        let facts = dataset.facts();
        let edges = dataset.graph().edges();
        let entry = |edge| -> Entry<EdgeId> {
            (facts.claim_id(edge).to_owned(), (edge, content::of_claim(dataset, edge, renames, &symmetric)))
        };
        edges.map(entry).collect()
    };
    let (before, after) = (entries(old, renames), entries(new, &own));
    let claims = renamed(&before, &after);
    compare(before, after, &claims, Record::Claim, changes);
}

/// Pairs what is only in the old with what is only in the new and has equal content.
fn renamed<Id>(old: &BTreeMap<String, (Id, Content)>, new: &BTreeMap<String, (Id, Content)>) -> Renames {
    let mut by_content: BTreeMap<String, Vec<&String>> = BTreeMap::new();
    for (id, (_, content)) in new.iter().rev().filter(|(id, _)| !old.contains_key(*id)) {
        by_content.entry(content.key()).or_default().push(id);
    }
    let gone = old.iter().filter(|(id, _)| !new.contains_key(*id));
    let pairs = gone.filter_map(|(id, (_, content))| {
        let successor = by_content.get_mut(&content.key())?.pop()?;
        Some((id.clone(), successor.clone()))
    });
    pairs.collect()
}

fn compare<Id: Copy>(
    old: BTreeMap<String, (Id, Content)>,
    mut new: BTreeMap<String, (Id, Content)>,
    renames: &Renames,
    record: impl Fn(Versions<Id>) -> Record,
    changes: &mut Vec<Change>,
) {
    for (id, (old_id, before)) in old {
        let new_name = renames.get(&id).unwrap_or(&id);
        let Some((new_id, after)) = new.remove(new_name) else {
            changes.push(Change { record: record(Versions::Old(old_id)), alterations: Vec::new(), risk: Risk::Removed });
            continue;
        };
        let mut alterations = before.alterations(&after);
        if *new_name != id {
            alterations.push(Alteration::Id { old: id.clone(), new: new_name.clone() });
        }
        alterations.sort_by_key(Alteration::risk);
        if let Some(risk) = alterations.first().map(Alteration::risk) {
            changes.push(Change { record: record(Versions::Both(old_id, new_id)), alterations, risk });
        }
    }
    for (new_id, _) in new.into_values() {
        changes.push(Change { record: record(Versions::New(new_id)), alterations: Vec::new(), risk: Risk::Added });
    }
}

/// Returns what came and went between two sets.
fn moved<'s, T: Ord>(old: &'s BTreeSet<T>, new: &'s BTreeSet<T>) -> impl Iterator<Item = (&'s T, Was)> {
    let gone = old.difference(new).map(|one| (one, Was::Removed));
    gone.chain(new.difference(old).map(|one| (one, Was::Added)))
}

/// Returns the end that a period got, if it had none: `2022/..` and then `2022/2024-05`.
fn end_given(old: Option<&str>, new: &str) -> Option<String> {
    let (new_start, new_end) = new.split_once('/')?;
    let is_open = |end: &str| matches!(end, "" | "..");
    if is_open(new_end) {
        return None;
    }
    let was_open = match old {
        None => is_open(new_start),
        Some(old) => match old.split_once('/') {
            Some((start, end)) => start == new_start && is_open(end),
            None => false,
        },
    };
    (was_open && Edtf::parse(new_end).is_ok()).then(|| new_end.to_owned())
}
