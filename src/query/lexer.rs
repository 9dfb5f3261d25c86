//! From text to tokens.

use smol_str::SmolStr;

use super::error::{Detail, QueryError};
use crate::model::Span;

/// The longest query text, in bytes.
pub(super) const LONGEST_TEXT: usize = 1 << 20;

/// A token and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

/// The sorts of tokens; keywords are words, for most of them may also be names.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    /// A bare word.
    Word(SmolStr),
    /// A name in back-quotes.
    Quoted(SmolStr),
    /// A whole number without sign, at most 2^63.
    Integer(u64),
    /// A number with fraction or exponent.
    Float(f64),
    /// Text between quotes.
    Text(SmolStr),
    /// `$name`.
    Parameter(SmolStr),
    /// A sign of one or more characters.
    Sign(&'static str),
    /// The end of the text.
    End,
}

/// Signs, those of two characters first.
const SIGNS: [&str; 28] = [
    "..", "<>", "<=", ">=", "=~", "+=", "||", "(", ")", "[", "]", "{", "}", ",", ";", ":", ".", "|", "&",
    "!", "%", "+", "-", "*", "/", "^", "=", "<",
];
const GREATER: &str = ">";

/// Cuts a text into tokens; the last is [`TokenKind::End`]. Cost `O(n)`.
///
/// # Errors
/// Syntax errors, with openCypher's details for numbers and characters.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, QueryError> {
    if text.len() > LONGEST_TEXT {
        let message = format!("the query has {} bytes; at most {LONGEST_TEXT} are read", text.len());
        return Err(QueryError::syntax(Detail::Other, Span::default(), message));
    }
    let mut lexer = Lexer { text, at: 0 };
    let mut tokens = Vec::with_capacity(text.len() / 4 + 1);
    loop {
        lexer.skip_blanks()?;
        let start = lexer.at;
        let kind = lexer.token()?;
        let is_end = kind == TokenKind::End;
        tokens.push(Token { kind, span: lexer.span(start) });
        if is_end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    #[expect(clippy::cast_possible_truncation, reason = "the text is shorter than 4 GiB")]
    fn span(&self, start: usize) -> Span {
        Span { start: start as u32, end: self.at as u32 }
    }

    fn skip_blanks(&mut self) -> Result<(), QueryError> {
        loop {
            let rest = self.rest();
            let blanks = rest.len() - rest.trim_start().len();
            self.at += blanks;
            if self.rest().starts_with("//") {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            } else if self.rest().starts_with("/*") {
                let start = self.at;
                let Some(end) = self.rest()[2..].find("*/") else {
                    self.at = self.text.len();
                    return Err(self.unexpected(start, "a comment that does not end"));
                };
                self.at += end + 4;
            } else if blanks == 0 {
                return Ok(());
            }
        }
    }

    fn unexpected(&self, start: usize, what: &str) -> QueryError {
        QueryError::syntax(Detail::UnexpectedSyntax, self.span(start), what)
    }

    fn token(&mut self) -> Result<TokenKind, QueryError> {
        let Some(first) = self.peek() else { return Ok(TokenKind::End) };
        let second = self.rest().chars().nth(1);
        match first {
            '\'' | '"' => self.quoted_text(first).map(TokenKind::Text),
            '`' => self.quoted_name().map(TokenKind::Quoted),
            '$' => self.parameter(),
            '0'..='9' => self.number(),
            '.' if second.is_some_and(|next| next.is_ascii_digit()) => self.number(),
            _ if is_name_start(first) => Ok(TokenKind::Word(self.word())),
            _ => self.sign(first),
        }
    }

    fn word(&mut self) -> SmolStr {
        let rest = self.rest();
        let end = rest.find(|letter: char| !is_name_part(letter)).unwrap_or(rest.len());
        self.at += end;
        rest[..end].into()
    }

    fn sign(&mut self, first: char) -> Result<TokenKind, QueryError> {
        // `>=` stands in the list; a lone `>` does not, so that the list has the longest first.
        let sign = SIGNS.iter().copied().chain([GREATER]).find(|sign| self.rest().starts_with(sign));
        let start = self.at;
        if let Some(sign) = sign {
            self.at += sign.len();
            return Ok(TokenKind::Sign(sign));
        }
        self.at += first.len_utf8();
        let message = format!("unexpected character `{}`", first.escape_debug());
        let detail =
            if first.is_ascii() { Detail::UnexpectedSyntax } else { Detail::InvalidUnicodeCharacter };
        Err(QueryError::syntax(detail, self.span(start), message))
    }

    fn parameter(&mut self) -> Result<TokenKind, QueryError> {
        let start = self.at;
        self.at += 1;
        match self.peek() {
            Some('`') => self.quoted_name().map(TokenKind::Parameter),
            Some(letter) if is_name_part(letter) => Ok(TokenKind::Parameter(self.word())),
            _ => Err(self.unexpected(start, "`$` without the name of a parameter")),
        }
    }

    fn quoted_name(&mut self) -> Result<SmolStr, QueryError> {
        let start = self.at;
        let mut name = String::new();
        self.at += 1;
        loop {
            let rest = self.rest();
            let Some(end) = rest.find('`') else {
                self.at = self.text.len();
                return Err(self.unexpected(start, "a name in back-quotes that does not end"));
            };
            name.push_str(&rest[..end]);
            self.at += end + 1;
            if self.peek() != Some('`') {
                return Ok(name.into());
            }
            name.push('`');
            self.at += 1;
        }
    }

    fn quoted_text(&mut self, quote: char) -> Result<SmolStr, QueryError> {
        let start = self.at;
        let mut text = String::new();
        self.at += 1;
        loop {
            let rest = self.rest();
            let Some(end) = rest.find([quote, '\\']) else {
                self.at = self.text.len();
                return Err(self.unexpected(start, "text that does not end"));
            };
            text.push_str(&rest[..end]);
            self.at += end + 1;
            if rest[end..].starts_with(quote) {
                return Ok(text.into());
            }
            text.push(self.escape()?);
        }
    }

    /// Reads what follows a backslash.
    fn escape(&mut self) -> Result<char, QueryError> {
        let start = self.at - 1;
        let letter = self.peek();
        self.at += letter.map_or(0, char::len_utf8);
        let plain = match letter {
            Some(letter @ ('\\' | '\'' | '"' | '`' | '/')) => letter,
            Some('b' | 'B') => '\u{8}',
            Some('f' | 'F') => '\u{c}',
            Some('n' | 'N') => '\n',
            Some('r' | 'R') => '\r',
            Some('t' | 'T') => '\t',
            Some('u') => return self.code_point(start, 4),
            Some('U') => return self.code_point(start, 8),
            _ => return Err(self.unexpected(start, "a backslash that escapes nothing")),
        };
        Ok(plain)
    }

    fn code_point(&mut self, start: usize, n_digits: usize) -> Result<char, QueryError> {
        let high = self.hex_digits(n_digits);
        let character = match high {
            Some(high @ 0xD800..=0xDBFF) if self.rest().starts_with("\\u") => {
                self.at += 2;
                let low = self.hex_digits(4).filter(|low| (0xDC00..0xE000).contains(low));
                low.and_then(|low| char::from_u32(0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00)))
            }
            Some(code) => char::from_u32(code),
            None => None,
        };
        character.ok_or_else(|| {
            let message = format!("`\\u` without {n_digits} hexadecimal digits of a character");
            QueryError::syntax(Detail::InvalidUnicodeLiteral, self.span(start), message)
        })
    }

    fn hex_digits(&mut self, n_digits: usize) -> Option<u32> {
        let digits = self.rest().get(..n_digits)?;
        let code =
            digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16));
        self.at += n_digits;
        code?.ok()
    }

    fn number(&mut self) -> Result<TokenKind, QueryError> {
        let start = self.at;
        let (radix, skip) = match self.rest().as_bytes() {
            [b'0', b'x' | b'X', ..] => (16, 2),
            [b'0', b'o', ..] => (8, 2),
            _ => (10, 0),
        };
        if radix != 10 {
            self.at += skip;
            let digits = self.word();
            // `0x_ff` has a group of digits right behind the prefix.
            let digits = digits.strip_prefix('_').unwrap_or(&digits);
            return self.whole(start, digits, radix);
        }
        self.digits();
        let mut is_whole = true;
        let fraction = self.rest().strip_prefix('.');
        if fraction.is_some_and(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit())) {
            self.at += 1;
            self.digits();
            is_whole = false;
        }
        let exponent = self.rest().strip_prefix(['e', 'E']);
        let exponent = exponent.map(|rest| rest.strip_prefix(['+', '-']).unwrap_or(rest));
        if let Some(rest) = exponent.filter(|rest| rest.starts_with(|digit: char| digit.is_ascii_digit())) {
            self.at = self.text.len() - rest.len();
            self.digits();
            is_whole = false;
        }
        if self.peek().is_some_and(is_name_part) {
            self.word();
            return Err(self.no_number(start));
        }
        let text = &self.text[start..self.at];
        if is_whole && text.len() > 1 && text.starts_with('0') && text.bytes().all(|digit| digit < b'8') {
            // A leading zero marks octal numbers in Cypher's older grammar.
            return self.whole(start, &text[1..], 8);
        }
        if is_whole { self.whole(start, text, 10) } else { self.float(start, text) }
    }

    fn digits(&mut self) {
        let rest = self.rest().as_bytes();
        let is_digit = |at: usize| rest.get(at).is_some_and(u8::is_ascii_digit);
        let is_part =
            |at: &usize| is_digit(*at) || (rest.get(*at) == Some(&b'_') && *at > 0 && is_digit(*at + 1));
        self.at += (0..rest.len()).take_while(is_part).count();
    }

    fn no_number(&self, start: usize) -> QueryError {
        let message = format!("`{}` is not a number", &self.text[start..self.at]);
        QueryError::syntax(Detail::InvalidNumberLiteral, self.span(start), message)
    }

    fn whole(&self, start: usize, digits: &str, radix: u32) -> Result<TokenKind, QueryError> {
        // Underscores part groups of digits.
        let is_parted = !digits.starts_with('_') && !digits.ends_with('_') && !digits.contains("__");
        let digits = if is_parted { digits.replace('_', "") } else { digits.to_owned() };
        let digits = digits.as_str();
        if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
            return Err(self.no_number(start));
        }
        let number = u64::from_str_radix(digits, radix).ok().filter(|number| *number <= 1 << 63);
        number.map(TokenKind::Integer).ok_or_else(|| {
            let message = format!("`{}` does not fit 64 bits", &self.text[start..self.at]);
            QueryError::syntax(Detail::IntegerOverflow, self.span(start), message)
        })
    }

    fn float(&self, start: usize, text: &str) -> Result<TokenKind, QueryError> {
        let number: f64 = text.replace('_', "").parse().map_err(|_| self.no_number(start))?;
        if number.is_finite() {
            return Ok(TokenKind::Float(number));
        }
        let message = format!("`{text}` is too large for a floating-point number");
        Err(QueryError::syntax(Detail::FloatingPointOverflow, self.span(start), message))
    }
}

fn is_name_start(letter: char) -> bool {
    letter.is_alphabetic() || letter == '_'
}

fn is_name_part(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || is_mark(letter)
}

/// Says whether a character is a combining mark, as Lao vowels and decomposed Vietnamese letters have.
fn is_mark(letter: char) -> bool {
    unicode_normalization::char::is_combining_mark(letter)
}
