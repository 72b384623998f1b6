//! The keys of an installation: a directory with one file for each, readable by nobody but the owner.

mod file;
mod throttle;
mod token;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::rand;
use thiserror::Error;

pub use throttle::ThrottleKey;
pub use token::TokenKey;

use crate::repo::cursor::CursorKey;
use crate::seal::{KEY_LENGTH, SealingKey};

/// Why keys can't be had.
#[derive(Debug, Error)]
pub enum KeyError {
    /// The directory or a file is not there.
    #[error("{0} is missing: create the keys with `canbo keys create`")]
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
pub struct Keys(Arc<KeyRing>);

struct KeyRing {
    token: TokenKey,
    cursor: CursorKey,
    identity: SealingKey,
    journal: SealingKey,
    throttle: ThrottleKey,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Keys").field(&self.token().id()).finish()
    }
}

const TOKEN: &str = "token.key";
const CURSOR: &str = "cursor.key";
const IDENTITY: &str = "identity.key";
const JOURNAL: &str = "journal.key";

impl Keys {
    /// Reads the keys of a directory.
    ///
    /// # Errors
    /// A file is missing, short, or open to others than its owner.
    pub fn load(directory: &Path) -> Result<Self, KeyError> {
        file::check_directory(directory)?;
        let read = |name: &str| file::read(&directory.join(name));
        Self::of(directory, &read(TOKEN)?, &read(CURSOR)?, &read(IDENTITY)?, &read(JOURNAL)?)
    }

    /// Makes a directory with new keys.
    ///
    /// # Errors
    /// One of the files exists, or can't be written.
    pub fn create(directory: &Path) -> Result<Self, KeyError> {
        let names = [TOKEN, CURSOR, IDENTITY, JOURNAL];
        if let Some(there) = names.iter().map(|name| directory.join(name)).find(|path| path.exists()) {
            return Err(KeyError::Exists(there));
        }
        file::create_directory(directory)?;
        file::write(&directory.join(TOKEN), &TokenKey::generate()?)?;
        for name in [CURSOR, IDENTITY, JOURNAL] {
            file::write(&directory.join(name), &random_key()?)?;
        }
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
        let token = TokenKey::generate()?;
        Self::of(Path::new("memory"), &token, &random_key()?, &random_key()?, &random_key()?)
    }

    fn of(
        directory: &Path,
        token: &[u8],
        cursor: &[u8],
        identity: &[u8],
        journal: &[u8],
    ) -> Result<Self, KeyError> {
        let malformed = |name: &str| KeyError::Malformed(directory.join(name));
        Ok(Self(Arc::new(KeyRing {
            token: TokenKey::from_pkcs8(token).ok_or_else(|| malformed(TOKEN))?,
            throttle: ThrottleKey::derive(cursor),
            cursor: CursorKey::new(cursor).map_err(|_| malformed(CURSOR))?,
            identity: SealingKey::new(identity).map_err(|_| malformed(IDENTITY))?,
            journal: SealingKey::new(journal).map_err(|_| malformed(JOURNAL))?,
        })))
    }

    /// The key that signs access tokens.
    #[must_use]
    pub fn token(&self) -> &TokenKey {
        &self.0.token
    }

    /// The key under which failed logins are counted.
    #[must_use]
    pub fn throttle(&self) -> &ThrottleKey {
        &self.0.throttle
    }

    /// The key that seals cursors.
    #[must_use]
    pub fn cursor(&self) -> &CursorKey {
        &self.0.cursor
    }

    /// The key that seals citizen numbers.
    #[must_use]
    pub fn identity(&self) -> &SealingKey {
        &self.0.identity
    }

    /// The key that seals the journal's values.
    #[must_use]
    pub fn journal(&self) -> &SealingKey {
        &self.0.journal
    }
}

fn random_key() -> Result<[u8; KEY_LENGTH], KeyError> {
    let mut bytes = [0; KEY_LENGTH];
    rand::fill(&mut bytes).map_err(|_| KeyError::Random)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::repo::cursor::CursorSeal;
    use crate::seal::Place;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn given_new_keys_when_loaded_again_then_they_are_the_same_and_private() {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().join("keys");
        let made = Keys::create(&directory).unwrap();
        let loaded = Keys::load(&directory).unwrap();
        assert_eq!(made.token().id(), loaded.token().id());
        let cursor = |keys: &Keys| CursorSeal::new(keys.cursor().clone(), "a list").seal(&1).unwrap();
        assert_eq!(cursor(&made), cursor(&loaded));
        let place = Place { table: "a", column: "b", row: b"c" };
        let sealed = made.identity().seal(place, b"x").unwrap();
        assert_eq!(loaded.identity().open(place, &sealed).unwrap(), b"x");
        assert_eq!(mode(&directory), 0o700);
        for name in [TOKEN, CURSOR, IDENTITY, JOURNAL] {
            assert_eq!(mode(&directory.join(name)), 0o600);
        }
    }

    #[test]
    fn given_keys_when_created_again_then_nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().join("keys");
        let first = Keys::create(&directory).unwrap();
        assert!(matches!(Keys::create(&directory), Err(KeyError::Exists(_))));
        assert_eq!(Keys::load(&directory).unwrap().token().id(), first.token().id());
    }

    #[test]
    fn given_a_key_open_to_others_then_it_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().join("keys");
        Keys::create(&directory).unwrap();
        fs::set_permissions(directory.join(JOURNAL), fs::Permissions::from_mode(0o640)).unwrap();
        let error = Keys::load(&directory).unwrap_err().to_string();
        assert!(error.ends_with("its mode is 640, it must be 600"), "{error}");
    }

    #[test]
    fn given_a_directory_open_to_others_then_it_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().join("keys");
        Keys::create(&directory).unwrap();
        fs::set_permissions(&directory, fs::Permissions::from_mode(0o755)).unwrap();
        assert!(matches!(Keys::load(&directory), Err(KeyError::Open { wanted: 0o700, .. })));
    }

    #[test]
    fn given_a_short_or_missing_key_then_it_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().join("keys");
        assert!(matches!(Keys::load(&directory), Err(KeyError::Missing(path)) if path == directory));
        Keys::create(&directory).unwrap();
        fs::write(directory.join(CURSOR), [1; 31]).unwrap();
        assert!(matches!(Keys::load(&directory), Err(KeyError::Malformed(path)) if path.ends_with(CURSOR)));
        fs::remove_file(directory.join(TOKEN)).unwrap();
        assert!(
            matches!(Keys::load_or_create(&directory), Err(KeyError::Missing(path)) if path.ends_with(TOKEN))
        );
    }
}
