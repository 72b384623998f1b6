//! What the keys of an installation are for.

use std::fmt;

use clap::ValueEnum;

/// What a key is for. Each purpose has keys of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ValueEnum)]
pub enum Purpose {
    /// Signs access tokens.
    Token,
    /// Seals cursors.
    Cursor,
    /// Seals citizen numbers.
    Identity,
    /// Lets citizen numbers be found.
    IdentityIndex,
    /// Seals the journal's values.
    Journal,
    /// Signs how far the journal reached.
    Checkpoint,
    /// Signs reports.
    Report,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 7] = [
        Self::Token,
        Self::Cursor,
        Self::Identity,
        Self::IdentityIndex,
        Self::Journal,
        Self::Checkpoint,
        Self::Report,
    ];

    /// The name in files and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Cursor => "cursor",
            Self::Identity => "identity",
            Self::IdentityIndex => "identity-index",
            Self::Journal => "journal",
            Self::Checkpoint => "checkpoint",
            Self::Report => "report",
        }
    }

    /// Whether its keys are Ed25519 keys, which sign; all others are 32 random bytes.
    #[must_use]
    pub(super) const fn signs(self) -> bool {
        matches!(self, Self::Token | Self::Checkpoint | Self::Report)
    }

    /// The purpose of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.name() == name)
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
