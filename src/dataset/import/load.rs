//! Loads a reading: plans, checks every element as folders are checked, and fills the graph; whole or not at all.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::element::{Element, Refusal, Reading};
use super::records::Reader;
use super::Import;
use super::survey::{Mapping, Plan, is_source, survey};
use crate::dataset::build::finish;
use crate::dataset::check::{Checker, Promise, Tables};
use crate::dataset::locate::{Locator, Section, Spot, Step};
use crate::dataset::record::Text;
use crate::dataset::schema_check::read_schema;
use crate::dataset::{Counts, Dataset, DatasetError, DatasetPlace, Fault, Place, Problem};
use crate::graph::{GraphView as _, MemoryGraph, Properties};
use crate::model::{Schema, keys};

/// Imports what a reading hands over.
pub(super) fn load(reading: &dyn Reading, dataset_place: DatasetPlace) -> Result<Dataset, DatasetError> {
    let refused = |faults| DatasetError::Problems(problems(reading, faults));
    let given = given_schema(reading).map_err(refused)?;
    let plan = survey(reading, given).map_err(refused)?;
    let mut graph = MemoryGraph::new();
    let (faults, counts, elsewhere) = Loader::new(reading, &plan, &mut graph).fill(&mut graph);
    if !faults.is_empty() {
        return Err(refused(faults));
    }
    let Plan { schema, is_schema_made_up, are_claims_numbered, added, renamed, as_text, skipped, .. } = plan;
    let dataset = finish(schema, graph, counts, dataset_place);
    let facts = dataset.facts();
    let n_uncited = dataset.graph().edges().filter(|edge| facts.citations(*edge).next().is_none()).count();
    let import = Import {
        format: reading.format(),
        is_schema_made_up,
        n_uncited,
        elsewhere: elsewhere.into_iter().collect(),
        added,
        renamed,
        as_text,
        are_claims_numbered,
        skipped,
    };
    Ok(Dataset { import: Some(import), ..dataset })
}

/// Reads the schema if the file has one.
fn given_schema(reading: &dyn Reading) -> Result<Option<Schema>, Vec<Refusal>> {
    let Some((text, file, start)) = reading.schema() else { return Ok(None) };
    let (schema, faults) = read_schema(text);
    if faults.is_empty() {
        return Ok(schema);
    }
    let locator = Locator::new(text);
    let placed = faults.into_iter().map(|(spot, fault)| {
        let spot = match &start {
            Spot::Byte(start) => Spot::Byte(start + locator.byte(&spot)),
            elsewhere => elsewhere.clone(),
        };
        Refusal::new(file, spot, fault)
    });
    Err(placed.collect())
}

/// Says the places of faults, in file and line order.
fn problems(reading: &dyn Reading, faults: Vec<Refusal>) -> Vec<Problem> {
    let files = reading.files();
    let locators: Vec<Locator<'_>> = files.iter().map(|(_, text)| Locator::new(text)).collect();
    let mut placed: Vec<(usize, Problem)> = Vec::with_capacity(faults.len());
    for Refusal { file, spot, mut fault, first } in faults {
        let place = |file: usize, spot: &Spot| {
            let (line, column) = locators[file].line_and_column(spot);
            Place { file: files[file].0.to_owned(), line, column }
        };
        if let (Fault::RepeatedId { first: wanted, .. }, Some((file, at))) = (&mut *fault, first) {
            *wanted = Some(place(file, &Spot::Byte(at)));
        }
        let place = place(file, &spot);
        placed.push((file, Problem { place, fault: *fault }));
    }
    placed.sort_by(|(file, a), (other, b)| file.cmp(other).then_with(|| a.place.cmp(&b.place)));
    placed.into_iter().map(|(_, problem)| problem).collect()
}

struct Loader<'p> {
    reading: &'p dyn Reading,
    plan: &'p Plan,
    tables: Tables<'p>,
    faults: Vec<Refusal>,
    counts: Counts,
    elsewhere: BTreeSet<String>,
}

impl<'p> Loader<'p> {
    fn new(reading: &'p dyn Reading, plan: &'p Plan, graph: &mut MemoryGraph) -> Self {
        let mut tables = Tables::new(&plan.schema, graph, true);
        tables.promise = Promise::Imported;
        let counts = Counts { n_files: reading.files().len(), ..Counts::default() };
        Loader { reading, plan, tables, faults: Vec::new(), counts, elsewhere: BTreeSet::new() }
    }

    /// Fills the graph and returns what is wrong, how much there was, and what is named but not there.
    fn fill(mut self, graph: &mut MemoryGraph) -> (Vec<Refusal>, Counts, BTreeSet<String>) {
        self.enter_ids();
        self.nodes(graph);
        self.claims(graph);
        (self.faults, self.counts, self.elsewhere)
    }

    fn is_source(&self, element: &Element<'_>, kind: &str) -> bool {
        let given = Some(&self.plan.schema).filter(|_| !self.plan.is_schema_made_up);
        is_source(given, element, kind)
    }

    /// Enters the ids of all nodes, so that claims and properties can name them.
    fn enter_ids(&mut self) {
        let reading = self.reading;
        reading.each(Section::Nodes, &mut |element| {
            let Ok(element) = element else { return };
            let kind = self.plan.nodes.kind_of(&element);
            let section = if self.is_source(&element, kind) { Section::Sources } else { Section::Nodes };
            let Some(id) = &element.id else { return };
            let position = self.tables.kind_of(kind);
            if id.trim().is_empty() {
                self.faults.push(Refusal::new(element.file, Spot::Byte(element.at), Fault::Empty { name: keys::ID }));
            }
            self.tables.enter(id, position, section);
        });
    }

    fn nodes(&mut self, graph: &mut MemoryGraph) {
        let (reading, plan) = (self.reading, self.plan);
        let mut faults = Vec::new();
        let (mut n_sources, mut n_nodes) = (0, 0);
        let mut checker = Checker::new(&self.tables);
        reading.each(Section::Nodes, &mut |element| {
            let Ok(element) = element else { return };
            let kind = plan.nodes.kind_of(&element);
            let Some(declared) = plan.schema.kinds.get(kind) else { return };
            let mut reader = Reader::new(&element, &plan.nodes);
            let properties = if self.is_source(&element, kind) {
                n_sources += 1;
                let (record, props) = reader.source(&declared.props);
                checker.source_with(&record, &props)
            } else {
                n_nodes += 1;
                checker.node(&reader.node(kind, &declared.props))
            };
            let found = checker.take_faults(Section::Nodes, 0);
            faults.extend(place_faults(reading, &element, &plan.nodes, reader.faults, found));
            add_node(graph, &self.tables, kind, properties);
        });
        let elsewhere = std::mem::take(&mut checker.elsewhere);
        self.elsewhere.extend(elsewhere);
        self.faults.extend(faults);
        self.counts.n_sources = n_sources;
        self.counts.n_nodes = n_nodes;
    }

    fn claims(&mut self, graph: &mut MemoryGraph) {
        let (reading, plan) = (self.reading, self.plan);
        let mut faults = Vec::new();
        let mut n_claims = 0;
        let mut checker = Checker::new(&self.tables);
        reading.each(Section::Claims, &mut |element| {
            let Ok(element) = element else { return };
            n_claims += 1;
            let edge_type = plan.edges.kind_of(&element);
            let Some(declared) = plan.schema.types.get(edge_type) else { return };
            let mut reader = Reader::new(&element, &plan.edges);
            let id = claim_id(plan, &element, n_claims);
            let claim = checker.claim(&reader.claim(id, edge_type, &declared.props));
            let found = checker.take_faults(Section::Claims, 0);
            faults.extend(place_faults(reading, &element, &plan.edges, reader.faults, found));
            if let Some((edge_type, source, target, properties)) = claim {
                // Nodes that are named twice were refused before.
                let _ = graph.add_edge(edge_type, source, target, properties);
            }
        });
        let elsewhere = std::mem::take(&mut checker.elsewhere);
        self.elsewhere.extend(elsewhere);
        self.faults.extend(faults);
        self.counts.n_claims = n_claims;
    }
}

fn add_node(graph: &mut MemoryGraph, tables: &Tables<'_>, kind: &str, properties: Properties) {
    let label = tables.kind_of(kind).map(|kind| tables.label(kind));
    graph.add_node(label, properties).expect("a file within the limit cannot hold 2^32 nodes");
}

/// Returns the id of a claim, or one that no claim has.
fn claim_id<'a>(plan: &Plan, element: &Element<'a>, position: usize) -> Text<'a> {
    if let Some(id) = element.id.as_ref().filter(|_| !plan.are_claims_numbered) {
        return id.clone();
    }
    let mut id = format!("e{position}");
    while !plan.are_claims_numbered && plan.claim_ids.contains_key(id.as_str()) {
        id.push('_');
    }
    Text(Cow::Owned(id))
}

/// Places what is wrong with an element: faults of fields, and faults of the record made of it.
fn place_faults(
    reading: &dyn Reading,
    element: &Element<'_>,
    mapping: &Mapping,
    fields: Vec<(String, Fault)>,
    record: Vec<(Spot, Fault)>,
) -> Vec<Refusal> {
    let of_fields = fields.into_iter();
    let of_record = record.into_iter().map(|(spot, fault)| (field_of(mapping, &spot), fault));
    let all = of_fields.chain(of_record);
    all.map(|(field, fault)| Refusal::new(element.file, Spot::Byte(reading.locate(element, &field)), fault)).collect()
}

/// Returns the field of the element that a place in its record was made of.
fn field_of(mapping: &Mapping, spot: &Spot) -> String {
    let Spot::Record(_, _, steps) = spot else { return String::new() };
    let mut names = steps.iter().filter_map(|step| match step {
        Step::Field(name) | Step::Key(name) | Step::SecondKey(name) => Some(name.as_str()),
        Step::Item(_) => None,
    });
    let field = match names.next() {
        Some("kind" | "type") => mapping.kind.as_deref().unwrap_or_default(),
        Some("name") => mapping.name.as_deref().unwrap_or_default(),
        Some("cite") => keys::CITATIONS,
        Some("from") => "source",
        Some("to") => "target",
        Some("props") => mapping.field_of(names.next().unwrap_or_default()),
        Some(name) => name,
        None => "",
    };
    field.to_owned()
}
