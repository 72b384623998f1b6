//! Loading in waves, within the task of the request.
//!
//! All fields that can go on do so; what they ask for meanwhile makes one wave, in which each kind of key is one batch.
//! A wave begins when the last has ended. So what is loaded with what depends on the question alone: not on which
//! statement ends first, nor on how busy the machine is. Why not the GraphQL library's own loader: decision 0010.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::hash::Hash;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker, ready};

use futures_util::StreamExt;
use futures_util::future::{BoxFuture, try_join_all};
use futures_util::stream::FuturesUnordered;
use futures_util::task::AtomicWaker;
use tokio::sync::oneshot;
use tokio::task::unconstrained;

use super::{Batches, Loader};
use crate::graphql::error::ApiError;

/// Begins a batch: takes the keys that were asked for by now, and gives the load of them.
type Begin = Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>;

/// The batches of a request that are to begin with its next wave.
#[derive(Clone, Default)]
pub struct Waves(Arc<Mutex<Vec<Begin>>>);

impl Waves {
    /// Runs an execution to its end, and a wave whenever the execution waits and none is running.
    pub async fn drive<T>(&self, execution: impl Future<Output = T>) -> T {
        let mut execution = pin!(execution);
        let mut running = FuturesUnordered::new();
        let watch = Arc::new(Watch::default());
        let waker = Waker::from(Arc::clone(&watch));
        poll_fn(|context| {
            loop {
                watch.begin(context.waker());
                if let Poll::Ready(outcome) = execution.as_mut().poll(&mut Context::from_waker(&waker)) {
                    return Poll::Ready(outcome);
                }
                if running.is_empty() && !watch.can_go_on() {
                    running.extend(self.take().into_iter().map(|begin| begin()));
                }
                if running.is_empty() {
                    return Poll::Pending;
                }
                while ready!(running.poll_next_unpin(context)).is_some() {}
            }
        })
        .await
    }

    fn add(&self, begin: Begin) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(begin);
    }

    fn take(&self) -> Vec<Begin> {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Whether the execution, when it gives way, could go on: long lists give way after a while though they could, and a
/// wave that began then would lack what they still have to ask for.
#[derive(Default)]
struct Watch {
    task: AtomicWaker,
    woken: AtomicBool,
}

impl Watch {
    fn begin(&self, task: &Waker) {
        self.task.register(task);
        self.woken.store(false, Ordering::Release);
    }

    /// Whether the execution was woken since it began; then its task is, too.
    fn can_go_on(&self) -> bool {
        self.woken.load(Ordering::Acquire)
    }
}

impl Wake for Watch {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.task.wake();
    }
}

/// What a request has loaded and waits for. What was loaded stays for the request.
pub struct Loaders {
    batches: Batches,
    /// A [`Queue`] for each type of key.
    queues: Mutex<HashMap<TypeId, Box<dyn Any + Send>>>,
}

/// The keys of one type.
struct Queue<K, V> {
    loaded: HashMap<K, Option<V>>,
    /// For the next batch, in the order in which they were first asked for.
    keys: Vec<K>,
    /// Who waits for a key of the next batch, or of one that is being loaded.
    waiting: HashMap<K, Vec<oneshot::Sender<Answer<V>>>>,
}

type Answer<V> = Result<Option<V>, ApiError>;

impl<K, V> Default for Queue<K, V> {
    fn default() -> Self {
        Self { loaded: HashMap::new(), keys: Vec::new(), waiting: HashMap::new() }
    }
}

impl Loaders {
    /// Nothing loaded yet, for one viewer.
    #[must_use]
    pub fn new(batches: Batches) -> Arc<Self> {
        Arc::new(Self { batches, queues: Mutex::default() })
    }

    /// What a key stands for; none where there is no such thing.
    ///
    /// # Errors
    /// As the loader of the key.
    pub async fn load<K>(self: &Arc<Self>, waves: &Waves, key: K) -> Answer<<Batches as Loader<K>>::Value>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Batches: Loader<K>,
    {
        let (sender, receiver) = oneshot::channel();
        let known = self.with(|queue: &mut Queue<K, _>| {
            if let Some(known) = queue.loaded.get(&key) {
                return Some(known.clone());
            }
            let waiting = queue.waiting.entry(key.clone()).or_default();
            waiting.push(sender);
            if waiting.len() == 1 {
                if queue.keys.is_empty() {
                    let loaders = Arc::clone(self);
                    waves.add(Box::new(move || loaders.begin::<K>()));
                }
                queue.keys.push(key);
            }
            None
        })?;
        match known {
            Some(value) => Ok(value),
            // What is there costs no turn: a list of any length takes it at once.
            None => unconstrained(receiver)
                .await
                .map_err(|_| ApiError::internal("a batch ended without an answer"))?,
        }
    }

    /// What keys stand for.
    ///
    /// # Errors
    /// As the loader of the keys.
    pub async fn load_many<K>(
        self: &Arc<Self>,
        waves: &Waves,
        keys: impl IntoIterator<Item = K>,
    ) -> Result<HashMap<K, <Batches as Loader<K>>::Value>, ApiError>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Batches: Loader<K>,
    {
        let loads = keys.into_iter().map(async |key: K| {
            let found = self.load(waves, key.clone()).await?;
            Ok::<_, ApiError>(found.map(|found| (key, found)))
        });
        Ok(try_join_all(loads).await?.into_iter().flatten().collect())
    }

    /// Takes the keys asked for by now, and gives the load of them.
    fn begin<K>(self: Arc<Self>) -> BoxFuture<'static, ()>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Batches: Loader<K>,
    {
        type Value<K> = <Batches as Loader<K>>::Value;
        let taken = self.with(|queue: &mut Queue<K, Value<K>>| std::mem::take(&mut queue.keys));
        Box::pin(async move {
            let Ok(keys) = taken else { return };
            let mut outcome = self.batches.load(&keys).await;
            for key in keys {
                let answer: Answer<Value<K>> = match &mut outcome {
                    Ok(found) => Ok(found.remove(&key)),
                    Err(error) => Err(error.clone()),
                };
                let waiting = self.with(|queue: &mut Queue<K, Value<K>>| {
                    let waiting = queue.waiting.remove(&key);
                    if let Ok(value) = &answer {
                        queue.loaded.insert(key, value.clone());
                    }
                    waiting
                });
                for sender in waiting.ok().flatten().unwrap_or_default() {
                    // Who asked may have gone.
                    sender.send(answer.clone()).ok();
                }
            }
        })
    }

    /// Works on the queue of a type of key.
    fn with<K, V, T>(&self, work: impl FnOnce(&mut Queue<K, V>) -> T) -> Result<T, ApiError>
    where
        K: Send + Hash + Eq + 'static,
        V: Send + 'static,
    {
        let mut queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        let queue = queues.entry(TypeId::of::<K>()).or_insert_with(|| Box::<Queue<K, V>>::default());
        let queue = queue.downcast_mut().ok_or_else(|| ApiError::internal("a key of two kinds of values"))?;
        Ok(work(queue))
    }
}
