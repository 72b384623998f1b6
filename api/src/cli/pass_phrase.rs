//! Reads a pass phrase without showing it.

use std::env;
use std::io::{self, BufRead, IsTerminal, Write};
use std::process::{Command, Stdio};

use super::CommandError;
use crate::auth::PassPhrase;
use crate::config::PASSPHRASE_VARIABLE;

/// The pass phrase of the environment's variable; else one line of standard input, asked for at a terminal.
pub(super) fn read() -> Result<PassPhrase, CommandError> {
    if let Ok(phrase) = env::var(PASSPHRASE_VARIABLE) {
        return Ok(PassPhrase::new(&phrase));
    }
    let hidden = io::stdin().is_terminal().then(Hidden::begin).transpose()?;
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    drop(hidden);
    Ok(PassPhrase::new(line.trim_end_matches(['\n', '\r'])))
}

/// While it lives, the terminal does not show what is typed.
struct Hidden;

impl Hidden {
    fn begin() -> io::Result<Self> {
        let mut terminal = io::stderr();
        write!(terminal, "Pass phrase: ")?;
        if !stty("-echo") {
            write!(terminal, "(this terminal shows what you type) ")?;
        }
        terminal.flush()?;
        Ok(Self)
    }
}

impl Drop for Hidden {
    fn drop(&mut self) {
        stty("echo");
        // The end of the line that was typed was not shown either.
        let _ = writeln!(io::stderr());
    }
}

/// Sets the terminal with the tool that every system with terminals has; tells whether it did.
fn stty(setting: &str) -> bool {
    let stty = Command::new("stty").arg(setting).stdin(Stdio::inherit()).stderr(Stdio::null()).status();
    stty.is_ok_and(|status| status.success())
}
