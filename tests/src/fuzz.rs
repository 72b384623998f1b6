//! Documents that nobody would write: bytes at random, documents of the grammar at random, and either with a few bytes
//! changed. The same seed gives the same documents.

use std::fmt::Write;

/// What the grammar is made of, and what has broken parsers before.
const PIECES: [&str; 48] = [
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ":",
    "=",
    "!",
    "$",
    "@",
    "...",
    "|",
    "&",
    ",",
    "#",
    "\"",
    "\"\"\"",
    "\\",
    "\\\"\"\"",
    "\\u0041",
    "\\ud800",
    "\n",
    "\r",
    "\r\n",
    "\t",
    " ",
    "\u{feff}",
    "\u{202e}",
    "\0",
    "é",
    "𠮷",
    "-",
    "0",
    "1",
    "1e999",
    "-1.5E+3",
    "query",
    "mutation",
    "subscription",
    "fragment",
    "on",
    "true",
    "null",
    "first",
    "__typename",
    "a",
    "_1",
];

const FIELDS: [&str; 14] = [
    "me",
    "units",
    "officials",
    "nodes",
    "edges",
    "node",
    "targets",
    "members",
    "children",
    "__typename",
    "__schema",
    "ofType",
    "id",
    "nothing",
];

const TYPES: [&str; 6] = ["Query", "Unit", "Official", "UnitConnection", "TargetValue", "Nothing"];

/// A source of documents.
#[derive(Debug)]
pub struct Fuzz(u64);

impl Fuzz {
    /// A source with a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next document, of any kind.
    pub fn document(&mut self) -> String {
        let mut document = match self.below(8) {
            0 => self.bytes(),
            1 | 2 => self.pieces(),
            3 => self.bomb(),
            _ => self.grammatical(),
        };
        if self.below(3) == 0 {
            document = self.changed(&document);
        }
        document
    }

    /// The next number (SplitMix64).
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX);
        usize::try_from(self.next() % bound).unwrap_or_default()
    }

    fn one_of(&mut self, of: &[&'static str]) -> &'static str {
        of.get(self.below(of.len())).copied().unwrap_or_default()
    }

    /// Mostly short, at times as long as is let in, and now and then longer.
    fn length(&mut self) -> usize {
        match self.below(16) {
            0 => self.below(40_000),
            1..=3 => self.below(4_000),
            _ => self.below(300),
        }
    }

    fn bytes(&mut self) -> String {
        let length = self.length();
        let bytes: Vec<u8> = (0..length).map(|_| self.next().to_le_bytes()[0]).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    fn pieces(&mut self) -> String {
        let length = self.length();
        // A few pieces over and over reach what all of them together never do.
        let few: Vec<&str> = (0..1 + self.below(4)).map(|_| self.one_of(&PIECES)).collect();
        let of_few = self.below(2) == 0;
        let mut out = String::new();
        while out.len() < length {
            out.push_str(match of_few {
                true => few.get(self.below(few.len())).copied().unwrap_or_default(),
                false => self.one_of(&PIECES),
            });
        }
        out
    }

    /// Fragments that spread the next ones, or at times the first.
    fn bomb(&mut self) -> String {
        let (times, levels) = (1 + self.below(12), 1 + self.below(60));
        let mut out = "{ ...f0 }".to_owned();
        for level in 0..levels {
            let next = if self.below(40) == 0 { 0 } else { level + 1 };
            let spread = format!(" ...f{next}").repeat(times);
            let _ = write!(out, "fragment f{level} on {} {{{spread} }}", self.one_of(&TYPES));
        }
        let _ = write!(out, "fragment f{levels} on Query {{ me {{ role }} }}");
        out
    }

    fn grammatical(&mut self) -> String {
        let mut out = String::new();
        for at in 0..1 + self.below(3) {
            if self.below(3) > 0 {
                let kind = self.one_of(&["query", "query", "query", "mutation", "subscription"]);
                let _ = write!(out, "{kind} q{at}");
                self.variables(&mut out);
                self.directives(&mut out);
            }
            let depth = self.below(14);
            self.selections(&mut out, depth);
        }
        for at in 0..self.below(5) {
            let _ = write!(out, " fragment f{at} on {}", self.one_of(&TYPES));
            self.directives(&mut out);
            let depth = self.below(6);
            self.selections(&mut out, depth);
        }
        out
    }

    fn variables(&mut self, out: &mut String) {
        if self.below(2) == 0 {
            return;
        }
        out.push('(');
        for at in 0..1 + self.below(3) {
            let lists = self.below(5);
            let (open, close) = ("[".repeat(lists), "]!".repeat(lists));
            let _ = write!(out, "$v{at}: {open}Int{close}");
            if self.below(2) == 0 {
                out.push_str(" = ");
                self.value(out, 6);
            }
            self.space(out);
        }
        out.push(')');
    }

    fn selections(&mut self, out: &mut String, depth: usize) {
        out.push('{');
        self.space(out);
        for _ in 0..1 + self.below(if depth > 6 { 3 } else { 6 }) {
            match self.below(9) {
                0 => {
                    let _ = write!(out, "...f{}", self.below(5));
                    self.directives(out);
                }
                1 if depth > 0 => {
                    out.push_str("...");
                    if self.below(2) == 0 {
                        let _ = write!(out, " on {}", self.one_of(&TYPES));
                    }
                    self.directives(out);
                    self.selections(out, depth - 1);
                }
                _ => self.field(out, depth),
            }
            self.space(out);
        }
        out.push('}');
    }

    fn field(&mut self, out: &mut String, depth: usize) {
        if self.below(5) == 0 {
            let _ = write!(out, "a{}: ", self.below(9));
        }
        out.push_str(self.one_of(&FIELDS));
        self.arguments(out);
        self.directives(out);
        if depth > 0 && self.below(3) > 0 {
            self.selections(out, depth - 1);
        } else {
            out.push(' ');
        }
    }

    fn arguments(&mut self, out: &mut String) {
        if self.below(3) > 0 {
            return;
        }
        out.push('(');
        for _ in 0..1 + self.below(3) {
            let _ = write!(out, "{}:", self.one_of(&["first", "last", "ids", "dates", "where", "x"]));
            self.value(out, 5);
            self.space(out);
        }
        out.push(')');
    }

    fn directives(&mut self, out: &mut String) {
        if self.below(12) == 0 {
            for _ in 0..1 + self.below(7) {
                let _ = write!(out, " @{}", self.one_of(&["skip", "include", "nothing"]));
                self.arguments(out);
            }
        }
    }

    fn value(&mut self, out: &mut String, depth: usize) {
        match self.below(if depth == 0 { 9 } else { 11 }) {
            0 => {
                let _ = write!(out, "$v{}", self.below(4));
            }
            1..=3 => {
                let _ = write!(out, "{}", self.below(200));
            }
            4 => out.push_str(self.one_of(&["1e999", "-0", "1.5e-3", "99999999999999999999", "2147483648"])),
            5 => out.push_str(self.one_of(&["true", "null", "MALE", "nulls"])),
            6 | 7 => self.text(out),
            8 => out.push_str("\"\"\"a\n  b\n {[( # \\\"\"\" \u{3000}\r\n\tc\"\"\""),
            9 => {
                out.push('[');
                for _ in 0..self.below(5) {
                    self.value(out, depth - 1);
                    self.space(out);
                }
                out.push(']');
            }
            _ => {
                out.push('{');
                for at in 0..self.below(4) {
                    let _ = write!(out, "k{at}:");
                    self.value(out, depth - 1);
                    self.space(out);
                }
                out.push('}');
            }
        }
    }

    fn text(&mut self, out: &mut String) {
        out.push('"');
        for _ in 0..self.below(6) {
            out.push_str(self.one_of(&["a", "\\\"", "\\\\", "{[(", "#", "\\u00e9", "ễ", "\\n", " "]));
        }
        out.push('"');
    }

    fn space(&mut self, out: &mut String) {
        out.push_str(self.one_of(&[" ", " ", " ", ",", "\n", "\r\n", "\t", "\u{feff}", " # {[(\n", "#\r"]));
    }

    /// The document with a few pieces put in, taken out or doubled.
    fn changed(&mut self, document: &str) -> String {
        let mut letters: Vec<char> = document.chars().collect();
        for _ in 0..1 + self.below(6) {
            let at = self.below(letters.len() + 1);
            let end = (at + self.below(60)).min(letters.len());
            let part: Vec<char> = letters.get(at..end).unwrap_or_default().to_vec();
            match self.below(3) {
                0 => drop(letters.splice(at..end, [])),
                1 => drop(letters.splice(at..at, self.one_of(&PIECES).chars())),
                _ => drop(letters.splice(at..at, part)),
            }
        }
        letters.into_iter().collect()
    }
}
