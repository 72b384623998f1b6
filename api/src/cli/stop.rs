//! Ending a command by the signals that end a process.

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::CommandError;
use crate::http::server::Running;

/// The signals that ask a process to end: from the keyboard, or from whoever supervises it.
pub(super) struct StopSignals {
    interrupt: Signal,
    terminate: Signal,
}

impl StopSignals {
    /// From here on the signals no longer kill the process; they are told.
    pub(super) fn listen() -> Result<Self, CommandError> {
        let interrupt = signal(SignalKind::interrupt())?;
        Ok(Self { interrupt, terminate: signal(SignalKind::terminate())? })
    }

    /// Waits for the next one.
    pub(super) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// Serves until the first signal, then lets requests in flight end until the second.
    pub(super) async fn serve_until_next(&mut self, mut running: Running) -> Result<(), CommandError> {
        tokio::select! {
            outcome = running.finished() => return Ok(outcome?),
            () = self.next() => {}
        }
        tokio::select! {
            outcome = running.stop() => Ok(outcome?),
            () = self.next() => Ok(()),
        }
    }
}
