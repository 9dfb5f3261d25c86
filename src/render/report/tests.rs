use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::html::{html_escape, to_html};
use super::markdown::{markdown_escape, to_markdown};
use super::*;
use crate::render::text::showable;

/// Returns what a Markdown reader shows of a text, if it takes it for plain text in the `tag` around it alone.
fn read_back(markdown: &str, tags: &[Tag<'_>]) -> Option<String> {
    let mut expected = tags.iter();
    let mut shown = String::new();
    for event in Parser::new_ext(markdown, Options::all() - Options::ENABLE_SMART_PUNCTUATION) {
        match event {
            Event::Start(tag) => {
                let is_expected = expected
                    .next()
                    .is_some_and(|known| std::mem::discriminant(known) == std::mem::discriminant(&tag));
                if !is_expected {
                    return None;
                }
            }
            Event::Text(text) => shown.push_str(&text),
            Event::End(_) => {}
            _ => return None,
        }
    }
    Some(shown)
}

fn one_line(text: &str) -> String {
    showable(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn heading_tag() -> Tag<'static> {
    Tag::Heading { level: pulldown_cmark::HeadingLevel::H2, id: None, classes: Vec::new(), attrs: Vec::new() }
}

fn check_escape(text: &str) -> Result<(), TestCaseError> {
    let escaped = markdown_escape(text);
    if escaped.is_empty() {
        return Ok(());
    }
    let expected = Some(one_line(text));
    prop_assert_eq!(&read_back(&format!("{escaped}\n"), &[Tag::Paragraph]), &expected, "{}", escaped);
    prop_assert_eq!(&read_back(&format!("## {escaped}\n"), &[heading_tag()]), &expected, "{}", escaped);
    let item = read_back(&format!("- {escaped}\n"), &[Tag::List(None), Tag::Item]);
    prop_assert_eq!(&item, &expected, "{}", escaped);
    Ok(())
}

proptest! {
    #[test]
    fn a_markdown_reader_sees_the_text_itself(text in any::<String>()) {
        check_escape(&text)?;
    }

    #[test]
    fn markup_of_all_sorts_stays_text(text in "[-#*_+=.):0-9 \\[\\]()<>!`~|&;\\\\{}$^a-z/'\"@%\n\t]{0,40}") {
        check_escape(&text)?;
    }

    #[test]
    fn html_text_ends_nothing_it_stands_in(text in any::<String>()) {
        let escaped = html_escape(&text);
        prop_assert!(!escaped.contains(['<', '>', '"', '\'']));
        let xml = format!("<a b=\"{escaped}\">{escaped}</a>");
        prop_assert!(roxmltree::Document::parse(&xml).is_ok());
    }

    #[test]
    fn hostile_reports_have_the_same_structure(text in "[-#*_<>\"'&/a-z \n\\[\\]()`]{1,30}") {
        let plain = report("x");
        let hostile = report(&format!("x{text}"));
        let elements = |report: &Report| {
            let html = to_html(report);
            html.split('<').skip(1).map(|tag| tag.split('>').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
        };
        prop_assert_eq!(elements(&plain), elements(&hostile));
        let events = |report: &Report| {
            let markdown = to_markdown(report);
            let is_structure = |event: &Event<'_>| matches!(event, Event::Start(_) | Event::End(_));
            Parser::new(&markdown).filter(is_structure).map(|event| format!("{event:?}")).collect::<Vec<_>>()
        };
        prop_assert_eq!(events(&plain), events(&hostile));
    }
}

fn report(text: &str) -> Report {
    let cited = Statement { text: text.to_owned(), citations: vec![(0, [3, 5].into())] };
    Report {
        lang: Lang::En,
        title: text.to_owned(),
        subtitle: vec![text.to_owned()],
        sections: vec![Section {
            heading: text.to_owned(),
            blocks: vec![
                Block::Rows(vec![(text.to_owned(), cited.clone())]),
                Block::Heading(text.to_owned()),
                Block::List(vec![cited, Statement::from(text.to_owned())]),
                Block::Remark(text.to_owned()),
            ],
        }],
        sources: vec![Source {
            mark: text.to_owned(),
            text: text.to_owned(),
            url: Some("https://x.example/?a=1&b=2".to_owned()),
            paragraphs: [3, 5].into(),
        }],
        colophon: vec![(text.to_owned(), text.to_owned())],
    }
}

#[test]
fn unsafe_addresses_are_not_written() {
    let mut report = report("x");
    report.sources[0].url = Some("javascript:alert(1)".to_owned());
    assert!(!to_html(&report).contains("javascript") && !to_markdown(&report).contains("javascript"));
    report.sources[0].url = Some("https://x.example/<b>".to_owned());
    assert!(to_markdown(&report).contains("<https://x.example/%3Cb%3E>"));
}

#[test]
fn both_formats_say_the_same() {
    insta::assert_snapshot!(to_markdown(&report("a *b* <c>")));
    insta::assert_snapshot!(to_html(&report("a *b* <c>")));
}

#[test]
fn the_policy_allows_the_style_sheet_and_no_other() {
    let html = to_html(&report("x"));
    let style =
        html.split("<style>").nth(1).and_then(|rest| rest.split("</style>").next()).unwrap_or_default();
    let hash = base64(&sha256(style.as_bytes()));
    assert!(html.contains(&format!("style-src 'sha256-{hash}'")), "the hash of the style sheet is {hash}");
}

#[test]
fn sha256_is_that_of_the_standard() {
    // FIPS 180-4, the example of one block.
    assert_eq!(base64(&sha256(b"abc")), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

/// SHA-256 (FIPS 180-4); the constants are the fractions of roots of the first primes.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "as the standard writes it")]
fn sha256(message: &[u8]) -> Vec<u8> {
    let is_prime = |n: &u32| (2..*n).all(|d| !n.is_multiple_of(d));
    let primes: Vec<f64> = (2..).filter(is_prime).take(64).map(f64::from).collect();
    let fraction = |root: f64| (root.fract() * 4_294_967_296.0) as u32;
    let k: Vec<u32> = primes.iter().map(|p| fraction(p.cbrt())).collect();
    let mut h: Vec<u32> = primes.iter().take(8).map(|p| fraction(p.sqrt())).collect();
    let mut padded = message.to_vec();
    padded.push(0x80);
    padded.resize((padded.len() + 8).next_multiple_of(64) - 8, 0);
    padded.extend((message.len() as u64 * 8).to_be_bytes());
    for block in padded.chunks(64) {
        let mut w: Vec<u32> = block
            .chunks(4)
            .map(|word| word.iter().fold(0, |sum, byte| sum << 8 | u32::from(*byte)))
            .collect();
        for t in 16..64 {
            let s0 = w[t - 15].rotate_right(7) ^ w[t - 15].rotate_right(18) ^ (w[t - 15] >> 3);
            let s1 = w[t - 2].rotate_right(17) ^ w[t - 2].rotate_right(19) ^ (w[t - 2] >> 10);
            w.push(w[t - 16].wrapping_add(s0).wrapping_add(w[t - 7]).wrapping_add(s1));
        }
        let mut v = h.clone();
        for t in 0..64 {
            let s1 = v[4].rotate_right(6) ^ v[4].rotate_right(11) ^ v[4].rotate_right(25);
            let choice = (v[4] & v[5]) ^ (!v[4] & v[6]);
            let one = v[7].wrapping_add(s1).wrapping_add(choice).wrapping_add(k[t]).wrapping_add(w[t]);
            let s0 = v[0].rotate_right(2) ^ v[0].rotate_right(13) ^ v[0].rotate_right(22);
            let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]);
            v.rotate_right(1);
            v[4] = v[4].wrapping_add(one);
            v[0] = one.wrapping_add(s0.wrapping_add(majority));
        }
        h.iter_mut().zip(v).for_each(|(h, v)| *h = h.wrapping_add(v));
    }
    h.iter().flat_map(|word| word.to_be_bytes()).collect()
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let group = |group: &[u8]| {
        let bits =
            (0..3).fold(0, |sum: usize, at| sum << 8 | usize::from(group.get(at).copied().unwrap_or(0)));
        let letter =
            |at: usize| if at <= group.len() { char::from(LETTERS[bits >> (18 - 6 * at) & 63]) } else { '=' };
        [0, 1, 2, 3].map(letter).into_iter().collect::<String>()
    };
    bytes.chunks(3).map(group).collect()
}
