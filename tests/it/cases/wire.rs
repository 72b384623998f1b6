//! Bytes to a server and bytes from it, where a client that keeps to HTTP would get in the way.

use std::io::ErrorKind;
use std::time::Duration;

use canbo_tests::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// So long is waited for what must come: far longer than any limit of these tests.
const PATIENCE: Duration = Duration::from_secs(30);

/// A connection.
pub(super) struct Wire(TcpStream);

/// What came until the server closed the connection.
#[derive(Debug)]
pub(super) struct Came {
    /// The first status; none where the connection was closed without a word.
    pub(super) status: Option<u16>,
    /// How many answers came.
    pub(super) answers: usize,
    /// All of it.
    pub(super) text: String,
}

impl Wire {
    pub(super) async fn to(server: &Server) -> Self {
        Self(TcpStream::connect(server.address()).await.unwrap())
    }

    /// Writes, unless the server has closed.
    pub(super) async fn write(&mut self, bytes: &[u8]) -> bool {
        self.0.write_all(bytes).await.is_ok()
    }

    /// Writes a byte at a time with a pause before each, until all is written or the server has closed.
    pub(super) async fn trickle(&mut self, bytes: &[u8], pause: Duration) {
        for byte in bytes {
            tokio::time::sleep(pause).await;
            if !self.write(&[*byte]).await {
                return;
            }
        }
    }

    /// What comes at once, without waiting for more.
    pub(super) async fn peek(&mut self, pause: Duration) -> Option<String> {
        let mut bytes = [0; 4_096];
        match timeout(pause, self.0.read(&mut bytes)).await {
            Ok(Ok(length)) => Some(String::from_utf8_lossy(&bytes[..length]).into_owned()),
            Ok(Err(_)) => Some(String::new()),
            Err(_) => None,
        }
    }

    /// Reads until the server closes the connection, which it must.
    pub(super) async fn until_closed(mut self) -> Came {
        let mut bytes = Vec::new();
        let read = timeout(PATIENCE, self.0.read_to_end(&mut bytes)).await;
        match read.unwrap_or_else(|_| panic!("the server leaves the connection open")) {
            Err(error) if error.kind() != ErrorKind::ConnectionReset => panic!("{error}"),
            _ => {}
        }
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let status = text.strip_prefix("HTTP/1.1 ").and_then(|rest| rest.get(..3)?.parse().ok());
        Came { status, answers: text.matches("HTTP/1.1 ").count(), text }
    }
}
