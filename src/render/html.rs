//! One self-contained page to explore a part of a graph: no network, no foreign code, every claim with its evidence.
//!
//! `data` says what the page knows, as one inert JSON block; `drawing` places and draws it as SVG, so that it can
//! be seen, printed and read out without any script; `controls` lists what can be filtered, which is the legend
//! too; `words` has all wording in both languages. `page.html`, `page.css` and the scripts are in the folder as they
//! are written into the page. The page's policy allows only the one style and the one script whose hashes it
//! names, so nothing that a name says can run.

mod controls;
mod data;
mod drawing;
mod glyph;
mod moments;
mod words;

use sha2::{Digest as _, Sha256};

use super::link::safe_link;
use super::notes::{SourceNotes, known_sources, source_line, source_url};
use super::selection::Selection;
use super::svg::xml_escape;
use super::text::showable;
use crate::graph::{Facts, GraphView};
use crate::model::{EdgeId, Lang, NodeId, Schema};

/// The most nodes a page holds; more cannot be told apart.
pub const MAX_NODES: usize = 1_000;

/// The most claims a page holds.
pub const MAX_CLAIMS: usize = 5_000;

const TEMPLATE: &str = include_str!("html/page.html");
const STYLE: &str = include_str!("html/page.css");

/// The scripts, in the order in which they run, all in one scope.
const SCRIPTS: [&str; 8] = [
    include_str!("html/model.js"),
    include_str!("html/fold.js"),
    include_str!("html/canvas.js"),
    include_str!("html/filter.js"),
    include_str!("html/evidence.js"),
    include_str!("html/path.js"),
    include_str!("html/lists.js"),
    include_str!("html/start.js"),
];

/// A label and what it says.
pub type Row = (String, String);

/// What a page says beside its nodes and claims.
pub struct PageOptions<'a> {
    /// Stands at the top.
    pub title: String,
    /// Lines under the title: counts, the date the page speaks for, what was left out.
    pub heading: Vec<String>,
    /// The language of the page.
    pub lang: Lang,
    /// Nodes the page is about; drawn first and largest.
    pub focus: &'a [NodeId],
    /// Returns the key under which different writings of a name are equal.
    pub fold: &'a dyn Fn(&str) -> String,
    /// Returns what is known of a node beside name, date and citations, in words.
    pub node_details: &'a dyn Fn(NodeId) -> Vec<Row>,
    /// Returns what is known of a claim beside its ends, date, status and citations, in words.
    pub claim_details: &'a dyn Fn(EdgeId) -> Vec<Row>,
}

/// Composes the page of a selection.
///
/// Nodes and claims come in the order of the selection; parallel claims and loops are drawn and listed each for
/// itself. The same selection gives the same bytes. Cost `O(n² log n + n m)` for `n` nodes and `m` claims, most
/// of it for the places of the nodes; see [`MAX_NODES`] and [`MAX_CLAIMS`], which the caller keeps.
pub fn page<G: GraphView>(
    facts: &Facts<'_, G>,
    schema: &Schema,
    selection: &Selection,
    options: &PageOptions<'_>,
) -> String {
    let content = Content { facts, schema, selection, options, notes: notes(facts, schema, selection) };
    let data = data::block(&content);
    let style = with_unix_lines(STYLE);
    let script = script();
    let part = |name: &str| match name {
        "policy" => policy(&style, &script),
        "style" => style.clone(),
        "script" => script.clone(),
        "lang" => options.lang.code().to_owned(),
        "version" => env!("CARGO_PKG_VERSION").to_owned(),
        "title" => text(&options.title),
        "heading" => paragraphs(&options.heading),
        "kinds" => controls::kinds(&content),
        "types" => controls::types(&content),
        "statuses" => controls::statuses(&content),
        "moment" => controls::moment(&data.moments, options.lang),
        "drawing" => drawing::svg(&content, &data),
        "sources" => sources(&content),
        "citation" => text(&citation(&content, &data.json)),
        "data" => data.json.clone(),
        word => words::words(word, options.lang).map(text).unwrap_or_default(),
    };
    fill(TEMPLATE, &part)
}

/// All that the parts of a page are made from.
struct Content<'a, 'g, G> {
    facts: &'a Facts<'g, G>,
    schema: &'a Schema,
    selection: &'a Selection,
    options: &'a PageOptions<'a>,
    notes: SourceNotes,
}

fn notes<G: GraphView>(facts: &Facts<'_, G>, schema: &Schema, selection: &Selection) -> SourceNotes {
    let of_claims = selection.edges.iter().flat_map(|(edge, _)| facts.citations(*edge));
    let of_nodes = selection.nodes.iter().flat_map(|node| facts.node_citations(*node));
    let of_aliases = selection.nodes.iter().flat_map(|node| facts.alias_citations(*node).flatten());
    SourceNotes::new(known_sources(facts, schema), of_claims.chain(of_nodes).chain(of_aliases))
}

/// The one way text gets into the page: nothing in it that repaints what is around it, then escaped.
fn text(text: &str) -> String {
    xml_escape(&showable(text))
}

fn paragraphs(lines: &[String]) -> String {
    let lines: Vec<String> = lines.iter().map(|line| format!("<p>{}</p>", text(line))).collect();
    lines.join("\n")
}

/// Lists the sources; each can be led to by `#source-` and its mark.
fn sources<G: GraphView>(content: &Content<'_, '_, G>) -> String {
    let lang = content.options.lang;
    let entry = |(at, (mark, id, _)): (usize, (&str, &str, _))| {
        let line = text(&source_line(content.facts, id, lang));
        let link = source_url(content.facts, id).and_then(|url| safe_link(&url));
        let line = match link {
            Some(url) => {
                format!("<a href=\"{}\" rel=\"noreferrer noopener\" target=\"_blank\">{line}</a>", text(&url))
            }
            None => line,
        };
        format!(
            "<li id=\"source-{at}\" tabindex=\"-1\"><span class=\"mark\">[{}]</span> {line}</li>\n",
            text(mark)
        )
    };
    content.notes.entries().enumerate().map(entry).collect()
}

/// Says how the page is cited. The fingerprint is that of the data on the page.
fn citation<G: GraphView>(content: &Content<'_, '_, G>, json: &str) -> String {
    let lang = content.options.lang;
    let digest = Sha256::digest(json.as_bytes());
    let fingerprint: Vec<String> = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let fingerprint = fingerprint.concat();
    format!(
        "{}. {} `{}`, {} {fingerprint}. hvgraph {}.",
        content.options.title,
        lang.pick("Bộ dữ liệu", "Data set"),
        content.schema.name,
        lang.pick("dấu vân", "fingerprint"),
        env!("CARGO_PKG_VERSION"),
    )
}

/// A browser reads CR LF as LF before it hashes.
fn with_unix_lines(text: &str) -> String {
    text.replace("\r\n", "\n")
}

fn script() -> String {
    format!("\"use strict\";\n(() => {{\n{}}})();\n", with_unix_lines(&SCRIPTS.concat()))
}

/// Allows the page's own style and script and nothing else.
fn policy(style: &str, script: &str) -> String {
    format!(
        "default-src 'none'; script-src '{}'; style-src '{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(script),
        hash(style)
    )
}

/// Returns a hash source as CSP Level 3 (section 2.3.1) writes it.
fn hash(text: &str) -> String {
    format!("sha256-{}", base64(&Sha256::digest(text.as_bytes())))
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut encoded = String::new();
    for chunk in bytes.chunks(3) {
        let group =
            (0..3).fold(0_u32, |group, at| group << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let sign = ALPHABET[(group >> (18 - 6 * at) & 63) as usize];
            encoded.push(if at <= chunk.len() { char::from(sign) } else { '=' });
        }
    }
    encoded
}

/// Puts parts in the place of their names, `{{name}}`; what is put in is not looked at again.
fn fill(template: &str, part: &dyn Fn(&str) -> String) -> String {
    let template = with_unix_lines(template);
    let mut filled = String::with_capacity(template.len() * 4);
    let mut rest = template.as_str();
    while let Some((before, after)) = rest.split_once("{{") {
        let (name, after) = after.split_once("}}").unwrap_or((after, ""));
        filled.push_str(before);
        filled.push_str(&part(name));
        rest = after;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_are_written_as_a_policy_wants_them() {
        // RFC 4648, section 10.
        for (plain, encoded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(plain.as_bytes()), encoded);
        }
        assert_eq!(hash("abc"), "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }

    #[test]
    fn what_is_put_in_is_not_looked_at_again() {
        assert_eq!(fill("<{{a}}|{{b}}>", &|name| format!("{{{{{name}}}}}")), "<{{a}}|{{b}}>");
        assert_eq!(fill("{{open", &|name| name.to_uppercase()), "OPEN");
    }

    #[test]
    fn every_name_in_the_template_is_known() {
        let parts = [
            "policy", "style", "script", "lang", "version", "title", "heading", "kinds", "types", "statuses",
            "moment", "drawing", "sources", "citation", "data",
        ];
        fill(TEMPLATE, &|name| {
            assert!(parts.contains(&name) || words::words(name, Lang::En).is_some(), "{name}");
            String::new()
        });
    }
}
