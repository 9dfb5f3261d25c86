//! Reads feature files: scenarios with their steps, outlines expanded.

/// A scenario: what it is called, and its steps in order, those of the background first.
#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    /// File, title, and for outlines the number of the example from 1.
    pub(crate) id: String,
    pub(crate) is_ignored: bool,
    pub(crate) steps: Vec<Step>,
}

/// A sentence with what hangs on it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Step {
    pub(crate) text: String,
    pub(crate) doc: Option<String>,
    pub(crate) table: Vec<Vec<String>>,
}

#[derive(Default)]
struct Block {
    title: String,
    tags: String,
    steps: Vec<Step>,
    /// Tables of examples, each with its head.
    examples: Vec<Vec<Vec<String>>>,
}

enum Part {
    Head,
    Background,
    Scenario,
    Examples,
}

/// Reads a feature file; `name` stands before the titles of its scenarios.
pub(crate) fn scenarios(name: &str, text: &str) -> Vec<Scenario> {
    let (background, blocks) = blocks(text);
    blocks.iter().flat_map(|block| expanded(name, &background, block)).collect()
}

fn blocks(text: &str) -> (Vec<Step>, Vec<Block>) {
    let (mut background, mut blocks) = (Vec::new(), Vec::<Block>::new());
    let (mut part, mut tags) = (Part::Head, String::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with('#') || trimmed.starts_with("Feature:") {
            continue;
        }
        if trimmed.starts_with('@') {
            tags.push_str(trimmed);
        } else if trimmed.starts_with("Background:") {
            part = Part::Background;
        } else if let Some(title) =
            trimmed.strip_prefix("Scenario Outline:").or_else(|| trimmed.strip_prefix("Scenario:"))
        {
            part = Part::Scenario;
            let title = title.trim().to_owned();
            blocks.push(Block { title, tags: std::mem::take(&mut tags), ..Block::default() });
        } else if trimmed.starts_with("Examples:") {
            part = Part::Examples;
            blocks.last_mut().unwrap().examples.push(Vec::new());
        } else if let Part::Examples = part {
            blocks.last_mut().unwrap().examples.last_mut().unwrap().push(cells(trimmed));
        } else {
            let steps = match part {
                Part::Background => &mut background,
                Part::Scenario => &mut blocks.last_mut().unwrap().steps,
                // The description of the feature.
                Part::Head | Part::Examples => continue,
            };
            if trimmed == r#"""""# {
                let indent = line.len() - line.trim_start().len();
                steps.last_mut().unwrap().doc = Some(doc(&mut lines, indent));
            } else if trimmed.starts_with('|') {
                steps.last_mut().unwrap().table.push(cells(trimmed));
            } else {
                let (_, text) = trimmed.split_once(' ').unwrap();
                steps.push(Step { text: text.to_owned(), ..Step::default() });
            }
        }
    }
    (background, blocks)
}

/// Reads a text in three quotes, without the indentation of the quotes.
fn doc<'t>(lines: &mut impl Iterator<Item = &'t str>, indent: usize) -> String {
    let inside = lines.take_while(|line| line.trim() != r#"""""#);
    let cut = |line: &'t str| {
        let n_spaces = line.chars().take(indent).take_while(|char| char.is_whitespace()).count();
        line.get(n_spaces..).unwrap_or_default()
    };
    inside.map(cut).collect::<Vec<_>>().join("\n")
}

/// Cuts a row of a table into cells.
pub(crate) fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut chars = line.strip_prefix('|').unwrap().chars();
    while let Some(char) = chars.next() {
        let last = cells.last_mut().unwrap();
        match char {
            '|' => cells.push(String::new()),
            '\\' => match chars.next() {
                Some('n') => last.push('\n'),
                Some(escaped @ ('|' | '\\')) => last.push(escaped),
                Some(other) => last.extend(['\\', other]),
                None => last.push('\\'),
            },
            other => last.push(other),
        }
    }
    cells.pop();
    cells.iter().map(|cell| cell.trim_matches([' ', '\t']).to_owned()).collect()
}

fn expanded(name: &str, background: &[Step], block: &Block) -> Vec<Scenario> {
    let scenario = |suffix: &str, steps: Vec<Step>| Scenario {
        id: format!("{name}: {}{suffix}", block.title),
        is_ignored: block.tags.contains("@ignore"),
        steps: background.iter().cloned().chain(steps).collect(),
    };
    if block.examples.is_empty() {
        return vec![scenario("", block.steps.clone())];
    }
    let rows = block.examples.iter().flat_map(|table| table[1..].iter().map(|row| (&table[0], row)));
    let filled = rows.enumerate().map(|(number, (head, row))| {
        let fill = |text: &str| {
            let pairs = head.iter().zip(row);
            pairs.fold(text.to_owned(), |text, (key, value)| text.replace(&format!("<{key}>"), value))
        };
        let steps = block.steps.iter().map(|step| Step {
            text: fill(&step.text),
            doc: step.doc.as_deref().map(fill),
            table: step.table.iter().map(|row| row.iter().map(|cell| fill(cell)).collect()).collect(),
        });
        scenario(&format!("#{}", number + 1), steps.collect())
    });
    filled.collect()
}

#[test]
fn reads_outlines_tables_and_texts() {
    let text = "#c\nFeature: F\n  @x\n  Scenario Outline: [1] T\n    Given any graph\n    When executing query:\n      \"\"\"\n      RETURN <a>\n        AS x\n      \"\"\"\n    Then the result should be, in order:\n      | x |\n      | <b> |\n    Examples:\n      | a | b |\n      | 1 | '\\|\\\\' |\n";
    let read = scenarios("f/F", text);
    assert_eq!(read.len(), 1);
    assert_eq!(read[0].id, "f/F: [1] T#1");
    assert_eq!(read[0].steps[1].doc.as_deref(), Some("RETURN 1\n  AS x"));
    assert_eq!(read[0].steps[2].table, [["x"], [r"'|\'"]]);
}
