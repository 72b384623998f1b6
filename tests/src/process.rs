//! A server in a process of its own, which can be killed: this program once more, told to serve.
//!
//! The test binary has one ignored test that calls [`serve_as_told`]; a test that wants a process names it to
//! [`Process::start`].

use std::io::{BufRead, BufReader, Read, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use api::config::DatabaseConfig;
use api::keys::Keys;

use crate::run::{RUNTIME, key_directory};
use crate::server::Server;

/// Names the database that a process serves.
const DATABASE: &str = "CANBO_TEST_PROCESS_DATABASE";

/// Names the folder of its keys: those of the run that started it.
const KEYS: &str = "CANBO_TEST_PROCESS_KEYS";

/// What the line with its address begins with.
const SERVING: &str = "serving on ";

/// A server in a process of its own, over a database that others may serve too. It ends when this is dropped, and when
/// the process that started it ends.
#[derive(Debug)]
pub struct Process {
    child: Child,
    address: SocketAddr,
}

impl Process {
    /// Starts a process that serves a database, through the ignored test of a name, and waits until it listens.
    ///
    /// # Panics
    /// If it does not.
    #[must_use]
    pub fn start(test: &str, database: &DatabaseConfig) -> Self {
        let program = std::env::current_exe().expect("the program knows where it is");
        let mut child = Command::new(program)
            .args([test, "--exact", "--ignored", "--nocapture"])
            .env(DATABASE, &database.url)
            .env(KEYS, key_directory())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts once more");
        let said = BufReader::new(child.stdout.take().expect("its output is a pipe"));
        let line = said.lines().map_while(Result::ok).find_map(|line| {
            let (_, address) = line.split_once(SERVING)?;
            address.parse().ok()
        });
        let address = line.unwrap_or_else(|| panic!("it ended with {:?}", child.wait()));
        Self { child, address }
    }

    /// Where GraphQL is asked.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}/graphql", self.address)
    }

    /// Ends it as nothing in it can notice (SIGKILL).
    ///
    /// # Panics
    /// If it had ended before.
    pub fn kill(mut self) {
        let ended = self.child.try_wait().expect("the process is known");
        assert_eq!(ended, None, "the server ended by itself");
        self.end();
    }

    fn end(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// Serves, as whoever started this process told, until that one lets go of it.
///
/// # Panics
/// If nobody told anything.
pub fn serve_as_told() {
    let told =
        |name: &str| std::env::var(name).unwrap_or_else(|_| panic!("{name} does not tell what to serve"));
    let (url, keys) = (told(DATABASE), told(KEYS));
    let keys = Keys::load(Path::new(&keys)).expect("the keys of the run are there");
    let server = RUNTIME.block_on(Server::alone(DatabaseConfig { url, connections: 4 }, keys));
    writeln!(std::io::stdout(), "\n{SERVING}{}", server.address()).expect("somebody reads where it listens");
    let mut nothing = Vec::new();
    std::io::stdin().read_to_end(&mut nothing).expect("the input ends with whoever holds it");
}
