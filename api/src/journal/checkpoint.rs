//! Signed statements of how far the journal reached and with which hashes, kept away from the database: whoever owns
//! the database can chain altered entries anew, or cut the end off together with the head, but can't sign.
//!
//! A file of checkpoints holds one JSON object in each line. The signature is Ed25519 over the SHA-256 of the fields,
//! each with its length before it; so it does not depend on how the JSON is written.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, SubsecRound, Utc};
use entity::value::JournalStream;
use sea_orm::{ActiveEnum, ConnectionTrait, DbErr};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{chain, head};
use crate::signing::{PublicKey, SigningKey};

/// Names the encoding, so that a signature can't be taken for one of anything else.
const ENCODING: &str = "canbo journal checkpoint 1";

/// Why there is no checkpoint, or why one proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CheckpointError {
    /// The text is no checkpoint.
    #[error("it is no checkpoint: {0}")]
    Malformed(String),
    /// None of the keys given made it.
    #[error("it was signed with the key {0}, which is not known")]
    OtherKey(String),
    /// The signature is not that of the key named.
    #[error("its signature is not valid")]
    Signature,
    /// The key refused to sign.
    #[error("it could not be signed")]
    NotSigned,
    /// The journal could not be read.
    #[error("the journal could not be read: {0}")]
    Database(#[from] DbErr),
}

/// How far one stream reached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reach {
    /// The stream.
    pub stream: JournalStream,
    /// How many entries it had: the sequence number of the last one.
    pub size: i64,
    /// The hash of the last one, in base64 without padding; 32 zero bytes where there was none.
    pub hash: String,
}

impl Reach {
    /// Whether the stream's entry of this size has this hash.
    pub(super) fn agrees(&self, hash: &[u8]) -> bool {
        URL_SAFE_NO_PAD.encode(hash) == self.hash
    }
}

/// A signed statement of how far both streams reached at an instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// When, to the second.
    pub at: DateTime<Utc>,
    /// How far each stream reached.
    pub streams: Vec<Reach>,
    /// The name of the key.
    pub key: String,
    /// The signature, in base64 without padding.
    pub signature: String,
}

impl Checkpoint {
    /// A checkpoint of the journal as it is now.
    ///
    /// # Errors
    /// The database fails, or the key refuses.
    pub async fn take<C: ConnectionTrait>(
        connection: &C,
        key: &SigningKey,
        at: DateTime<Utc>,
    ) -> Result<Self, CheckpointError> {
        let mut streams = Vec::new();
        for stream in [JournalStream::Data, JournalStream::Access] {
            let end = head::read(connection, stream).await?;
            streams.push(Reach { stream, size: end.sequence, hash: URL_SAFE_NO_PAD.encode(end.hash) });
        }
        Self::signed(key, at.trunc_subsecs(0), streams)
    }

    fn signed(key: &SigningKey, at: DateTime<Utc>, streams: Vec<Reach>) -> Result<Self, CheckpointError> {
        let statement = statement(at, &streams, key.id());
        let signature = key.sign(&statement).ok_or(CheckpointError::NotSigned)?;
        let signature = URL_SAFE_NO_PAD.encode(signature);
        Ok(Self { at, streams, key: key.id().to_owned(), signature })
    }

    /// The checkpoint as a line of a file, without the line's end.
    ///
    /// # Errors
    /// Never for a checkpoint of ours.
    pub fn line(&self) -> Result<String, CheckpointError> {
        serde_json::to_string(self).map_err(|error| CheckpointError::Malformed(error.to_string()))
    }

    /// Reads a line of a file and checks that one of the keys signed it.
    ///
    /// # Errors
    /// The line is no checkpoint, is of another key, or was altered.
    pub fn open(line: &str, keys: &[PublicKey]) -> Result<Self, CheckpointError> {
        let checkpoint: Self =
            serde_json::from_str(line).map_err(|error| CheckpointError::Malformed(error.to_string()))?;
        let key = keys.iter().find(|key| key.id() == checkpoint.key);
        let key = key.ok_or_else(|| CheckpointError::OtherKey(checkpoint.key.clone()))?;
        let signature =
            URL_SAFE_NO_PAD.decode(&checkpoint.signature).map_err(|_| CheckpointError::Signature)?;
        let statement = statement(checkpoint.at, &checkpoint.streams, &checkpoint.key);
        if key.has_signed(&statement, &signature) { Ok(checkpoint) } else { Err(CheckpointError::Signature) }
    }

    /// How far a stream reached.
    #[must_use]
    pub fn reach(&self, stream: JournalStream) -> Option<&Reach> {
        self.streams.iter().find(|reach| reach.stream == stream)
    }
}

/// What is signed.
fn statement(at: DateTime<Utc>, streams: &[Reach], key: &str) -> Vec<u8> {
    let mut fields = chain::Fields::of(ENCODING);
    fields.put(&at.timestamp_micros().to_be_bytes());
    for reach in streams {
        fields.put(reach.stream.to_value().as_bytes());
        fields.put(&reach.size.to_be_bytes());
        fields.put(reach.hash.as_bytes());
    }
    fields.put(key.as_bytes());
    fields.hash()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use std::sync::Arc;

    use super::*;
    use crate::keys::Keys;

    fn key() -> Arc<SigningKey> {
        Keys::ephemeral().unwrap().checkpoint().current()
    }

    fn checkpoint(key: &SigningKey) -> Checkpoint {
        let reach = |stream, size| Reach { stream, size, hash: URL_SAFE_NO_PAD.encode([7; 32]) };
        let streams = vec![reach(JournalStream::Data, 3), reach(JournalStream::Access, 5)];
        Checkpoint::signed(key, DateTime::UNIX_EPOCH, streams).unwrap()
    }

    #[test]
    fn given_a_checkpoint_when_opened_with_its_public_key_then_the_same() {
        let key = key();
        let made = checkpoint(&key);
        let public = PublicKey::parse(&key.public().text()).unwrap();
        assert_eq!(Checkpoint::open(&made.line().unwrap(), &[public]), Ok(made));
    }

    #[test]
    fn given_any_altered_field_then_the_signature_is_not_valid() {
        let key = key();
        let made = checkpoint(&key);
        let changes: [fn(&mut Checkpoint); 5] = [
            |made| made.at = DateTime::UNIX_EPOCH + chrono::Duration::seconds(1),
            |made| made.streams.iter_mut().for_each(|reach| reach.size += 1),
            |made| made.streams.iter_mut().for_each(|reach| reach.hash = URL_SAFE_NO_PAD.encode([8; 32])),
            |made| made.streams.reverse(),
            |made| made.signature = URL_SAFE_NO_PAD.encode([0; 64]),
        ];
        for change in changes {
            let mut altered = made.clone();
            change(&mut altered);
            let opened = Checkpoint::open(&altered.line().unwrap(), &[key.public().clone()]);
            assert_eq!(opened, Err(CheckpointError::Signature));
        }
    }

    #[test]
    fn given_another_key_or_other_text_then_said_so() {
        let (one, other) = (key(), key());
        let made = checkpoint(&one);
        let opened = Checkpoint::open(&made.line().unwrap(), &[other.public().clone()]);
        assert_eq!(opened, Err(CheckpointError::OtherKey(one.id().to_owned())));
        for text in ["", "{}", "[]", "null"] {
            let opened = Checkpoint::open(text, &[one.public().clone()]);
            assert!(matches!(opened, Err(CheckpointError::Malformed(_))), "{text}");
        }
    }
}
