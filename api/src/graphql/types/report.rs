//! Reports of units.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;
use entity::id::ReportId;
use entity::report_step;

use super::programme::Programme;
use super::report_change::ReportChange;
use super::steps;
use super::unit::Unit;
use super::word::{ConfidentialityClass, ReportKind, ReportStatus};
use crate::graphql::connection::Listed;
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, id, key};
use crate::graphql::loaders::reports::{ContentOf, PartsOf};
use crate::graphql::scalar::{Date, DateTime};
use crate::repo::Visible;
use crate::repo::nested::Seen;
use crate::repo::reported::{Content, Subject};
use crate::repo::reports::ReportRow;
use crate::report::{Head, Part, Sealed, canonical, changes};

/// What the content of a report takes of the values that one request may ask for: it is computed whole.
const CONTENT: usize = 400;

/// A report as it is on a day.
#[derive(Clone)]
pub struct Report {
    on: NaiveDate,
    row: Visible<ReportRow>,
}

impl Report {
    /// The report on a day.
    #[must_use]
    pub const fn new(on: NaiveDate, row: Visible<ReportRow>) -> Self {
        Self { on, row }
    }

    /// The report of an id on a day, if it exists then and its unit is in the viewer's scope.
    ///
    /// # Errors
    /// The role may not read reports, or the database fails.
    pub async fn on(
        request: &RequestContext,
        report: ReportId,
        on: NaiveDate,
    ) -> Result<Option<Self>, ApiError> {
        let row = request.load(Seen::from_day(report, on)).await?;
        Ok(row.map(|row| Self::new(on, row)))
    }

    /// The row.
    pub(super) fn row(&self) -> &ReportRow {
        &self.row
    }

    fn report_id(&self) -> Visible<ReportId> {
        self.row.map(|row| row.report.id)
    }

    /// Its head, once it is sealed on this day.
    ///
    /// # Errors
    /// The head is none that this program made.
    pub(super) fn head(&self) -> Result<Option<Head>, ApiError> {
        let is_sealed = self.row.status_on_day == entity::value::ReportStatus::Accepted;
        let head = self.row.report.head.as_deref().filter(|_| is_sealed);
        let read = head.map(|head| Head::read(head.as_bytes()));
        read.map(|head| head.ok_or_else(|| ApiError::internal("the head of a report is not whole")))
            .transpose()
    }

    /// The sealed parts that the viewer reads.
    ///
    /// # Errors
    /// The database fails.
    pub(super) async fn parts(&self, request: &RequestContext) -> Result<Vec<Part>, ApiError> {
        Ok(request.load(PartsOf(self.report_id())).await?.unwrap_or_default().to_vec())
    }

    /// What it would say if it were sealed now, of the classes that the viewer reads.
    async fn live(&self, request: &RequestContext) -> Result<Vec<Content>, ApiError> {
        request.spend_values(CONTENT)?;
        let subject = self.row.map(|row| (row.report.id, Subject::from(&row.report)));
        Ok(request.load(ContentOf(subject)).await?.unwrap_or_default().to_vec())
    }
}

impl Listed for Report {
    const CONNECTION: &'static str = "ReportConnection";
    const EDGE: &'static str = "ReportEdge";
}

/// A unit's report on a period, as it is on a day.
#[Object]
impl Report {
    /// The id of this view: the report on this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::Report, self.row.report.id, self.on)
    }

    /// The report itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::Report, self.row.report.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.on.into()
    }

    /// Counts the changes: what an update expects.
    async fn version(&self) -> i32 {
        self.row.report.version
    }

    /// The unit, as it was on the day as of which the report speaks.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        let report = &self.row.report;
        Ok(Unit::shown(request(ctx)?, report.unit_id, report.as_of, None))
    }

    /// The programme whose targets it has, seen from the day as of which it speaks.
    async fn programme(&self, ctx: &Context<'_>) -> Result<Option<Programme>, ApiError> {
        Ok(Programme::get(request(ctx)?, self.row.report.programme_id, self.row.report.as_of))
    }

    /// The kind.
    async fn kind(&self) -> ReportKind {
        self.row.report.kind.into()
    }

    /// The first day of the period.
    async fn period_from(&self) -> Date {
        self.row.report.period_from.into()
    }

    /// The first day after the period.
    async fn period_to(&self) -> Date {
        self.row.report.period_to.into()
    }

    /// The day as of which its figures are.
    async fn figures_on(&self) -> Date {
        self.row.report.as_of.into()
    }

    /// The state on this day.
    async fn status(&self) -> ReportStatus {
        self.row.status_on_day.into()
    }

    /// The states up to this day, the first one first.
    async fn steps(&self, ctx: &Context<'_>) -> Result<Vec<ReportStep>, ApiError> {
        steps::taken::<report_step::Entity, _>(request(ctx)?, self.report_id(), self.on).await
    }

    /// When it was accepted and sealed; null before.
    async fn sealed_at(&self) -> Result<Option<DateTime>, ApiError> {
        Ok(self.head()?.map(|head| DateTime(head.accepted.at)))
    }

    /// The name of the key that signed it; null before. `canbo keys public report` tells its public half.
    async fn signing_key(&self) -> Result<Option<String>, ApiError> {
        Ok(self.head()?.map(|head| head.key))
    }

    /// What it says, in parts by confidentiality class, of the classes that the viewer reads: as sealed, or before that as the facts give
    /// it now. Parts of the class SUCCESSION are recorded when they are read.
    async fn content(&self, ctx: &Context<'_>) -> Result<Vec<ReportPart>, ApiError> {
        let request = request(ctx)?;
        if self.head()?.is_some() {
            return Ok(self.parts(request).await?.iter().map(ReportPart::sealed).collect());
        }
        self.live(request).await?.iter().map(ReportPart::live).collect()
    }

    /// The sealed report as a file for `canbo report verify`: the head, its signature, the parts of the classes that the viewer reads with
    /// their salts, and of all others the hashes; null before it is sealed. Save it as it is, byte by byte.
    async fn file(&self, ctx: &Context<'_>) -> Result<Option<String>, ApiError> {
        let report = &self.row.report;
        let (Some(_), Some(head), Some(signature)) = (self.head()?, &report.head, &report.signature) else {
            return Ok(None);
        };
        let parts = self.parts(request(ctx)?).await?;
        let sealed = Sealed::kept(head, signature, parts);
        Ok(Some(sealed.ok_or_else(|| ApiError::internal("the signature of a report is none"))?.file()))
    }

    /// What changed since it was sealed: the targets whose values or members are others when they are computed now, for the same day, of
    /// the classes that the viewer reads; null before it is sealed.
    async fn changes_since(&self, ctx: &Context<'_>) -> Result<Option<Vec<ReportChange>>, ApiError> {
        let request = request(ctx)?;
        let Some(head) = self.head()? else { return Ok(None) };
        let parts = self.parts(request).await?;
        let sealed =
            parts.iter().map(|part| Ok((part.class(), part.content()?))).collect::<Result<Vec<_>, _>>();
        let (sealed, now) = (sealed.map_err(unreadable)?, self.live(request).await?);
        let found = changes(&sealed, &now).map_err(unreadable)?;
        let (as_of, at) = (self.row.report.as_of, head.accepted.at);
        Ok(Some(found.into_iter().map(|change| ReportChange::new(change, as_of, at)).collect()))
    }
}

/// A part that this program made is always readable.
pub(super) fn unreadable(error: serde_json::Error) -> ApiError {
    ApiError::internal(format!("a part of a report is not whole: {error}"))
}

/// What a report says of one confidentiality class.
#[derive(Clone, SimpleObject)]
pub struct ReportPart {
    /// The class.
    class: ConfidentialityClass,
    /// What it says, as canonical JSON (decision 0015): targets with their values, members with the facts that decided; in PERSONNEL also
    /// ratings, source pool, staffing and training.
    json: String,
}

impl ReportPart {
    fn sealed(part: &Part) -> Self {
        let json = String::from_utf8_lossy(part.bytes()).into_owned();
        Self { class: part.class().class().into(), json }
    }

    fn live((class, content): &Content) -> Result<Self, ApiError> {
        let bytes = canonical(content).map_err(|error| ApiError::internal(error.to_string()))?;
        let json = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Self { class: class.class().into(), json })
    }
}

/// A state that a report took.
#[derive(Clone, Debug, SimpleObject)]
pub struct ReportStep {
    /// The state.
    status: ReportStatus,
    /// From when.
    effective_on: Date,
    /// A remark, as when returned.
    remark: Option<String>,
}

impl From<&report_step::Model> for ReportStep {
    fn from(row: &report_step::Model) -> Self {
        Self { status: row.status.into(), effective_on: row.effective_on.into(), remark: row.remark.clone() }
    }
}

/// Which reports to list. Conditions are joined by "and".
#[derive(Clone, Debug, Default, InputObject)]
pub struct ReportFilter {
    /// Reports of this unit itself.
    pub unit: Option<ID>,
    /// Reports of units that are this one or below it on the day as of which each report speaks; before it existed its predecessors,
    /// after it ended the successors of its last subtree.
    pub within: Option<ID>,
    /// Reports on one of these years; at most 100.
    pub years: Option<Vec<i32>>,
    /// Reports in one of these states on the day asked for.
    pub statuses: Option<Vec<ReportStatus>>,
    /// Reports with the targets of the programme of this code.
    pub programme: Option<String>,
}
