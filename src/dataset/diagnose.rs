//! Finds every problem of shape in a file that serde refused.
//!
//! serde stops at the first problem and knows no place but a line. Here the file is taken apart field by
//! field with the table of [`shape`].

use serde::Deserialize;
use serde_json::value::RawValue;

use super::Fault;
use super::locate::{Section, Spot, Step};
use super::record::{Entries, PropValue, Text};
use super::shape::{self, Field, FieldShape};
use crate::names::did_you_mean;

/// Returns every problem of shape in a data set file, in file order; at least one.
pub(super) fn diagnose(text: &str, refusal: &serde_json::Error) -> Vec<(Spot, Fault)> {
    let mut faults = Vec::new();
    match serde_json::from_str::<Entries<'_, &RawValue>>(text) {
        Ok(entries) => top(&entries, &mut faults),
        Err(_) => faults.push(syntax(text, refusal)),
    }
    if faults.is_empty() {
        faults.push(syntax(text, refusal));
    }
    faults
}

/// Returns what serde said, with its place.
pub(super) fn syntax(text: &str, error: &serde_json::Error) -> (Spot, Fault) {
    let line_start =
        text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    let byte = (line_start + error.column().saturating_sub(1)).min(text.len());
    let byte = (0..=byte).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    (Spot::Byte(byte), Fault::Syntax { message })
}

fn top(entries: &Entries<'_, &RawValue>, faults: &mut Vec<(Spot, Fault)>) {
    let allowed: Vec<&str> = ["$schema"].into_iter().chain(Section::ALL.map(Section::name)).collect();
    for (at, (key, value)) in entries.0.iter().enumerate() {
        if entries.0[..at].iter().any(|(earlier, _)| earlier == key) {
            faults.push((Spot::Top(vec![Step::SecondKey(key.to_string())]), repeated(key)));
        } else if let Some(section) = Section::ALL.into_iter().find(|section| section.name() == &**key) {
            records(section, value, faults);
        } else if &**key == "$schema" {
            let spot = Spot::Top(vec![Step::Field("$schema".to_owned())]);
            expect::<Text<'_>>(value, "a string", spot, faults);
        } else {
            faults.push((Spot::Top(vec![Step::Key(key.to_string())]), unknown(key, &allowed)));
        }
    }
}

fn records(section: Section, list: &RawValue, faults: &mut Vec<(Spot, Fault)>) {
    let Ok(records) = serde_json::from_str::<Vec<&RawValue>>(list.get()) else {
        let spot = Spot::Top(vec![Step::Field(section.name().to_owned())]);
        return faults.push((spot, wrong(list, "a list of records")));
    };
    for (index, record) in records.into_iter().enumerate() {
        object(record, shape::fields(section), &|steps| Spot::Record(section, index, steps), faults);
    }
}

/// Checks an object against its fields; `spot` turns steps into the object into a place.
fn object(
    value: &RawValue,
    fields: &[Field],
    spot: &dyn Fn(Vec<Step>) -> Spot,
    faults: &mut Vec<(Spot, Fault)>,
) {
    let Ok(entries) = serde_json::from_str::<Entries<'_, &RawValue>>(value.get()) else {
        return faults.push((spot(vec![]), wrong(value, "an object")));
    };
    for (at, (key, value)) in entries.0.iter().enumerate() {
        if entries.0[..at].iter().any(|(earlier, _)| earlier == key) {
            faults.push((spot(vec![Step::SecondKey(key.to_string())]), repeated(key)));
        } else if let Some(field) = fields.iter().find(|field| field.name == &**key) {
            let inside = |mut steps: Vec<Step>| {
                steps.insert(0, Step::Field(field.name.to_owned()));
                spot(steps)
            };
            self::field(value, *field, &inside, faults);
        } else {
            let allowed: Vec<&str> = fields.iter().map(|field| field.name).collect();
            faults.push((spot(vec![Step::Key(key.to_string())]), unknown(key, &allowed)));
        }
    }
    for field in fields.iter().filter(|field| field.required && field.shape != FieldShape::Citations) {
        if !entries.0.iter().any(|(key, _)| &**key == field.name) {
            faults.push((spot(vec![]), Fault::MissingField { name: field.name }));
        }
    }
}

fn field(value: &RawValue, field: Field, spot: &dyn Fn(Vec<Step>) -> Spot, faults: &mut Vec<(Spot, Fault)>) {
    match field.shape {
        FieldShape::Citations => items(value, "a list of citations", spot, faults, &|item, spot, faults| {
            expect::<Text<'_>>(item, "a string such as \"002#3\"", spot(vec![]), faults);
        }),
        FieldShape::Aliases => items(value, "a list of aliases", spot, faults, &|item, spot, faults| {
            object(item, shape::ALIAS, spot, faults);
        }),
        FieldShape::Formulas => {
            expect::<Entries<'_, Text<'_>>>(
                value,
                "an object from property to formula",
                spot(vec![]),
                faults,
            );
        }
        FieldShape::Props => {
            expect::<Entries<'_, PropValue<'_>>>(value, "an object of properties", spot(vec![]), faults);
        }
        _ => expect::<Text<'_>>(value, "a string", spot(vec![]), faults),
    }
}

type CheckItem<'c> = &'c dyn Fn(&RawValue, &dyn Fn(Vec<Step>) -> Spot, &mut Vec<(Spot, Fault)>);

fn items(
    value: &RawValue,
    expected: &str,
    spot: &dyn Fn(Vec<Step>) -> Spot,
    faults: &mut Vec<(Spot, Fault)>,
    check: CheckItem<'_>,
) {
    let Ok(items) = serde_json::from_str::<Vec<&RawValue>>(value.get()) else {
        return faults.push((spot(vec![]), wrong(value, expected)));
    };
    for (index, item) in items.into_iter().enumerate() {
        let inside = |mut steps: Vec<Step>| {
            steps.insert(0, Step::Item(index));
            spot(steps)
        };
        check(item, &inside, faults);
    }
}

fn expect<'a, T: Deserialize<'a>>(
    value: &'a RawValue,
    expected: &str,
    spot: Spot,
    faults: &mut Vec<(Spot, Fault)>,
) {
    if serde_json::from_str::<T>(value.get()).is_err() {
        faults.push((spot, wrong(value, expected)));
    }
}

fn wrong(value: &RawValue, expected: &str) -> Fault {
    let found = serde_json::from_str::<PropValue<'_>>(value.get());
    let found = found.map_or("something else", |value| value.type_name());
    Fault::WrongShape { found: format!("found {found}"), expected: expected.to_owned() }
}

fn repeated(key: &str) -> Fault {
    Fault::RepeatedField { name: key.to_owned() }
}

fn unknown(key: &str, allowed: &[&str]) -> Fault {
    Fault::UnknownField {
        name: key.to_owned(),
        allowed: allowed.iter().map(|&name| name.to_owned()).collect(),
        near: did_you_mean(key, allowed.iter().copied(), 1).into_iter().next().map(str::to_owned),
    }
}
