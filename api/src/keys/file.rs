//! Key files: written once, for the owner alone.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use super::KeyError;

/// The variable in which systemd tells where the credentials of a service are.
const CREDENTIALS: &str = "CREDENTIALS_DIRECTORY";

const DIRECTORY_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;
const OTHERS: u32 = 0o077;

/// Where systemd grants a service its credentials by access control lists, the list's mask shows as the bits of the
/// group, to which nobody else belongs.
const OTHERS_THAN_GRANTED: u32 = 0o027;

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
    check(directory, DIRECTORY_MODE, is_granted(directory))
}

/// The bytes of a file that is closed to others.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, KeyError> {
    check(path, FILE_MODE, path.parent().is_some_and(is_granted))?;
    fs::read(path).map_err(|source| of(path, source))
}

/// Writes a new file and its entry in the directory down to the disk.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), KeyError> {
    let written = || -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        sync_directory_of(path)
    };
    written().map_err(|source| of(path, source))
}

/// Gives a file another name in its directory, unless a file has it already.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), KeyError> {
    // A second name first: unlike a renaming, this refuses where the name is taken.
    fs::hard_link(from, to).map_err(|source| of(to, source))?;
    remove(from)
}

/// Removes a file.
pub(super) fn remove(path: &Path) -> Result<(), KeyError> {
    fs::remove_file(path).and_then(|()| sync_directory_of(path)).map_err(|source| of(path, source))
}

fn sync_directory_of(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |directory| File::open(directory)?.sync_all())
}

fn is_granted(directory: &Path) -> bool {
    std::env::var_os(CREDENTIALS).is_some_and(|credentials| Path::new(&credentials) == directory)
}

fn check(path: &Path, wanted: u32, is_granted: bool) -> Result<(), KeyError> {
    let mode = fs::metadata(path).map_err(|source| of(path, source))?.permissions().mode() & 0o777;
    let others = if is_granted { OTHERS_THAN_GRANTED } else { OTHERS };
    if mode & others == 0 { Ok(()) } else { Err(KeyError::Open { path: path.to_owned(), mode, wanted }) }
}

pub(super) fn of(path: &Path, source: io::Error) -> KeyError {
    match source.kind() {
        io::ErrorKind::NotFound => KeyError::Missing(path.to_owned()),
        io::ErrorKind::AlreadyExists => KeyError::Exists(path.to_owned()),
        _ => KeyError::File { path: path.to_owned(), source },
    }
}
