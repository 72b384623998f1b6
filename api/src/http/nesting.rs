//! How deep a document nests, counted before it is parsed: the parser works by recursion, and a document of a few
//! thousand brackets would overflow its stack and end the process.
//!
//! One pass over the bytes. Brackets in strings and comments do not count, and the pass must see the same strings
//! as the parser does, or a document could hide its brackets from it.

/// Whether a document nests no deeper than so many open brackets of any kind.
pub(super) fn is_within(document: &str, most: usize) -> bool {
    let mut scan = Scan { rest: document.as_bytes(), block_strings_end: true };
    let mut open = 0_usize;
    while let Some(byte) = scan.next() {
        match byte {
            b'{' | b'[' | b'(' => {
                open += 1;
                if open > most {
                    return false;
                }
            }
            b'}' | b']' | b')' => open = open.saturating_sub(1),
            b'#' => scan.skip_comment(),
            b'"' => scan.skip_string(),
            _ => {}
        }
    }
    true
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
        assert!(!is_within(&format!("{{a(b:[\"\"\"x\" \"\\\"\"\" {many}"), 32), "and an escaped end");
        assert!(!is_within(&format!("#\r{many}"), 32), "a comment ends with a carriage return");
        assert!(!is_within(&format!("{{a(b:\"\\\\\"{many}"), 32), "an escaped backslash");
    }

    #[test]
    fn given_any_document_then_the_work_is_linear() {
        for unit in ["\"\"\"", "\\\"\"\"", "\"", "\\\"", "\"\"\"\\\"\"\" ", "#\n", "\"\\"] {
            assert!(is_within(&unit.repeat(131_072 / unit.len()), 32), "{unit}");
        }
    }
}
