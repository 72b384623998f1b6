//! Why a change of accounts is not made.

use sea_orm::DbErr;
use thiserror::Error;

use crate::keys::KeyError;
use crate::work::WorkError;
use crate::work::idempotency::IdempotencyError;

/// Why a change was not made. Nothing was changed then.
#[derive(Debug, Error)]
pub enum ChangeError {
    /// It is refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It could not be written.
    #[error(transparent)]
    Work(#[from] WorkError),
    /// The idempotency key can't be claimed.
    #[error(transparent)]
    Key(#[from] IdempotencyError),
    /// No code could be made.
    #[error(transparent)]
    Code(#[from] KeyError),
}

impl From<DbErr> for ChangeError {
    fn from(error: DbErr) -> Self {
        Self::Work(error.into())
    }
}

/// Why a change is refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Whoever asks may not write this class, or not any more.
    #[error("this may not be changed by whoever asks")]
    Forbidden,
    /// The pass phrase was checked too long ago.
    #[error("the pass phrase has to be checked again first")]
    Reauthenticate,
    /// There is no such account.
    #[error("there is no such account")]
    NoAccount,
    /// There is no such grant of the account.
    #[error("there is no such grant")]
    NoGrant,
    /// There is no such session, or it has ended.
    #[error("there is no such session")]
    NoSession,
    /// There is no such proposal.
    #[error("there is no such proposal")]
    NoProposal,
    /// There is no such official.
    #[error("there is no such official")]
    NoOfficial,
    /// The account was changed meanwhile.
    #[error("the account was changed meanwhile; its version is {current}")]
    Conflict {
        /// The version that it has now.
        current: i32,
    },
    /// It is the account of whoever asks.
    #[error("nobody changes the rights or the status of his own account")]
    Own,
    /// No administrator who may log in would be left.
    #[error("the last active administrator stays")]
    LastAdministrator,
    /// The account's state does not allow it.
    #[error("the account's state does not allow this")]
    State,
    /// The account of a machine is made and kept in another way.
    #[error("the account of a machine has neither pass phrase nor another role")]
    Machine,
    /// The login name can't be used.
    #[error("the name must be 1 to 64 unaccented letters, digits, `.`, `_` or `-`")]
    Username,
    /// Another account has the login name.
    #[error("the name is taken")]
    UsernameTaken,
    /// The name that is shown can't be used.
    #[error("the name that is shown must be 1 to 200 characters without control characters")]
    DisplayName,
    /// A reason is missing, or can't be used.
    #[error("a reason of 1 to 500 characters is needed")]
    Reason,
    /// The role is held in units, and none is given.
    #[error("the role needs a unit")]
    UnitsMissing,
    /// The role is held in no unit, and some are given.
    #[error("the role is held in no unit")]
    UnitsGiven,
    /// More units than an account holds at once.
    #[error("too many units")]
    TooManyUnits,
    /// The unit does not exist on the first day.
    #[error("unit {place}: it does not exist on the first day")]
    NoUnit {
        /// Its place in the list.
        place: usize,
    },
    /// The role can't be held in a unit of this kind.
    #[error("unit {place}: the role is not held in units of this kind")]
    UnitKind {
        /// Its place in the list.
        place: usize,
    },
    /// The period begins in the past, or ends before it begins.
    #[error("unit {place}: the period must begin today or later and end after it begins")]
    Period {
        /// Its place in the list.
        place: usize,
    },
    /// The account holds its role in the unit already in this period.
    #[error("unit {place}: it is held already")]
    HeldAlready {
        /// Its place in the list.
        place: usize,
    },
    /// The day lies in the past, or after the grant's end.
    #[error("the grant must end today or later, and not after its end")]
    Day,
    /// The account has this role already.
    #[error("the account has this role already")]
    SameRole,
    /// A proposal about the account is open.
    #[error("a proposal about the account is open; it has to be decided first")]
    Pending,
    /// The proposal was decided, or is past its time.
    #[error("the proposal is not open any more")]
    NotOpen,
    /// Whoever asks made the proposal, or is favoured by it.
    #[error("another administrator has to approve it")]
    OwnProposal,
}
