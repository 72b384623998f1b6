//! The hash of an entry's header: SHA-256 over each field with its length before it, so that no two headers
//! share their bytes.

use aws_lc_rs::digest::{Context, SHA256};
use entity::journal_entry;
use sea_orm::ActiveEnum;

/// Names the encoding, so that a later one can't be taken for it.
const ENCODING: &str = "canbo journal entry 1";

/// The hash before the first entry of a stream.
pub(super) const ORIGIN: [u8; 32] = [0; 32];

/// The hash of a header; the entry's own `hash` is no part of it.
pub(super) fn hash(entry: &journal_entry::Model) -> Vec<u8> {
    let mut fields = Fields::of(ENCODING);
    fields.put(entry.stream.to_value().as_bytes());
    fields.put(&entry.sequence.to_be_bytes());
    fields.put(&entry.recorded_at.timestamp_micros().to_be_bytes());
    fields.maybe(entry.actor_id.map(|id| id.0.into_bytes()));
    fields.maybe(entry.request_id.map(uuid::Uuid::into_bytes));
    fields.put(entry.object_type.as_bytes());
    fields.maybe(entry.object_id.map(uuid::Uuid::into_bytes));
    fields.maybe(entry.unit_id.map(|id| id.0.into_bytes()));
    fields.put(entry.class.to_value().as_bytes());
    fields.put(entry.operation.to_value().as_bytes());
    fields.maybe(entry.reason.as_deref());
    fields.maybe(entry.value_hash.as_deref());
    fields.put(&entry.previous_hash);
    fields.hash()
}

/// Fields put one behind the other with their lengths, and hashed.
pub(super) struct Fields(Context);

impl Fields {
    /// No field yet, of an encoding that has a name.
    pub(super) fn of(encoding: &str) -> Self {
        let mut fields = Self(Context::new(&SHA256));
        fields.put(encoding.as_bytes());
        fields
    }

    /// SHA-256 over all of them.
    pub(super) fn hash(self) -> Vec<u8> {
        self.0.finish().as_ref().to_vec()
    }

    pub(super) fn put(&mut self, bytes: &[u8]) {
        self.0.update(&[1]);
        self.0.update(&bytes.len().to_be_bytes());
        self.0.update(bytes);
    }

    fn maybe<B: AsRef<[u8]>>(&mut self, bytes: Option<B>) {
        match bytes {
            Some(bytes) => self.put(bytes.as_ref()),
            None => self.0.update(&[0]),
        }
    }
}

#[cfg(test)]
mod tests {
    use entity::class::ConfidentialityClass;
    use entity::value::{JournalOperation, JournalStream};
    use uuid::Uuid;

    use super::*;

    fn entry() -> journal_entry::Model {
        journal_entry::Model {
            stream: JournalStream::Data,
            sequence: 1,
            recorded_at: chrono::DateTime::UNIX_EPOCH,
            actor_id: None,
            request_id: None,
            object_type: "unit".to_owned(),
            object_id: Some(Uuid::from_u128(1)),
            unit_id: None,
            class: ConfidentialityClass::Directory,
            operation: JournalOperation::Create,
            reason: None,
            value_hash: None,
            previous_hash: ORIGIN.to_vec(),
            hash: Vec::new(),
        }
    }

    #[test]
    fn given_a_change_of_any_field_then_the_hash_changes() {
        let id = Uuid::from_u128(1);
        let changes: [fn(&mut journal_entry::Model, Uuid); 13] = [
            |entry, _| entry.stream = JournalStream::Access,
            |entry, _| entry.sequence = 2,
            |entry, _| entry.recorded_at = chrono::DateTime::UNIX_EPOCH + chrono::Duration::microseconds(1),
            |entry, id| entry.actor_id = Some(id.into()),
            |entry, id| entry.request_id = Some(id),
            |entry, _| entry.object_type = "post".to_owned(),
            |entry, _| entry.object_id = None,
            |entry, id| entry.unit_id = Some(id.into()),
            |entry, _| entry.class = ConfidentialityClass::Party,
            |entry, _| entry.operation = JournalOperation::Remove,
            |entry, _| entry.reason = Some(String::new()),
            |entry, _| entry.value_hash = Some(Vec::new()),
            |entry, _| entry.previous_hash = vec![1; 32],
        ];
        let mut hashes = vec![hash(&entry())];
        for change in changes {
            let mut changed = entry();
            change(&mut changed, id);
            hashes.push(hash(&changed));
        }
        let count = hashes.len();
        hashes.sort();
        hashes.dedup();
        assert_eq!(hashes.len(), count);
    }

    #[test]
    fn given_an_actor_or_a_request_of_one_id_then_the_hashes_differ() {
        let id = Uuid::from_u128(1);
        let by_actor = journal_entry::Model { actor_id: Some(id.into()), ..entry() };
        let by_request = journal_entry::Model { request_id: Some(id), ..entry() };
        assert_ne!(hash(&by_actor), hash(&by_request));
    }
}
