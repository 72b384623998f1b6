//! One pass over the bytes of a document before it is parsed. It gives the tokens, and refuses what the parser is not
//! given: the parser works by recursion, once for each bracket, and a document of a few thousand brackets would overflow
//! its stack and end the process.
//!
//! Brackets in strings and comments do not count. Lines and columns are those of the library's parser, whose validation
//! tells them: a line ends with a line feed, a carriage return begins its line anew, and a column is a character.

use async_graphql::Pos;

use super::refusal::{Limit, Refusal};
use crate::config::LimitsConfig;

/// It may stand wherever a space may.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The tokens of a document.
#[derive(Debug)]
pub(super) struct Tokens<'d> {
    pub(super) all: Vec<Token<'d>>,
    /// Where the document ends.
    pub(super) end: Pos,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'d> {
    pub(super) kind: Kind,
    /// What stands in the document; of a string, what stands between its quotes.
    pub(super) text: &'d str,
    /// Where it begins.
    pub(super) at: Pos,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Name,
    /// What begins like a number, up to where a number must have ended: it need not be one.
    Number,
    /// A string on one line, its escapes not looked at.
    String,
    BlockString,
    /// What begins like a string and has no end.
    Unended,
    /// Three dots.
    Spread,
    /// Any other byte, of the grammar or not.
    Sign(u8),
}

/// The tokens of a document that is within the limits.
pub(super) fn tokens<'d>(document: &'d str, limits: &LimitsConfig) -> Result<Tokens<'d>, Refusal> {
    let too_much = |limit, most| Err(Refusal::TooMuch { limit, most });
    if document.len() > limits.document_bytes {
        return too_much(Limit::Bytes, limits.document_bytes);
    }
    let mut lexer = Lexer { document, at: 0, line: 1, line_start: 0, continued: 0, block_strings_end: true };
    let (mut open, mut all) = (0_usize, Vec::new());
    while let Some(token) = lexer.next() {
        match token.kind {
            Kind::Sign(b'{' | b'[' | b'(') => open += 1,
            Kind::Sign(b'}' | b']' | b')') => open = open.saturating_sub(1),
            _ => {}
        }
        all.push(token);
        if open > limits.nesting {
            return too_much(Limit::Nesting, limits.nesting);
        }
        if all.len() > limits.tokens {
            return too_much(Limit::Tokens, limits.tokens);
        }
    }
    Ok(Tokens { all, end: lexer.position() })
}

struct Lexer<'d> {
    document: &'d str,
    /// How many bytes were read.
    at: usize,
    line: usize,
    /// The byte that the line begins with.
    line_start: usize,
    /// How many bytes of the line are not the first of their character.
    continued: usize,
    /// Whether a block string that begins here may still have an end.
    block_strings_end: bool,
}

impl<'d> Lexer<'d> {
    fn next(&mut self) -> Option<Token<'d>> {
        loop {
            let rest = self.rest();
            match *rest.first()? {
                b' ' | b',' | b'\t' => self.at += 1,
                b'\n' | b'\r' => self.pass(1),
                b'#' => self.pass(length_while(rest, |byte| !matches!(byte, b'\n' | b'\r'))),
                0xEF if rest.starts_with(BYTE_ORDER_MARK) => self.pass(BYTE_ORDER_MARK.len()),
                first => return Some(self.token(first, rest)),
            }
        }
    }

    fn rest(&self) -> &'d [u8] {
        self.document.as_bytes().get(self.at..).unwrap_or_default()
    }

    const fn position(&self) -> Pos {
        Pos { line: self.line, column: self.at - self.line_start - self.continued + 1 }
    }

    /// Goes on by bytes that may be of any kind.
    fn pass(&mut self, bytes: usize) {
        for byte in self.rest().iter().take(bytes) {
            self.at += 1;
            match byte {
                b'\n' | b'\r' => {
                    self.line += usize::from(*byte == b'\n');
                    self.line_start = self.at;
                    self.continued = 0;
                }
                0x80..=0xBF => self.continued += 1,
                _ => {}
            }
        }
    }

    fn token(&mut self, first: u8, rest: &[u8]) -> Token<'d> {
        let (start, at) = (self.at, self.position());
        let (kind, length) = match first {
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => (Kind::Name, length_while(rest, is_of_word)),
            b'-' | b'0'..=b'9' => (Kind::Number, number_length(rest)),
            b'.' if rest.starts_with(b"...") => (Kind::Spread, 3),
            b'"' => self.string(rest),
            _ => (Kind::Sign(first), 1),
        };
        let quotes = match kind {
            Kind::String => 1,
            Kind::BlockString => 3,
            _ => 0,
        };
        match kind {
            Kind::Name | Kind::Number | Kind::Spread => self.at += length,
            _ => self.pass(length),
        }
        let text = self.document.get(start + quotes..start + length - quotes).unwrap_or_default();
        Token { kind, text, at }
    }

    /// The kind and the length of the string that begins here. A block string without an end counts as its first two
    /// quotes, and what follows them counts too; a string without an end is the last token.
    fn string(&mut self, rest: &[u8]) -> (Kind, usize) {
        if !rest.starts_with(b"\"\"\"") {
            return string_length(rest).map_or((Kind::Unended, rest.len()), |length| (Kind::String, length));
        }
        // Looked for once: where one has no end, no later one has.
        match self.block_strings_end.then(|| block_string_length(rest)).flatten() {
            Some(length) => (Kind::BlockString, length),
            None => {
                self.block_strings_end = false;
                (Kind::Unended, 2)
            }
        }
    }
}

const fn is_of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn length_while(bytes: &[u8], is_part: impl Fn(u8) -> bool) -> usize {
    bytes.iter().position(|byte| !is_part(*byte)).unwrap_or(bytes.len())
}

/// How far a number may go. A sign goes on with it after the letter of an exponent alone, so that each number of `1-2` is
/// one.
fn number_length(bytes: &[u8]) -> usize {
    let goes_on = |(last, byte): (&u8, &u8)| match byte {
        b'+' | b'-' => matches!(last, b'e' | b'E'),
        b'.' => last.is_ascii_digit(),
        _ => is_of_word(*byte),
    };
    let after_the_first = bytes.get(1..).unwrap_or_default();
    1 + bytes.iter().zip(after_the_first).take_while(|pair| goes_on(*pair)).count()
}

/// The length of a string with its quotes, if it ends on its line.
fn string_length(bytes: &[u8]) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in bytes.iter().enumerate().skip(1) {
        match byte {
            b'\n' | b'\r' => return None,
            b'"' if !escaped => return Some(at + 1),
            _ => escaped = *byte == b'\\' && !escaped,
        }
    }
    None
}

/// The length of a block string with its quotes, if it ends.
fn block_string_length(bytes: &[u8]) -> Option<usize> {
    let mut at = 3;
    loop {
        let rest = bytes.get(at..)?;
        at += length_while(rest, |byte| !matches!(byte, b'"' | b'\\'));
        let rest = bytes.get(at..)?;
        match *rest.first()? {
            b'\\' if rest.starts_with(b"\\\"\"\"") => at += 4,
            b'"' if rest.starts_with(b"\"\"\"") => return Some(at + 3),
            _ => at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_within(document: &str, nesting: usize) -> bool {
        let limits =
            LimitsConfig { nesting, document_bytes: 1 << 20, tokens: 1 << 20, ..LimitsConfig::default() };
        tokens(document, &limits).is_ok()
    }

    /// Whether a document has exactly so many tokens.
    fn has(document: &str, most: usize) -> bool {
        let allowed =
            |most| tokens(document, &LimitsConfig { tokens: most, ..LimitsConfig::default() }).is_ok();
        allowed(most) && !allowed(most - 1)
    }

    /// The tokens of a document, as kind, text, line and column.
    fn all(document: &str) -> Vec<(Kind, &str, usize, usize)> {
        let tokens = tokens(document, &LimitsConfig::default()).map(|tokens| tokens.all).unwrap_or_default();
        tokens.into_iter().map(|token| (token.kind, token.text, token.at.line, token.at.column)).collect()
    }

    fn end(document: &str) -> Option<Pos> {
        tokens(document, &LimitsConfig::default()).ok().map(|tokens| tokens.end)
    }

    #[test]
    fn given_a_document_then_each_token_has_its_kind_text_and_place() {
        assert_eq!(
            all("{a1(_b:$c)...\n-1.5e+3}"),
            [
                (Kind::Sign(b'{'), "{", 1, 1),
                (Kind::Name, "a1", 1, 2),
                (Kind::Sign(b'('), "(", 1, 4),
                (Kind::Name, "_b", 1, 5),
                (Kind::Sign(b':'), ":", 1, 7),
                (Kind::Sign(b'$'), "$", 1, 8),
                (Kind::Name, "c", 1, 9),
                (Kind::Sign(b')'), ")", 1, 10),
                (Kind::Spread, "...", 1, 11),
                (Kind::Number, "-1.5e+3", 2, 1),
                (Kind::Sign(b'}'), "}", 2, 8),
            ]
        );
    }

    #[test]
    fn given_strings_then_their_text_is_what_stands_between_the_quotes() {
        assert_eq!(
            all(r#""" "a\"b" """""" """a"\"""b""" "\\""#),
            [
                (Kind::String, "", 1, 1),
                (Kind::String, "a\\\"b", 1, 4),
                (Kind::BlockString, "", 1, 11),
                (Kind::BlockString, "a\"\\\"\"\"b", 1, 18),
                (Kind::String, "\\\\", 1, 32),
            ]
        );
        assert_eq!(all("\"a\nb"), [(Kind::Unended, "\"a\nb", 1, 1)]);
        assert_eq!(all("\"\"\"a\""), [(Kind::Unended, "\"\"", 1, 1), (Kind::String, "a", 1, 3)]);
    }

    #[test]
    fn given_lines_and_letters_of_any_kind_then_places_are_those_of_the_library() {
        let a = |line, column| [(Kind::Name, "a", line, column)];
        assert_eq!(all("\u{feff}\t, a"), a(1, 5), "each a column");
        assert_eq!(all("\r\r  a"), a(1, 3), "a carriage return is no line");
        assert_eq!(all("\r\n\n a"), a(3, 2));
        assert_eq!(all("#é𠮷\n a"), a(2, 2));
        let last = |document| all(document).last().copied();
        assert_eq!(last("\"é𠮷\"a"), Some((Kind::Name, "a", 1, 5)));
        assert_eq!(last("\"\"\"é\r\né\"\"\"a"), Some((Kind::Name, "a", 2, 5)));
        assert_eq!(last("é a"), Some((Kind::Name, "a", 1, 3)));
        assert_eq!(end("a\n #é"), Some(Pos { line: 2, column: 4 }));
        assert_eq!(end(""), Some(Pos { line: 1, column: 1 }));
    }

    #[test]
    fn given_brackets_of_any_kind_then_each_level_counts() {
        assert!(is_within("{a(b:[{c:1}])}", 4));
        assert!(!is_within("{a(b:[{c:1}])}", 3));
        assert!(is_within("{a}{b}{c}(d)[e]", 1));
        assert!(!is_within(&"[".repeat(60_000), 32));
        assert!(is_within("}}}}{a}", 1));
    }

    #[test]
    fn given_brackets_in_strings_and_comments_then_they_do_not_count() {
        let many = "[{(".repeat(100);
        assert!(is_within(&format!("{{a(b:\"{many}\")}}"), 2));
        assert!(is_within(&format!("{{a(b:\"\\\"{many}\\\\\")}}"), 2));
        assert!(is_within(&format!("{{a(b:\"\"\"{many}\n\" \"\" \\\"\"\" {many}\"\"\")}}"), 2));
        assert!(is_within(&format!("{{a #{many}\n b}}"), 1));
        assert!(is_within(&format!("{{a(b:\"#\") #\"{many}\r}}"), 2));
    }

    #[test]
    fn given_brackets_after_what_only_looks_like_a_string_then_they_count() {
        let many = "[".repeat(40);
        assert!(!is_within(&format!("{{a(b:\"\"{many}"), 32), "an empty string");
        assert!(!is_within(&format!("{{a(b:[\"\"\"x\" {many}"), 32), "a block string without an end");
        assert!(!is_within(&format!("{{a(b:[\"\"\"x\" \"\\\"\"\"\" {many}"), 32), "and an escaped end");
        assert!(!is_within(&format!("#\r{many}"), 32), "a comment ends with a carriage return");
        assert!(!is_within(&format!("{{a(b:\"\\\\\"{many}"), 32), "an escaped backslash");
    }

    #[test]
    fn given_any_document_then_the_work_is_linear() {
        for unit in ["\"\"\"", "\\\"\"\"", "\"", "\\\"", "\"\"\"\\\"\"\" ", "#\n", "\"\\"] {
            assert!(is_within(&unit.repeat(131_072 / unit.len()), 32), "{unit}");
        }
    }

    #[test]
    fn gq_15_given_a_document_then_its_tokens_are_counted_as_the_grammar_has_them() {
        assert!(has("{ a }", 3));
        assert!(has("query Q($a: [Int!]! = [1, -2.5e-3 4]) { ...F @skip(if: $a) }", 30));
        assert!(has("[1-2-3]", 5), "numbers that a sign alone parts");
        assert!(has("{a:b...c}", 7));
        assert!(has(
            "{ a(b: \"x y z\", c: \"\"\"p q \\\"\"\" r\"\"\") # words that count for nothing\n}",
            11
        ));
        let commas = ",".repeat(32_765);
        assert!(has(&format!("{commas}{{a}}"), 3));
        assert!(has("\u{feff}{\u{feff}a}", 3), "a byte order mark is a space");
    }

    #[test]
    fn gq_15_given_a_document_at_a_limit_then_one_more_is_refused() {
        let limits = LimitsConfig::default();
        let refused = |document: &str| tokens(document, &limits).err();
        let of = |tokens: usize| format!("{{{}}}", "a ".repeat(tokens - 2));
        assert_eq!(refused(&of(4_000)), None);
        assert_eq!(refused(&of(4_001)), Some(Refusal::TooMuch { limit: Limit::Tokens, most: 4_000 }));
        assert_eq!(refused(&" ".repeat(32_768)), None);
        assert_eq!(
            refused(&" ".repeat(32_769)),
            Some(Refusal::TooMuch { limit: Limit::Bytes, most: 32_768 })
        );
        assert_eq!(
            refused(&",".repeat(10_000_000)),
            Some(Refusal::TooMuch { limit: Limit::Bytes, most: 32_768 })
        );
    }
}
