//! Posts.

use async_graphql::{Context, ID, Object};
use chrono::NaiveDate;
use entity::id::{PostId, UnitId};
use entity::post;

use super::appointment::Appointment;
use super::history::{History, HistoryOf};
use super::official::Official;
use super::title::Title;
use super::unit::Unit;
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{NodeKind, id, key};
use crate::graphql::loaders::posts::{HoldersOf, PostOn, PostsOf, SeatsHeld};
use crate::graphql::scalar::Date;
use crate::repo::Visible;
use crate::repo::posts::PostView;

/// A post as on a day on which it is authorised.
#[derive(Clone)]
pub struct Post(Visible<PostView>);

impl Post {
    /// The posts of a unit on a day, in the order of titles; none of a unit outside the viewer's scope.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`] by class, or the database does not answer.
    pub async fn of_unit(
        request: &RequestContext,
        unit: UnitId,
        on: NaiveDate,
    ) -> Result<Vec<Self>, ApiError> {
        let views = request.load(PostsOf(unit, on)).await?.unwrap_or_default().to_vec();
        Ok(Self::in_order(request, views))
    }

    /// Posts by unit, each unit's in the order of titles.
    #[must_use]
    pub fn in_order(
        request: &RequestContext,
        views: impl IntoIterator<Item = Visible<PostView>>,
    ) -> Vec<Self> {
        let mut views: Vec<_> = views.into_iter().collect();
        let position = |code: &str| request.directory().titles.get(code).map(|title| title.position);
        views.sort_by_cached_key(|view| (view.post.unit_id, position(&view.post.title_code), view.post.id));
        views.into_iter().map(Self).collect()
    }

    /// The post of an id on a day on which the authorisation of that id is in force.
    ///
    /// # Errors
    /// [`ApiError::Forbidden`] by class, or the database does not answer.
    pub async fn find(
        request: &RequestContext,
        post: PostId,
        on: NaiveDate,
    ) -> Result<Option<Self>, ApiError> {
        Ok(request.load(PostOn(post, on)).await?.map(Self))
    }

    /// How many PRIMARY and CONCURRENT holders it has.
    async fn held(&self, request: &RequestContext) -> Result<i32, ApiError> {
        let held = request.load(SeatsHeld(self.0.map(PostView::seats))).await?.unwrap_or_default();
        i32::try_from(held).map_err(|_| ApiError::internal("a post has too many holders to count in an Int"))
    }
}

/// The seats of a title in a unit (biên chế, định biên). It is named by one of its authorisations: the base number, or the first of those
/// that are added for a time where there is no other.
#[Object]
impl Post {
    /// The id of this view: the post on this day.
    pub async fn id(&self) -> ID {
        id(NodeKind::Post, self.0.post.id, self.0.on)
    }

    /// The post itself, by the authorisation that names it: the same on every day.
    async fn key(&self) -> ID {
        key(NodeKind::Post, self.0.post.id)
    }

    /// The day of the view.
    async fn as_of(&self) -> Date {
        self.0.on.into()
    }

    /// The unit on this day.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Unit, ApiError> {
        let unit = Unit::shown(request(ctx)?, self.0.post.unit_id, self.0.on, self.0.post.valid_to);
        unit.ok_or_else(|| ApiError::internal("a post is of a unit that has no version"))
    }

    /// The title.
    async fn title(&self, ctx: &Context<'_>) -> Result<Title, ApiError> {
        Title::get(request(ctx)?, &self.0.post.title_code, self.0.on)
    }

    /// Authorised seats: those of all authorisations.
    async fn seats(&self) -> i32 {
        self.0.authorised()
    }

    /// What authorises the seats on this day: the base number, then those that are added for a time, by their first days.
    async fn authorisations(&self) -> Vec<PostAuthorisation> {
        self.0.authorisations.iter().cloned().map(PostAuthorisation).collect()
    }

    /// Seats with a PRIMARY or CONCURRENT holder, at most the authorised ones. Holders whose file is kept by a unit
    /// outside the viewer's scope are counted.
    async fn filled(&self, ctx: &Context<'_>) -> Result<i32, ApiError> {
        Ok(self.held(request(ctx)?).await?.min(self.0.authorised()))
    }

    /// PRIMARY and CONCURRENT holders over the authorised seats (dôi dư): seats may shrink under their holders.
    async fn surplus(&self, ctx: &Context<'_>) -> Result<i32, ApiError> {
        Ok((self.held(request(ctx)?).await? - self.0.authorised()).max(0))
    }

    /// The appointments in force to the title in the unit, also ACTING and IN_CHARGE ones, which fill no seat: by mode,
    /// then by first day. People whose file is kept by a unit outside the viewer's scope are left out.
    async fn holders(&self, ctx: &Context<'_>) -> Result<Option<Vec<Appointment>>, ApiError> {
        let holders = request(ctx)?.load(HoldersOf(self.0.map(PostView::seats))).await?.unwrap_or_default();
        let mut holders = holders.to_vec();
        holders.sort_by_key(|(_, row)| (row.mode, row.valid_from, row.id));
        let appointment = |(official, row)| Appointment::new(Official::from(official), row);
        Ok(Some(holders.into_iter().map(appointment).collect()))
    }

    /// First day of the authorisation that names the post.
    async fn valid_from(&self) -> Date {
        self.0.post.valid_from.into()
    }

    /// First day on which the authorisation that names the post is no longer in force; null while no end is set.
    async fn valid_to(&self) -> Option<Date> {
        self.0.post.valid_to.map(Into::into)
    }

    /// The decision of the authorisation that names the post.
    async fn decision(&self) -> Option<&str> {
        self.0.post.decision.as_deref()
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::Post, self.0.post.id)
    }
}

/// Seats of a title in a unit that one decision authorises over a period.
#[derive(Clone)]
pub struct PostAuthorisation(post::Model);

/// Seats of a title in a unit that one decision authorises over a period.
#[Object]
impl PostAuthorisation {
    /// What `endPost` takes: the `key` of the post that this authorisation names.
    async fn key(&self) -> ID {
        key(NodeKind::Post, self.0.id)
    }

    /// Counts the changes: what an update must name.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Seats, 1 or more.
    async fn seats(&self) -> i32 {
        self.0.seats
    }

    /// Whether they are added to the base number for a time, until an end that was decided with them.
    async fn is_transitional(&self) -> bool {
        self.0.is_transitional
    }

    /// The decision that authorises them.
    async fn decision(&self) -> Option<&str> {
        self.0.decision.as_deref()
    }

    /// First day.
    async fn valid_from(&self) -> Date {
        self.0.valid_from.into()
    }

    /// First day on which they are no longer authorised; null while no end is set.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(Into::into)
    }

    /// Its history.
    #[graphql(flatten)]
    async fn changes(&self) -> History {
        History::of(HistoryOf::Post, self.0.id)
    }
}
