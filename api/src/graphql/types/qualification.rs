//! Qualifications.

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use entity::qualification;

use super::history::{History, HistoryOf};
use super::official::Official;
use super::title::QualificationLevel;
use super::word::{EvidenceStatus, QualificationKind};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, id, key};
use crate::graphql::loaders::file::entry_on;
use crate::graphql::scalar::Date;
use crate::repo::Visible;

/// A qualification of a person, seen from the day of the person's view.
#[derive(Clone)]
pub struct Qualification {
    official: Official,
    row: Visible<qualification::Model>,
}

impl Qualification {
    /// The qualification of a person.
    #[must_use]
    pub const fn new(official: Official, row: Visible<qualification::Model>) -> Self {
        Self { official, row }
    }

    /// The qualification of an id, seen from a day by which it counts and on which the viewer sees its person.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`] by class, or the database does not answer.
    pub async fn find(
        request: &RequestContext,
        qualification: uuid::Uuid,
        on: NaiveDate,
    ) -> Result<Option<Self>, ApiError> {
        let found = request.load(entry_on::<qualification::Entity>(qualification, on)).await?;
        Ok(found.map(|(official, row)| Self { official, row }))
    }

    /// From when it is revoked, if it is so by the day of the view.
    fn revoked(&self) -> Option<NaiveDate> {
        self.row.revoked_on.filter(|revoked| *revoked <= self.official.day())
    }
}

/// A degree, diploma or certificate.
#[Object]
impl Qualification {
    /// The id of this view: the qualification, seen from this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::Qualification, self.row.id, self.official.day())
    }

    /// The qualification itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::Qualification, self.row.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.official.day().into()
    }

    /// The person.
    async fn official(&self) -> &Official {
        &self.official
    }

    /// The kind.
    async fn kind(&self) -> QualificationKind {
        self.row.kind.into()
    }

    /// The level within its kind.
    async fn level(&self, ctx: &Context<'_>) -> Result<QualificationLevel, ApiError> {
        QualificationLevel::get(request(ctx)?, self.row.kind, &self.row.level_code)
    }

    /// When it was obtained; null where that is not known, and then it counts from the day recorded.
    async fn obtained_on(&self) -> Option<Date> {
        self.row.obtained_on.map(Into::into)
    }

    /// When it was recorded.
    async fn recorded_on(&self) -> Date {
        self.row.recorded_on.into()
    }

    /// Who issued it.
    async fn issuer(&self) -> Option<&str> {
        self.row.issuer.as_deref()
    }

    /// Its number.
    async fn certificate(&self) -> Option<&str> {
        self.row.certificate.as_deref()
    }

    /// Whether it holds on this day.
    async fn status(&self) -> EvidenceStatus {
        if self.revoked().is_some() { EvidenceStatus::Revoked } else { EvidenceStatus::Valid }
    }

    /// Counts its changes: what a change gives as `expectedVersion`.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// From when it is revoked; null while it holds on this day.
    async fn revoked_on(&self) -> Option<Date> {
        self.revoked().map(Into::into)
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::Qualification, self.row.id)
    }
}
