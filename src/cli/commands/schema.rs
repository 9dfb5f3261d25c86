//! `hvgraph schema`.

use clap::Args as ClapArgs;

use crate::cli::Outcome;
use crate::cli::error::CliError;
use crate::cli::layout::table;
use crate::cli::session::Global;
use crate::cli::ui::Ui;
use crate::dataset::{SCHEMA_JSON_SCHEMA, json_schema};
use crate::model::{Property, Schema};

/// Show the kinds of nodes and types of claims
///
/// With --json the schema itself is printed, in the form that `schema.json` has.
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  hvgraph schema\n  hvgraph schema --json-schema > dataset.schema.json")]
pub(in crate::cli) struct Args {
    /// Print the JSON Schema of data set files, for editors
    #[arg(long, conflicts_with_all = ["json", "schema_json_schema"])]
    json_schema: bool,
    /// Print the JSON Schema of `schema.json` itself, for editors
    #[arg(long, conflicts_with = "json")]
    schema_json_schema: bool,
}

pub(in crate::cli) fn run(ui: &mut Ui, args: &Args, global: &Global) -> Result<Outcome, CliError> {
    if args.schema_json_schema {
        ui.line(SCHEMA_JSON_SCHEMA.trim_end())?;
        return Ok(Outcome::Found);
    }
    let dataset = global.open()?;
    let schema = dataset.schema();
    if args.json_schema {
        ui.line(json_schema(schema).trim_end())?;
    } else if ui.json {
        let document = serde_json::to_value(schema).map_err(|error| CliError::Stdout(error.into()))?;
        ui.document(&document)?;
    } else {
        print(ui, schema)?;
    }
    Ok(Outcome::Found)
}

fn print(ui: &mut Ui, schema: &Schema) -> Result<(), CliError> {
    let lang = ui.lang;
    ui.text(2, &ui.bold(schema.title.in_lang(lang)))?;
    ui.line("")?;
    ui.line(&ui.bold(ui.pick("Loại nút", "Kinds of nodes")))?;
    let kinds = schema.kinds.iter().map(|(name, kind)| {
        let mut marks = vec![kind.label.in_lang(lang).to_owned()];
        if kind.hub {
            marks.push(lang.pick("nút chung", "hub").to_owned());
        }
        if kind.structural {
            marks.push(lang.pick("cấu trúc", "structural").to_owned());
        }
        marks.extend(property_words(ui, &kind.props));
        vec![name.clone(), marks.join(" · ")]
    });
    let kinds: Vec<_> = kinds.collect();
    for line in table(&[], &kinds, ui.width - 2) {
        ui.line(&format!("  {line}"))?;
    }
    ui.line("")?;
    ui.line(&ui.bold(ui.pick("Loại phát biểu", "Types of claims")))?;
    let types = schema.types.iter().map(|(name, declared)| {
        let ends = format!("{} → {}", declared.from.join(", "), declared.to.join(", "));
        let mut words = vec![declared.label.in_lang(lang).to_owned(), ends];
        if declared.symmetric {
            words.push(lang.pick("hai chiều", "symmetric").to_owned());
        }
        words.extend(property_words(ui, &declared.props));
        vec![name.clone(), words.join(" · ")]
    });
    let types: Vec<_> = types.collect();
    for line in table(&[], &types, ui.width - 2) {
        ui.line(&format!("  {line}"))?;
    }
    Ok(())
}

fn property_words(ui: &Ui, props: &std::collections::BTreeMap<String, Property>) -> Option<String> {
    let names: Vec<&str> = props.keys().map(String::as_str).collect();
    (!names.is_empty()).then(|| format!("{}: {}", ui.pick("thuộc tính", "properties"), names.join(", ")))
}
