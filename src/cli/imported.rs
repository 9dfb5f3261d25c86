//! Says what importing a graph of another program took for granted.

use super::filters::counted;
use crate::dataset::{Import, Skipped};
use crate::model::Lang;
use crate::render::text::showable;

/// The most names listed in one line.
const MOST_NAMES: usize = 12;

/// Returns one line for each thing taken for granted, changed or not read; none where the file was whole.
pub(super) fn remarks(import: &Import, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    if import.is_schema_made_up {
        lines.push(
            lang.pick(
                "Tệp không có lược đồ: đã lập một lược đồ từ những gì có trong đó (`hvgraph schema` hiện nó ra)",
                "the file has no schema: one was made up from what is there (`hvgraph schema` shows it)",
            )
            .to_owned(),
        );
    }
    if import.n_uncited > 0 {
        let claims = counted(import.n_uncited, lang, "phát biểu", ("claim", "claims"));
        let what = lang.pick("không dẫn nguồn", "without a citation");
        lines.push(format!("{claims} {what}"));
    }
    let elsewhere =
        lang.pick("được dẫn hay nhắc tới nhưng không có trong tệp", "cited or named, but not in the file");
    lines.extend(listed(elsewhere, import.elsewhere.iter().cloned()));
    let added = lang.pick("thêm vào lược đồ", "added to the schema");
    lines.extend(listed(added, import.added.iter().cloned()));
    let renamed = lang.pick("đổi tên", "renamed");
    lines.extend(listed(renamed, import.renamed.iter().map(|(there, here)| format!("{there} → {here}"))));
    let as_text = lang.pick("giữ dưới dạng chữ, vì có nhiều kiểu giá trị", "kept as text, having values of several types");
    lines.extend(listed(as_text, import.as_text.iter().cloned()));
    if import.are_claims_numbered {
        let words = lang.pick(
            "các cạnh không có mã riêng: đã đánh số e1, e2 …",
            "the edges have no ids of their own: numbered e1, e2 …",
        );
        lines.push(words.to_owned());
    }
    lines.extend(import.skipped.iter().map(|(what, count)| skipped(*what, *count, lang)));
    lines
}

fn listed(head: &str, names: impl ExactSizeIterator<Item = String>) -> Option<String> {
    let n_more = names.len().saturating_sub(MOST_NAMES);
    let shown: Vec<String> = names.take(MOST_NAMES).map(|name| format!("`{}`", showable(&name))).collect();
    let more = if n_more > 0 { format!(" … (+{n_more})") } else { String::new() };
    (!shown.is_empty()).then(|| format!("{head}: {}{more}", shown.join(", ")))
}

fn skipped(what: Skipped, count: usize, lang: Lang) -> String {
    let (vi, en) = match what {
        Skipped::Hyperedge => ("cạnh nối nhiều nút, không đọc", ("edge with many ends, not read", "edges with many ends, not read")),
        Skipped::MoreGraphs => ("đồ thị khác trong tệp, không đọc", ("more graph in the file, not read", "more graphs in the file, not read")),
        Skipped::Nesting => (
            "nút nằm trong nút khác, đọc như nút thường",
            ("node inside another one, read as any other", "nodes inside other ones, read as any others"),
        ),
        Skipped::Port => ("cổng của nút, không đọc", ("port of a node, not read", "ports of nodes, not read")),
        Skipped::NotFinite => ("số vô hạn hoặc không xác định, không đọc", ("number that is not finite, not read", "numbers that are not finite, not read")),
        Skipped::Undirected => (
            "cạnh vô hướng, đọc như cạnh có hướng cùng loại",
            ("edge without direction, read as directed like others of its type", "edges without direction, read as directed like others of their type"),
        ),
        Skipped::MoreLabels => (
            "nút có nhiều nhãn, chỉ nhãn đầu là loại",
            ("node with several labels, of which the first is its kind", "nodes with several labels, of which the first is the kind"),
        ),
    };
    counted(count, lang, vi, en)
}
