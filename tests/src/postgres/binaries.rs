//! Where the programs of PostgreSQL lie on this machine.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The two programs that a throwaway cluster needs, of one installation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Binaries {
    pub(super) initdb: PathBuf,
    pub(super) postgres: PathBuf,
}

impl Binaries {
    /// The first installation found: of the search path, of Debian's folders (the newest version first), or the one
    /// that `pg_config` tells.
    pub(super) fn find() -> Option<Self> {
        in_search_path().chain(of_debian()).chain(of_pg_config()).find_map(|folder| Self::of(&folder))
    }

    fn of(folder: &Path) -> Option<Self> {
        let binaries = Self { initdb: folder.join("initdb"), postgres: folder.join("postgres") };
        (binaries.initdb.is_file() && binaries.postgres.is_file()).then_some(binaries)
    }
}

fn in_search_path() -> impl Iterator<Item = PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).collect::<Vec<_>>().into_iter()
}

fn of_debian() -> impl Iterator<Item = PathBuf> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<(u32, PathBuf)> = versions
        .filter_map(|version| {
            let number = version.file_name().to_str()?.parse().ok()?;
            Some((number, version.path().join("bin")))
        })
        .collect();
    folders.sort_unstable_by(|a, b| b.cmp(a));
    folders.into_iter().map(|(_, folder)| folder)
}

fn of_pg_config() -> impl Iterator<Item = PathBuf> {
    let told = Command::new("pg_config").arg("--bindir").output().ok();
    told.filter(|output| output.status.success())
        .and_then(|output| String::from_utf8(output.stdout).ok())
        .map(|folder| PathBuf::from(folder.trim()))
        .into_iter()
}
