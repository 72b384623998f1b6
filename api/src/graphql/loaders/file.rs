//! Facts of people: those of a person, and single ones.

use std::collections::HashMap;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::sync::Arc;

use chrono::NaiveDate;
use entity::id::OfficialId;
use uuid::Uuid;

use super::{Batches, Loader, grouped};
use crate::graphql::error::ApiError;
use crate::graphql::types::official::Official;
use crate::repo::Visible;
use crate::repo::file::FileEntry;
use crate::repo::identities::MaskedIdentity;
use crate::repo::party::PartyFile;

/// A key into the rows of one table.
pub struct Of<E, K> {
    key: K,
    table: PhantomData<fn() -> E>,
}

impl<E, K> Of<E, K> {
    const fn new(key: K) -> Self {
        Self { key, table: PhantomData }
    }
}

impl<E, K: Clone> Clone for Of<E, K> {
    fn clone(&self) -> Self {
        Self::new(self.key.clone())
    }
}

impl<E, K: PartialEq> PartialEq for Of<E, K> {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl<E, K: Eq> Eq for Of<E, K> {}

impl<E, K: Hash> Hash for Of<E, K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key.hash(state);
    }
}

impl<E, K: fmt::Debug> fmt::Debug for Of<E, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Of").field(&self.key).finish()
    }
}

/// All facts of a table of one person, on whatever day they are filed.
pub type EntriesOf<E> = Of<E, Visible<OfficialId>>;

/// The key of a person's facts.
#[must_use]
pub const fn entries_of<E: FileEntry>(official: Visible<OfficialId>) -> EntriesOf<E> {
    Of::new(official)
}

/// One fact of a table on a day, if it is filed then and its person is seen.
pub type EntryOn<E> = Of<E, (Uuid, NaiveDate)>;

/// The key of a fact on a day.
#[must_use]
pub const fn entry_on<E: FileEntry>(id: Uuid, on: NaiveDate) -> EntryOn<E> {
    Of::new((id, on))
}

impl<E: FileEntry> Loader<EntriesOf<E>> for Batches {
    type Value = Arc<[Visible<E::Model>]>;

    async fn load(&self, keys: &[EntriesOf<E>]) -> Result<HashMap<EntriesOf<E>, Self::Value>, ApiError> {
        let officials: Vec<_> = keys.iter().map(|of| of.key).collect();
        let rows = self.0.file_entries_of::<E>(&officials).await?;
        let mut rows = grouped(rows.into_iter().map(|row| (E::official(&row), row)));
        Ok(keys.iter().map(|of| (of.clone(), rows.remove(&*of.key).unwrap_or_default().into())).collect())
    }
}

impl<E: FileEntry> Loader<EntryOn<E>> for Batches {
    type Value = (Official, Visible<E::Model>);

    async fn load(&self, keys: &[EntryOn<E>]) -> Result<HashMap<EntryOn<E>, Self::Value>, ApiError> {
        let wanted: Vec<_> = keys.iter().map(|of| of.key).collect();
        let entries = self.0.file_entries_on::<E>(&wanted).await?;
        Ok(entries
            .into_iter()
            .map(|(view, row)| (entry_on(E::id(&row), view.on), (Official::from(view), row)))
            .collect())
    }
}

/// The identity of a person, masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct IdentityOf(pub Visible<OfficialId>);

impl Loader<IdentityOf> for Batches {
    type Value = Arc<Visible<MaskedIdentity>>;

    async fn load(&self, keys: &[IdentityOf]) -> Result<HashMap<IdentityOf, Self::Value>, ApiError> {
        let officials: Vec<_> = keys.iter().map(|IdentityOf(official)| *official).collect();
        let mut found = self.0.identities_of(&officials).await?;
        Ok(keys.iter().filter_map(|key| Some((*key, Arc::new(found.remove(&key.0)?)))).collect())
    }
}

/// What the Party keeps on a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PartyFileOf(pub Visible<OfficialId>);

impl Loader<PartyFileOf> for Batches {
    type Value = Arc<Visible<PartyFile>>;

    async fn load(&self, keys: &[PartyFileOf]) -> Result<HashMap<PartyFileOf, Self::Value>, ApiError> {
        let officials: Vec<_> = keys.iter().map(|PartyFileOf(official)| *official).collect();
        let mut found = self.0.party_files_of(&officials).await?;
        Ok(keys.iter().filter_map(|key| Some((*key, Arc::new(found.remove(&key.0)?)))).collect())
    }
}
