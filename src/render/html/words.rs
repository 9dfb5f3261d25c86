//! The wording of the page in both languages.

use crate::model::Lang;

/// Name, Vietnamese and English.
type Wording = (&'static str, &'static str, &'static str);

/// Words that stand in `page.html`.
const FIXED: &[Wording] = &[
    ("skip", "Tới danh sách nguồn", "Skip to the sources"),
    ("theme", "Sáng / tối", "Light / dark"),
    ("print", "In", "Print"),
    ("controls_name", "Tìm và lọc", "Search and filter"),
    ("search", "Tìm", "Search"),
    ("search_hint", "có dấu hoặc không dấu", "with or without marks"),
    ("found_name", "Kết quả", "Found"),
    ("path_head", "Đường nối hai nút", "Path between two nodes"),
    ("from", "Từ", "From"),
    ("to", "Đến", "To"),
    ("through_hubs", "Cho đi qua nút chung", "Pass through hubs"),
    ("find_path", "Tìm đường", "Find the path"),
    ("moment_head", "Thời gian", "Time"),
    ("at_date", "Tại thời điểm", "As of"),
    ("any_time", "mọi lúc", "any time"),
    ("only_certain", "Chỉ những gì chắc chắn đúng khi đó", "Only what certainly holds then"),
    ("no_dates", "Không phát biểu nào ở đây có ngày.", "No claim here has a date."),
    ("kinds_head", "Loại nút", "Kinds of nodes"),
    ("statuses_head", "Trạng thái phát biểu", "Status of claims"),
    ("types_head", "Loại phát biểu", "Types of claims"),
    (
        "lines_note",
        "Nét đứt cũng là điều chỉ có thể đúng tại thời điểm đã chọn.",
        "A dashed line may also hold only possibly at the date chosen.",
    ),
    ("all", "Chọn hết", "All"),
    ("none", "Bỏ hết", "None"),
    ("reset", "Bỏ bộ lọc", "Reset filters"),
    ("stage_name", "Nội dung", "Content"),
    ("views_name", "Cách xem", "Views"),
    ("view_graph", "Đồ thị", "Graph"),
    ("view_list", "Danh sách", "List"),
    ("view_table", "Bảng", "Table"),
    ("graph_name", "Đồ thị các phát biểu", "Graph of claims"),
    ("zoom_in", "Phóng to", "Zoom in"),
    ("zoom_out", "Thu nhỏ", "Zoom out"),
    ("zoom_fit", "Xem toàn bộ", "Show everything"),
    ("panel_name", "Chứng cứ", "Evidence"),
    (
        "start",
        "Chọn một nút hoặc một đường để xem điều được nói, ngày tháng và nguồn.",
        "Choose a node or a line to read what is said, when, and by which source.",
    ),
    (
        "keys",
        "Bàn phím: Tab tới đồ thị; ← → lần lượt qua các phát biểu của nút; ↓ sang nút bên kia, ↑ quay lại; Enter mở \
         chứng cứ, Esc đóng; + − 0 để phóng; Shift và mũi tên để dời; / để tìm.",
        "Keyboard: Tab to the graph; ← → turn through the claims of a node; ↓ goes on to the other end, ↑ back; Enter \
         opens the evidence, Esc closes it; + − 0 zoom; Shift and an arrow move the view; / searches.",
    ),
    (
        "noscript",
        "Không có JavaScript: trang chỉ hiện đồ thị và danh sách nguồn.",
        "Without JavaScript the page shows only the graph and the sources.",
    ),
    ("sources_head", "Nguồn", "Sources"),
    ("cite_head", "Trích dẫn trang này", "How to cite this page"),
    (
        "about",
        "Trang này không cần mạng và không gửi gì đi. ¶ là số đoạn trong bài nguồn.",
        "This page needs no network and sends nothing. ¶ is the number of the paragraph in the source.",
    ),
];

/// Words that the scripts use; `{n|node|nodes}` is a number with its noun.
const SPOKEN: &[Wording] = &[
    ("any_time", "mọi lúc", "any time"),
    (
        "shown",
        "Đang hiện {nodes} trong {all_nodes} nút, {claims} trong {all_claims} phát biểu",
        "{nodes} of {all_nodes|node|nodes} and {claims} of {all_claims|claim|claims} shown",
    ),
    ("hidden", "ẩn {nodes} nút, {claims} phát biểu", "{nodes|node|nodes} and {claims|claim|claims} hidden"),
    ("possible_count", "{n} chỉ có thể đúng khi đó", "{n} only possibly true then"),
    ("nothing_found", "Không có tên nào như vậy.", "No such name."),
    ("close", "Đóng", "Close"),
    ("claims_n", "{n} phát biểu", "{n|claim|claims}"),
    ("claim", "Phát biểu", "Claim"),
    ("date", "ngày", "date"),
    ("status", "trạng thái", "status"),
    ("attested", "được nêu tại", "attested"),
    ("also", "tên khác", "also"),
    ("seen_at", "nêu ở", "seen at"),
    ("in_english", "tiếng Anh", "in English"),
    ("cited", "Nguồn", "Sources"),
    ("cites", "nguồn", "source"),
    ("paragraph", "đoạn {n}", "paragraph {n}"),
    ("certainly_then", "chắc chắn đúng tại {date}", "certainly true as of {date}"),
    ("possibly_then", "có thể đúng tại {date}", "possibly true as of {date}"),
    ("not_then", "không đúng tại {date}", "not true as of {date}"),
    ("hidden_now", "đang bị bộ lọc ẩn", "hidden by the filters"),
    ("others_between", "Phát biểu khác giữa hai nút", "Other claims between the two"),
    ("path_from_here", "Tìm đường từ đây", "Path from here"),
    ("path_to_here", "Tìm đường đến đây", "Path to here"),
    ("path_title", "Đường nối", "Path"),
    ("hops", "{n} bước", "{n|hop|hops}"),
    ("one_of_paths", "một trong {n} đường ngắn nhất", "one of {n} shortest paths"),
    ("only_path", "đường ngắn nhất duy nhất", "the only shortest path"),
    ("one_of_many_paths", "một trong hơn {n} đường ngắn nhất", "one of more than {n} shortest paths"),
    ("no_path", "Không có đường nào qua các phát biểu đang hiện.", "No path over the claims shown."),
    ("searched", "Đã tìm qua {n} nút.", "{n|node|nodes} searched."),
    ("same_node", "Hai đầu là một nút.", "Both ends are the same node."),
    ("hubs_avoided", "Nút chung ({hubs}) không làm nút trung gian.", "Hubs ({hubs}) are no stepping stones."),
    (
        "hubs_needed",
        "Không có đường nào khác, nên đường đi qua nút chung ({hubs}).",
        "Nothing else connects the two, so the path passes through hubs ({hubs}).",
    ),
    ("hubs_allowed", "Cho đi qua nút chung ({hubs}).", "Hubs ({hubs}) may serve as stepping stones."),
    (
        "apart",
        "Lưu ý: {name}: không nguồn nào cho thấy hai bên gắn với nút này vào cùng một ngày.",
        "Note: {name}: no source shows the two here at one date.",
    ),
    ("choose_two", "Hãy chọn hai nút từ kết quả tìm.", "Choose two nodes from what is found."),
    ("leads_to", "dẫn tới {name}", "leads to {name}"),
    ("column_from", "Từ", "From"),
    ("column_claim", "Phát biểu", "Claim"),
    ("column_to", "Đến", "To"),
    ("column_date", "Ngày", "Date"),
    ("column_status", "Trạng thái", "Status"),
    ("column_sources", "Nguồn", "Sources"),
    ("evidence_of", "Chứng cứ: {claim}", "Evidence: {claim}"),
    ("nothing_shown", "Bộ lọc đang ẩn tất cả.", "The filters hide everything."),
    ("empty", "Trang này không có nút nào.", "There are no nodes on this page."),
];

/// Returns a word of the template.
pub(super) fn words(name: &str, lang: Lang) -> Option<&'static str> {
    FIXED.iter().find(|(known, _, _)| *known == name).map(|(_, vi, en)| lang.pick(vi, en))
}

/// Returns the words of the scripts.
pub(super) fn for_script(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    SPOKEN.iter().map(move |(name, vi, en)| (*name, lang.pick(vi, en)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL_SCRIPTS: [&str; 8] = super::super::SCRIPTS;

    #[test]
    fn every_word_is_used_and_every_used_word_is_there() {
        let scripts = ALL_SCRIPTS.concat();
        for (name, vi, en) in SPOKEN {
            assert!(scripts.contains(&format!("say(\"{name}\"")), "{name} is not used");
            assert!(!vi.is_empty() && !en.is_empty(), "{name}");
        }
        for call in scripts.split("say(\"").skip(1) {
            let name = call.split('"').next().unwrap_or_default();
            assert!(SPOKEN.iter().any(|(known, _, _)| *known == name), "no wording for {name}");
        }
        for (name, vi, en) in FIXED {
            let is_used = super::super::TEMPLATE.contains(&format!("{{{{{name}}}}}"));
            let in_code = ["graph_name", "at_date", "any_time", "only_certain", "no_dates"].contains(name);
            assert!(is_used || in_code, "{name} is not used");
            assert!(!vi.is_empty() && !en.is_empty(), "{name}");
        }
    }

    #[test]
    fn both_languages_have_the_same_gaps() {
        let gaps = |text: &str| {
            let names = text.split('{').skip(1).filter_map(|rest| rest.split(['}', '|']).next());
            names.map(str::to_owned).collect::<std::collections::BTreeSet<_>>()
        };
        for (name, vi, en) in FIXED.iter().chain(SPOKEN) {
            assert_eq!(gaps(vi), gaps(en), "{name}");
        }
    }
}
