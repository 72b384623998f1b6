//! Programmes and the definitions of their targets.

use std::sync::Arc;

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use entity::id::{ProgrammeId, TargetId};

use super::history::{History, HistoryOf};
use super::title::Title;
use super::word::{Comparator, CountedThing, TargetKind};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, id, key};
use crate::graphql::scalar::Date;
use crate::language::Language;
use crate::repo::Directory;
use crate::repo::directory::{ProgrammeRecord, TargetRecord};

/// A programme, seen from a day.
#[derive(Clone)]
pub struct Programme {
    on: NaiveDate,
    id: ProgrammeId,
    directory: Arc<Directory>,
}

impl Programme {
    /// The programme of an id, seen from a day.
    #[must_use]
    pub fn get(request: &RequestContext, programme: ProgrammeId, on: NaiveDate) -> Option<Self> {
        let directory = Arc::clone(request.directory());
        directory.programmes.get(programme)?;
        Some(Self { on, id: programme, directory })
    }

    /// The programme of a code, seen from a day.
    #[must_use]
    pub fn by_code(request: &RequestContext, code: &str, on: NaiveDate) -> Option<Self> {
        let id = request.directory().programmes.by_code(code)?.programme.id;
        Self::get(request, id, on)
    }

    /// Every programme, by code.
    #[must_use]
    pub fn all(request: &RequestContext, on: NaiveDate) -> Vec<Self> {
        let programmes = request.directory().programmes.all();
        programmes.iter().filter_map(|record| Self::get(request, record.programme.id, on)).collect()
    }

    fn record(&self) -> Result<&ProgrammeRecord, ApiError> {
        let record = self.directory.programmes.get(self.id);
        record.ok_or_else(|| ApiError::internal("a programme left its directory"))
    }
}

/// A programme whose targets are followed, with what is in force on a day.
#[Object]
impl Programme {
    /// The id of this view: the programme on this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::Programme, self.id, self.on)
    }

    /// The programme itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::Programme, self.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.on.into()
    }

    /// The code, such as `KH-276`.
    async fn code(&self) -> Result<&str, ApiError> {
        Ok(&self.record()?.programme.code)
    }

    /// The name, in the reader's language.
    async fn name(&self, ctx: &Context<'_>) -> Result<&str, ApiError> {
        let programme = &self.record()?.programme;
        Ok(match request(ctx)?.language() {
            Language::Vietnamese => &programme.name,
            Language::English => &programme.name_en,
        })
    }

    /// The documents that it rests on.
    async fn legal_basis(&self) -> Result<&[String], ApiError> {
        Ok(&self.record()?.basis)
    }

    /// The day that directional targets are compared with.
    async fn baseline_on(&self) -> Result<Date, ApiError> {
        Ok(self.record()?.programme.baseline_on.into())
    }

    /// First day.
    async fn starts_on(&self) -> Result<Date, ApiError> {
        Ok(self.record()?.programme.starts_on.into())
    }

    /// Last day; null where none is set. Values may be asked for any day, also after it.
    async fn ends_on(&self) -> Result<Option<Date>, ApiError> {
        Ok(self.record()?.programme.ends_on.map(Into::into))
    }

    /// Dates on which figures are due, in order.
    async fn reporting_dates(&self) -> Result<Vec<Date>, ApiError> {
        Ok(self.record()?.reporting_dates.iter().copied().map(Date).collect())
    }

    /// The titles that are key (chủ chốt) on this day, in the order of titles.
    async fn key_titles(&self, ctx: &Context<'_>) -> Result<Vec<Title>, ApiError> {
        let request = request(ctx)?;
        let mut codes: Vec<&str> = self.record()?.key_titles_on(self.on).collect();
        let position = |code: &str| self.directory.titles.get(code).map(|title| title.position);
        codes.sort_by(|a, b| (position(a), a).cmp(&(position(b), b)));
        codes.into_iter().map(|code| Title::get(request, code, self.on)).collect()
    }

    /// The targets in force on this day, in the programme's order.
    async fn targets(&self) -> Result<Vec<Target>, ApiError> {
        let targets = self.record()?.targets_on(self.on);
        Ok(targets
            .map(|record| Target {
                on: self.on,
                id: record.target.id,
                directory: Arc::clone(&self.directory),
            })
            .collect())
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::Programme, self.id)
    }
}

/// A target, seen from a day.
#[derive(Clone)]
pub struct Target {
    on: NaiveDate,
    id: TargetId,
    directory: Arc<Directory>,
}

impl Target {
    /// The target of an id, seen from a day on which it is in force.
    #[must_use]
    pub fn get(request: &RequestContext, target: TargetId, on: NaiveDate) -> Option<Self> {
        let directory = Arc::clone(request.directory());
        directory.programmes.target(target, on)?;
        Some(Self { on, id: target, directory })
    }

    fn record(&self) -> Result<&TargetRecord, ApiError> {
        let found = self.directory.programmes.target(self.id, self.on);
        found.map(|(_, record)| record).ok_or_else(|| ApiError::internal("a target left its directory"))
    }
}

/// A target of a programme, as it is defined on a day.
#[Object]
impl Target {
    /// The id of this view: the target on this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::Target, self.id, self.on)
    }

    /// The target itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::Target, self.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.on.into()
    }

    /// The code within the programme, such as `K2`.
    async fn code(&self) -> Result<&str, ApiError> {
        Ok(&self.record()?.target.code)
    }

    /// The name, in the reader's language.
    async fn name(&self, ctx: &Context<'_>) -> Result<&str, ApiError> {
        let version = &self.record()?.version;
        Ok(match request(ctx)?.language() {
            Language::Vietnamese => &version.name,
            Language::English => &version.name_en,
        })
    }

    /// What missing it means.
    async fn kind(&self) -> Result<TargetKind, ApiError> {
        Ok(self.record()?.version.kind.into())
    }

    /// What its denominator counts.
    async fn counts(&self) -> Result<CountedThing, ApiError> {
        Ok(self.record()?.version.counts.into())
    }

    /// How the ratio is compared with the threshold, exactly; null for directional targets.
    async fn comparator(&self) -> Result<Option<Comparator>, ApiError> {
        Ok(self.record()?.version.comparator.map(Into::into))
    }

    /// The threshold in per cent; null for directional targets.
    async fn threshold(&self) -> Result<Option<f64>, ApiError> {
        let version = &self.record()?.version;
        let (Some(numerator), Some(denominator)) =
            (version.threshold_numerator, version.threshold_denominator)
        else {
            return Ok(None);
        };
        Ok(fraction(numerator, denominator).map(|threshold| threshold.percentage()))
    }

    /// When it must be reached; null where no date is set.
    async fn due_on(&self) -> Result<Option<Date>, ApiError> {
        Ok(self.record()?.version.due_on.map(Into::into))
    }

    /// The clause that sets it.
    async fn legal_basis(&self) -> Result<Option<&str>, ApiError> {
        Ok(self.record()?.version.legal_basis.as_deref())
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::Target, self.id)
    }
}

fn fraction(numerator: i64, denominator: i64) -> Option<targets::fraction::Fraction> {
    targets::fraction::Fraction::new(u64::try_from(numerator).ok()?, u64::try_from(denominator).ok()?)
}
