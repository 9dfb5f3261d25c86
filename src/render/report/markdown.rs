//! Reports as Markdown, as `CommonMark` and GitHub read it.

use super::super::link::safe_link;
use super::super::text::showable;
use super::{Block, Report, Section, Statement, put};

/// Writes a report as Markdown.
///
/// Every text passes through [`markdown_escape`]; there is no HTML in it and no link but the safe addresses of
/// sources. Ends with a newline.
pub fn to_markdown(report: &Report) -> String {
    let mut out = format!("# {}\n", markdown_escape(&report.title));
    for line in &report.subtitle {
        put(&mut out, format_args!("\n{}\n", markdown_escape(line)));
    }
    for section in report.sections.iter().filter(|section| !section.blocks.is_empty()) {
        write_section(&mut out, report, section);
    }
    if !report.sources.is_empty() {
        heading(&mut out, 2, report.sources_heading());
        for source in &report.sources {
            let url = source.url.as_deref().and_then(safe_link).map(|url| format!(" <{}>", in_angles(&url)));
            let line = markdown_escape(&source.line());
            let mark = markdown_escape(&format!("[{}]", source.mark));
            put(&mut out, format_args!("- **{mark}** {line}{}\n", url.unwrap_or_default()));
        }
    }
    heading(&mut out, 2, report.colophon_heading());
    for (label, text) in &report.colophon {
        row(&mut out, label, &markdown_escape(text));
    }
    out
}

fn write_section(out: &mut String, report: &Report, section: &Section) {
    heading(out, 2, &section.heading);
    for (at, block) in section.blocks.iter().enumerate() {
        match block {
            Block::Heading(text) => {
                // A heading directly below another has one empty line already.
                if at == 0 {
                    out.pop();
                }
                heading(out, 3, text);
            }
            Block::Rows(rows) => {
                for (label, text) in rows {
                    row(out, label, &inline(report, text));
                }
            }
            Block::List(items) => {
                for item in items {
                    put(out, format_args!("- {}\n", inline(report, item)));
                }
            }
            Block::Remark(text) => put(out, format_args!("\n{}\n", markdown_escape(text))),
        }
    }
}

fn heading(out: &mut String, level: usize, text: &str) {
    put(out, format_args!("\n{} {}\n\n", "#".repeat(level), markdown_escape(text)));
}

fn row(out: &mut String, label: &str, text: &str) {
    put(out, format_args!("- **{}:** {text}\n", markdown_escape(label)));
}

fn inline(report: &Report, statement: &Statement) -> String {
    let marks: Vec<String> = report.marks(statement).map(|(_, mark)| mark).collect();
    let text = markdown_escape(&statement.text);
    if marks.is_empty() {
        return text;
    }
    format!("{text} {}", markdown_escape(&format!("[{}]", marks.join("; "))))
}

/// An address between `<` and `>` may hold neither.
fn in_angles(url: &str) -> String {
    url.replace('<', "%3C").replace('>', "%3E")
}

/// Returns `text` as it may stand in a paragraph, a heading or an item of a list, on one line.
///
/// Control characters are shown, line ends become spaces, and every character that could begin markup there has a
/// backslash before it. O(n).
pub fn markdown_escape(text: &str) -> String {
    let shown = showable(text);
    let one_line: Vec<&str> = shown.split(char::is_whitespace).filter(|word| !word.is_empty()).collect();
    let one_line = one_line.join(" ");
    let mut escaped = String::with_capacity(one_line.len() + 8);
    let n_digits = one_line.bytes().take_while(u8::is_ascii_digit).count();
    for (at, char) in one_line.char_indices() {
        let is_special = match char {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~' | '$' | '^' | '#' | '{'
            | '}' => true,
            '+' | '-' | '=' | ':' => at == 0,
            '.' | ')' => at > 0 && at == n_digits,
            _ => false,
        };
        if is_special {
            escaped.push('\\');
        }
        escaped.push(char);
    }
    escaped
}
