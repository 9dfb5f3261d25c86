//! Sources for reference managers: BibTeX, CSL-JSON and RIS.

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

/// Writes RIS, `ELEC` references (web pages), each line ended by CR LF.
///
/// The author, one printed name, ends in a comma, so that no program takes its last word for a family name. A date
/// stands in `PY` and `DA` only as far as it is one day, month or year.
///
/// # Source
/// RIS format, 2011: tags, `DA` as `YYYY/MM/DD/`, `TY` first and `ER` last.
pub fn ris(entries: &[Entry]) -> String {
    entries.iter().map(ris_entry).collect::<Vec<_>>().join("\r\n")
}

fn ris_entry(entry: &Entry) -> String {
    let parts = entry.published.as_ref().and_then(|date| date_parts(date.earliest()?, date.latest()?));
    // RIS has four digits for a year.
    let parts = parts.filter(|parts| parts.first().is_some_and(|year| (1..=9999).contains(year)));
    let author = entry.author.as_deref().map(ris_text);
    let fields = [
        ("TY", Some("ELEC".to_owned())),
        ("TI", Some(ris_text(&entry.title))),
        ("AU", author.map(|name| if name.contains(',') { name } else { format!("{name},") })),
        ("PB", entry.publisher.as_deref().map(ris_text)),
        ("PY", parts.as_ref().and_then(|parts| Some(format!("{:04}", parts.first()?)))),
        ("DA", parts.as_deref().map(ris_date)),
        ("UR", entry.url.as_deref().and_then(safe_link)),
        ("LA", entry.lang.as_deref().map(ris_text)),
        ("ID", Some(ris_text(&entry.id))),
        ("ER", Some(String::new())),
    ];
    fields.into_iter().filter_map(|(tag, value)| Some(format!("{tag}  - {}\r\n", value?))).collect()
}

/// Returns `YYYY/MM/DD/`; what is not known between the slashes is empty.
fn ris_date(parts: &[i32]) -> String {
    let part =
        |at: usize, width: usize| parts.get(at).map(|part| format!("{part:0width$}")).unwrap_or_default();
    format!("{}/{}/{}/", part(0, 4), part(1, 2), part(2, 2))
}

/// Returns text for one line: RIS has no escapes, so a line end, which could begin another tag, becomes a space.
fn ris_text(text: &str) -> String {
    showable(text).split_whitespace().collect::<Vec<_>>().join(" ")
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

/// Returns a date as ISO 8601 writes it, as far as it is one year, month or day.
pub(super) fn iso_date(date: &Edtf) -> Option<String> {
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

    use proptest::prelude::*;

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

    proptest! {
        #[test]
        fn ris_text_is_one_line(text in any::<String>()) {
            let line = ris_text(&text);
            prop_assert!(!line.contains(['\n', '\r', '\u{2028}', '\u{85}']), "{line:?}");
            prop_assert_eq!(ris_text(&line), line);
        }
    }

    #[test]
    fn ris_has_a_line_a_tag() {
        let author = Some("Báo\r\nER  - ".to_owned());
        let hostile = Entry { author, published: Some(Edtf::parse("2021-11").unwrap()), ..entry() };
        let text = ris(&[entry(), hostile]);
        let lines: Vec<&str> = text.split("\r\n").collect();
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
        assert_eq!(lines.iter().filter(|line| line.starts_with("ER  - ")).count(), 2);
        assert!(lines.contains(&"AU  - Báo ER -,") && lines.contains(&"DA  - 2021/11//"), "{text}");
        assert!(lines.contains(&"DA  - 2021/11/17/") && lines.contains(&"PY  - 2021"), "{text}");
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
