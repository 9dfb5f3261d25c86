//! What the users of the first trial typed.

use super::*;

/// Names after those of the bundled data set, whose words they share.
const NAMES: &str = "\
    dinh-tien-dung = Đinh Tiến Dũng ~ Dinh Tien Dung, Hanoi side\n\
    nguyen-van-phong = Nguyễn Văn Phong | Ông Phong\n\
    nguyen-hai-trung = Nguyễn Hải Trung\n\
    hoang-trung-hai = Hoàng Trung Hải\n\
    anouphap-tounalom = Anouphap Tounalom\n\
    ha-noi = Hà Nội | Thủ đô Hà Nội ~ Hanoi\n\
    vieng-chan = Viêng Chăn | Vientiane ~ Vientiane\n\
    viet-nam = Việt Nam ~ Vietnam\n\
    lao = Lào ~ Laos\n\
    hoan-kiem = quận Hoàn Kiếm | Hoàn Kiếm\n\
    doanh-nghiep = doanh nghiệp hai bên ~ Businesses of both sides\n\
    dia-phuong-hai-ben = các địa phương hai bên\n\
    mttq-viet-nam = Mặt trận Tổ quốc Việt Nam | MTTQ Việt Nam | MTTQ\n\
    mat-tran-ha-noi = Ủy ban Mặt trận Tổ quốc Việt Nam thành phố Hà Nội | MTTQ Việt Nam Thành phố\n\
    chu-tich-mttq = Chủ tịch Ủy ban MTTQ Việt Nam thành phố Hà Nội\n\
    ubnd-ha-noi = Ủy ban nhân dân thành phố Hà Nội | UBND thành phố ~ People's Committee of Hanoi / UBND Hanoi\n\
    pho-chu-tich-ubnd = Phó Chủ tịch Thường trực UBND thành phố ~ Standing vice chair of Hanoi's People's Committee\n\
    hdnd-ha-noi = Hội đồng nhân dân thành phố Hà Nội | HĐND ~ People's Council of Hanoi\n\
    hdnd-vieng-chan = Hội đồng nhân dân Thủ đô Viêng Chăn | HĐND ~ People's Council of Vientiane\n\
    chu-tich-hdnd-vieng-chan = Chủ tịch Hội đồng nhân dân Thủ đô Viêng Chăn ~ Chair of Vientiane's People's Council\n\
    bi-thu-thanh-uy-ha-noi = Bí thư Thành ủy Hà Nội | Bí thư Thành ủy ~ Party Secretary of Hanoi\n\
    so-nong-nghiep-ha-noi = Sở Nông nghiệp và Phát triển nông thôn thành phố Hà Nội\n\
    so-ngoai-vu-ha-noi = Sở Ngoại vụ thành phố Hà Nội\n\
    y-te = y tế\n\
    bien-ban-2017-2020 = Biên bản ghi nhớ hợp tác giai đoạn 2017-2020 ~ Memorandum of cooperation 2017-2020\n\
    bien-ban-2022-2025 = Biên bản thỏa thuận hợp tác giai đoạn 2022-2025 ~ Cooperation agreement 2022-2025\n\
    le-ky-ket-2022 = Lễ ký kết Biên bản thỏa thuận hợp tác giai đoạn 2022-2025 ~ Signing ceremony, April 2022\n\
    hoi-dam-2017 = Hội đàm lãnh đạo Hà Nội - Vientiane chiều 25/11 | cuộc gặp, hội đàm ~ Talks of 25 November (2017)\n\
    hoi-dam-truc-tuyen-2021 = Hội đàm trực tuyến Hà Nội - Viêng Chăn sáng 17/11/2021 | hội đàm trực tuyến ~ Online talks\n\
    gap-go = Cuộc gặp lãnh đạo Hà Nội - Viêng Chăn (ảnh)\n\
    dai-su-lao = Đại sứ đặc mệnh toàn quyền nước CHDCND Lào tại Việt Nam ~ Ambassador of Laos to Vietnam\n\
    giam-doc-cong-an = Giám đốc Công an thành phố Hà Nội ~ Director of the Hanoi police (public security)\n\
    vien-nghien-cuu = Viện Nghiên cứu và Phát triển kinh tế - xã hội thủ đô Viêng Chăn\n\
    uy-vien-bo-chinh-tri = Ủy viên Bộ Chính trị\n\
    ky-niem = Kỷ niệm 55 năm ~ Celebrations of the anniversaries\n\
    du-an-hieu-qua = nhiều dự án hiệu quả\n\
    kit-test = 10.000 bộ kit test ~ 10,000 test kits\n\
    usd-15000 = 15.000 USD\n\
    hanoi-gov-vn = Hanoi.gov.vn ~ Hanoi city web portal";

fn typed_index() -> NameIndex {
    let lines = NAMES.lines().map(|line| line.trim().split_once(" = ").unwrap());
    let entries = (0..).zip(lines).flat_map(|(node, (id, rest))| {
        let (names, gloss) = rest.split_once(" ~ ").unwrap_or((rest, ""));
        let one = move |origin, text| Entry { node: NodeId(node), text, origin };
        let names = (0..)
            .zip(names.split(" | "))
            .map(move |(at, text)| one(if at == 0 { NAME } else { ALIAS }, text));
        [one(ID, id)].into_iter().chain(names).chain((!gloss.is_empty()).then(|| one(GLOSS, gloss)))
    });
    NameIndex::new(entries)
}

/// Writes matches as `id how`, the first four.
fn list(found: &[Match]) -> String {
    let id = |found: &Match| {
        let line = NAMES.lines().nth(found.node.0 as usize).unwrap();
        format!("{} {:?}", line.trim().split(" = ").next().unwrap(), found.how)
    };
    match found {
        [] => "nothing".to_owned(),
        _ => found.iter().take(4).map(id).collect::<Vec<_>>().join(", "),
    }
}

fn answers(queries: &str) -> String {
    let index = typed_index();
    let answer = |query: &str| match index.resolve(query) {
        Resolution::One(found) => format!("{query} = {}", list(&[found])),
        Resolution::Several(found) => format!("{query} * {}", list(&found)),
        Resolution::None { near } => format!("{query} ? {}", list(&near)),
    };
    queries.split("; ").map(answer).collect::<Vec<_>>().join("\n")
}

fn finds(queries: &str) -> String {
    let index = typed_index();
    let line = |query: &str| format!("{query}: {}", list(&index.search(query, 9)));
    queries.split("; ").map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn marks_typed_in_part() {
    let typed = "Đinh Tien Dung; dinh Tiến dung; Đinh Tiến Dung; dinh tiên dung; Đinh Tièn Dung; Hoàn Kiem; \
        Viêt Nam; Hanoï; Nguyễn Van Phong; Hà Noi; UBND thanh phố; Nguyen Văn Phóng";
    insta::assert_snapshot!(answers(typed), @"
    Đinh Tien Dung = dinh-tien-dung HalfMarked
    dinh Tiến dung ? dinh-tien-dung OtherMarks
    Đinh Tiến Dung ? dinh-tien-dung OtherMarks
    dinh tiên dung ? dinh-tien-dung OtherMarks
    Đinh Tièn Dung ? dinh-tien-dung OtherMarks
    Hoàn Kiem = hoan-kiem HalfMarked
    Viêt Nam = viet-nam HalfMarked
    Hanoï = ha-noi HalfMarked
    Nguyễn Van Phong ? nguyen-van-phong OtherMarks
    Hà Noi ? ha-noi OtherMarks
    UBND thanh phố ? ubnd-ha-noi OtherMarks, pho-chu-tich-ubnd SomeWords { words: 2 }
    Nguyen Văn Phóng ? nguyen-van-phong OtherMarks
    ");
    let phong = of(["Nguyễn Văn Phóng"]);
    assert_eq!(answer(&phong, "Nguyễn Văn Phong"), "? 1 OtherMarks");
    assert_eq!(answer(&phong, "Nguyen Văn Phong"), "= 1 HalfMarked");
    assert_eq!(answer(&phong, "Nguyen Van Phong"), "= 1 Unmarked");
    let both = of(["Nguyễn Văn Phóng", "Nguyễn Văn Phong"]);
    assert_eq!(answer(&both, "Nguyễn Văn Phong"), "= 2 Exact");
    assert_eq!(answer(&both, "Nguyen Văn Phong"), "* 2 HalfMarked, 1 HalfMarked");
    assert_eq!(answer(&of(["Luông Phrabăng"]), "Luông Phrabang"), "= 1 HalfMarked");
}

#[test]
fn forms_of_address_and_titles() {
    let typed = "ông Đinh Tiến Dũng; đồng chí Dũng; Mr Dung; Mr. Anuphap; ông Phong; bà Phong; ông Hải; \
        Bí thư Đinh Tiến Dũng; bi thu thanh uy ha noi dinh tien dung; đồng chí Bí thư Đinh Tiến Dũng; \
        Bí thư Đinh Tiến Dung; ông Đinh Tiến Dung; Bí thư Việt Nam; Sở Y tế Hà Nội; ông; ông bà; Mr Mr; \
        thủ đô Hà Nội, Việt Nam";
    insta::assert_snapshot!(answers(typed), @"
    ông Đinh Tiến Dũng = dinh-tien-dung Addressed
    đồng chí Dũng = dinh-tien-dung Addressed
    Mr Dung = dinh-tien-dung Addressed
    Mr. Anuphap = anouphap-tounalom Addressed
    ông Phong = nguyen-van-phong Written
    bà Phong = nguyen-van-phong Addressed
    ông Hải * hoang-trung-hai Addressed, nguyen-hai-trung Addressed
    Bí thư Đinh Tiến Dũng = dinh-tien-dung Titled
    bi thu thanh uy ha noi dinh tien dung = dinh-tien-dung Titled
    đồng chí Bí thư Đinh Tiến Dũng = dinh-tien-dung Addressed
    Bí thư Đinh Tiến Dung ? dinh-tien-dung OtherMarks
    ông Đinh Tiến Dung ? dinh-tien-dung OtherMarks
    Bí thư Việt Nam ? viet-nam Longer, bi-thu-thanh-uy-ha-noi SomeWords { words: 2 }, mttq-viet-nam SomeWords { words: 2 }, mat-tran-ha-noi SomeWords { words: 2 }
    Sở Y tế Hà Nội ? so-ngoai-vu-ha-noi SomeWords { words: 3 }, so-nong-nghiep-ha-noi SomeWords { words: 3 }
    ông = nguyen-van-phong Part
    ông bà ? nguyen-van-phong SomeWords { words: 1 }
    Mr Mr ? nothing
    thủ đô Hà Nội, Việt Nam ? ha-noi Longer, mat-tran-ha-noi SomeWords { words: 4 }, chu-tich-mttq SomeWords { words: 4 }
    ");
}

#[test]
fn words_from_several_names() {
    let typed = "MTTQ Hà Nội; UBND thành phố Hà Nội; ubnd ha noi; ha noi ubnd; UBND Hanoi; HĐND Viêng Chăn; \
        Sở Nông nghiệp Hà Nội; biên bản 2017-2020; biên bản 2022-2025; hội đàm 17/11/2021; hội đàm 2017; \
        Lao ambassador; police director; Vientiane People's Council; Bí thư Hà Nội; Vien Chan; Viên Chăn";
    insta::assert_snapshot!(answers(typed), @"
    MTTQ Hà Nội = mat-tran-ha-noi Spread
    UBND thành phố Hà Nội = ubnd-ha-noi Spread
    ubnd ha noi = ubnd-ha-noi Id
    ha noi ubnd = ubnd-ha-noi Spread
    UBND Hanoi = ubnd-ha-noi Exact
    HĐND Viêng Chăn = hdnd-vieng-chan Spread
    Sở Nông nghiệp Hà Nội = so-nong-nghiep-ha-noi Among
    biên bản 2017-2020 = bien-ban-2017-2020 Spread
    biên bản 2022-2025 = bien-ban-2022-2025 Spread
    hội đàm 17/11/2021 = hoi-dam-truc-tuyen-2021 Spread
    hội đàm 2017 = hoi-dam-2017 Spread
    Lao ambassador = dai-su-lao Spread
    police director = giam-doc-cong-an Among
    Vientiane People's Council = hdnd-vieng-chan Words
    Bí thư Hà Nội = bi-thu-thanh-uy-ha-noi Words
    Vien Chan ? vieng-chan Starts, vien-nghien-cuu SomeWords { words: 2 }
    Viên Chăn ? vieng-chan Starts
    ");
}

#[test]
fn ids_as_words() {
    let typed =
        "hoan kiem; Bien-Ban-2022-2025; bien ban 2022 2025; so nong nghiep ha noi; Biên-Ban-2022-2025";
    insta::assert_snapshot!(answers(typed), @"
    hoan kiem = hoan-kiem Unmarked
    Bien-Ban-2022-2025 = bien-ban-2022-2025 Id
    bien ban 2022 2025 = bien-ban-2022-2025 Id
    so nong nghiep ha noi = so-nong-nghiep-ha-noi Id
    Biên-Ban-2022-2025 ? bien-ban-2022-2025 SomeWords { words: 3 }, le-ky-ket-2022 SomeWords { words: 3 }
    ");
    let phuong = Entry { node: NodeId(1), text: "nguyen-van-phong", origin: ID };
    let index = NameIndex::new([phuong, Entry { text: "Nguyễn Văn Phong", origin: NAME, ..phuong }]);
    assert_eq!(answer(&index, "Nguyễn Văn Phóng"), "? 1 OtherMarks");
}

#[test]
fn common_names_and_initials() {
    let typed = "HĐND; hội đồng nhân dân; MTTQ; gặp; hai ben; hội đàm; VN; HN; gov.vn; Hanoi.gov.vn; vn; 15000 USD; USD; 000";
    insta::assert_snapshot!(answers(typed), @"
    HĐND * hdnd-ha-noi Exact, hdnd-vieng-chan Exact
    hội đồng nhân dân * hdnd-ha-noi Part, hdnd-vieng-chan Part
    MTTQ = mttq-viet-nam Exact
    gặp * hoi-dam-2017 Mention, gap-go Mention
    hai ben * doanh-nghiep Mention, dia-phuong-hai-ben Mention
    hội đàm * hoi-dam-truc-tuyen-2021 Part, hoi-dam-2017 Part
    VN ? viet-nam Initials
    HN ? ha-noi Initials
    gov.vn = hanoi-gov-vn Mention
    Hanoi.gov.vn = hanoi-gov-vn Exact
    vn ? nothing
    15000 USD = usd-15000 Divided
    USD = usd-15000 Part
    000 ? nothing
    ");
}

#[test]
fn searching() {
    let typed = "tiền; tien; quà; viện; vien; viện trợ; anniversary; tests; kit; covid; Hà Nội gặp; HĐND Lào; \
        Anuphap; VN; ngo; dùng; Hà Nôi; nước Việt Nam; ha noi";
    insta::assert_snapshot!(finds(typed), @"
    tiền: nothing
    tien: dinh-tien-dung Part
    quà: nothing
    viện: vien-nghien-cuu Part
    vien: vien-nghien-cuu Part, vieng-chan Begun, uy-vien-bo-chinh-tri Mention, hoi-dam-2017 Mention
    viện trợ: vien-nghien-cuu SomeWords { words: 1 }
    anniversary: ky-niem Among
    tests: kit-test Among
    kit: kit-test Part
    covid: nothing
    Hà Nội gặp: gap-go Among, hoi-dam-2017 Spread
    HĐND Lào: lao SomeWords { words: 1 }, hdnd-ha-noi SomeWords { words: 1 }, hdnd-vieng-chan SomeWords { words: 1 }, dai-su-lao SomeWords { words: 1 }
    Anuphap: anouphap-tounalom Sound { letters: 1 }
    VN: viet-nam Initials
    ngo: so-ngoai-vu-ha-noi Starts
    dùng: nothing
    Hà Nôi: ha-noi OtherMarks
    nước Việt Nam: dai-su-lao Among
    ha noi: ha-noi Unmarked, bi-thu-thanh-uy-ha-noi Mention, so-ngoai-vu-ha-noi Mention, ubnd-ha-noi Mention
    ");
}

#[test]
fn only_whole_names_are_whole() {
    let index = typed_index();
    let is_whole = |query: &str| match index.resolve(query) {
        Resolution::One(found) => found.how.is_whole(),
        other => panic!("{query} {other:?}"),
    };
    for query in [
        "Đinh Tiến Dũng",
        "dinh tien dung",
        "Đinh Tien Dung",
        "Hanoi",
        "HOAN-KIEM",
        "People's Council of Hanoi",
    ] {
        assert!(is_whole(query), "{query}");
    }
    for query in
        ["Tiến Dũng", "Anuphap", "ông Đinh Tiến Dũng", "Bí thư Đinh Tiến Dũng", "MTTQ Hà Nội", "đại sứ"]
    {
        assert!(!is_whole(query), "{query}");
    }
}

#[test]
fn no_wording_counts_to_nothing() {
    for how in [How::Sound { letters: 0 }, How::Near { letters: 0 }] {
        assert!(!how.explain(Lang::En).contains('0') && !how.explain(Lang::Vi).contains('0'));
    }
}
