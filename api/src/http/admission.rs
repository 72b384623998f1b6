//! How many GraphQL requests run at once, and how many wait: in the process, and of one account.
//!
//! A request that finds no room waits for a moment in a queue of bounded length; beyond that it is told to come back.
//! Nobody fills the queue alone. What a request holds is given back when it ends, however it ends.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{Arc, Mutex, PoisonError};

use entity::id::AccountId;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};
use tokio::time::timeout;

use crate::config::LimitsConfig;

/// One account may take this part of the queue.
const PART_OF_QUEUE: usize = 4;

/// Lets requests in. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Admission(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    limits: LimitsConfig,
    running: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    accounts: Mutex<HashMap<AccountId, Places>>,
}

/// The places of one account.
#[derive(Clone, Debug)]
struct Places {
    running: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// Requests that hold a place or wait for one.
    requests: usize,
}

/// There is no room, and none in the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Full;

/// Room for one request, given back when this is dropped.
#[derive(Debug)]
pub(super) struct Admitted {
    _running: OwnedSemaphorePermit,
    _of_account: OwnedSemaphorePermit,
    _counted: Counted,
}

/// Forgets an account once none of its requests is left.
#[derive(Debug)]
struct Counted {
    admission: Admission,
    account: AccountId,
}

impl Admission {
    pub(super) fn new(limits: LimitsConfig) -> Self {
        let running = Arc::new(Semaphore::new(limits.running));
        let queue = Arc::new(Semaphore::new(limits.queue));
        Self(Arc::new(Inner { limits, running, queue, accounts: Mutex::default() }))
    }

    /// Lets a request of an account in, at once or after it has waited.
    pub(super) async fn admit(&self, account: AccountId) -> Result<Admitted, Full> {
        let (places, counted) = self.places(account);
        if let Some(room) = self.room_now(&places)? {
            return Ok(room.admitted(counted));
        }
        let _in_queue = Arc::clone(&self.0.queue).try_acquire_owned().map_err(|_| Full)?;
        let _in_own_part = places.queue.try_acquire().map_err(|_| Full)?;
        let room = async {
            // The account's own place first: one that is waited for with it in hand is not taken from others.
            let of_account = Arc::clone(&places.running).acquire_owned().await.map_err(|_| Full)?;
            let running = Arc::clone(&self.0.running).acquire_owned().await.map_err(|_| Full)?;
            Ok(Room { running, of_account })
        };
        let room = timeout(self.0.limits.wait(), room).await.map_err(|_| Full)??;
        Ok(room.admitted(counted))
    }

    /// Room, if there is some and nobody waits for it.
    fn room_now(&self, places: &Places) -> Result<Option<Room>, Full> {
        let Some(of_account) = free(&places.running)? else { return Ok(None) };
        Ok(free(&self.0.running)?.map(|running| Room { running, of_account }))
    }

    fn places(&self, account: AccountId) -> (Places, Counted) {
        let limits = &self.0.limits;
        let mut accounts = self.0.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let places = accounts.entry(account).or_insert_with(|| Places {
            running: Arc::new(Semaphore::new(limits.running_per_user)),
            queue: Arc::new(Semaphore::new(limits.queue.div_ceil(PART_OF_QUEUE))),
            requests: 0,
        });
        places.requests += 1;
        (places.clone(), Counted { admission: self.clone(), account })
    }
}

struct Room {
    running: OwnedSemaphorePermit,
    of_account: OwnedSemaphorePermit,
}

impl Room {
    fn admitted(self, counted: Counted) -> Admitted {
        Admitted { _running: self.running, _of_account: self.of_account, _counted: counted }
    }
}

fn free(places: &Arc<Semaphore>) -> Result<Option<OwnedSemaphorePermit>, Full> {
    match Arc::clone(places).try_acquire_owned() {
        Ok(permit) => Ok(Some(permit)),
        Err(TryAcquireError::NoPermits) => Ok(None),
        Err(TryAcquireError::Closed) => Err(Full),
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut accounts = self.admission.0.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Entry::Occupied(mut places) = accounts.entry(self.account) {
            places.get_mut().requests -= 1;
            if places.get().requests == 0 {
                places.remove();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use futures_util::FutureExt;

    use uuid::Uuid;

    use super::*;

    const ANNA: AccountId = AccountId(Uuid::from_u128(1));
    const BINH: AccountId = AccountId(Uuid::from_u128(2));

    fn admission(running: usize, running_per_user: usize, queue: usize) -> Admission {
        Admission::new(LimitsConfig {
            running,
            running_per_user,
            queue,
            queue_ms: 20,
            ..LimitsConfig::default()
        })
    }

    #[tokio::test]
    async fn gq_09_given_an_account_with_all_its_places_then_others_still_run() {
        let admission = admission(4, 2, 0);
        let first = admission.admit(ANNA).await.unwrap();
        let _second = admission.admit(ANNA).await.unwrap();
        assert_eq!(admission.admit(ANNA).await.err(), Some(Full));
        let _other = admission.admit(BINH).await.unwrap();
        drop(first);
        assert!(admission.admit(ANNA).await.is_ok());
    }

    #[tokio::test]
    async fn gq_09_given_a_process_with_all_its_places_then_one_waits_and_goes_on_when_one_is_free() {
        let admission = admission(1, 1, 8);
        let running = admission.admit(ANNA).await.unwrap();
        let waiting = admission.admit(BINH);
        tokio::pin!(waiting);
        assert!(waiting.as_mut().now_or_never().is_none());
        drop(running);
        assert!(waiting.await.is_ok());
    }

    #[tokio::test]
    async fn gq_09_given_a_full_queue_or_a_long_wait_then_it_is_full_and_nothing_stays_held() {
        let admission = admission(1, 1, 4);
        let running = admission.admit(ANNA).await.unwrap();
        // A quarter of the queue is one place.
        let waiting = admission.admit(ANNA);
        tokio::pin!(waiting);
        assert!(waiting.as_mut().now_or_never().is_none());
        assert_eq!(admission.admit(ANNA).await.err(), Some(Full), "its part of the queue is taken");
        assert_eq!(admission.admit(BINH).await.err(), Some(Full), "it waited too long");
        assert_eq!(waiting.await.err(), Some(Full), "it waited too long");
        drop(running);
        assert!(admission.0.accounts.lock().unwrap().is_empty());
        assert_eq!((admission.0.running.available_permits(), admission.0.queue.available_permits()), (1, 4));
        assert!(admission.admit(BINH).await.is_ok());
    }

    #[tokio::test]
    async fn gq_09_given_a_request_that_is_dropped_while_it_waits_then_its_place_is_free() {
        let admission = admission(1, 1, 4);
        let running = admission.admit(ANNA).await.unwrap();
        assert!(admission.admit(ANNA).now_or_never().is_none());
        assert_eq!(admission.0.queue.available_permits(), 4);
        drop(running);
        assert!(admission.0.accounts.lock().unwrap().is_empty());
    }
}
