//! A report as a file, and its verification.
//!
//! A file is one JSON document of lines with one spelling: the head, each part, and the signature have a line of their own. So a line is
//! hashed as it stands, byte by byte, and whatever was changed is named, also where it is no JSON any more.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use thiserror::Error;

use super::canonical::NotCanonical;
use super::head::{Head, statement};
use super::part::{Part, PartClass, Salt};
use crate::signing::{PublicKey, SigningKey};

const FIRST: &str = r#"{"format":"canbo-report-1","#;
const HEAD: (&str, &str) = (r#""head":"#, ",");
const PARTS: &str = r#""parts":["#;
/// The number of the line behind that.
const FIRST_PART: usize = 4;
const PARTS_END: &str = "],";
const SALT: (&str, &str) = (r#","salt":""#, r#""}"#);
/// What a part's line ends with that another one follows.
const NOT_LAST: &str = r#""},"#;
const SIGNATURE: (&str, &str) = (r#""signature":""#, r#""}"#);

/// A report that was sealed: its head and signature, and those of its parts that are to hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The canonical bytes of the head.
    pub head: Vec<u8>,
    /// The Ed25519 signature of the head.
    pub signature: Vec<u8>,
    /// The parts, in the order of their classes.
    pub parts: Vec<Part>,
}

/// Why a report could not be sealed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotSealed {
    /// Something in it has no canonical text.
    #[error("a report has no canonical text: {0}")]
    NotCanonical(#[from] NotCanonical),
    /// The key refused to sign.
    #[error("a report could not be signed")]
    NotSigned,
}

impl Sealed {
    /// Seals a report: signs its head, which has the hashes of the parts in it.
    ///
    /// # Errors
    /// The head has no canonical text, or the key refuses.
    pub fn new(head: &Head, parts: Vec<Part>, key: &SigningKey) -> Result<Self, NotSealed> {
        let head = head.bytes()?;
        let signature = key.sign(&statement(&head)).ok_or(NotSealed::NotSigned)?;
        Ok(Self { head, signature, parts })
    }

    /// The report that was kept, with those of its parts that are to hand; none if the signature is no text of one.
    #[must_use]
    pub fn kept(head: &str, signature: &str, parts: Vec<Part>) -> Option<Self> {
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        Some(Self { head: head.as_bytes().to_vec(), signature, parts })
    }

    /// The signature as text: base64 without padding.
    #[must_use]
    pub fn signature_text(&self) -> String {
        URL_SAFE_NO_PAD.encode(&self.signature)
    }

    /// The file, without a line's end behind it.
    #[must_use]
    pub fn file(&self) -> String {
        let last = self.parts.len().saturating_sub(1);
        let part = |(place, part)| line_of(part, if place < last { NOT_LAST } else { SALT.1 });
        let head = String::from_utf8_lossy(&self.head);
        let mut lines = vec![FIRST.to_owned(), format!("{}{head}{}", HEAD.0, HEAD.1), PARTS.to_owned()];
        lines.extend(self.parts.iter().enumerate().map(part));
        lines.push(PARTS_END.to_owned());
        lines.push(format!("{}{}{}", SIGNATURE.0, self.signature_text(), SIGNATURE.1));
        lines.join("\n")
    }
}

fn line_of(part: &Part, end: &str) -> String {
    let content = String::from_utf8_lossy(part.bytes());
    format!("{}{content}{}{}{end}", start(part.class()), SALT.0, part.salt().text())
}

/// What a part's line begins with.
fn start(class: PartClass) -> String {
    format!(r#"{{"class":"{class}","content":"#)
}

/// Why a file is no report that was sealed with one of the keys given.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Fault {
    /// A line is none that a sealed report has there.
    #[error("line {0} is not that of a sealed report")]
    Line(usize),
    /// The signature is none of the key that the head names.
    #[error("the head or the signature was changed")]
    Head,
    /// The head names another key than those given.
    #[error("it was signed with the key {0}, which is not given")]
    OtherKey(String),
    /// A part is not the one that was sealed.
    #[error("the part {0} was changed")]
    Part(PartClass),
}

/// A report whose signature and parts are right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Its head.
    pub head: Head,
    /// The classes whose parts are in the file; of all others it has the hash alone.
    pub open: Vec<PartClass>,
}

/// Verifies a file with public keys that were kept elsewhere: none is taken from the file.
///
/// # Errors
/// What was changed, or that it is no file of a report, or that another key signed it.
pub fn verify(file: &str, keys: &[PublicKey]) -> Result<Verified, Fault> {
    let lines = Lines::of(file)?;
    let head = Head::read(lines.head.as_bytes()).ok_or(Fault::Head)?;
    let signed = statement(lines.head.as_bytes());
    if !keys.iter().any(|key| key.has_signed(&signed, &lines.signature)) {
        let is_given = keys.iter().any(|key| key.id() == head.key);
        return Err(if is_given { Fault::Head } else { Fault::OtherKey(head.key) });
    }
    let mut open = Vec::new();
    for Line { number, text, end } in lines.parts {
        let part = part_of(text, end).map_err(|class| class.map_or(Fault::Line(number), Fault::Part))?;
        let class = part.class();
        if head.hash_of(class) != Some(&part.hash()) {
            return Err(Fault::Part(class));
        }
        // In the order of classes, so that none is there twice.
        if open.last().is_some_and(|before| *before >= class) {
            return Err(Fault::Line(number));
        }
        open.push(class);
    }
    Ok(Verified { head, open })
}

/// The part that a line holds, as it stands; else the class that the line begins with, if any.
fn part_of(line: &str, end: &str) -> Result<Part, Option<PartClass>> {
    let begins =
        PartClass::ALL.into_iter().find_map(|class| Some((class, line.strip_prefix(&start(class))?)));
    let (class, rest) = begins.ok_or(None)?;
    let held = rest.strip_suffix(end).and_then(|held| held.rsplit_once(SALT.0));
    let (content, salt) = held.ok_or(Some(class))?;
    let salt = Salt::parse(salt).ok_or(Some(class))?;
    Ok(Part::kept(class, salt, content.as_bytes().to_vec()))
}

/// The lines of a file, without what is the same in every file.
struct Lines<'f> {
    head: &'f str,
    parts: Vec<Line<'f>>,
    signature: Vec<u8>,
}

/// The line of a part.
struct Line<'f> {
    /// Its number in the file.
    number: usize,
    text: &'f str,
    /// What it has to end with.
    end: &'static str,
}

impl<'f> Lines<'f> {
    fn of(file: &'f str) -> Result<Self, Fault> {
        // Editors and shells put a line's end behind the last line.
        let lines: Vec<&str> = file.trim_end_matches(['\r', '\n']).split('\n').collect();
        let count = lines.len();
        let [first, head, parts_start, middle @ .., parts_end, signature] = lines.as_slice() else {
            return Err(Fault::Line(count));
        };
        let within = |line: &'f str, (start, end): (&str, &str)| line.strip_prefix(start)?.strip_suffix(end);
        if *first != FIRST {
            return Err(Fault::Line(1));
        }
        let head = within(head, HEAD).ok_or(Fault::Head)?;
        if *parts_start != PARTS {
            return Err(Fault::Line(3));
        }
        let last = middle.len().saturating_sub(1);
        let line = |(place, text): (usize, &&'f str)| Line {
            number: FIRST_PART.saturating_add(place),
            text,
            end: if place < last { NOT_LAST } else { SALT.1 },
        };
        let parts = middle.iter().enumerate().map(line).collect();
        if *parts_end != PARTS_END {
            return Err(Fault::Line(count.saturating_sub(1)));
        }
        let signature = within(signature, SIGNATURE).and_then(|text| URL_SAFE_NO_PAD.decode(text).ok());
        Ok(Self { head, parts, signature: signature.ok_or(Fault::Head)? })
    }
}
