//! The head of a report: what it is of, who accepted it, and the hash of each part. It tells nothing that a reader of any part may not know.

use aws_lc_rs::digest::{Context, SHA256};
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::canonical::{NotCanonical, canonical};
use super::part::{PartClass, PartHash};

/// Names the encoding, so that the signature of a head can't be taken for one of anything else.
const ENCODING: &[u8] = b"canbo report head 1\0";

/// The form of files. A later form has another word, and a program of its own to verify it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Form {
    /// The first one: that of decision 0015.
    #[default]
    #[serde(rename = "canbo-report-1")]
    First,
}

/// The head of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Head {
    /// The form of the file.
    pub format: Form,
    /// The report's key, the same for ever.
    pub report: Uuid,
    /// What kind of report.
    pub kind: String,
    /// The unit, as it was on the day as of which the report speaks.
    pub unit: HeadUnit,
    /// The period that it is about.
    pub period: Span,
    /// The day as of which its figures are.
    pub as_of: NaiveDate,
    /// The programme whose targets it has.
    pub programme: Programme,
    /// Who accepted it.
    pub accepted: Acceptance,
    /// The name of the key that signs.
    pub key: String,
    /// The hash of each part, in the order of [`PartClass::ALL`].
    pub parts: Vec<HeadPart>,
}

/// A unit as a head names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeadUnit {
    /// The unit's key.
    pub key: Uuid,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// From a first day to the first day after the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// The first day.
    pub from: NaiveDate,
    /// The first day after the last one.
    pub to: NaiveDate,
}

/// A programme as a head names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Programme {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// Who accepted a report, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// The account's key; its name is for administrators alone. None where the operator accepted at the console.
    pub account: Option<Uuid>,
    /// The role in which; none of the operator.
    pub role: Option<String>,
    /// The unit in which that role is held; none of the operator.
    pub unit: Option<HeadUnit>,
    /// When.
    pub at: DateTime<Utc>,
}

/// The hash of a part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadPart {
    /// The part's class.
    pub class: PartClass,
    /// Its hash.
    pub hash: PartHash,
}

impl Head {
    /// The canonical bytes.
    ///
    /// # Errors
    /// A name is not composed, so that it has no canonical bytes.
    pub fn bytes(&self) -> Result<Vec<u8>, NotCanonical> {
        // Of a head of ours serde refuses nothing: it has no maps, and no floating numbers.
        canonical(&serde_json::to_value(self).unwrap_or_default())
    }

    /// The head of canonical bytes; none of others.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let head: Self = serde_json::from_slice(bytes).ok()?;
        let classes = head.parts.iter().map(|part| part.class);
        (classes.eq(PartClass::ALL) && head.bytes().is_ok_and(|own| own == bytes)).then_some(head)
    }

    /// The hash of the part of a class.
    #[must_use]
    pub fn hash_of(&self, class: PartClass) -> Option<&PartHash> {
        self.parts.iter().find(|part| part.class == class).map(|part| &part.hash)
    }
}

/// What is signed: SHA-256 over the name of the encoding and the head's canonical bytes.
pub(super) fn statement(head: &[u8]) -> Vec<u8> {
    let mut context = Context::new(&SHA256);
    context.update(ENCODING);
    context.update(head);
    context.finish().as_ref().to_vec()
}
