//! From files to a graph: parse, check, build; whole or not at all.
//!
//! Two passes over the files. The first parses sources and nodes and leaves claims as text; when all nodes are
//! known, the second parses and resolves claims file by file on all processors while the graph is filled in
//! file order. A file's text is let go as soon as its claims are in the graph.

use std::borrow::Cow;
use std::hash::BuildHasher as _;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use hashbrown::{DefaultHashBuilder, HashMap, HashSet};
use itertools::Itertools as _;
use serde_json::value::RawValue;

use super::check::{CheckedClaim, Checker, Tables};
use super::diagnose::diagnose;
use super::locate::{Locator, Section, Spot, Step};
use super::parallel::{for_each_in_order, map_in_order};
use super::read::File;
use super::record::{FileRecord, NodeRecord, Object, SourceRecord, Text, each_claim};
use super::schema_check::read_schema;
use super::{Counts, Dataset, DatasetError, DatasetPlace, Fault, Place, Problem};
use crate::graph::{FactKeys, Facts, GraphView as _, MemoryGraph, Properties};
use crate::model::{EdgeId, Schema, keys};

/// Faults of one file, not yet placed.
type Faults = Vec<(Spot, Fault)>;

/// A parsed file: sources and nodes.
#[derive(Default)]
struct Parsed<'a> {
    sources: Vec<SourceRecord<'a>>,
    nodes: Vec<NodeRecord<'a>>,
    claims: Option<ClaimText>,
}

/// Where the claims of a file stand in its text.
#[derive(Clone)]
struct ClaimText {
    bytes: Range<usize>,
    /// At least as many as there are claims.
    most: usize,
}

/// Below so many bytes claims are not counted before they are parsed.
const SMALL: usize = 1 << 20;
/// No claim is written in fewer bytes.
const LEAST_CLAIM: usize = 50;

/// Builds a data set from its files.
pub(super) fn build(mut files: Vec<File>, place: DatasetPlace) -> Result<Dataset, DatasetError> {
    let mut faults: Vec<Faults> = files.iter().map(unreadable).collect();
    let schema = read_schemas(&files, &mut faults);
    let mut graph = MemoryGraph::new();
    let mut counts = Counts { n_files: files.len(), ..Counts::default() };
    if let Some(schema) = &schema {
        let parsed = parse_all(&files, &mut faults);
        let whole = faults.iter().all(Vec::is_empty);
        let mut tables = Tables::new(schema, &mut graph, whole);
        enter_ids(&mut tables, &files, &parsed, &mut faults, &mut counts);
        for (parsed, faults) in parsed.iter().zip(&mut faults) {
            fill_nodes(&mut graph, &tables, parsed, faults);
        }
        let claims = parsed.into_iter().map(|parsed| parsed.claims).collect();
        counts.n_claims = fill_claims(&mut graph, &tables, &mut files, claims, &mut faults);
    } else {
        parse_all(&files, &mut faults);
    }
    match schema {
        Some(schema) if faults.iter().all(Vec::is_empty) => {
            if let Some(id) = graph.symbols().key(keys::ID) {
                graph.create_index(id);
            }
            let keys = FactKeys::of(graph.symbols());
            let graph = Arc::new(graph);
            Ok(Dataset { schema, graph, keys, counts, place, unread: Vec::new(), names: OnceLock::new() })
        }
        _ => Err(DatasetError::Problems(place_all(&files, faults))),
    }
}

/// Reads a schema that stands alone.
pub(super) fn schema_of(text: &str) -> Result<Schema, DatasetError> {
    let files = [File::in_memory(super::read::SCHEMA, text.to_owned())];
    let mut faults = vec![Faults::new()];
    read_schemas(&files, &mut faults).ok_or_else(|| DatasetError::Problems(place_all(&files, faults)))
}

fn unreadable(file: &File) -> Faults {
    file.text.as_ref().err().map(|fault| (**fault).clone()).into_iter().collect()
}

fn read_schemas(files: &[File], faults: &mut [Faults]) -> Option<Schema> {
    let mut schema = None;
    for (file, faults) in files.iter().zip(faults) {
        if let (true, Ok(text)) = (file.is_schema, &file.text) {
            let (read, found) = read_schema(text);
            schema = read.filter(|_| found.is_empty());
            faults.extend(found);
        }
    }
    schema
}

/// Parses all files but the schema, on all processors.
fn parse_all<'a>(files: &'a [File], faults: &mut [Faults]) -> Vec<Parsed<'a>> {
    let parsed = map_in_order(files, n_bytes(files), &|file| match &file.text {
        Ok(text) if !file.is_schema => parse(text),
        _ => Ok(Parsed::default()),
    });
    let parsed = parsed.into_iter().zip(faults).map(|(parsed, faults)| {
        parsed.unwrap_or_else(|found| {
            faults.extend(found);
            Parsed::default()
        })
    });
    parsed.collect()
}

fn n_bytes(files: &[File]) -> usize {
    files.iter().filter_map(|file| file.text.as_ref().ok()).map(|text| text.len()).sum()
}

fn parse(text: &str) -> Result<Parsed<'_>, Faults> {
    match serde_json::from_str::<Object<FileRecord<'_>>>(text) {
        Ok(Object(FileRecord { sources, nodes, claims, .. })) => {
            Ok(Parsed { sources, nodes, claims: claims.map(|list| claim_text(text, list)) })
        }
        Err(refusal) => Err(diagnose(text, &refusal)),
    }
}

fn claim_text(text: &str, list: &RawValue) -> ClaimText {
    let start = list.get().as_ptr() as usize - text.as_ptr() as usize;
    let bytes = start..start + list.get().len();
    // Counting is worth a pass where it saves growing a large graph step by step.
    let is_small = list.get().len() < SMALL;
    let most = if is_small { list.get().len() / LEAST_CLAIM } else { list.get().matches("\"from\"").count() };
    ClaimText { bytes, most }
}

/// Enters the ids of all sources and nodes into the tables, in file order.
fn enter_ids(
    tables: &mut Tables<'_>,
    files: &[File],
    parsed: &[Parsed<'_>],
    faults: &mut [Faults],
    counts: &mut Counts,
) {
    let mut first_uses: Vec<(usize, Spot)> = Vec::new();
    for (file, parsed) in parsed.iter().enumerate() {
        let sources = parsed.sources.iter().enumerate();
        let sources =
            sources.map(|(at, record)| (Section::Sources, at, &record.id, Some(tables.source_kind)));
        let nodes = parsed.nodes.iter().enumerate();
        let nodes = nodes.map(|(at, record)| (Section::Nodes, at, &record.id, tables.kind_of(&record.kind)));
        let records: Vec<(Section, usize, &Text<'_>, Option<usize>)> = sources.chain(nodes).collect();
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

/// A file on its way through the second pass.
struct Job {
    file: usize,
    text: Cow<'static, str>,
    claims: ClaimText,
}

/// What the second pass made of a file; `None` stands for a claim with faults.
struct Resolved {
    file: usize,
    claims: Vec<Option<CheckedClaim>>,
    /// Hashes of the claims' ids: 8 bytes a claim show repeats, where a table of all ids would take 40.
    hashes: Vec<u64>,
    faults: Faults,
}

/// Which file the edges from some id on came from.
struct Origin {
    file: usize,
    first_edge: usize,
    /// Positions of claims with faults, which have no edge.
    gaps: Vec<usize>,
}

impl Origin {
    /// Returns the position of an edge's claim in its file.
    fn record(&self, edge: EdgeId) -> usize {
        self.gaps.iter().fold(edge.index() - self.first_edge, |at, gap| if *gap <= at { at + 1 } else { at })
    }
}

/// Resolves the claims of all files on all processors and adds them in file order.
fn fill_claims(
    graph: &mut MemoryGraph,
    tables: &Tables<'_>,
    files: &mut [File],
    claims: Vec<Option<ClaimText>>,
    faults: &mut [Faults],
) -> usize {
    let total = n_bytes(files);
    let jobs =
        files.iter_mut().zip(claims).enumerate().filter_map(|(at, (file, claims))| {
            Some(Job { file: at, claims: claims?, text: file.take_text()? })
        });
    let jobs: Vec<Job> = jobs.collect();
    graph.reserve(0, jobs.iter().map(|job| job.claims.most).sum());
    let mut origins: Vec<Origin> = Vec::new();
    let mut n_claims = 0;
    let hasher = DefaultHashBuilder::default();
    let mut hashes = Vec::with_capacity(graph.edge_capacity());
    for_each_in_order(jobs, total, &|job| resolve(&job, tables, &hasher), &mut |resolved: Resolved| {
        hashes.extend(resolved.hashes);
        let gaps = resolved.claims.iter().positions(Option::is_none).collect();
        origins.push(Origin { file: resolved.file, first_edge: graph.edge_bound(), gaps });
        faults[resolved.file].extend(resolved.faults);
        n_claims += resolved.claims.len();
        for (edge_type, source, target, properties) in resolved.claims.into_iter().flatten() {
            // Ends that do not exist belong to records with repeated ids; then the graph is thrown away.
            let _ = graph.add_edge(edge_type, source, target, properties);
        }
    });
    if let Some(suspicious) = repeated(hashes) {
        repeated_claims(graph, files, &origins, &|id| suspicious.contains(&hasher.hash_one(id)), faults);
    }
    n_claims
}

fn resolve(job: &Job, tables: &Tables<'_>, hasher: &DefaultHashBuilder) -> Resolved {
    let mut checker = Checker::new(tables);
    let mut claims = Vec::with_capacity(job.claims.most);
    let mut hashes = Vec::with_capacity(job.claims.most);
    let mut faults = Vec::new();
    let list = &job.text[job.claims.bytes.clone()];
    let parsed = each_claim(list, &mut |record| {
        let claim = checker.claim(&record);
        faults.extend(checker.take_faults(Section::Claims, claims.len()));
        claims.push(claim);
        hashes.push(hasher.hash_one(&*record.id));
    });
    if let Err(refusal) = parsed {
        faults = diagnose(&job.text, &refusal);
    }
    Resolved { file: job.file, claims, hashes, faults }
}

/// Returns the hashes that come more than once, if any do.
fn repeated(mut hashes: Vec<u64>) -> Option<HashSet<u64>> {
    hashes.sort_unstable();
    let repeated: HashSet<u64> =
        hashes.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    (!repeated.is_empty()).then_some(repeated)
}

/// Finds claims whose ids were used before, among those whose ids may be.
fn repeated_claims(
    graph: &MemoryGraph,
    files: &[File],
    origins: &[Origin],
    may_be: &dyn Fn(&str) -> bool,
    faults: &mut [Faults],
) {
    let facts = Facts::new(graph);
    let mut first_uses: HashMap<&str, EdgeId> = HashMap::new();
    for edge in graph.edges().filter(|edge| may_be(facts.claim_id(*edge))) {
        let id = facts.claim_id(edge);
        let first = *first_uses.entry(id).or_insert(edge);
        let (Some((file, spot)), Some((first_file, first_spot))) = (origin(origins, edge), origin(origins, first))
        else {
            continue;
        };
        if first != edge {
            let first = Some(place_one(&files[first_file], &first_spot));
            faults[file].push((spot, Fault::RepeatedId { id: id.to_owned(), first }));
        }
    }
}

/// Returns the file and place of an edge's claim.
fn origin(origins: &[Origin], edge: EdgeId) -> Option<(usize, Spot)> {
    let after = origins.partition_point(|origin| origin.first_edge <= edge.index());
    let origin = origins[..after].last()?;
    Some((origin.file, Spot::Record(Section::Claims, origin.record(edge), id_field())))
}

/// Turns faults into problems with line and column, in file and line order.
fn place_all(files: &[File], faults: Vec<Faults>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (file, faults) in files.iter().zip(faults) {
        if faults.is_empty() {
            continue;
        }
        let text = file.text_again();
        let locator = Locator::new(&text);
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
    let (line, column) = Locator::new(&file.text_again()).line_and_column(spot);
    Place { file: file.name.clone(), line, column }
}
