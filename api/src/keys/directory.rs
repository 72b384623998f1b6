//! The directory of keys. The files of a purpose are numbered in the order in which they were made, and the last one
//! makes: `token.key`, then `token.2.key`, `token.3.key`. One that is not in use yet, but is published and understood
//! already, is `token.4.next.key`. So a change is one file more, less, or with another name, and at every moment the
//! directory is whole.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{KeyError, Purpose, file, material};

/// Whether a key makes, made, or will make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It signs or seals.
    Current,
    /// It is known to all, and signs or seals nothing yet.
    Next,
    /// It signs or seals no more; what it made is still understood.
    Older,
}

/// A key of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFile {
    /// What it is for.
    pub purpose: Purpose,
    /// Whether it is in use.
    pub stage: Stage,
    /// Its name, which tells nothing of it.
    pub id: String,
    /// Where it is.
    pub path: PathBuf,
}

/// What a rotation did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// A new key is there for all to know.
    Published,
    /// The key that was published is in use now.
    InUse,
}

/// A file, before it is read.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Numbered {
    pub(super) purpose: Purpose,
    number: u32,
    is_next: bool,
    pub(super) path: PathBuf,
}

/// What tells one state of a directory from another.
pub(super) type Stamp = Vec<(PathBuf, Option<SystemTime>, u64)>;

/// The files of a purpose in the order of their stages: the current one, then all others.
pub(super) struct OfPurpose {
    pub(super) current: Numbered,
    pub(super) others: Vec<Numbered>,
}

/// Every key file of a directory, by purpose and number.
///
/// # Errors
/// It can't be read, or holds a key under a name that none of ours has.
pub(super) fn list(directory: &Path) -> Result<Vec<Numbered>, KeyError> {
    file::check_directory(directory)?;
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).map_err(|source| file::of(directory, source))? {
        let path = entry.map_err(|source| file::of(directory, source))?.path();
        if path.extension().is_some_and(|extension| extension == "key") {
            files.push(numbered(&path).ok_or(KeyError::Name(path))?);
        }
    }
    files.sort();
    let used: Vec<_> = files.iter().filter(|file| !file.is_next).cloned().collect();
    // A change of name that was cut off in its middle leaves both.
    let is_used =
        |next: &Numbered| used.iter().any(|file| (file.purpose, file.number) == (next.purpose, next.number));
    files.retain(|file| !file.is_next || !is_used(file));
    Ok(files)
}

fn numbered(path: &Path) -> Option<Numbered> {
    let mut parts = path.file_name()?.to_str()?.strip_suffix(".key")?.split('.');
    let purpose = Purpose::named(parts.next()?)?;
    let number = match parts.next() {
        None => 1,
        Some(text) => text.parse().ok().filter(|number: &u32| *number > 1 && number.to_string() == text)?,
    };
    let is_next = match (parts.next(), parts.next()) {
        (None, None) => false,
        (Some("next"), None) => true,
        _ => return None,
    };
    Some(Numbered { purpose, number, is_next, path: path.to_owned() })
}

/// The files of one purpose.
///
/// # Errors
/// None of them is in use.
pub(super) fn of_purpose(
    directory: &Path,
    files: &[Numbered],
    purpose: Purpose,
) -> Result<OfPurpose, KeyError> {
    let own = files.iter().filter(|file| file.purpose == purpose);
    let current = own.clone().rfind(|file| !file.is_next).cloned();
    let current = current.ok_or_else(|| KeyError::Missing(first(directory, purpose)))?;
    let others = own.filter(|file| **file != current).cloned().collect();
    Ok(OfPurpose { current, others })
}

/// What the directory looks like at this moment.
///
/// # Errors
/// It can't be read.
pub(super) fn stamp(directory: &Path) -> Result<Stamp, KeyError> {
    let mut stamp = Stamp::new();
    for file in list(directory)? {
        let metadata = fs::metadata(&file.path).map_err(|source| file::of(&file.path, source))?;
        stamp.push((file.path, metadata.modified().ok(), metadata.len()));
    }
    Ok(stamp)
}

/// The keys of a directory with their stages.
///
/// # Errors
/// One is missing, malformed, weak, or open to others.
pub fn keys_in(directory: &Path) -> Result<Vec<KeyFile>, KeyError> {
    let files = list(directory)?;
    let mut keys = Vec::new();
    for purpose in Purpose::ALL {
        let own = of_purpose(directory, &files, purpose)?;
        for file in std::iter::once(&own.current).chain(&own.others) {
            let stage = match file {
                file if *file == own.current => Stage::Current,
                file if file.is_next => Stage::Next,
                _ => Stage::Older,
            };
            let id = material::id(file)?;
            keys.push(KeyFile { purpose, stage, id, path: file.path.clone() });
        }
    }
    Ok(keys)
}

/// Makes the first key of each purpose in a new directory.
///
/// # Errors
/// There is a key already, or a file can't be written.
pub(super) fn create(directory: &Path) -> Result<(), KeyError> {
    file::create_directory(directory)?;
    if let Some(there) = list(directory)?.into_iter().next() {
        return Err(KeyError::Exists(there.path));
    }
    Purpose::ALL.into_iter().try_for_each(|purpose| create_first(directory, purpose))
}

/// Makes the first key of a purpose in a directory that has none of it, as after an upgrade to a program that knows
/// one purpose more.
///
/// # Errors
/// There is a key of this purpose already, or the file can't be written.
pub fn create_first(directory: &Path, purpose: Purpose) -> Result<(), KeyError> {
    match list(directory)?.into_iter().find(|file| file.purpose == purpose) {
        Some(there) => Err(KeyError::Exists(there.path)),
        None => file::write(&first(directory, purpose), &material::new(purpose)?),
    }
}

/// Takes the next step of replacing the key of a purpose: publishes a new one, or puts the one that is published
/// into use. What the replaced one made is understood until it is [retired](retire).
///
/// # Errors
/// The directory can't be read or written.
pub fn rotate(directory: &Path, purpose: Purpose) -> Result<Rotation, KeyError> {
    let files = list(directory)?;
    let own = of_purpose(directory, &files, purpose)?;
    let named = |number: u32, end: &str| directory.join(format!("{purpose}.{number}{end}.key"));
    if let Some(next) = own.others.iter().find(|file| file.is_next) {
        file::rename(&next.path, &named(next.number, ""))?;
        return Ok(Rotation::InUse);
    }
    file::write(&named(own.current.number.saturating_add(1), ".next"), &material::new(purpose)?)?;
    Ok(Rotation::Published)
}

/// Removes a key that is not in use. What it signed or sealed is not understood any more.
///
/// # Errors
/// There is no such key, it is in use, or the file can't be removed.
pub fn retire(directory: &Path, purpose: Purpose, id: &str) -> Result<(), KeyError> {
    let keys = keys_in(directory)?;
    let found = keys.into_iter().find(|key| key.purpose == purpose && key.id == id);
    match found {
        None => Err(KeyError::Unknown { purpose, id: id.to_owned() }),
        Some(key) if key.stage == Stage::Current => Err(KeyError::InUse { purpose, id: id.to_owned() }),
        Some(key) => file::remove(&key.path),
    }
}

fn first(directory: &Path, purpose: Purpose) -> PathBuf {
    directory.join(format!("{purpose}.key"))
}
