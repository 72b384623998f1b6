//! One pass over the bytes of a document before it is parsed: how deep it nests, and of how many tokens it is made. The
//! parser works by recursion, and a document of a few thousand brackets would overflow its stack and end the process.
//!
//! Brackets in strings and comments do not count, and the pass must see the same strings as the parser does, or a
//! document could hide its brackets from it.

use super::refusal::{Limit, Refusal};
use crate::config::LimitsConfig;

/// Refuses what the parser is not given.
pub(super) fn check(document: &str, limits: &LimitsConfig) -> Result<(), Refusal> {
    let too_much = |limit, most| Err(Refusal::TooMuch { limit, most });
    if document.len() > limits.document_bytes {
        return too_much(Limit::Bytes, limits.document_bytes);
    }
    let mut scan = Scan { rest: document.as_bytes(), block_strings_end: true };
    let (mut open, mut tokens) = (0_usize, 0_usize);
    while let Some(byte) = scan.next() {
        match byte {
            b' ' | b',' | b'\t' | b'\n' | b'\r' => continue,
            b'#' => {
                scan.skip_comment();
                continue;
            }
            b'{' | b'[' | b'(' => open += 1,
            b'}' | b']' | b')' => open = open.saturating_sub(1),
            b'"' => scan.skip_string(),
            b'.' if scan.rest.starts_with(b"..") => scan.skip(2),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' => scan.skip_word(),
            b'-' | b'0'..=b'9' => scan.skip_number(byte),
            _ => {}
        }
        tokens += 1;
        if open > limits.nesting {
            return too_much(Limit::Nesting, limits.nesting);
        }
        if tokens > limits.tokens {
            return too_much(Limit::Tokens, limits.tokens);
        }
    }
    Ok(())
}

struct Scan<'d> {
    rest: &'d [u8],
    /// Whether a block string that begins here may still have an end.
    block_strings_end: bool,
}

impl Scan<'_> {
    fn next(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn skip_comment(&mut self) {
        let length = self.rest.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
        self.skip(length.unwrap_or(self.rest.len()));
    }

    /// Skips the rest of a name.
    fn skip_word(&mut self) {
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let length = self.rest.iter().position(|byte| !is_part(byte));
        self.skip(length.unwrap_or(self.rest.len()));
    }

    /// Skips the rest of a number. A sign goes on with it after the letter of an exponent alone, so that each number of
    /// `1-2` is one.
    fn skip_number(&mut self, first: u8) {
        let mut last = first;
        while let Some(&byte) = self.rest.first() {
            let is_part = match byte {
                b'+' | b'-' => matches!(last, b'e' | b'E'),
                b'.' => last.is_ascii_digit(),
                _ => byte.is_ascii_alphanumeric() || byte == b'_',
            };
            if !is_part {
                return;
            }
            last = byte;
            self.skip(1);
        }
    }

    /// Skips a string whose first quote was read.
    fn skip_string(&mut self) {
        if self.rest.starts_with(b"\"\"") {
            self.skip_block_string();
        } else {
            self.skip_line_string();
        }
    }

    /// A block string without an end is read by the parser as an empty string with another string after it, so
    /// that what follows counts.
    fn skip_block_string(&mut self) {
        let body = self.rest.get(2..).unwrap_or_default();
        // Looked for once: where one has no end, no later one has.
        match self.block_strings_end.then(|| block_string_length(body)).flatten() {
            Some(length) => self.skip(2 + length),
            None => {
                self.block_strings_end = false;
                self.skip(1);
            }
        }
    }

    /// A string that does not end on its line is as far as the parser gets.
    fn skip_line_string(&mut self) {
        let mut escaped = false;
        for (at, byte) in self.rest.iter().enumerate() {
            match byte {
                b'\n' | b'\r' => break,
                b'"' if !escaped => return self.skip(at + 1),
                _ => escaped = *byte == b'\\' && !escaped,
            }
        }
        self.rest = &[];
    }
}

/// The length of a block string from after its opening quotes to after its closing ones.
fn block_string_length(body: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = body.get(at..)?;
        if rest.starts_with(b"\\\"\"\"") {
            at += 4;
        } else if rest.starts_with(b"\"\"\"") {
            return Some(at + 3);
        } else if rest.is_empty() {
            return None;
        } else {
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_within(document: &str, nesting: usize) -> bool {
        let limits =
            LimitsConfig { nesting, document_bytes: 1 << 20, tokens: 1 << 20, ..LimitsConfig::default() };
        check(document, &limits).is_ok()
    }

    /// Whether a document has exactly so many tokens.
    fn has(document: &str, tokens: usize) -> bool {
        let allowed = |tokens| check(document, &LimitsConfig { tokens, ..LimitsConfig::default() }).is_ok();
        allowed(tokens) && !allowed(tokens - 1)
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
    }

    #[test]
    fn gq_15_given_a_document_at_a_limit_then_one_more_is_refused() {
        let limits = LimitsConfig::default();
        let refused = |document: &str| check(document, &limits).err();
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
