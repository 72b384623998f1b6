//! Key files: written once, for the owner alone.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use super::KeyError;

const DIRECTORY_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;
const OTHERS: u32 = 0o077;

/// Makes the directory where it is not there.
pub(super) fn create_directory(directory: &Path) -> Result<(), KeyError> {
    DirBuilder::new()
        .recursive(true)
        .mode(DIRECTORY_MODE)
        .create(directory)
        .map_err(|source| of(directory, source))?;
    check_directory(directory)
}

/// Refuses a directory that is missing or open to others.
pub(super) fn check_directory(directory: &Path) -> Result<(), KeyError> {
    check(directory, DIRECTORY_MODE)
}

/// The bytes of a file that is closed to others.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, KeyError> {
    check(path, FILE_MODE)?;
    fs::read(path).map_err(|source| of(path, source))
}

/// Writes a new file and its entry in the directory down to the disk.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), KeyError> {
    let written = || -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        path.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())
    };
    written().map_err(|source| of(path, source))
}

fn check(path: &Path, wanted: u32) -> Result<(), KeyError> {
    let mode = fs::metadata(path).map_err(|source| of(path, source))?.permissions().mode() & 0o777;
    if mode & OTHERS == 0 { Ok(()) } else { Err(KeyError::Open { path: path.to_owned(), mode, wanted }) }
}

fn of(path: &Path, source: io::Error) -> KeyError {
    match source.kind() {
        io::ErrorKind::NotFound => KeyError::Missing(path.to_owned()),
        io::ErrorKind::AlreadyExists => KeyError::Exists(path.to_owned()),
        _ => KeyError::File { path: path.to_owned(), source },
    }
}
