//! Running loads within the task of the request that waits for them.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;

use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;

/// The loads of a request that have not begun to run. In a task of its own a load could begin while fields still
/// ask, and a list would cost more statements on a busy machine than on an idle one.
#[derive(Clone, Default)]
pub struct Loads(Arc<Mutex<Vec<BoxFuture<'static, ()>>>>);

impl Loads {
    /// Adds a load, to run when the request can't go on without it.
    pub(super) fn add(&self, load: BoxFuture<'static, ()>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(load);
    }

    /// Runs an execution to its end, and each load when the execution waits.
    pub async fn drive<T>(&self, execution: impl Future<Output = T>) -> T {
        let mut execution = pin!(execution);
        let mut running = FuturesUnordered::new();
        poll_fn(|context| {
            loop {
                if let Poll::Ready(outcome) = execution.as_mut().poll(context) {
                    return Poll::Ready(outcome);
                }
                running.extend(self.take());
                let Poll::Ready(Some(())) = running.poll_next_unpin(context) else { return Poll::Pending };
            }
        })
        .await
    }

    fn take(&self) -> Vec<BoxFuture<'static, ()>> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
