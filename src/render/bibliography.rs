//! Sources for reference managers: BibTeX and CSL-JSON.

use serde_json::{Map, Value as Json, json};
use unicode_normalization::UnicodeNormalization as _;

use super::link::safe_link;
use super::text::showable;
use crate::model::{Day, Edtf};

/// A source as a reference manager sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The citation key, before it is made safe.
    pub id: String,
    /// The title.
    pub title: String,
    /// The author as printed; one name.
    pub author: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When; absent where none is printed.
    pub published: Option<Edtf>,
    /// Where it can be read.
    pub url: Option<String>,
    /// Its language, ISO 639-1.
    pub lang: Option<String>,
}

/// Writes `BibTeX` `@online` entries, one blank line apart.
///
/// Text is UTF-8, as biber and modern `BibTeX` tools read it; special characters are escaped. A date is
/// written only as far as it is one day, month or year.
pub fn bibtex(entries: &[Entry]) -> String {
    let entries: Vec<String> = entries.iter().map(bibtex_entry).collect();
    entries.join("\n")
}

fn bibtex_entry(entry: &Entry) -> String {
    let fields = [
        ("title", Some(format!("{{{}}}", escape_tex(&entry.title)))),
        ("author", entry.author.as_deref().map(|author| format!("{{{}}}", escape_tex(author)))),
        ("publisher", entry.publisher.as_deref().map(escape_tex)),
        ("date", entry.published.as_ref().and_then(iso_date)),
        ("url", entry.url.as_deref().and_then(safe_link)),
        (
            "langid",
            entry.lang.as_deref().map(|lang| escape_tex(if lang == "vi" { "vietnamese" } else { lang })),
        ),
    ];
    let lines: Vec<String> =
        fields.into_iter().filter_map(|(name, value)| Some(format!("  {name} = {{{}}}", value?))).collect();
    format!("@online{{{},\n{}\n}}\n", key(&entry.id), lines.join(",\n"))
}

/// Keeps what every `BibTeX` program takes in a key.
fn key(id: &str) -> String {
    let safe = |c: char| if c.is_ascii_alphanumeric() || "-_:.".contains(c) { c } else { '-' };
    id.chars().map(safe).collect()
}

/// Escapes what TeX reads as a command; unbalanced braces cannot remain.
fn escape_tex(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in showable(text).nfc() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '{' | '}' | '$' | '&' | '%' | '#' | '_' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '\n' => escaped.push(' '),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Writes CSL-JSON, `webpage` items; dates carry the EDTF text too.
pub fn csl_json(entries: &[Entry]) -> String {
    let items: Json = entries.iter().map(csl_item).collect();
    format!("{items:#}\n")
}

fn csl_item(entry: &Entry) -> Json {
    let mut item = Map::new();
    let mut put = |name: &str, value: Json| item.insert(name.to_owned(), value);
    put("id", entry.id.as_str().into());
    put("type", "webpage".into());
    put("title", entry.title.as_str().into());
    if let Some(author) = &entry.author {
        put("author", json!([{ "literal": author }]));
    }
    if let Some(publisher) = &entry.publisher {
        put("container-title", publisher.as_str().into());
    }
    if let Some(issued) = entry.published.as_ref().and_then(csl_date) {
        put("issued", issued);
    }
    if let Some(url) = &entry.url {
        put("URL", url.as_str().into());
    }
    if let Some(lang) = &entry.lang {
        put("language", lang.as_str().into());
    }
    Json::Object(item)
}

fn csl_date(date: &Edtf) -> Option<Json> {
    let parts = date_parts(date.earliest()?, date.latest()?)?;
    Some(json!({ "date-parts": [parts], "circa": date.is_qualified() }))
}

/// Returns year, month and day as far as both bounds share them as a whole unit.
fn date_parts(first: Day, last: Day) -> Option<Vec<i32>> {
    let year = (first.year == last.year).then_some(first.year)?;
    let mut parts = vec![year];
    if first.month == last.month {
        parts.push(i32::from(first.month));
        if first.day == last.day {
            parts.push(i32::from(first.day));
        }
    }
    Some(parts)
}

fn iso_date(date: &Edtf) -> Option<String> {
    let parts = date_parts(date.earliest()?, date.latest()?)?;
    let text: Vec<String> = parts
        .iter()
        .enumerate()
        .map(|(at, part)| if at == 0 { format!("{part:04}") } else { format!("{part:02}") })
        .collect();
    Some(text.join("-"))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn entry() -> Entry {
        Entry {
            id: "x-00 2".to_owned(),
            title: "50% & {tên} \\ _".to_owned(),
            author: None,
            publisher: Some("DNTH".to_owned()),
            published: Some(Edtf::parse("2021-11-17").unwrap()),
            url: Some("https://example.org/a".to_owned()),
            lang: Some("vi".to_owned()),
        }
    }

    #[test]
    fn bibtex_escapes_what_tex_reads() {
        insta::assert_snapshot!(bibtex(&[entry()]), @r"
        @online{x-00-2,
          title = {{50\% \& \{tên\} \textbackslash{} \_}},
          publisher = {DNTH},
          date = {2021-11-17},
          url = {https://example.org/a},
          langid = {vietnamese}
        }
        ");
    }

    #[test]
    fn csl_gives_the_date_in_parts() {
        let item: Json = serde_json::from_str(&csl_json(&[entry()])).unwrap();
        assert_eq!(item[0]["issued"]["date-parts"], json!([[2021, 11, 17]]));
        assert_eq!(item[0]["title"], "50% & {tên} \\ _");
    }

    #[test]
    fn a_span_of_years_has_no_single_date() {
        let span = Entry { published: Some(Edtf::parse("2017/2020").unwrap()), ..entry() };
        assert!(!bibtex(std::slice::from_ref(&span)).contains("date ="));
        assert!(!csl_json(&[span]).contains("issued"));
    }
}
