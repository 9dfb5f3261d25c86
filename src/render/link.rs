//! Which addresses a drawing may lead to.

use std::fmt::Write as _;

/// Returns `url` as a drawing may write it, or nothing if it is no web or mail address.
///
/// Only `http://`, `https://` and `mailto:` pass, in any case, after control characters are gone, for a browser
/// ignores these (`java\tscript:`). Whatever a URI may not hold as it is (RFC 3986, section 2) is percent-encoded,
/// so the result is printable ASCII without quotes, spaces or backslashes.
pub(super) fn safe_link(url: &str) -> Option<String> {
    let url: String = url.chars().filter(|char| !char.is_control()).collect();
    let url = url.trim();
    let is_safe = ["http://", "https://", "mailto:"].iter().any(|scheme| starts_with(url, scheme));
    is_safe.then(|| encode(url))
}

fn starts_with(url: &str, scheme: &str) -> bool {
    url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme))
        && url.len() > scheme.len()
}

fn encode(url: &str) -> String {
    let mut encoded = String::with_capacity(url.len());
    for byte in url.bytes() {
        let is_plain = byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
        if is_plain {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_and_mail_addresses_pass() {
        for bad in [
            "javascript:alert(1)",
            " java\tscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "//x.org",
            "http:x",
            "https://",
            "",
        ] {
            assert_eq!(safe_link(bad), None, "{bad}");
        }
        assert_eq!(safe_link(" HTTPS://x.org/a b\n").as_deref(), Some("HTTPS://x.org/a%20b"));
        assert_eq!(safe_link("http://x.org/\"><script>").as_deref(), Some("http://x.org/%22%3E%3Cscript%3E"));
        assert_eq!(safe_link("https://x.org/Hà?a=1&b=2").as_deref(), Some("https://x.org/H%C3%A0?a=1&b=2"));
        assert_eq!(safe_link("mailto:a@x.org").as_deref(), Some("mailto:a@x.org"));
    }
}
