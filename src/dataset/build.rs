//! From files to a graph: parse, check, build; whole or not at all.
//!
//! Two passes, each file by file on all processors. The first parses sources and nodes; when all nodes are
//! known, the second parses and resolves claims. Only then the graph is filled, in file order.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::OnceLock;
use std::thread;

use serde_json::value::RawValue;

use super::check::{Checker, Tables};
use super::diagnose::diagnose;
use super::locate::{Locator, Section, Spot, Step};
use super::read::File;
use super::record::{FileRecord, NodeRecord, SourceRecord, each_claim};
use super::schema_check::read_schema;
use super::{Counts, Dataset, DatasetError, DatasetPlace, Fault, Place, Problem};
use crate::graph::{MemoryGraph, Properties, TypeId};
use crate::model::{NodeId, Schema, keys};
use crate::names::did_you_mean;

/// Faults of one file, not yet placed.
type Faults = Vec<(Spot, Fault)>;

/// A parsed file: sources, nodes, and claims still as text.
struct Parsed<'a> {
    sources: Vec<SourceRecord<'a>>,
    nodes: Vec<NodeRecord<'a>>,
    claims: Option<&'a RawValue>,
}

/// A claim whose names are resolved.
struct Resolved<'a> {
    id: Cow<'a, str>,
    edge_type: TypeId,
    source: NodeId,
    target: NodeId,
    properties: Properties,
}

/// Builds a data set from its files.
pub(super) fn build(files: &[File], place: DatasetPlace) -> Result<Dataset, DatasetError> {
    let mut faults: Vec<Faults> = files.iter().map(unreadable).collect();
    let (schema, parsed) = parse_all(files, &mut faults);
    let built = schema.map(|schema| {
        let whole = faults.iter().all(Vec::is_empty);
        let (graph, counts) = fill(&schema, files, &parsed, whole, &mut faults);
        (schema, graph, counts)
    });
    match built {
        Some((schema, graph, counts)) if faults.iter().all(Vec::is_empty) => {
            Ok(Dataset { schema, graph, counts, place, names: OnceLock::new() })
        }
        _ => Err(DatasetError::Problems(place_all(files, faults))),
    }
}

fn unreadable(file: &File) -> Faults {
    file.text.as_ref().err().map(|fault| (**fault).clone()).into_iter().collect()
}

/// Parses the schema and, on all processors, the other files.
fn parse_all<'a>(files: &'a [File], faults: &mut [Faults]) -> (Option<Schema>, Vec<Option<Parsed<'a>>>) {
    let mut schema = None;
    for (file, faults) in files.iter().zip(&mut *faults) {
        if let (true, Ok(text)) = (file.is_schema, &file.text) {
            let (read, found) = read_schema(text);
            schema = read.filter(|_| found.is_empty());
            faults.extend(found);
        }
    }
    let parsed = in_parallel(files, &|file| match &file.text {
        Ok(text) if !file.is_schema => Some(parse(text)),
        _ => None,
    });
    let parsed = parsed.into_iter().zip(faults).map(|(parsed, faults)| match parsed {
        Some(Ok(parsed)) => Some(parsed),
        Some(Err(found)) => {
            faults.extend(found);
            None
        }
        None => None,
    });
    let parsed = parsed.collect();
    (schema, parsed)
}

fn parse(text: &str) -> Result<Parsed<'_>, Faults> {
    match serde_json::from_str::<FileRecord<'_>>(text) {
        Ok(FileRecord { sources, nodes, claims, .. }) => Ok(Parsed { sources, nodes, claims }),
        Err(refusal) => Err(diagnose(text, &refusal)),
    }
}

/// Checks all records and fills the graph; what it returns counts only if no fault was found.
fn fill<'a>(
    schema: &Schema,
    files: &'a [File],
    parsed: &[Option<Parsed<'a>>],
    whole: bool,
    faults: &mut [Faults],
) -> (MemoryGraph, Counts) {
    let mut graph = MemoryGraph::new();
    let mut tables = Tables::new(schema, &mut graph, whole);
    let counts = enter_ids(&mut tables, files, parsed, faults);
    for (parsed, faults) in parsed.iter().zip(&mut *faults) {
        let Some(parsed) = parsed else { continue };
        fill_nodes(&mut graph, &tables, parsed, faults);
    }
    let n_claims = fill_claims(&mut graph, &tables, files, parsed, faults);
    (graph, Counts { n_claims, ..counts })
}

/// Enters the ids of all sources and nodes into the tables, in file order.
fn enter_ids<'a>(
    tables: &mut Tables<'a>,
    files: &[File],
    parsed: &[Option<Parsed<'a>>],
    faults: &mut [Faults],
) -> Counts {
    let mut counts = Counts { n_files: files.len(), ..Counts::default() };
    let mut first_uses: Vec<(usize, Spot)> = Vec::new();
    for (file, parsed) in parsed.iter().enumerate() {
        let Some(parsed) = parsed else { continue };
        let sources = parsed.sources.iter().enumerate();
        let sources =
            sources.map(|(at, record)| (Section::Sources, at, &record.id, Some(tables.source_kind)));
        let nodes = parsed.nodes.iter().enumerate();
        let nodes = nodes.map(|(at, record)| (Section::Nodes, at, &record.id, tables.kind_of(&record.kind)));
        let records: Vec<_> = sources.chain(nodes).collect();
        for (section, at, id, kind) in records {
            let spot = Spot::Record(section, at, id_field());
            let Some(taken) = tables.enter(id, kind, section) else {
                first_uses.push((file, spot));
                continue;
            };
            let (first_file, first_spot) = &first_uses[taken.index()];
            let first = Some(place_one(&files[*first_file], first_spot));
            faults[file].push((spot, Fault::RepeatedId { id: id.to_string(), first }));
        }
        counts.n_sources += parsed.sources.len();
        counts.n_nodes += parsed.nodes.len();
    }
    counts
}

fn id_field() -> Vec<Step> {
    vec![Step::Field(keys::ID.to_owned())]
}

fn fill_nodes(graph: &mut MemoryGraph, tables: &Tables<'_>, parsed: &Parsed<'_>, faults: &mut Faults) {
    let mut checker = Checker::new(tables);
    for (index, source) in parsed.sources.iter().enumerate() {
        let properties = checker.source(source);
        add_node(graph, tables, Some(tables.source_kind), properties);
        faults.extend(checker.take_faults(Section::Sources, index));
    }
    for (index, node) in parsed.nodes.iter().enumerate() {
        let properties = checker.node(node);
        add_node(graph, tables, tables.kind_of(&node.kind), properties);
        faults.extend(checker.take_faults(Section::Nodes, index));
    }
}

/// Adds a node; a record with a repeated id gets one too, but then the graph is thrown away.
fn add_node(graph: &mut MemoryGraph, tables: &Tables<'_>, kind: Option<usize>, properties: Properties) {
    let label = kind.map(|kind| tables.label(kind));
    graph.add_node(label, properties).expect("a data set's files cannot hold 2^32 records");
}

/// Resolves the claims of all files on all processors, then adds them in file order.
fn fill_claims(
    graph: &mut MemoryGraph,
    tables: &Tables<'_>,
    files: &[File],
    parsed: &[Option<Parsed<'_>>],
    faults: &mut [Faults],
) -> usize {
    let jobs: Vec<(&File, Option<&RawValue>)> = files
        .iter()
        .zip(parsed)
        .map(|(file, parsed)| (file, parsed.as_ref().and_then(|p| p.claims)))
        .collect();
    let resolved = in_parallel(&jobs, &|(file, claims)| resolve(file, *claims, tables));
    let n_claims = resolved.iter().map(|(claims, _)| claims.len()).sum();
    graph.reserve(0, n_claims);
    let mut ids: HashSet<Cow<'_, str>> = HashSet::with_capacity(n_claims);
    for ((claims, found), faults) in resolved.into_iter().zip(faults) {
        faults.extend(found);
        for (index, claim) in claims.into_iter().enumerate() {
            let Some(claim) = claim else { continue };
            if let Some(id) = ids.replace(claim.id) {
                let fault = Fault::RepeatedId { id: id.into_owned(), first: None };
                faults.push((Spot::Record(Section::Claims, index, id_field()), fault));
            }
            let added = graph.add_edge(claim.edge_type, claim.source, claim.target, claim.properties);
            if added.is_err() {
                return n_claims;
            }
        }
    }
    n_claims
}

/// Parses and resolves the claims of one file; `None` stands for a claim with faults.
fn resolve<'a>(
    file: &'a File,
    claims: Option<&'a RawValue>,
    tables: &Tables<'_>,
) -> (Vec<Option<Resolved<'a>>>, Faults) {
    let mut checker = Checker::new(tables);
    let mut resolved = Vec::new();
    let mut faults = Vec::new();
    let (Some(list), Ok(text)) = (claims, &file.text) else { return (resolved, faults) };
    let parsed = each_claim(list, &mut |record| {
        let claim = checker.claim(&record);
        faults.extend(checker.take_faults(Section::Claims, resolved.len()));
        let id = record.id.0;
        resolved.push(claim.map(|(edge_type, source, target, properties)| Resolved {
            id,
            edge_type,
            source,
            target,
            properties,
        }));
    });
    if let Err(refusal) = parsed {
        faults.retain(|(spot, _)| !matches!(spot, Spot::Record(Section::Claims, ..)));
        faults.extend(diagnose(text, &refusal));
    }
    (resolved, faults)
}

/// Runs a job for each item, a share of the items on each processor; results come in item order.
fn in_parallel<'i, T: Sync, R: Send>(items: &'i [T], job: &(dyn Fn(&'i T) -> R + Sync)) -> Vec<R> {
    const MIN_ITEMS: usize = 4;
    let n_threads = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    if n_threads < 2 || items.len() < MIN_ITEMS {
        return items.iter().map(job).collect();
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(item) = items.get(at) else { return done };
            done.push((at, job(item)));
        }
    };
    let mut done: Vec<(usize, R)> = thread::scope(|scope| {
        let others: Vec<_> = (1..n_threads).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        for other in others {
            match other.join() {
                Ok(results) => done.extend(results),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Turns faults into problems with line and column, in file and line order.
fn place_all(files: &[File], faults: Vec<Faults>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (file, faults) in files.iter().zip(faults) {
        if faults.is_empty() {
            continue;
        }
        let locator = Locator::new(file.text.as_deref().unwrap_or_default());
        let placed = faults.into_iter().map(|(spot, fault)| {
            let (line, column) = locator.line_and_column(&spot);
            Problem { place: Place { file: file.name.clone(), line, column }, fault }
        });
        let mut placed: Vec<Problem> = placed.collect();
        placed.sort_by(|a, b| a.place.cmp(&b.place));
        problems.append(&mut placed);
    }
    problems
}

fn place_one(file: &File, spot: &Spot) -> Place {
    let (line, column) = Locator::new(file.text.as_deref().unwrap_or_default()).line_and_column(spot);
    Place { file: file.name.clone(), line, column }
}

/// Returns the fault of a name that should be one of `allowed`; lists them when they are few.
pub(super) fn unknown<'n>(
    what: &'static str,
    name: &str,
    allowed: impl Iterator<Item = &'n str> + Clone,
) -> Fault {
    const FEW: usize = 24;
    let near = did_you_mean(name, allowed.clone(), 1).into_iter().next().map(str::to_owned);
    let few = allowed.clone().count() <= FEW;
    let allowed = allowed.filter(|_| few).map(str::to_owned).collect();
    Fault::Unknown { what, name: name.to_owned(), allowed, near }
}
