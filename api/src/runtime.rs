//! The runtime that the database's connections live in.
//!
//! Each thread that serves HTTP has a small runtime of its own. What waits for the database runs in the one that the
//! connections were opened in instead: a connection does not stall because the thread that opened it is busy, and
//! none is lost when a server stops.

use std::future::Future;
use std::time::Duration;

use thiserror::Error;
use tokio::runtime::Handle;
use tokio::task::JoinSet;
use tokio::time::timeout;

/// Why something did not run to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Lost {
    /// It took longer than allowed, and was stopped.
    #[error("it took too long")]
    TooLong,
    /// It panicked, or the process is ending.
    #[error("it panicked")]
    Broken,
}

/// A handle on the runtime. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Runtime(Handle);

impl Runtime {
    /// The runtime that this is called in.
    ///
    /// # Panics
    /// Outside of one.
    #[must_use]
    pub fn current() -> Self {
        Self(Handle::current())
    }

    /// Runs something to its end, or for so long. It is stopped when nobody waits for it any more.
    ///
    /// # Errors
    /// It took too long, or panicked; a panic ends nothing else.
    pub async fn run<T: Send + 'static>(
        &self,
        longest: Duration,
        task: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Lost> {
        let mut tasks = JoinSet::new();
        tasks.spawn_on(task, &self.0);
        match timeout(longest, tasks.join_next()).await {
            Ok(Some(Ok(value))) => Ok(value),
            Ok(_) => Err(Lost::Broken),
            Err(_) => Err(Lost::TooLong),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn given_a_task_when_it_ends_in_time_then_its_value() {
        assert_eq!(Runtime::current().run(LONG, async { 7 }).await, Ok(7));
    }

    #[tokio::test]
    async fn given_a_task_that_takes_too_long_then_it_is_stopped() {
        let held = Arc::new(());
        let task = std::future::pending::<()>();
        let holding = Arc::clone(&held);
        let task = async move {
            task.await;
            drop(holding);
        };
        let outcome = Runtime::current().run(Duration::from_millis(5), task).await;
        assert_eq!(outcome, Err(Lost::TooLong));
        tokio::task::yield_now().await;
        assert_eq!(Arc::strong_count(&held), 1);
    }

    #[tokio::test]
    #[expect(clippy::panic, reason = "a panic is what is tested")]
    async fn given_a_task_that_panics_then_nothing_else_ends() {
        let runtime = Runtime::current();
        assert_eq!(runtime.run(LONG, async { panic!("on purpose") }).await, Err::<(), _>(Lost::Broken));
        assert_eq!(runtime.run(LONG, async { 7 }).await, Ok(7));
    }
}
