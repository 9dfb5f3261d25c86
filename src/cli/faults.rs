//! What goes wrong in other rooms, in words: their own in English, these in Vietnamese.

mod database;

use std::borrow::Cow;
use std::io;

use crate::dataset::Fault;
use crate::model::{CitationError, Lang};
use crate::render::graphviz::GraphvizError;
use crate::render::strip::MOST_BARS;
use crate::render::svg::{MOST_EDGES, MOST_NODES, SvgError};

pub(super) use database::{database_hint, database_words, storage_hint, storage_words};

/// Says what was found.
pub(super) fn found(fault: &Fault, lang: Lang) -> String {
    match lang {
        Lang::En => fault.to_string(),
        Lang::Vi => found_vi(fault),
    }
}

/// Says what was expected instead, where that is more than the opposite of what was found.
pub(super) fn expected(fault: &Fault, lang: Lang) -> Option<String> {
    match lang {
        Lang::En => fault.expected(),
        Lang::Vi => expected_vi(fault),
    }
}

/// Says what to do about it, where there is more to say.
pub(super) fn hint(fault: &Fault, lang: Lang) -> Option<String> {
    match lang {
        Lang::En => fault.hint(),
        Lang::Vi => hint_vi(fault),
    }
}

fn found_vi(fault: &Fault) -> String {
    match fault {
        Fault::TooLarge { bytes, .. } => format!("tệp có {bytes} byte"),
        Fault::ImportTooLarge { bytes, .. } => format!("tệp có {bytes} byte hoặc hơn"),
        Fault::XmlSyntax { message } => format!("không phải XML: {message}"),
        Fault::NotUtf8 => "có byte không thuộc UTF-8".to_owned(),
        Fault::Syntax { message } => format!("không phải JSON: {}", syntax_vi(message)),
        Fault::WrongShape { found, .. } => {
            format!("gặp {}", phrase_vi(found.strip_prefix("found ").unwrap_or(found)))
        }
        Fault::UnknownField { name, .. } => format!("không có trường nào tên `{name}`"),
        Fault::RepeatedField { name } => format!("`{name}` được ghi hai lần"),
        Fault::MissingField { name } => format!("thiếu `{name}`"),
        Fault::Empty { name } => format!("`{name}` để trống"),
        Fault::RepeatedId { id, .. } => format!("mã `{id}` đã được dùng"),
        Fault::Unknown { what, name, .. } => format!("không có {} `{name}`", phrase_vi(what)),
        Fault::WrongEnd { edge_type, verb, node, kind, .. } => {
            format!("`{edge_type}` {} `{node}`, thuộc loại `{kind}`", phrase_vi(verb))
        }
        Fault::Date { text, .. } => format!("`{text}` không phải là ngày"),
        Fault::Citation { text, error } => format!("`{text}` không phải là trích dẫn: {}", citation_vi(*error)),
        Fault::NoCitation => "không có trích dẫn".to_owned(),
        Fault::PropertyType { name, found, .. } => format!("thuộc tính `{name}` là {}", phrase_vi(found)),
        Fault::FormulaWithoutProperty { name } => {
            format!("có công thức cho `{name}`, mà bản ghi không có thuộc tính này")
        }
        Fault::Schema { found, .. } => found.vi.clone(),
    }
}

fn expected_vi(fault: &Fault) -> Option<String> {
    match fault {
        Fault::TooLarge { limit, .. } => Some(format!("nhiều nhất {limit} byte mỗi tệp")),
        Fault::ImportTooLarge { limit, .. } => Some(format!("nhiều nhất {limit} byte")),
        Fault::NotUtf8 => Some("văn bản UTF-8".to_owned()),
        Fault::WrongShape { expected, .. } | Fault::PropertyType { expected, .. } => {
            Some(phrase_vi(expected).into_owned())
        }
        Fault::Schema { expected, .. } => Some(expected.vi.clone()),
        Fault::UnknownField { allowed, .. } | Fault::Unknown { allowed, .. } if !allowed.is_empty() => {
            Some(format!("một trong các tên {}", quoted(allowed)))
        }
        Fault::WrongEnd { allowed, .. } => Some(format!("một nút thuộc loại {}", quoted(allowed))),
        Fault::Date { .. } => Some(crate::model::EdtfError::expected(Lang::Vi).to_owned()),
        Fault::Citation { .. } | Fault::NoCitation => {
            Some("nguồn#đoạn, đoạn đếm từ 1, ví dụ 002#3".to_owned())
        }
        _ => None,
    }
}

fn hint_vi(fault: &Fault) -> Option<String> {
    match fault {
        Fault::UnknownField { near: Some(near), .. } | Fault::Unknown { near: Some(near), .. } => {
            Some(format!("có phải ý bạn là `{near}`?"))
        }
        Fault::RepeatedId { first: Some(first), .. } => Some(format!("dùng lần đầu ở {first}")),
        Fault::Date { error, .. } => error.hint(Lang::Vi).map(str::to_owned),
        Fault::TooLarge { .. } => Some("chia các bản ghi ra nhiều tệp".to_owned()),
        Fault::ImportTooLarge { .. } => {
            Some("thư mục dữ liệu không có giới hạn này: có thể chia ra bao nhiêu tệp cũng được".to_owned())
        }
        Fault::NotUtf8 => Some("lưu tệp ở dạng UTF-8, không có dấu thứ tự byte (BOM)".to_owned()),
        Fault::NoCitation => Some("nêu ít nhất một chỗ trong nguồn nói điều này".to_owned()),
        _ => None,
    }
}

fn quoted(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}

fn citation_vi(error: CitationError) -> &'static str {
    match error {
        CitationError::NoHash => "không có `#` giữa nguồn và đoạn",
        CitationError::NoSource => "không có nguồn trước `#`",
        CitationError::NoParagraph => "đoạn sau `#` không phải là số nguyên từ 1",
    }
}

/// The fixed phrases inside faults. What is quoted from the data stands as it is.
const PHRASES: [(&str, &str); 35] = [
    ("null", "null"),
    ("a sequence", "một danh sách"),
    ("a map", "một đối tượng"),
    ("a boolean", "một giá trị đúng/sai"),
    ("a whole number", "một số nguyên"),
    ("a decimal number", "một số thập phân"),
    ("a number", "một số"),
    ("a string", "một chuỗi"),
    ("a list", "một danh sách"),
    ("an object", "một đối tượng"),
    ("something else", "thứ khác"),
    ("true or false", "true hoặc false"),
    ("a date as a string (EDTF)", "một ngày ghi thành chuỗi (EDTF)"),
    ("a list of strings", "một danh sách chuỗi"),
    ("the id of a node as a string", "mã của một nút, ghi thành chuỗi"),
    ("an address as a string", "một địa chỉ ghi thành chuỗi"),
    ("an address that starts with http:, https: or mailto:", "một địa chỉ bắt đầu bằng http:, https: hoặc mailto:"),
    ("a list of records", "một danh sách bản ghi"),
    ("a list of citations", "một danh sách trích dẫn"),
    ("a string such as \"002#3\"", "một chuỗi như \"002#3\""),
    ("a list of aliases", "một danh sách tên khác"),
    ("an object from property to formula", "một đối tượng từ thuộc tính đến công thức"),
    ("an object of properties", "một đối tượng gồm các thuộc tính"),
    ("node", "nút nào tên"),
    ("kind", "loại nút nào tên"),
    ("edge type", "loại phát biểu nào tên"),
    ("source", "nguồn nào tên"),
    ("status", "trạng thái nào tên"),
    ("property", "thuộc tính nào tên"),
    ("value", "giá trị nào là"),
    ("file", "tệp nào tên"),
    ("record", "bản ghi nào tên"),
    ("field", "trường nào tên"),
    ("starts at", "bắt đầu từ"),
    ("leads to", "dẫn đến"),
];

fn phrase_vi(phrase: &str) -> Cow<'_, str> {
    let known = PHRASES.iter().find(|(en, _)| *en == phrase);
    known.map_or(Cow::Borrowed(phrase), |(_, vi)| Cow::Borrowed(*vi))
}

/// What the JSON parser says, as far as its words are fixed.
const SYNTAX: [(&str, &str); 17] = [
    ("EOF while parsing a list", "văn bản hết giữa một danh sách"),
    ("EOF while parsing an object", "văn bản hết giữa một đối tượng"),
    ("EOF while parsing a string", "văn bản hết giữa một chuỗi"),
    ("EOF while parsing a value", "văn bản hết khi cần một giá trị"),
    ("expected `:`", "cần có `:`"),
    ("expected `,` or `]`", "cần có `,` hoặc `]`"),
    ("expected `,` or `}`", "cần có `,` hoặc `}`"),
    ("expected ident", "cần có true, false hoặc null"),
    ("expected value", "cần có một giá trị"),
    ("key must be a string", "khóa phải là một chuỗi"),
    ("trailing comma", "thừa dấu phẩy ở cuối"),
    ("trailing characters", "thừa ký tự ở cuối"),
    ("invalid number", "số viết sai"),
    ("number out of range", "số quá lớn"),
    ("invalid escape", "ký tự thoát viết sai"),
    ("control character (\\u0000-\\u001F) found while parsing a string", "có ký tự điều khiển trong chuỗi"),
    ("recursion limit exceeded", "lồng nhau quá sâu"),
];

fn syntax_vi(message: &str) -> String {
    if let Some((_, vi)) = SYNTAX.iter().find(|(en, _)| *en == message) {
        return (*vi).to_owned();
    }
    let (found, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let heads = [
        ("missing field ", "thiếu trường "),
        ("unknown field ", "không có trường nào tên "),
        ("unknown variant ", "không có giá trị nào là "),
        ("duplicate field ", "ghi hai lần trường "),
        ("invalid type: ", "gặp "),
        ("invalid value: ", "gặp "),
    ];
    let known = heads.iter().find_map(|(en, vi)| Some((vi, found.strip_prefix(en)?)));
    let Some((head, what)) = known else { return message.to_owned() };
    let found = format!("{head}{}", json_type_vi(what));
    match expected.strip_prefix("one of ") {
        Some(names) => format!("{found}; cần một trong {names}"),
        None if expected.is_empty() => found,
        None => format!("{found}; cần {}", phrase_vi(expected)),
    }
}

/// Translates how the JSON parser calls a value; the value itself stands as it is.
fn json_type_vi(what: &str) -> String {
    let types = [
        ("sequence", "một danh sách"),
        ("map", "một đối tượng"),
        ("null", "null"),
        ("string", "chuỗi"),
        ("integer", "số nguyên"),
        ("floating point", "số thập phân"),
        ("boolean", "giá trị"),
    ];
    let known = types.iter().find_map(|(en, vi)| Some(format!("{vi}{}", what.strip_prefix(en)?)));
    known.unwrap_or_else(|| what.to_owned())
}

/// Says why the system refused; in English what the system itself says.
pub(super) fn system_words(error: &io::Error, lang: Lang) -> String {
    if lang == Lang::En {
        return error.to_string();
    }
    let words = match error.kind() {
        io::ErrorKind::NotFound => "không tìm thấy tệp hoặc thư mục",
        io::ErrorKind::PermissionDenied => "không có quyền",
        io::ErrorKind::AlreadyExists => "đã có tệp này",
        io::ErrorKind::NotADirectory => "không phải là thư mục",
        io::ErrorKind::IsADirectory => "là một thư mục",
        io::ErrorKind::StorageFull => "hết chỗ trên đĩa",
        io::ErrorKind::ReadOnlyFilesystem => "chỉ được đọc, không được ghi",
        io::ErrorKind::BrokenPipe => "bên đọc đã đóng",
        io::ErrorKind::InvalidFilename => "tên tệp không dùng được",
        _ => return error.to_string(),
    };
    words.to_owned()
}

/// Says why Graphviz drew nothing; what Graphviz itself complained of stands as it is.
pub(super) fn graphviz_words(error: &GraphvizError, lang: Lang) -> String {
    if lang == Lang::En {
        return error.to_string();
    }
    match error {
        GraphvizError::NotFound { program } => {
            format!("chưa cài Graphviz: không có chương trình `{}`", program.display())
        }
        GraphvizError::Timeout { limit } => format!("Graphviz chưa vẽ xong sau {} giây", limit.as_secs_f64()),
        GraphvizError::Failed { status, stderr } => format!("Graphviz gặp lỗi ({status}): {stderr}"),
        GraphvizError::TooLarge { limit } => format!("hình vẽ lớn hơn {limit} byte"),
        GraphvizError::Io(error) => format!("không chạy được Graphviz: {}", system_words(error, lang)),
    }
}

/// Says why the built-in drawer drew nothing, and what can be done.
pub(super) fn svg_words(error: SvgError, lang: Lang) -> (String, String) {
    match (lang, error) {
        (Lang::Vi, SvgError::TooLarge { n_nodes, n_edges }) => (
            format!(
                "{n_nodes} nút và {n_edges} phát biểu là quá nhiều để vẽ khi không có Graphviz; nhiều nhất {MOST_NODES} \
                 và {MOST_EDGES} thì hình còn đọc được"
            ),
            "vẽ một phần với `--focus` hoặc `--kind`, hoặc cài Graphviz".to_owned(),
        ),
        (Lang::Vi, SvgError::TooManyBars { n_bars }) => (
            format!("{n_bars} mục là quá nhiều cho một dải; nhiều nhất {MOST_BARS} mục thì hình còn đọc được"),
            "nêu tên một nút, hoặc vẽ một phần với `--kind` hoặc `--during`".to_owned(),
        ),
        (Lang::En, error) => (error.to_string(), error.hint().to_owned()),
    }
}
