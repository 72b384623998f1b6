//! Why a machine's account is not changed.

use sea_orm::DbErr;
use thiserror::Error;

use crate::keys::KeyError;
use crate::work::WorkError;
use crate::work::idempotency::IdempotencyError;

/// Why a machine's account was not changed. Nothing was changed then.
#[derive(Debug, Error)]
pub enum ServiceAccountError {
    /// Whoever asks may not change accounts, or not any more.
    #[error("this may not be changed by whoever asks")]
    Forbidden,
    /// The pass phrase was checked too long ago.
    #[error("the pass phrase has to be checked again first")]
    Reauthenticate,
    /// There is no such account of a machine.
    #[error("there is no such service account")]
    NoAccount,
    /// The account has no such secret or key, or it was revoked before.
    #[error("there is no such secret or key")]
    NoProof,
    /// The login name can't be used.
    #[error("the name must be 1 to 64 unaccented letters, digits, `.`, `_` or `-`")]
    Username,
    /// Another account has the login name.
    #[error("the name is taken")]
    UsernameTaken,
    /// A label or shown name can't be used.
    #[error("a label has 1 to 200 characters without control characters")]
    Label,
    /// No unit is given, or there is no such unit.
    #[error("a service account is held in at least one unit that exists")]
    Units,
    /// The end lies in the past.
    #[error("a secret ends in the future")]
    Expiry,
    /// The machine has as many secrets or keys as it may have at once.
    #[error("there are as many as allowed; revoke one first")]
    TooMany,
    /// It is no public Ed25519 key, or holds the secret half too.
    #[error("the key must be the public half of an Ed25519 key as a JWK")]
    Key,
    /// The key, or its name, is in use already.
    #[error("the key or its name is in use already")]
    KeyTaken,
    /// There are too many networks, or one is none.
    #[error("a list of networks has at most 50 of the form 192.0.2.0/24")]
    Networks,
    /// A class is not one that machines may read.
    #[error("machines may not read this class")]
    Class,
    /// The idempotency key could not be claimed.
    #[error(transparent)]
    Idempotency(#[from] IdempotencyError),
    /// No secret could be made.
    #[error(transparent)]
    Random(#[from] KeyError),
    /// It could not be written.
    #[error(transparent)]
    Work(#[from] WorkError),
}

impl From<DbErr> for ServiceAccountError {
    fn from(error: DbErr) -> Self {
        Self::Work(error.into())
    }
}
