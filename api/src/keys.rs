//! The keys of an installation: a directory with the files of each purpose, readable by nobody but the owner. One key
//! of a purpose is in use; those before it are still understood, and one after it may be already.
//!
//! A server looks at the directory every few seconds, so that keys change while it runs. Because servers don't look
//! at the same moment, a new key is published first and put into use by a second step: whoever meets what the
//! new key made knows it already.

mod directory;
mod file;
mod index;
mod material;
mod purpose;
mod throttle;
mod token;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use thiserror::Error;
use tokio::task::JoinHandle;

pub use directory::{KeyFile, Rotation, Stage, create_first, keys_in, retire, rotate};
pub use index::{IndexKey, MARK_LENGTH};
pub use purpose::Purpose;
pub use throttle::ThrottleKey;
pub use token::{TokenKey, TokenKeys};

use crate::repo::cursor::CursorKey;
use crate::seal::SealingKey;
use crate::signing::SigningKeys;

/// How often a server looks whether its keys changed.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Why keys can't be had.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The directory or a file is not there.
    #[error(
        "{0} is missing: make all keys with `canbo keys create`, or one alone with `canbo keys create <purpose>`"
    )]
    Missing(PathBuf),
    /// Keys are there already, and creating them anew would make what they sealed unreadable.
    #[error("{0} exists already; keys are never overwritten")]
    Exists(PathBuf),
    /// Somebody else could read a key.
    #[error("{path} is open to others than its owner: its mode is {mode:o}, it must be {wanted:o}")]
    Open {
        /// The file or directory.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
        /// What they must be.
        wanted: u32,
    },
    /// A file does not hold a key of its kind.
    #[error("{0} does not hold a whole key")]
    Malformed(PathBuf),
    /// A file holds a key that others know or can guess.
    #[error("{0} holds a key that was copied or typed, and not drawn at random")]
    MadeUp(PathBuf),
    /// Two files hold one key.
    #[error("{0} holds a key that another file holds too")]
    Shared(PathBuf),
    /// A key file has a name that tells neither purpose nor number.
    #[error("{0} is named like no key")]
    Name(PathBuf),
    /// There is no key of this name.
    #[error("there is no {purpose} key {id}")]
    Unknown {
        /// The purpose.
        purpose: Purpose,
        /// The name that was asked for.
        id: String,
    },
    /// The key can't be removed while it is in use.
    #[error("the {purpose} key {id} is in use: rotate first")]
    InUse {
        /// The purpose.
        purpose: Purpose,
        /// The key's name.
        id: String,
    },
    /// The system gave no random bytes.
    #[error("the system gave no random bytes")]
    Random,
    /// The directory or a file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file or directory.
        path: PathBuf,
        /// What went wrong.
        source: std::io::Error,
    },
}

/// The keys of an installation. Cheap to clone.
#[derive(Clone)]
pub struct Keys(Arc<Held>);

struct Held {
    rings: Rings,
    /// None for keys that are kept nowhere.
    directory: Option<PathBuf>,
    seen: Mutex<directory::Stamp>,
}

/// The keys of each purpose.
struct Rings {
    token: TokenKeys,
    cursor: CursorKey,
    identity: SealingKey,
    identity_index: IndexKey,
    journal: SealingKey,
    checkpoint: SigningKeys,
    report: SigningKeys,
    throttle: ThrottleKey,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Keys").field(&self.token().id()).finish()
    }
}

impl Keys {
    /// Reads the keys of a directory.
    ///
    /// # Errors
    /// A file is missing, short, made up, or open to others than its owner.
    pub fn load(directory: &Path) -> Result<Self, KeyError> {
        let seen = Mutex::new(directory::stamp(directory)?);
        let rings = Rings::read(directory)?;
        Ok(Self(Arc::new(Held { rings, directory: Some(directory.to_owned()), seen })))
    }

    /// Makes a directory with new keys.
    ///
    /// # Errors
    /// There is a key already, or one can't be written.
    pub fn create(directory: &Path) -> Result<Self, KeyError> {
        directory::create(directory)?;
        Self::load(directory)
    }

    /// Reads the keys of a directory, or makes them where there is none.
    ///
    /// # Errors
    /// As [`load`](Self::load) and [`create`](Self::create).
    pub fn load_or_create(directory: &Path) -> Result<Self, KeyError> {
        match Self::load(directory) {
            Err(KeyError::Missing(path)) if path == directory => Self::create(directory),
            outcome => outcome,
        }
    }

    /// Keys that are kept nowhere.
    ///
    /// # Errors
    /// The system gave no random bytes.
    pub fn ephemeral() -> Result<Self, KeyError> {
        let rings = Rings::ephemeral()?;
        Ok(Self(Arc::new(Held { rings, directory: None, seen: Mutex::default() })))
    }

    /// Takes the keys that the directory holds now, if it changed since it was last looked at. Where it can't be
    /// used as it is, the keys stay what they were.
    ///
    /// # Errors
    /// A file is missing, short, made up, or open to others than its owner.
    pub fn reload(&self) -> Result<bool, KeyError> {
        let Some(directory) = &self.0.directory else { return Ok(false) };
        let stamp = directory::stamp(directory)?;
        let mut seen = self.0.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == stamp {
            return Ok(false);
        }
        self.0.rings.exchange(&Rings::read(directory)?);
        *seen = stamp;
        Ok(true)
    }

    /// Looks at the directory every few seconds, until the watch is dropped.
    pub fn watch(&self) -> Watch {
        self.watch_every(LOOK_EVERY)
    }

    fn watch_every(&self, pause: Duration) -> Watch {
        let keys = self.clone();
        Watch(tokio::spawn(async move {
            let mut last_fault = None;
            loop {
                tokio::time::sleep(pause).await;
                let looking = keys.clone();
                let outcome = tokio::task::spawn_blocking(move || looking.reload()).await;
                let Ok(outcome) = outcome else { continue };
                last_fault = told(outcome, last_fault);
            }
        }))
    }

    /// The key that signs access tokens.
    #[must_use]
    pub fn token(&self) -> Arc<TokenKey> {
        self.tokens().current()
    }

    /// The keys of access tokens.
    #[must_use]
    pub fn tokens(&self) -> &TokenKeys {
        &self.0.rings.token
    }

    /// The key under which failed logins are counted.
    #[must_use]
    pub fn throttle(&self) -> &ThrottleKey {
        &self.0.rings.throttle
    }

    /// The key that seals cursors.
    #[must_use]
    pub fn cursor(&self) -> &CursorKey {
        &self.0.rings.cursor
    }

    /// The key that seals citizen numbers.
    #[must_use]
    pub fn identity(&self) -> &SealingKey {
        &self.0.rings.identity
    }

    /// The key by which citizen numbers are found.
    #[must_use]
    pub fn identity_index(&self) -> &IndexKey {
        &self.0.rings.identity_index
    }

    /// The key that seals the journal's values.
    #[must_use]
    pub fn journal(&self) -> &SealingKey {
        &self.0.rings.journal
    }

    /// The keys that sign how far the journal reached.
    #[must_use]
    pub fn checkpoint(&self) -> &SigningKeys {
        &self.0.rings.checkpoint
    }

    /// The keys that sign reports.
    #[must_use]
    pub fn report(&self) -> &SigningKeys {
        &self.0.rings.report
    }
}

/// Writes what a look found into the log, a fault once until it changes.
fn told(outcome: Result<bool, KeyError>, last_fault: Option<String>) -> Option<String> {
    match outcome.map_err(|error| error.to_string()) {
        Ok(false) => None,
        Ok(true) => {
            tracing::info!("the keys were read anew");
            None
        }
        Err(fault) => {
            if last_fault.as_ref() != Some(&fault) {
                tracing::error!(error = %fault, "the keys changed and could not be read; those before stay in use");
            }
            Some(fault)
        }
    }
}

/// Looks at the directory of keys as long as it is held.
#[must_use]
pub struct Watch(JoinHandle<()>);

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The bytes of a purpose's keys.
struct Material {
    current: (PathBuf, Vec<u8>),
    others: Vec<(PathBuf, Vec<u8>)>,
}

impl Material {
    fn read(directory: &Path, files: &[directory::Numbered], purpose: Purpose) -> Result<Self, KeyError> {
        let own = directory::of_purpose(directory, files, purpose)?;
        let read = |file: &directory::Numbered| Ok((file.path.clone(), material::read(file)?));
        let others = own.others.iter().map(read).collect::<Result<_, KeyError>>()?;
        Ok(Self { current: read(&own.current)?, others })
    }

    fn new(purpose: Purpose) -> Result<Self, KeyError> {
        Ok(Self { current: (PathBuf::from("memory"), material::new(purpose)?), others: Vec::new() })
    }

    fn iter(&self) -> impl Iterator<Item = &(PathBuf, Vec<u8>)> {
        std::iter::once(&self.current).chain(&self.others)
    }

    /// The keys that `make` makes of the bytes.
    fn made<K>(&self, make: impl Fn(&[u8], &[&[u8]]) -> Option<K>) -> Result<K, KeyError> {
        let others: Vec<&[u8]> = self.others.iter().map(|(_, bytes)| bytes.as_slice()).collect();
        let (path, bytes) = &self.current;
        make(bytes, &others).ok_or_else(|| KeyError::Malformed(path.clone()))
    }
}

impl Rings {
    fn read(directory: &Path) -> Result<Self, KeyError> {
        let files = directory::list(directory)?;
        Self::of(|purpose| Material::read(directory, &files, purpose))
    }

    fn ephemeral() -> Result<Self, KeyError> {
        Self::of(Material::new)
    }

    fn of(material: impl Fn(Purpose) -> Result<Material, KeyError>) -> Result<Self, KeyError> {
        let token = material(Purpose::Token)?;
        let cursor = material(Purpose::Cursor)?;
        let identity = material(Purpose::Identity)?;
        let identity_index = material(Purpose::IdentityIndex)?;
        let journal = material(Purpose::Journal)?;
        let checkpoint = material(Purpose::Checkpoint)?;
        let report = material(Purpose::Report)?;
        check_distinct([&token, &cursor, &identity, &identity_index, &journal, &checkpoint, &report])?;
        let sealing = |current: &[u8], others: &[&[u8]]| SealingKey::with_others(current, others).ok();
        Ok(Self {
            token: token.made(|current, others| {
                let others = others.iter().map(|bytes| TokenKey::from_pkcs8(bytes)).collect::<Option<_>>()?;
                Some(TokenKeys::new(TokenKey::from_pkcs8(current)?, others))
            })?,
            // Derived: what it counts lives for hours, so that nothing is lost when the key of cursors is replaced.
            throttle: ThrottleKey::derive(&cursor.current.1),
            cursor: cursor.made(|current, others| CursorKey::with_others(current, others).ok())?,
            identity: identity.made(sealing)?,
            identity_index: identity_index.made(IndexKey::with_others)?,
            journal: journal.made(sealing)?,
            checkpoint: checkpoint.made(SigningKeys::of_pkcs8)?,
            report: report.made(SigningKeys::of_pkcs8)?,
        })
    }

    fn exchange(&self, other: &Self) {
        self.token.exchange(&other.token);
        self.cursor.exchange(&other.cursor);
        self.identity.exchange(&other.identity);
        self.identity_index.exchange(&other.identity_index);
        self.journal.exchange(&other.journal);
        self.checkpoint.exchange(&other.checkpoint);
        self.report.exchange(&other.report);
        self.throttle.exchange(&other.throttle);
    }
}

/// Refuses one key for two purposes: what one gives away would open the other.
fn check_distinct(all: [&Material; 7]) -> Result<(), KeyError> {
    let mut seen = std::collections::BTreeSet::new();
    for (path, bytes) in all.into_iter().flat_map(Material::iter) {
        if !seen.insert(bytes) {
            return Err(KeyError::Shared(path.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "keys/tests.rs"]
mod tests;
