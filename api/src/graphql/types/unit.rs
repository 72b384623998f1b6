//! Units.

use std::sync::Arc;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use chrono::NaiveDate;
use entity::id::UnitId;
use entity::{unit_lineage, unit_version};

use super::history::{History, HistoryOf};
use super::official::Official;
use super::official_filter::{OfficialFilter, OfficialOrder};
use super::post::Post;
use super::source_pool::{SourcePoolEntry, SourcePoolFilter};
use super::target_value::TargetValue;
use super::word::{LineageShare, OrderDirection, UnitClass, UnitKind};
use crate::graphql::connection::{Connection, Listed, PageArgs};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, id, key};
use crate::graphql::scalar::Date;
use crate::repo::directory::UnitView;

/// A unit as it was on a day.
#[derive(Clone)]
pub struct Unit {
    on: NaiveDate,
    version: Arc<unit_version::Model>,
}

impl Unit {
    /// The unit on a day, if it exists then.
    #[must_use]
    pub fn on(request: &RequestContext, unit: UnitId, on: NaiveDate) -> Option<Self> {
        request.directory().units.on(unit, on).map(Self::from)
    }

    /// The unit as a fact nested under a date shows it: its latest version up to that date, within the fact's own
    /// period, which ends before `until`.
    #[must_use]
    pub fn shown(
        request: &RequestContext,
        unit: UnitId,
        on: NaiveDate,
        until: Option<NaiveDate>,
    ) -> Option<Self> {
        request.directory().units.shown(unit, on, until).map(Self::from)
    }

    /// The unit itself, without the day.
    #[must_use]
    pub fn unit_id(&self) -> UnitId {
        self.version.unit_id
    }

    /// The code on the day of the view.
    #[must_use]
    pub fn code_text(&self) -> &str {
        &self.version.code
    }

    /// The name on the day of the view.
    #[must_use]
    pub fn name_text(&self) -> &str {
        &self.version.name
    }

    /// The day of the view.
    #[must_use]
    pub const fn day(&self) -> NaiveDate {
        self.on
    }
}

impl From<UnitView<'_>> for Unit {
    fn from(view: UnitView<'_>) -> Self {
        Self { on: view.on, version: Arc::new(view.version.clone()) }
    }
}

impl Listed for Unit {
    const CONNECTION: &'static str = "UnitConnection";
    const EDGE: &'static str = "UnitEdge";
}

/// A unit of government or an office, as it was on a day. Codes and names are reused over time: `key` alone tells
/// whether two are the same unit.
#[Object]
impl Unit {
    /// The id of this view: the unit on this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::Unit, self.version.unit_id, self.on)
    }

    /// The unit itself: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::Unit, self.version.unit_id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.on.into()
    }

    /// The administrative code on this day. Other units may have had it before.
    async fn code(&self) -> &str {
        &self.version.code
    }

    /// The full name with its kind.
    async fn name(&self) -> &str {
        &self.version.name
    }

    /// The kind of unit.
    async fn kind(&self) -> UnitKind {
        self.version.kind.into()
    }

    /// The class of an administrative unit; null where it is not known.
    async fn class(&self) -> Option<UnitClass> {
        self.version.class.map(Into::into)
    }

    /// First day of this version: of this name, code, kind, class and parent.
    async fn valid_from(&self) -> Date {
        self.version.valid_from.into()
    }

    /// First day on which this version no longer holds; null while it is open.
    async fn valid_to(&self) -> Option<Date> {
        self.version.valid_to.map(Into::into)
    }

    /// The unit above on this day; null at the root.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Self>, ApiError> {
        let request = request(ctx)?;
        Ok(self.version.parent_id.and_then(|parent| Self::on(request, parent, self.on)))
    }

    /// The units directly below on this day, by code.
    async fn children(&self, ctx: &Context<'_>) -> Result<Vec<Self>, ApiError> {
        let request = request(ctx)?;
        let children = request.directory().units.children(self.version.unit_id, self.on);
        let mut units: Vec<Self> =
            children.into_iter().filter_map(|child| Self::on(request, child, self.on)).collect();
        units.sort_by(|a, b| (&a.version.code, a.version.unit_id).cmp(&(&b.version.code, b.version.unit_id)));
        Ok(units)
    }

    /// The posts authorised on this day, in the order of titles; empty for a unit outside the viewer's scope.
    async fn posts(&self, ctx: &Context<'_>) -> Result<Option<Vec<Post>>, ApiError> {
        Post::of_unit(request(ctx)?, self.version.unit_id, self.on).await.map(Some)
    }

    /// The officials whose file this unit or one below it keeps on this day, as far as they are in the viewer's scope.
    #[expect(clippy::too_many_arguments, reason = "the arguments of a Relay connection")]
    async fn officials(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which officials.")] r#where: Option<OfficialFilter>,
        #[graphql(desc = "In which order; by name if absent.")] order_by: Option<OfficialOrder>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<Official>>, ApiError> {
        let args = PageArgs { first, after, last, before };
        let filter = r#where.unwrap_or_default();
        Official::below(request(ctx)?, self, &filter, order_by, &args).await.map(Some)
    }

    /// Values of the targets of a programme that are in force on this day, over this unit and all below it.
    async fn targets(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The programme's code, such as `KH-276`.")] programme: String,
    ) -> Result<Option<Vec<TargetValue>>, ApiError> {
        let request = request(ctx)?;
        let programme = request.directory().programmes.by_code(&programme).ok_or(ApiError::NotFound)?;
        TargetValue::of_unit(request, programme, self.version.unit_id, self.on).await.map(Some)
    }

    /// The units that went into this one by a merger or a split, up to this day, each as it was last.
    async fn predecessors(&self, ctx: &Context<'_>) -> Result<Vec<UnitLineage>, ApiError> {
        let request = request(ctx)?;
        let edges = request.directory().units.predecessors(self.version.unit_id, self.on);
        Ok(edges
            .filter_map(|edge| {
                let unit = Unit::shown(request, edge.from_unit_id, self.on, Some(edge.effective_on))?;
                Some(UnitLineage { unit, edge: edge.clone() })
            })
            .collect())
    }

    /// The units that this one went into, each as it was first; also where that lies after this day.
    async fn successors(&self, ctx: &Context<'_>) -> Result<Vec<UnitLineage>, ApiError> {
        let request = request(ctx)?;
        let edges = request.directory().units.successors(self.version.unit_id);
        Ok(edges
            .filter_map(|edge| {
                let unit = Unit::on(request, edge.to_unit_id, self.on.max(edge.effective_on))
                    .or_else(|| Unit::on(request, edge.to_unit_id, edge.effective_on))?;
                Some(UnitLineage { unit, edge: edge.clone() })
            })
            .collect())
    }

    /// The unit's own source pool (tạo nguồn) on this day: the people whom the viewer sees, by given name. Units
    /// below keep pools of their own: see `sourcePool` of the root.
    async fn source_pool(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries.")] r#where: Option<SourcePoolFilter>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<SourcePoolEntry>>, ApiError> {
        let args = PageArgs { first, after, last, before };
        let filter = r#where.unwrap_or_default();
        SourcePoolEntry::of_unit(request(ctx)?, self.version.unit_id, self.on, &filter, &args).await.map(Some)
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::Unit, self.version.unit_id)
    }
}

/// One edge of what became of units.
pub struct UnitLineage {
    unit: Unit,
    edge: unit_lineage::Model,
}

/// One edge of what became of units: many went into many.
#[Object]
impl UnitLineage {
    /// The other unit.
    async fn unit(&self) -> &Unit {
        &self.unit
    }

    /// Whether all of it or a part went over.
    async fn share(&self) -> LineageShare {
        self.edge.share.into()
    }

    /// Whether people and history follow this edge.
    async fn is_default(&self) -> bool {
        self.edge.is_default
    }

    /// First day of the new state.
    async fn effective_on(&self) -> Date {
        self.edge.effective_on.into()
    }

    /// The decision.
    async fn legal_basis(&self) -> Option<&str> {
        self.edge.legal_basis.as_deref()
    }
}

/// Which units to list. Conditions are joined by "and".
#[derive(Clone, Debug, Default, InputObject)]
pub struct UnitFilter {
    /// Units that have one of these codes on the day asked for; at most 100.
    pub codes: Option<Vec<String>>,
    /// Units of one of these kinds.
    pub kinds: Option<Vec<UnitKind>>,
    /// Units that are this one or below it on the day asked for; before it existed its predecessors, after it
    /// ended the successors of its last subtree.
    pub within: Option<ID>,
    /// True: units that the viewer's own grants reach on the day asked for. False: the others.
    pub in_scope: Option<bool>,
    /// Units whose name contains this text; without regard to case and diacritics, đ as d.
    pub search: Option<String>,
}

/// How to order units.
#[derive(Clone, Copy, Debug, InputObject)]
pub struct UnitOrder {
    /// By what.
    pub field: UnitOrderField,
    /// In which direction.
    #[graphql(default)]
    pub direction: OrderDirection,
}

/// By what units can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Enum)]
pub enum UnitOrderField {
    /// By code, then by the unit's identity.
    Code,
    /// By name in Vietnamese order, then by code.
    Name,
}
