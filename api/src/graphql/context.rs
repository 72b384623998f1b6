//! What resolvers know of the request.

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::ops::Deref;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_graphql::Context;
use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::error::ApiError;
use super::loaders::{Batches, Loader, Loaders, Waves};
use crate::language::Language;
use crate::repo::Reader;
use crate::work::Asker;
use crate::work::service_accounts::Administrator;
use crate::work::{Actor, Work};

/// The most values of targets that one request may ask for: a district's ten targets in each commune at the end of
/// each month of five years.
const MOST_VALUES: usize = 20_000;

/// What is known of a request beside who asks.
#[derive(Clone, Debug)]
pub struct Asking {
    /// The language of texts for people.
    pub language: Language,
    /// The id that the answer and the log carry.
    pub request_id: Uuid,
    /// The client's address, where it is known.
    pub address: Option<String>,
}

/// One request: its viewer's reader, its language and its id. It derefs to the reader.
#[derive(Clone)]
pub struct RequestContext(Arc<Inner>);

struct Inner {
    reader: Arc<Reader>,
    loaders: Mutex<Arc<Loaders>>,
    waves: Waves,
    asking: Asking,
    work: Work,
    /// The instant at which the request is answered.
    now: DateTime<Utc>,
    /// How many values of targets were asked for so far.
    values: AtomicUsize,
    /// The fields that were denied so far, as `Type.field`.
    denied: Mutex<BTreeSet<String>>,
}

impl RequestContext {
    /// The context of a request, from an address where it is known.
    #[must_use]
    pub fn new(reader: Reader, work: Work, asking: Asking) -> Self {
        let reader = Arc::new(reader);
        let loaders = Mutex::new(Loaders::new(Batches(Arc::clone(&reader))));
        let (waves, values, now) = (Waves::default(), AtomicUsize::new(0), work.now());
        let denied = Mutex::default();
        Self(Arc::new(Inner { reader, loaders, waves, asking, work, now, values, denied }))
    }

    /// What changes are made with.
    #[must_use]
    pub fn work(&self) -> &Work {
        &self.0.work
    }

    /// Who asks for a change of accounts.
    #[must_use]
    pub fn asker(&self) -> Asker {
        Asker::of(self.viewer(), self.request_id(), self.address())
    }

    /// Who asks for a change of machines' accounts.
    #[must_use]
    pub fn administrator(&self) -> Administrator {
        Administrator::of(self.viewer(), self.request_id(), self.address())
    }

    /// The client's address, where it is known.
    #[must_use]
    pub fn address(&self) -> Option<String> {
        self.0.asking.address.clone()
    }

    /// The instant at which the request is answered.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.0.now
    }

    /// Forgets what was loaded, after a change: what is read from now on is what the change left.
    pub(super) fn forget_loaded(&self) {
        let fresh = Loaders::new(Batches(Arc::clone(&self.0.reader)));
        *self.0.loaders.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
    }

    /// As [`forget_loaded`](Self::forget_loaded), and reads units, scopes and figures anew as well.
    ///
    /// # Errors
    /// The database does not answer, or holds rows that cannot be.
    pub(super) async fn renew(&self) -> Result<(), ApiError> {
        self.0.reader.renew().await?;
        self.forget_loaded();
        Ok(())
    }

    /// On whose behalf the request does what it does.
    #[must_use]
    pub fn actor(&self) -> Actor {
        Actor::of(self.viewer(), self.request_id(), self.address())
    }

    /// Notes that a field of a type was denied.
    pub(super) fn note_denied(&self, type_name: &str, field: &str) {
        let mut denied = self.0.denied.lock().unwrap_or_else(PoisonError::into_inner);
        denied.insert(format!("{type_name}.{field}"));
    }

    /// The fields that were denied; none is left here.
    pub(super) fn take_denied(&self) -> BTreeSet<String> {
        std::mem::take(&mut *self.0.denied.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn loaders(&self) -> Arc<Loaders> {
        Arc::clone(&self.0.loaders.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What a key stands for, loaded together with all that the request asks for in the same step.
    ///
    /// # Errors
    /// As the loader of the key.
    pub async fn load<K>(&self, key: K) -> Result<Option<<Batches as Loader<K>>::Value>, ApiError>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Batches: Loader<K>,
    {
        self.loaders().load(&self.0.waves, key).await
    }

    /// The waves of loads that the request's task runs.
    pub(super) fn waves(&self) -> Waves {
        self.0.waves.clone()
    }

    /// What keys stand for, loaded like [`load`](Self::load).
    ///
    /// # Errors
    /// As the loader of the keys.
    pub async fn load_many<K>(
        &self,
        keys: impl IntoIterator<Item = K>,
    ) -> Result<HashMap<K, <Batches as Loader<K>>::Value>, ApiError>
    where
        K: Send + Sync + Hash + Eq + Clone + 'static,
        Batches: Loader<K>,
    {
        self.loaders().load_many(&self.0.waves, keys).await
    }

    /// Counts values of targets against what one request may ask for, before they are computed.
    ///
    /// # Errors
    /// [`ApiError::TooMuch`] once they are too many.
    pub fn spend_values(&self, values: usize) -> Result<(), ApiError> {
        let before = self.0.values.fetch_add(values, Ordering::Relaxed);
        if before.saturating_add(values) > MOST_VALUES { Err(ApiError::TooMuch) } else { Ok(()) }
    }

    /// The language of texts for people.
    #[must_use]
    pub fn language(&self) -> Language {
        self.0.asking.language
    }

    /// The id that the answer and the log carry.
    #[must_use]
    pub fn request_id(&self) -> Uuid {
        self.0.asking.request_id
    }

    /// The day to read: the one given, or today.
    #[must_use]
    pub fn day(&self, as_of: Option<super::scalar::Date>) -> NaiveDate {
        as_of.map_or_else(|| self.today(), |date| date.0)
    }
}

impl Deref for RequestContext {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.0.reader
    }
}

/// The request's context in a resolver.
///
/// # Errors
/// [`ApiError::Internal`] when the door did not put it there, which is a defect.
pub fn request<'a>(ctx: &Context<'a>) -> Result<&'a RequestContext, ApiError> {
    ctx.data_opt::<RequestContext>()
        .ok_or_else(|| ApiError::internal("a resolver ran without a request context"))
}
