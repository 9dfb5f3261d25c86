//! Reports as one HTML file: no script, no other file, printable.

use super::super::link::safe_link;
use super::super::svg::xml_escape;
use super::super::text::showable;
use super::{Block, Report, Section, Statement, put};
use crate::model::Lang;

/// The style sheet: dark on light or light on dark as the reader's system asks, black on white on paper.
const STYLE: &str = include_str!("report.css");

/// The SHA-256 of [`STYLE`] in base64: no other style may apply.
const STYLE_HASH: &str = "bMdsHXIQjW1sgeFZRtgUE7IGxP04sBVQStqPYqP7uD4=";

/// Writes a report as an HTML document.
///
/// Every text passes through [`html_escape`]. A content security policy forbids everything but the style sheet
/// inside; links lead to the list of sources or to safe addresses of sources. Ends with a newline.
pub fn to_html(report: &Report) -> String {
    let title = html_escape(&report.title);
    let lang = match report.lang {
        Lang::Vi => "vi",
        Lang::En => "en",
    };
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; \
         base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
    );
    for line in &report.subtitle {
        put(&mut out, format_args!("<p class=\"under\">{}</p>\n", html_escape(line)));
    }
    for section in report.sections.iter().filter(|section| !section.blocks.is_empty()) {
        write_section(&mut out, report, section);
    }
    write_sources(&mut out, report);
    put(&mut out, format_args!("<section>\n<h2>{}</h2>\n<dl>\n", html_escape(report.colophon_heading())));
    for (label, text) in &report.colophon {
        row(&mut out, label, &html_escape(text));
    }
    out.push_str("</dl>\n</section>\n</main>\n</body>\n</html>\n");
    out
}

fn write_section(out: &mut String, report: &Report, section: &Section) {
    put(out, format_args!("<section>\n<h2>{}</h2>\n", html_escape(&section.heading)));
    for block in &section.blocks {
        match block {
            Block::Heading(text) => put(out, format_args!("<h3>{}</h3>\n", html_escape(text))),
            Block::Rows(rows) => {
                out.push_str("<dl>\n");
                for (label, text) in rows {
                    row(out, label, &inline(report, text));
                }
                out.push_str("</dl>\n");
            }
            Block::List(items) => {
                out.push_str("<ul>\n");
                for item in items {
                    put(out, format_args!("<li>{}</li>\n", inline(report, item)));
                }
                out.push_str("</ul>\n");
            }
            Block::Remark(text) => put(out, format_args!("<p class=\"under\">{}</p>\n", html_escape(text))),
        }
    }
    out.push_str("</section>\n");
}

fn write_sources(out: &mut String, report: &Report) {
    if report.sources.is_empty() {
        return;
    }
    put(out, format_args!("<section>\n<h2>{}</h2>\n<dl>\n", html_escape(report.sources_heading())));
    for (position, source) in report.sources.iter().enumerate() {
        let line = html_escape(&source.line());
        let link = source.url.as_deref().and_then(safe_link).map(|url| {
            let url = html_escape(&url);
            format!(" <a href=\"{url}\" rel=\"noreferrer\">{url}</a>")
        });
        let mark = html_escape(&source.mark);
        let link = link.unwrap_or_default();
        put(out, format_args!("<dt id=\"source-{position}\">[{mark}]</dt>\n<dd>{line}{link}</dd>\n"));
    }
    out.push_str("</dl>\n</section>\n");
}

fn row(out: &mut String, label: &str, text: &str) {
    put(out, format_args!("<dt>{}</dt>\n<dd>{text}</dd>\n", html_escape(label)));
}

fn inline(report: &Report, statement: &Statement) -> String {
    let link = |(at, mark): (usize, String)| format!("<a href=\"#source-{at}\">{}</a>", html_escape(&mark));
    let marks: Vec<String> = report.marks(statement).map(link).collect();
    let text = html_escape(&statement.text);
    if marks.is_empty() { text } else { format!("{text} <span class=\"cite\">[{}]</span>", marks.join("; ")) }
}

/// Returns `text` as it may stand in an HTML element or a quoted attribute: harmless to look at, then escaped as
/// XML is. O(n).
pub fn html_escape(text: &str) -> String {
    xml_escape(&showable(text))
}
