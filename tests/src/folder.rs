//! What a run writes on the disk.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;

use tempfile::TempDir;

/// The folder of the run. A shell removes it when its standard input is closed, which the operating system does when this
/// process ends, whether by itself or killed: what is shared by tests has nobody to drop it.
static RUN: LazyLock<(PathBuf, Child)> = LazyLock::new(|| {
    let folder =
        tempfile::Builder::new().prefix("canbo-tests-").tempdir().expect("a temporary folder").keep();
    let sweeper = sweeper(&folder).expect("a shell to remove the folder of the run");
    (folder, sweeper)
});

/// The folder of the run itself.
pub(crate) fn of_the_run() -> &'static Path {
    &RUN.0
}

/// A folder for one database.
pub(crate) fn for_a_database() -> TempDir {
    TempDir::new_in(&RUN.0).expect("a folder in that of the run")
}

fn sweeper(folder: &Path) -> std::io::Result<Child> {
    use std::os::unix::process::CommandExt;
    Command::new("sh")
        .args(["-c", "cat >/dev/null; rm -rf \"$1\"", "sweeper"])
        .arg(folder)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // A Ctrl-C at the terminal is for the tests; the sweeper comes after them.
        .process_group(0)
        .spawn()
}
