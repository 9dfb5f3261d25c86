#![expect(clippy::panic, clippy::unwrap_used, reason = "tests")]

mod bundled;
mod typed;

use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;

use super::*;
use crate::model::{Lang, NodeId};

const ID: Origin = Origin::Id;
const NAME: Origin = Origin::Name;
const ALIAS: Origin = Origin::Alias;
const GLOSS: Origin = Origin::Gloss;

/// Real names: officials of both cities, places, and what else a data set of them holds.
const NAMES: [(u32, Origin, &str); 45] = [
    (1, ID, "dinh-tien-dung"),
    (1, NAME, "Đinh Tiến Dũng"),
    (2, ID, "anouphap-tounalom"),
    (2, NAME, "Anouphap Tounalom"),
    (2, ALIAS, "A-nụ-pháp Tu-na-lôm"),
    (3, NAME, "Nguyễn Văn Phong"),
    (4, NAME, "Nguyễn Lan Hương"),
    (5, NAME, "Vũ Đức Bảo"),
    (6, NAME, "Bùi Huyền Mai"),
    (7, NAME, "Phùng Thị Hồng Hà"),
    (8, NAME, "Lê Hồng Sơn"),
    (9, NAME, "Nguyễn Hải Trung"),
    (10, NAME, "Trương Quang Hoài Nam"),
    (11, NAME, "Sengphet Houngboungnuang"),
    (12, NAME, "Sinlavong Khutphaythoune"),
    (13, NAME, "Hoàng Trung Hải"),
    (14, NAME, "Duangta Soulivong"),
    (20, ID, "hanoi"),
    (20, NAME, "Hà Nội"),
    (20, ALIAS, "Thủ đô Hà Nội"),
    (20, GLOSS, "Hanoi, capital of Vietnam"),
    (21, ID, "vientiane"),
    (21, NAME, "Viêng Chăn"),
    (21, ALIAS, "Vientiane"),
    (21, ALIAS, "ວຽງຈັນ"),
    (22, NAME, "huyện Chanthabuly"),
    (22, ALIAS, "Chanthabuly"),
    (22, GLOSS, "Chanthabuly district"),
    (23, NAME, "Luông Phrabăng"),
    (24, NAME, "quận Hoàn Kiếm"),
    (24, ALIAS, "Hoàn Kiếm"),
    (25, NAME, "quận Hai Bà Trưng"),
    (26, NAME, "Ủy ban nhân dân thành phố Hà Nội"),
    (26, ALIAS, "UBND thành phố"),
    (26, GLOSS, "Hanoi People's Committee"),
    (27, NAME, "Hội đồng nhân dân thành phố Hà Nội"),
    (27, ALIAS, "HĐND thành phố"),
    (28, NAME, "Văn phòng Thành ủy Hà Nội"),
    (29, NAME, "Hoà Bình"),
    (30, NAME, "Lào"),
    (30, GLOSS, "Laos"),
    (31, NAME, "Việt Nam"),
    (32, NAME, "tỉnh Hà Nam"),
    (33, NAME, "Văn phòng"),
    (34, NAME, "Văn phòng"),
];

fn index() -> NameIndex {
    NAMES.iter().map(|&(node, origin, text)| Entry { node: NodeId(node), text, origin }).collect()
}

fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> NameIndex {
    let entry = |(node, text)| Entry { node: NodeId(node), text, origin: NAME };
    (1..).zip(names).map(entry).collect()
}

/// Writes an answer as `node how`, one for each match.
fn answer(index: &NameIndex, query: &str) -> String {
    let list = |matches: &[Match]| {
        let words: Vec<String> = matches.iter().map(|m| format!("{} {:?}", m.node.0, m.how)).collect();
        words.join(", ")
    };
    match index.resolve(query) {
        Resolution::One(found) => format!("= {}", list(&[found])),
        Resolution::Several(found) => format!("* {}", list(&found)),
        Resolution::None { near } => format!("? {}", list(&near)),
    }
}

/// What people type, with and without marks, in part, misspelled, and the wrong way round.
const QUERIES: &str = "Đinh Tiến Dũng; đinh tiến dũng; ĐINH TIẾN DŨNG; dinh tien dung; DINH TIEN DUNG; \
    Ðinh Tiến Dũng; Dinh  Tien-Dung; Tiến Dũng; tien dung; dinh tien; Dũng; dung; \
    Dũng Đinh Tiến; dinh-tien-dung; Đinh Tien Dung; Đinh Tiến Dùng; Dinh Tien Dun; Đinh Tiến D; \
    Anouphap; anouphap tounalom; Anuphap Tunalom; Anuphap; Tounalom Anouphap; Nguyễn Văn Phong; \
    Nguyen Van Phong; Nguyễn Văn Phóng; Nguyễn Văn Phương; Nguyen Van Phuong; phong; Nguyễn; \
    Nguyen Hai Trung; Hoang Trung Hai; Trung Hải; Hải Trung; trung hai; \
    Sinlavong Khutphaythoune; Sinlavong Khoutphaythoune; sinlavong; Xinlavong; Khutphaithun; \
    Sengphet Hungbungnuang; Sengphet; Duangta Sulivong; Duangta Soulivon; Hà Nội; Ha Noi; \
    Hanoi; HANOI; hanoi; hà nôi; Viêng Chăn; Vieng Chan; Viengchan; Vientiane; vientian; \
    ວຽງຈັນ; Chanthabuly; Chantabuly; chantabouly; Luông Phrabăng; Luang Prabang; Luong Prabang; \
    Hoàn Kiếm; hoan kiem; Hoàn Kiem; Hòa Bình; hoa binh; Hoá Bình; Lào; Laos; lao; \
    People's Committee; UBND TP; ubnd thanh pho; ha nam; Hà Nam; Văn phòng; van phong";

#[test]
fn real_names_as_people_type_them() {
    let index = index();
    let lines: Vec<String> =
        QUERIES.split("; ").map(|query| format!("{query} {}", answer(&index, query))).collect();
    insta::assert_snapshot!(lines.join("\n"), @"
    Đinh Tiến Dũng = 1 Exact
    đinh tiến dũng = 1 Written
    ĐINH TIẾN DŨNG = 1 Written
    dinh tien dung = 1 Unmarked
    DINH TIEN DUNG = 1 Unmarked
    Ðinh Tiến Dũng = 1 Written
    Dinh  Tien-Dung = 1 Unmarked
    Tiến Dũng = 1 Part
    tien dung = 1 Part
    dinh tien = 1 Part
    Dũng = 1 Part
    dung = 1 Part
    Dũng Đinh Tiến = 1 Words
    dinh-tien-dung = 1 Exact
    Đinh Tien Dung = 1 HalfMarked
    Đinh Tiến Dùng ? 1 OtherMarks
    Dinh Tien Dun ? 1 Starts
    Đinh Tiến D = 1 Begun
    Anouphap = 2 Part
    anouphap tounalom = 2 Written
    Anuphap Tunalom = 2 Divided
    Anuphap = 2 Sound { letters: 1 }
    Tounalom Anouphap = 2 Words
    Nguyễn Văn Phong = 3 Exact
    Nguyen Van Phong = 3 Unmarked
    Nguyễn Văn Phóng ? 3 OtherMarks
    Nguyễn Văn Phương ? 3 Near { letters: 1 }
    Nguyen Van Phuong ? 3 Near { letters: 1 }
    phong = 3 Part
    Nguyễn * 3 Part, 4 Part, 9 Part
    Nguyen Hai Trung = 9 Unmarked
    Hoang Trung Hai = 13 Unmarked
    Trung Hải = 13 Part
    Hải Trung = 9 Part
    trung hai = 13 Part
    Sinlavong Khutphaythoune = 12 Exact
    Sinlavong Khoutphaythoune = 12 Sound { letters: 1 }
    sinlavong = 12 Part
    Xinlavong = 12 Sound { letters: 1 }
    Khutphaithun = 12 Sound { letters: 3 }
    Sengphet Hungbungnuang = 11 Sound { letters: 2 }
    Sengphet = 11 Part
    Duangta Sulivong = 14 Sound { letters: 1 }
    Duangta Soulivon = 14 Begun
    Hà Nội = 20 Exact
    Ha Noi = 20 Unmarked
    Hanoi = 20 Id
    HANOI = 20 Id
    hanoi = 20 Exact
    hà nôi ? 20 OtherMarks
    Viêng Chăn = 21 Exact
    Vieng Chan = 21 Unmarked
    Viengchan = 21 Divided
    Vientiane = 21 Exact
    vientian = 21 Begun
    ວຽງຈັນ = 21 Exact
    Chanthabuly = 22 Exact
    Chantabuly = 22 Sound { letters: 1 }
    chantabouly = 22 Sound { letters: 2 }
    Luông Phrabăng = 23 Exact
    Luang Prabang ? 23 Near { letters: 2 }
    Luong Prabang = 23 Sound { letters: 1 }
    Hoàn Kiếm = 24 Exact
    hoan kiem = 24 Unmarked
    Hoàn Kiem = 24 HalfMarked
    Hòa Bình = 29 Written
    hoa binh = 29 Unmarked
    Hoá Bình ? 29 OtherMarks
    Lào = 30 Exact
    Laos = 30 Exact
    lao = 30 Unmarked
    People's Committee = 26 Part
    UBND TP ? 26 SomeWords { words: 1 }
    ubnd thanh pho = 26 Unmarked
    ha nam = 32 Part
    Hà Nam = 32 Part
    Văn phòng * 33 Exact, 34 Exact
    van phong * 33 Unmarked, 34 Unmarked
    ");
}

/// A data set names events and statements after the people in them.
#[test]
fn who_is_only_mentioned_does_not_make_a_name_ambiguous() {
    let index = of([
        "Anouphap Tounalom",
        "Anouphap Tounalom cảm ơn chia sẻ của Đinh Tiến Dũng",
        "Đinh Tiến Dũng",
        "Hội đàm Đinh Tiến Dũng - Anouphap Tounalom",
        "Phó Chủ tịch Thường trực UBND thành phố Hà Nội",
        "UBND thành phố",
        "học sinh, sinh viên của Thủ đô Viêng Chăn",
        "Viêng Chăn",
        "Hội chợ, lễ hội tại That Luang",
    ]);
    assert_eq!(answer(&index, "Anouphap"), "= 1 Part");
    assert_eq!(answer(&index, "Anuphap"), "= 1 Sound { letters: 1 }");
    assert_eq!(answer(&index, "tien dung"), "= 3 Part");
    assert_eq!(answer(&index, "UBND"), "= 6 Part");
    assert_eq!(answer(&index, "UBND thành phố Hà Nội"), "* 5 Mention, 6 Longer");
    assert_eq!(answer(&index, "Viên Chăn"), "? 8 Starts, 7 SomeWords { words: 2 }");
    assert_eq!(answer(&index, "that luang"), "= 9 Mention");
    assert_eq!(answer(&of(["Văn phòng", "Nguyễn Văn Phong"]), "phong"), "= 2 Part");
}

#[test]
fn a_slip_in_a_vietnamese_name_is_another_man() {
    let phuong = of(["Nguyễn Văn Phương"]);
    for query in
        ["Nguyễn Văn Phong", "Nguyen Van Phong", "Nguyen Van Phuogn", "Nguyễn Văn Phướng", "Nguyen Van Puong"]
    {
        assert!(matches!(phuong.resolve(query), Resolution::None { .. }), "{query}");
    }
    let both = of(["Nguyễn Văn Phương", "Nguyễn Văn Phong"]);
    assert_eq!(answer(&both, "Nguyễn Văn Phong"), "= 2 Exact");
    assert_eq!(answer(&both, "NGUYEN VAN PHONG"), "= 2 Unmarked");
    assert_eq!(answer(&of(["Trần Thị Hải"]), "Trần Thị Hà"), "? 1 Near { letters: 1 }");
    assert_eq!(answer(&of(["Trần Thị Hải"]), "tran thi ha"), "? 1 Starts");
    assert_eq!(answer(&of(["Trần Thị Hải"]), "tran thi h"), "= 1 Begun");
}

#[test]
fn typed_marks_count_and_left_out_ones_do_not() {
    let index = of(["Phong", "Phóng", "Lan", "Mận"]);
    assert_eq!(answer(&index, "phong"), "= 1 Written");
    assert_eq!(answer(&index, "phóng"), "= 2 Written");
    assert_eq!(answer(&index, "phòng"), "? 1 OtherMarks, 2 OtherMarks");
    assert_eq!(answer(&index, "man"), "= 4 Unmarked");
    assert_eq!(answer(&index, "mân"), "? 4 OtherMarks");
    assert_eq!(answer(&of(["Phóng", "Phòng"]), "phong"), "* 1 Unmarked, 2 Unmarked");
}

#[test]
fn numbers_and_initials_are_never_near_enough() {
    let index = of(["Nghị định 112345", "UBMTTQ", "Quyết định 2021-Q", "MH370"]);
    for query in ["Nghị định 112346", "UBMTQ", "Quyết định 2022-Q", "MH371", "1123456"] {
        assert!(matches!(index.resolve(query), Resolution::None { .. }), "{query}");
    }
}

/// Lao names of people, provinces and districts, each with another spelling that is in use.
const LAO_SPELLINGS: &str = "Anouphap Tounalom = Anuphap Tunalom; Chanthabuly = Chantabouly; \
    Sonexay Siphandone = Sonxai Siphandon; Sinlavong Khutphaythoune = Sinlavong Khoutphaythoun; \
    Sisattanak = Sisatthanak; Xaysetha = Saysettha; Sikhottabong = Sikhotabong; Hadxaifong = Hatxayfong; \
    Savannakhet = Savanakhet; Champasak = Champassak; Thongloun Sisoulith = Thonglun Sisulit; \
    Bounnhang Vorachith = Bounhang Vorachit; Choummaly Sayasone = Chummaly Xayasone; \
    Phankham Viphavanh = Phankham Viphavan; Viengthong Siphandone = Viengthong Siphandon; \
    Kaysone Phomvihane = Kaysone Phomvihan; Souphanouvong = Suphanuvong; Oudomxay = Udomxay; \
    Phoumi Vongvichit = Phoumy Vongvichith; Khamtay Siphandone = Khamtai Siphandon; \
    Bouasone Bouphavanh = Buasone Buphavanh; Nouhak Phoumsavanh = Nuhak Phumsavan; \
    Saysomphone Phomvihane = Xaysomphone Phomvihane; Pany Yathotou = Pani Yathotu; Salavan = Saravane; \
    Sekong = Xekong; Attapeu = Attapu; Phongsaly = Phongsali; Houaphanh = Huaphan; \
    Xiengkhouang = Xieng Khouang; Xayaboury = Sayabouly; Bolikhamxay = Borikhamxay; \
    Khammouane = Khammuan; Thakhek = Thakek; Pakse = Pakxe; Vangvieng = Vang Vieng; \
    Naxaithong = Naxaythong; Xaythany = Saythani; Sangthong = Xangthong; Luang Namtha = Luangnamtha; \
    Bounthong Chitmany = Bunthong Chitmani; Somphone = Somphon; Khamphone = Khamphon";

/// Lao names that lie near others and are not them.
const OTHER_LAO_NAMES: &str = "Khamphan; Khampha; Khamphay; Khamphoui; Bounhom; Bounkham; Bounkhong; \
    Sisavath; Sisomphone; Somphet; Sengphet; Sengdao; Sengmany; Phouvong; Phouvieng; Vilayvong; \
    Vilayphone; Souksavanh; Souksakhone; Thongsing; Thongsavanh; Vientiane; Vieng Chan; Xaisomboun; \
    Khamtay Phomvihane; Sonexay Vorachith; Inthavong; Inthavanh; Manivong; Manivanh; Phetsamone; Phetsavanh";

#[test]
fn lao_spellings() {
    let pairs: Vec<(&str, &str)> =
        LAO_SPELLINGS.split("; ").filter_map(|pair| pair.split_once(" = ")).collect();
    let names: Vec<&str> = pairs.iter().map(|pair| pair.0).chain(OTHER_LAO_NAMES.split("; ")).collect();
    let found = |name: &str, query: &str| match of([name]).resolve(query) {
        Resolution::One(found) => Some(found.how),
        _ => None,
    };
    let missed: Vec<&str> =
        pairs.iter().filter(|pair| found(pair.0, pair.1).is_none()).map(|pair| pair.0).collect();
    let all_pairs = names.iter().flat_map(|name| names.iter().map(move |query| (*name, *query)));
    let mixed: Vec<(&str, &str)> =
        all_pairs.filter(|(name, query)| matches!(found(name, query), Some(How::Sound { .. }))).collect();
    insta::assert_snapshot!(format!("of {} spellings missed {missed:?}\nof {} names mixed up {mixed:?}", pairs.len(), names.len()), @r#"
    of 43 spellings missed []
    of 75 names mixed up []
    "#);
}

/// The figures that the rule for near spellings rests on.
#[test]
fn no_one_likeness_tells_spellings_from_names() {
    let likeness = |a: &str, b: &str| format!("{:.2}", strsim::jaro_winkler(&fold(a), &fold(b)));
    assert_eq!(likeness("Nguyễn Văn Phong", "Nguyễn Văn Phương"), "0.99");
    assert_eq!(likeness("Chanthabuly", "Chantabuly"), "0.98");
    assert_eq!(likeness("Anouphap Tounalom", "Anuphap Tunalom"), "0.93");
    assert_eq!(likeness("Vientiane", "Vieng Chan"), "0.85");
}

#[test]
fn near_spellings_resolve_only_when_clearly_best() {
    let index = of(["Chanthabuly", "Chanthabily", "Sisattanak"]);
    assert_eq!(answer(&index, "Chantabuly"), "= 1 Sound { letters: 1 }");
    assert_eq!(answer(&index, "Chantabaly"), "* 1 Sound { letters: 2 }, 2 Sound { letters: 2 }");
}

#[test]
fn hostile_queries_find_nothing_and_harm_nothing() {
    let index = index();
    let long = "Nguyễn ".repeat(9_363);
    let queries = [
        "",
        " ",
        "...",
        "—",
        "\0",
        "\u{202e}",
        "\u{200b}\u{feff}",
        "\u{301}",
        "%",
        "🙂",
        &long,
        &"a".repeat(65_536),
    ];
    for query in queries {
        assert_eq!(index.resolve(query), Resolution::None { near: Vec::new() }, "{query:?}");
        assert_eq!(index.search(query, 10), Vec::new(), "{query:?}");
    }
    assert_eq!(answer(&index, "\u{202e}Hà\0 \u{200b}Nội\u{feff}"), "= 20 Written");
    assert_eq!(answer(&NameIndex::default(), "Hà Nội"), "? ");
}

#[test]
fn names_without_letters_answer_to_themselves() {
    let index = of(["—", "", "…"]);
    assert_eq!(answer(&index, "—"), "= 1 Exact");
    assert_eq!(answer(&index, "…"), "= 3 Exact");
    assert_eq!(answer(&index, ""), "= 2 Exact");
}

#[test]
fn an_id_names_its_node_whatever_else_is_called_so() {
    let entry = |node, origin, text| Entry { node: NodeId(node), text, origin };
    let index = NameIndex::new([entry(1, NAME, "lao"), entry(2, ID, "lao"), entry(3, NAME, "lao")]);
    assert_eq!(answer(&index, "lao"), "= 2 Exact");
    assert_eq!(answer(&index, "Lao"), "* 1 Written, 3 Written");
}

#[test]
fn a_node_is_listed_once() {
    let entry = |text| Entry { node: NodeId(1), text, origin: NAME };
    let index = NameIndex::new(["Hà Nội", "thành phố Hà Nội", "Hanoi"].map(entry));
    assert_eq!(answer(&index, "ha noi"), "= 1 Unmarked");
    assert_eq!(index.search("noi", 10).len(), 1);
}

#[test]
fn search_ranks_all_ways_to_match() {
    let lines = [
        "ha noi",
        "noi ha",
        "phrabang",
        "tho",
        "hanoy",
        "vyngchan",
        "ວຽງຈັນ",
        "n p",
        "Soulivong",
        "anuphab",
        "committee",
    ]
    .map(|query| {
        let found: Vec<String> = index()
            .search(query, 5)
            .iter()
            .map(|m| format!("{} ({}) {:.2}", m.text, m.explain(Lang::En), m.score))
            .collect();
        format!("{query}: {}", found.join("; "))
    });
    insta::assert_snapshot!(lines.join("\n"), @"
    ha noi: Hà Nội (same letters, marks ignored) 0.75; Văn phòng Thành ủy Hà Nội (mentioned in a long name) 0.38; Ủy ban nhân dân thành phố Hà Nội (mentioned in a long name) 0.38; Hội đồng nhân dân thành phố Hà Nội (mentioned in a long name) 0.38
    noi ha: Hà Nội (words of the name in another order) 0.46; Văn phòng Thành ủy Hà Nội (has all the words typed) 0.35; Ủy ban nhân dân thành phố Hà Nội (has all the words typed) 0.35; Hội đồng nhân dân thành phố Hà Nội (has all the words typed) 0.35
    phrabang: Luông Phrabăng (part of the name) 0.58
    tho: Sinlavong Khutphaythoune (inside the name) 0.27
    hanoy: Hà Nội (spelled nearly the same (1 letter)) 0.15; Hanoi People's Committee (our rendering, spelled nearly the same (1 letter)) 0.14
    vyngchan: ວຽງຈັນ (alias, same name in another script) 0.20
    ວຽງຈັນ: ວຽງຈັນ (alias) 0.99
    n p: Nguyễn Văn Phong (beginnings of its words) 0.32; Văn phòng Thành ủy Hà Nội (beginnings of its words) 0.32; Ủy ban nhân dân thành phố Hà Nội (beginnings of its words) 0.32; Hội đồng nhân dân thành phố Hà Nội (beginnings of its words) 0.32; A-nụ-pháp Tu-na-lôm (alias, beginnings of its words) 0.32
    Soulivong: Duangta Soulivong (part of the name) 0.60
    anuphab: Anouphap Tounalom (spelled nearly the same (2 letters)) 0.33
    committee: Hanoi People's Committee (our rendering, part of the name) 0.58
    ");
}

#[test]
fn matches_are_explained_in_both_languages() {
    let explained = |query: &str| match index().resolve(query) {
        Resolution::One(found) => format!("{} | {}", found.explain(Lang::Vi), found.explain(Lang::En)),
        other => panic!("{other:?}"),
    };
    let lines = [
        "Hà Nội",
        "ha noi",
        "HÀ NỘI",
        "Viengchan",
        "vientiane",
        "Laos",
        "tien dung",
        "dung tien",
        "dinh tien d",
        "Chantabuly",
        "dinh-tien-dung",
    ]
    .map(|query| format!("{query}: {}", explained(query)));
    insta::assert_snapshot!(lines.join("\n"), @r#"
    Hà Nội: đúng như đã viết | as written
    ha noi: cùng chữ cái, bỏ qua dấu | same letters, marks ignored
    HÀ NỘI: khác cách viết hoa, dấu câu hoặc chỗ đặt dấu | other case, punctuation or place of a tone mark
    Viengchan: cùng chữ cái, bỏ qua dấu cách | same letters, spaces ignored
    vientiane: mã | id
    Laos: tên do chúng tôi đặt | our rendering
    tien dung: một phần của tên | part of the name
    dung tien: các chữ của tên, khác thứ tự | words of the name in another order
    dinh tien d: một phần của tên, chữ cuối chưa hết | part of the name, last word begun
    Chantabuly: tên khác, viết gần giống (khác 1 chữ cái) | alias, spelled nearly the same (1 letter)
    dinh-tien-dung: mã | id
    "#);
}

#[test]
fn keys_keep_what_is_no_mark() {
    let table = [
        ("ĐINH Tiến–Dũng", "dinh tien dung"),
        ("ÐƉđðɖ", "ddddd"),
        ("ວຽງຈັນ", "ວຽງຈັນ"),
        ("กรุงเทพฯ", "กรุงเทพฯ"),
        ("ພະນະທ່ານ", "ພະນະທ່ານ"),
        ("hòa hoà", "hoa hoa"),
        ("“Việt–Lào”, 45/60_năm", "viet lao 45 60 nam"),
        ("Ｖｉê\u{301}ｔ", "viet"),
        ("a\u{200b}\u{301}b\u{202e}c\0d", "abcd"),
        ("\u{301}x", "x"),
        ("Straße Łódź Ærø", "strasse lodz aero"),
        ("nướᴄ ᴠượng", "nuoc vuong"),
        ("ΑΘΗΝΆΣ", "αθηνάσ"),
        ("한국", "한국"),
        ("½", "1 2"),
    ];
    for (text, key) in table {
        let key: String = key.nfc().collect();
        assert_eq!(fold(text), key, "{text}");
    }
    assert_eq!(accent_key("Hòa Bình"), accent_key("hoà bình"));
    assert_eq!(accent_key("THUỲ"), accent_key("thủy").replace('\u{1ef7}', "\u{1ef3}"));
    assert_ne!(accent_key("Hòa"), accent_key("Hoá"));
    assert_ne!(accent_key("mai"), accent_key("mái"));
    assert_eq!(latin_key("ວຽງຈັນ"), "vyngchan");
    assert_eq!(latin_key("Hà Nội (河内)"), "ha noi henei");
}

#[test]
fn words_that_look_vietnamese() {
    for name in [
        "nguyen van phuong",
        "vieng chan",
        "quynh nghieng giuong khuya",
        "gi",
        "huyen",
        "xoong",
        "yeu",
        "thuy uyen",
    ] {
        assert!(is_vietnamese(name), "{name}");
    }
    for name in [
        "",
        "anouphap",
        "tounalom",
        "vientiane",
        "phrabang",
        "chanthabuly",
        "f",
        "bla",
        "ngoo",
        "112",
        "ubnd",
    ] {
        assert!(!is_vietnamese(name), "{name}");
    }
}

#[test]
fn did_you_mean_takes_near_words_only() {
    let kinds = ["Official", "Office", "Institution", "Country", "City", "OFFICE_OF", "MET_WITH", "Đoàn"];
    assert_eq!(did_you_mean("Offical", kinds, 3), ["Official", "Office"]);
    assert_eq!(did_you_mean("offcie", kinds, 3), ["Office"]);
    assert_eq!(did_you_mean("off", kinds, 3), ["Official", "Office", "OFFICE_OF"]);
    assert_eq!(did_you_mean("met with", kinds, 3), ["MET_WITH"]);
    assert_eq!(did_you_mean("doan", kinds, 3), ["Đoàn"]);
    assert_eq!(did_you_mean("Person", kinds, 3), [""; 0]);
    assert_eq!(did_you_mean("", kinds, 3), [""; 0]);
    assert_eq!(did_you_mean(&"x".repeat(100_000), kinds, 3), [""; 0]);
}

/// Letters of all the scripts in play, marks, and what hides among them.
fn any_name() -> impl Strategy<Value = String> {
    let vietnamese = "[a-zA-ZÀ-ỹĐđðÐ '’–,.]{0,12}";
    let mixed = "[a-cĐđạộởÀ\u{300}-\u{309}\u{31b}\u{323}oaeuyກ-ໝ가ᄀ-ᄃß-ÿΣς \u{200b}\u{ad}\\-0-3]{0,12}";
    prop_oneof![vietnamese.prop_map(String::from), mixed.prop_map(String::from), "\\PC{0,12}"]
}

proptest! {
    #[test]
    fn folding_twice_is_folding_once(text in any_name()) {
        let key = fold(&text);
        prop_assert_eq!(fold(&key), key);
    }

    #[test]
    fn unicode_forms_are_one(text in any_name()) {
        let (nfc, nfd): (String, String) = (text.nfc().collect(), text.nfd().collect());
        prop_assert_eq!(fold(&nfc), fold(&nfd));
        prop_assert_eq!(accent_key(&nfc), accent_key(&nfd));
        prop_assert_eq!(latin_key(&nfc), latin_key(&nfd));
    }

    #[test]
    fn the_accent_key_refines_the_fold_key(text in any_name()) {
        let accent = accent_key(&text);
        prop_assert_eq!(fold(&accent), fold(&text));
        prop_assert_eq!(accent_key(&accent), accent);
    }

    #[test]
    fn keys_are_words_with_single_spaces(text in any_name()) {
        for key in [fold(&text), accent_key(&text), latin_key(&text)] {
            prop_assert!(!key.starts_with(' ') && !key.ends_with(' ') && !key.contains("  "), "{key:?}");
        }
    }

    #[test]
    fn every_name_resolves_to_itself(names in proptest::collection::vec(any_name(), 1..8)) {
        let index = of(names.iter().map(String::as_str));
        for (name, number) in names.iter().zip(1..) {
            for form in [name.clone(), name.nfc().collect(), name.nfd().collect()] {
                let found = match index.resolve(&form) {
                    Resolution::One(found) => vec![found],
                    Resolution::Several(found) => found,
                    Resolution::None { .. } => panic!("{name:?} is not found"),
                };
                prop_assert!(found.iter().any(|m| m.node == NodeId(number)), "{name:?} finds {found:?}");
                prop_assert!(found.iter().all(|m| m.how == How::Exact));
            }
        }
    }

    #[test]
    fn no_vietnamese_name_answers_to_other_letters(
        name in "(nguyen|tran|le|bui) (van|thi|hai|hong) (phong|phuong|ha|hai|hang|huong)",
        query in "(nguyen|tran|le|bui) (van|thi|hai|hong) (phong|phuong|ha|hai|hang|huong)",
    ) {
        let found = matches!(of([name.as_str()]).resolve(&query), Resolution::One(_));
        let sorted = |text: &str| { let mut words: Vec<_> = text.split(' ').map(str::to_owned).collect(); words.sort(); words };
        prop_assert_eq!(found, sorted(&name) == sorted(&query));
    }

    #[test]
    fn no_query_panics_or_exceeds_the_limit(query in "\\PC{0,40}|[a-zĐđạộở ]{0,20}", limit in 0..6usize) {
        let index = index();
        index.resolve(&query);
        let found = index.search(&query, limit);
        prop_assert!(found.len() <= limit);
        prop_assert!(found.iter().all(|m| (0.0..=1.0).contains(&m.score)));
        prop_assert!(found.windows(2).all(|pair| pair[0].score >= pair[1].score));
    }
}
