//! Titles and their standards.

use async_graphql::{Context, Object};
use chrono::NaiveDate;
use entity::{qualification_level, title, title_requirement};

use super::word::{OfficialCategory, QualificationKind, TitleBody};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::language::Language;
use crate::repo::directory::StandardRecord;

/// A title, with its standard on a day.
#[derive(Clone)]
pub struct Title {
    on: NaiveDate,
    title: title::Model,
}

impl Title {
    /// The title of a code, seen from a day.
    ///
    /// # Errors
    /// [`ApiError::Internal`] for a code that no title has: the database does not allow one.
    pub fn get(request: &RequestContext, code: &str, on: NaiveDate) -> Result<Self, ApiError> {
        let title = request.directory().titles.get(code);
        title
            .map(|title| Self { on, title: title.clone() })
            .ok_or_else(|| ApiError::internal(format!("no title has the code {code}")))
    }

    /// Every title, seen from a day, in the order of lists.
    #[must_use]
    pub fn all(request: &RequestContext, on: NaiveDate) -> Vec<Self> {
        request.directory().titles.all().iter().map(|title| Self { on, title: title.clone() }).collect()
    }
}

/// A title (chức danh) that a person can hold in a unit.
#[Object]
impl Title {
    /// The title's code.
    async fn code(&self) -> &str {
        &self.title.code
    }

    /// The name, in the reader's language.
    async fn name(&self, ctx: &Context<'_>) -> Result<&str, ApiError> {
        Ok(match request(ctx)?.language() {
            Language::Vietnamese => &self.title.name,
            Language::English => &self.title.name_en,
        })
    }

    /// The body that the title belongs to.
    async fn body(&self) -> TitleBody {
        self.title.body.into()
    }

    /// The category of the people who hold it.
    async fn category(&self) -> OfficialCategory {
        self.title.category.into()
    }

    /// The standard (tiêu chuẩn chức danh) in force on the day asked for; null where there is none.
    async fn standard(&self, ctx: &Context<'_>) -> Result<Option<TitleStandard>, ApiError> {
        let request = request(ctx)?;
        let record = request.directory().titles.standard(&self.title.code, self.on);
        Ok(record.map(TitleStandard::from))
    }
}

/// The requirements for a title over a period.
pub struct TitleStandard {
    max_age_at_first_appointment: Option<i32>,
    legal_basis: Option<String>,
    requirements: Vec<title_requirement::Model>,
}

impl From<&StandardRecord> for TitleStandard {
    fn from(record: &StandardRecord) -> Self {
        Self {
            max_age_at_first_appointment: record.standard.max_age_at_first_appointment,
            legal_basis: record.standard.legal_basis.clone(),
            requirements: record.requirements.clone(),
        }
    }
}

/// The requirements for a title (tiêu chuẩn chức danh).
#[Object]
impl TitleStandard {
    /// The least levels asked for, all of them.
    async fn requirements(&self) -> Vec<TitleRequirement> {
        self.requirements.iter().cloned().map(TitleRequirement).collect()
    }

    /// Greatest age in completed years on the day of the first appointment to the title; null without a limit.
    async fn max_age_at_first_appointment(&self) -> Option<i32> {
        self.max_age_at_first_appointment
    }

    /// The decision.
    async fn legal_basis(&self) -> Option<&str> {
        self.legal_basis.as_deref()
    }
}

/// A least level of a kind of qualification.
pub struct TitleRequirement(title_requirement::Model);

/// A least level of one kind of qualification that a standard asks for.
#[Object]
impl TitleRequirement {
    /// The kind of qualification.
    async fn kind(&self) -> QualificationKind {
        self.0.kind.into()
    }

    /// The least level.
    async fn level(&self, ctx: &Context<'_>) -> Result<QualificationLevel, ApiError> {
        QualificationLevel::get(request(ctx)?, self.0.kind, &self.0.level_code)
    }
}

/// A level of a kind of qualification.
#[derive(Clone)]
pub struct QualificationLevel(qualification_level::Model);

impl QualificationLevel {
    /// The level of a kind and a code.
    ///
    /// # Errors
    /// [`ApiError::Internal`] for a level that is not in the directory: the database does not allow one.
    pub fn get(
        request: &RequestContext,
        kind: entity::value::QualificationKind,
        code: &str,
    ) -> Result<Self, ApiError> {
        let level = request.directory().titles.level(kind, code);
        level.cloned().map(Self).ok_or_else(|| ApiError::internal(format!("no level {code} of {kind:?}")))
    }
}

/// A level of a kind of qualification. Levels of one kind are ordered by rank; equal ranks are equivalent.
#[Object]
impl QualificationLevel {
    /// The code, unique within its kind.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// The name, in the reader's language.
    async fn name(&self, ctx: &Context<'_>) -> Result<&str, ApiError> {
        Ok(match request(ctx)?.language() {
            Language::Vietnamese => &self.0.name,
            Language::English => &self.0.name_en,
        })
    }

    /// The order within its kind.
    async fn rank(&self) -> i32 {
        self.0.rank
    }
}
