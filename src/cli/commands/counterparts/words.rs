//! Classes and rules in words.

use crate::cli::session::Session;
use crate::dataset::counterparts::{Class, Reason, Rule};
use crate::model::NodeRole;

/// Returns the heading of a class.
pub(super) fn class_words<'s>(session: &'s Session, class: Class<'s>) -> &'s str {
    let role = match class {
        Class::Role(role) => role,
        Class::Kind(kind) => return session.kind_label(kind),
    };
    let (vi, en) = match role {
        NodeRole::Person => ("Con người", "Persons"),
        NodeRole::Office => ("Chức vụ", "Offices"),
        NodeRole::Institution => ("Cơ quan, tổ chức", "Institutions"),
        NodeRole::Place => ("Địa phương", "Places"),
        NodeRole::Group => ("Nhóm", "Groups"),
        NodeRole::Delegation => ("Đoàn", "Delegations"),
        NodeRole::Event => ("Sự kiện", "Events"),
        NodeRole::Agreement => ("Văn kiện", "Agreements"),
        NodeRole::Project => ("Dự án", "Projects"),
        NodeRole::Field => ("Lĩnh vực", "Fields"),
    };
    session.lang.pick(vi, en)
}

/// Says in words what a rule found.
pub(super) fn rule_words(session: &Session, rule: Rule) -> &'static str {
    let (vi, en) = match rule {
        Rule::Stated => ("nguồn nêu rõ", "a source says so"),
        Rule::Marked => ("người lập dữ liệu suy ra hoặc còn tranh luận", "inferred or disputed in the data"),
        Rule::Tied => ("có quan hệ trực tiếp", "tied directly"),
        Rule::SameFunction => ("cùng tên gọi, chỉ khác địa danh", "same name but for the place"),
        Rule::Offices { .. } => ("giữ chức vụ tương ứng", "held offices that are counterparts"),
        Rule::Agreement { .. } => ("cùng một văn kiện, mỗi bên một phía", "in one agreement, each for its side"),
        Rule::Event { .. } => ("cùng một sự kiện, mỗi bên một phía", "at one event, each for its side"),
        Rule::Field { .. } => ("cùng một lĩnh vực", "in one field"),
    };
    session.lang.pick(vi, en)
}

/// Returns what stands on the line between two counterparts: the shortest words for the strongest reason.
pub(super) fn short_rule_words(session: &Session, rule: Rule) -> &'static str {
    let (vi, en) = match rule {
        Rule::Stated => ("nguồn nêu", "stated"),
        Rule::Marked => ("suy ra", "inferred"),
        Rule::Tied => ("trực tiếp", "direct tie"),
        Rule::SameFunction => ("cùng tên gọi", "same name"),
        Rule::Offices { .. } => ("chức tương ứng", "offices"),
        Rule::Agreement { .. } => ("cùng văn kiện", "agreement"),
        Rule::Event { .. } => ("cùng sự kiện", "event"),
        Rule::Field { .. } => ("cùng lĩnh vực", "field"),
    };
    session.lang.pick(vi, en)
}

/// Returns what a reason is about, where it is about something: names, and how many were there.
pub(super) fn about(session: &Session, reason: &Reason) -> Option<String> {
    let facts = session.facts();
    match reason.rule {
        Rule::Stated | Rule::Marked | Rule::Tied | Rule::SameFunction => None,
        Rule::Offices { seats: [one, other] } => Some(format!("{} – {}", facts.name(one), facts.name(other))),
        Rule::Agreement { at, n } | Rule::Event { at, n } | Rule::Field { at, n } => {
            let name = facts.name(at);
            let and = session.lang.pick("và", "and");
            let were = session.lang.pick("bên dự", "on the two sides");
            Some(if n == [1, 1] { name.to_owned() } else { format!("{name} ({} {and} {} {were})", n[0], n[1]) })
        }
    }
}
