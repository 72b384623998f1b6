//! Parts of a report: what it says of one confidentiality class, and the hash by which the head knows it.

use std::fmt;

use aws_lc_rs::digest::{Context, SHA256};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::class::ConfidentialityClass;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::canonical::{NotCanonical, canonical};

/// Names the encoding, so that the hash of a part can't be taken for one of anything else.
const ENCODING: &[u8] = b"canbo report part 1\0";

/// The length of hashes and salts, in bytes.
const LENGTH: usize = 32;

/// The classes that a report has parts of, in the order in which the head names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum PartClass {
    /// Values of targets.
    Aggregate,
    /// People, seats, source pool, ratings and training.
    Personnel,
    /// What rests on Party data.
    Party,
    /// What rests on succession plans.
    Succession,
}

impl PartClass {
    /// All of them: every report has a part of each, also where it says nothing.
    pub const ALL: [Self; 4] = [Self::Aggregate, Self::Personnel, Self::Party, Self::Succession];

    /// The class in the words of the policy.
    #[must_use]
    pub const fn class(self) -> ConfidentialityClass {
        match self {
            Self::Aggregate => ConfidentialityClass::Aggregate,
            Self::Personnel => ConfidentialityClass::Personnel,
            Self::Party => ConfidentialityClass::Party,
            Self::Succession => ConfidentialityClass::Succession,
        }
    }

    /// The name in files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Aggregate => "AGGREGATE",
            Self::Personnel => "PERSONNEL",
            Self::Party => "PARTY",
            Self::Succession => "SUCCESSION",
        }
    }
}

impl fmt::Display for PartClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// 32 random bytes that go into the hash of a part, so that nobody finds out by trying what a part says that he may not read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Salt([u8; LENGTH]);

impl Salt {
    /// The salt of random bytes.
    #[must_use]
    pub const fn of(bytes: [u8; LENGTH]) -> Self {
        Self(bytes)
    }

    /// The salt that was kept; none of another length.
    #[must_use]
    pub fn kept(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// Its bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The salt as text: base64 without padding.
    pub(super) fn text(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0)
    }

    /// The salt of a text, which has exactly one spelling.
    pub(super) fn parse(text: &str) -> Option<Self> {
        Self::kept(&URL_SAFE_NO_PAD.decode(text).ok()?)
    }
}

impl fmt::Debug for Salt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Salt(…)")
    }
}

/// The hash of a part: base64 without padding of SHA-256 over the name of the encoding, the class and a zero byte, the salt, and the
/// canonical bytes. Name, class and salt can't run into each other, as none of the first two holds a zero byte and the third has one length.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartHash(String);

impl PartHash {
    /// The hash of a class's bytes.
    #[must_use]
    pub fn of(class: PartClass, salt: &Salt, bytes: &[u8]) -> Self {
        let mut context = Context::new(&SHA256);
        context.update(ENCODING);
        context.update(class.name().as_bytes());
        context.update(&[0]);
        context.update(salt.bytes());
        context.update(bytes);
        Self(URL_SAFE_NO_PAD.encode(context.finish()))
    }

    /// The hash as text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// What a report says of a class, and its salt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    class: PartClass,
    salt: Salt,
    bytes: Vec<u8>,
}

impl Part {
    /// The part of a content.
    ///
    /// # Errors
    /// The content holds what canonical JSON does not have.
    pub fn new(class: PartClass, salt: Salt, content: &Value) -> Result<Self, NotCanonical> {
        Ok(Self { class, salt, bytes: canonical(content)? })
    }

    /// The part that was kept.
    #[must_use]
    pub const fn kept(class: PartClass, salt: Salt, bytes: Vec<u8>) -> Self {
        Self { class, salt, bytes }
    }

    /// The class.
    #[must_use]
    pub const fn class(&self) -> PartClass {
        self.class
    }

    /// The salt.
    #[must_use]
    pub const fn salt(&self) -> &Salt {
        &self.salt
    }

    /// The canonical bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What it says.
    ///
    /// # Errors
    /// The bytes are no JSON: they were changed.
    pub fn content(&self) -> Result<Value, serde_json::Error> {
        serde_json::from_slice(&self.bytes)
    }

    /// Its hash.
    #[must_use]
    pub fn hash(&self) -> PartHash {
        PartHash::of(self.class, &self.salt, &self.bytes)
    }
}
