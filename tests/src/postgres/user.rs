//! PostgreSQL does not run as root: there, it runs as a user without privileges.

use std::path::Path;
use std::process::Command;

/// Users that a machine is likely to have, the best first.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// The user that a cluster runs as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum User {
    /// The one who runs the tests.
    Own,
    /// Another, because the tests run as root.
    Other { name: &'static str, user: u32, group: u32 },
}

impl User {
    /// Who the cluster is to run as.
    ///
    /// # Errors
    /// The tests run as root, and no other user is known.
    pub(super) fn choose() -> Result<Self, String> {
        if number(&["-u"]) != Some(0) {
            return Ok(Self::Own);
        }
        UNPRIVILEGED
            .into_iter()
            .find_map(|name| {
                Some(Self::Other { name, user: number(&["-u", name])?, group: number(&["-g", name])? })
            })
            .ok_or_else(|| {
                format!("PostgreSQL does not run as root, and there is no user {}", UNPRIVILEGED.join(" or "))
            })
    }

    /// Hands a folder over to the user.
    pub(super) fn give(&self, folder: &Path) -> std::io::Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Other { user, group, .. } => std::os::unix::fs::chown(folder, Some(*user), Some(*group)),
        }
    }

    /// A command that runs a shell's script as the user; the script's arguments are to be added.
    ///
    /// # Errors
    /// None of the programs that change the user is there.
    pub(super) fn shell(&self, script: &str) -> Result<Command, String> {
        let Self::Other { name, user, group } = self else {
            let mut command = Command::new("sh");
            command.args(["-c", script, "cluster"]);
            return Ok(command);
        };
        let (user, group) = (format!("--reuid={user}"), format!("--regid={group}"));
        let ways: [(&str, &[&str]); 3] = [
            ("setpriv", &[&user, &group, "--clear-groups", "--", "sh", "-c", script, "cluster"]),
            ("runuser", &["-u", name, "--", "sh", "-c", script, "cluster"]),
            ("su", &["-s", "/bin/sh", name, "-c", script, "cluster"]),
        ];
        let (program, arguments) = ways
            .into_iter()
            .find(|(program, _)| Command::new(program).arg("--version").output().is_ok())
            .ok_or("none of setpriv, runuser and su is there to run PostgreSQL as another user than root")?;
        let mut command = Command::new(program);
        command.args(arguments);
        Ok(command)
    }
}

/// A number that `id` tells.
fn number(arguments: &[&str]) -> Option<u32> {
    let output = Command::new("id").args(arguments).output().ok()?;
    output.status.success().then_some(())?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}
