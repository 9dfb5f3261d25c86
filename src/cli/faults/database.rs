//! What goes wrong with databases, in words.

use super::system_words;
use crate::cli::phrasebook::vietnamese;
use crate::db;
use crate::model::Lang;
use crate::storage::StorageError;

/// Says why a database gave no answer.
pub(in crate::cli) fn database_words(error: &db::Error, lang: Lang) -> String {
    match (lang, error) {
        (Lang::Vi, db::Error::Storage(error)) => storage_vi(error),
        (Lang::Vi, db::Error::Dataset(error)) => crate::cli::error::dataset_message(error, lang),
        (Lang::Vi, other) => vietnamese(&other.to_string()),
        (Lang::En, other) => other.to_string(),
    }
}

/// Says what to do about it.
pub(in crate::cli) fn database_hint(error: &db::Error, lang: Lang) -> Option<String> {
    match (lang, error) {
        (Lang::Vi, db::Error::Storage(error)) => storage_hint(error, lang).map(str::to_owned),
        (Lang::Vi, other) => other.hint().map(vietnamese),
        (Lang::En, other) => other.hint().map(str::to_owned),
    }
}

/// Says why a database file could not be made, opened or written.
pub(in crate::cli) fn storage_words(error: &StorageError, lang: Lang) -> String {
    match lang {
        Lang::Vi => storage_vi(error),
        Lang::En => error.to_string(),
    }
}

/// Says what to do about a database file.
pub(in crate::cli) fn storage_hint(error: &StorageError, lang: Lang) -> Option<&'static str> {
    let own = error.hint();
    if lang == Lang::En {
        return own;
    }
    match error {
        StorageError::Missing(_) => Some("`hvgraph init FILE` tạo một cơ sở dữ liệu trống"),
        StorageError::Exists(_) => Some("chọn tên khác, hoặc bỏ tệp cũ trước"),
        StorageError::InUse(_) => Some("kết thúc tiến trình kia hoặc chờ nó xong; trong lúc đó vẫn đọc được"),
        StorageError::NotADatabase(_) => Some("thư mục dữ liệu thì dùng --data"),
        StorageError::NewerVersion { .. } => Some("dùng phiên bản hvgraph đã ghi tệp, hoặc phiên bản mới hơn"),
        StorageError::Damaged { .. } => Some("khôi phục bản sao lưu; `hvgraph backup FILE COPY` tạo bản sao lưu"),
        _ => own,
    }
}

fn storage_vi(error: &StorageError) -> String {
    match error {
        StorageError::Missing(path) => format!("{}: không có cơ sở dữ liệu này", path.display()),
        StorageError::Exists(path) => format!("{}: đã có tệp tên này", path.display()),
        StorageError::InUse(path) => {
            format!("{}: một tiến trình khác đang mở cơ sở dữ liệu để ghi", path.display())
        }
        StorageError::NotADatabase(path) => format!("{}: đây không phải là cơ sở dữ liệu hvgraph", path.display()),
        StorageError::NewerVersion { path, version, newest } => format!(
            "{}: cơ sở dữ liệu có định dạng phiên bản {version}, chương trình này đọc được đến {newest}",
            path.display()
        ),
        StorageError::Damaged { path, at, what } => {
            format!("{}: cơ sở dữ liệu hỏng ở byte {at}: {}", path.display(), vietnamese(what))
        }
        StorageError::Io { path, doing, source } => format!(
            "{}: không {} được: {}",
            path.display(),
            vietnamese(doing),
            system_words(source, Lang::Vi)
        ),
        StorageError::Broken(path) => {
            format!("{}: lần ghi trước không thành; hãy mở lại cơ sở dữ liệu", path.display())
        }
        other => vietnamese(&other.to_string()),
    }
}
