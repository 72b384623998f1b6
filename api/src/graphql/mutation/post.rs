//! Posts: seats authorised, added for a time, and taken back.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use chrono::NaiveDate;

use super::refusal::idempotency_key;
use super::registry::{Told, told};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::types::post::Post;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::work::registry::posts::{self, AuthorisePost, Authorised, EndPost, Lasting};
use crate::work::registry::{Done, RegistryError};

/// Posts.
#[derive(Default)]
pub struct PostMutation;

#[Object]
impl PostMutation {
    /// Authorises the base number of seats of a title in a unit from a day on (biên chế, định biên). One that is in force ends on that day.
    /// Fewer seats than holders are allowed and warned of (dôi dư), and so are more vice chairs of a committee than a unit of the class
    /// has (Nghị định 33/2023/NĐ-CP).
    async fn authorise_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many seats of which title, and from when.")] input: AuthorisePostInput,
    ) -> Result<Option<PostPayload>, ApiError> {
        let authorised = AuthorisePost {
            unit: GlobalId::of_kind(&input.unit, NodeKind::Unit)?.0,
            title: input.title,
            seats: input.seats,
            decision: input.decision,
            valid_from: input.valid_from.0,
            lasting: Lasting::Base(input.valid_to.map(|day| day.0)),
        };
        PostPayload::authorised(request(ctx)?, authorised, &input.idempotency_key).await.map(Some)
    }

    /// Adds seats of a title in a unit to its base number until a day, as after a reorganisation. There must be a base number on
    /// the first day.
    async fn grant_transitional_seats(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many seats of which title, from when, and until when.")]
        input: GrantTransitionalSeatsInput,
    ) -> Result<Option<PostPayload>, ApiError> {
        let authorised = AuthorisePost {
            unit: GlobalId::of_kind(&input.unit, NodeKind::Unit)?.0,
            title: input.title,
            seats: input.seats,
            decision: input.decision,
            valid_from: input.valid_from.0,
            lasting: Lasting::Transitional(input.valid_to.0),
        };
        PostPayload::authorised(request(ctx)?, authorised, &input.idempotency_key).await.map(Some)
    }

    /// Ends an authorisation of seats on a day, or brings its end forward. One that has ended is closed and stays as it is. Holders
    /// without seats are warned of.
    async fn end_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which one, on which day, and why.")] input: EndPostInput,
    ) -> Result<Option<PostPayload>, ApiError> {
        let request = request(ctx)?;
        let ended = EndPost {
            post: GlobalId::of_kind(&input.post, NodeKind::Post)?.0,
            expected_version: input.expected_version,
            ends_on: input.ends_on.0,
            reason: input.reason,
        };
        let outcome = posts::end(request.work(), request.asker(), ended).await;
        PostPayload::of(request, outcome).await.map(Some)
    }
}

/// How many seats of which title are authorised.
#[derive(Clone, Debug, InputObject)]
pub struct AuthorisePostInput {
    /// The unit's `key` or `id`.
    pub unit: ID,
    /// The code of the title.
    pub title: String,
    /// Seats: 1 to 999.
    pub seats: i32,
    /// The decision's number: 1 to 200 characters.
    pub decision: String,
    /// First day: after the first day of every base number of the title that there is.
    pub valid_from: Date,
    /// First day no longer authorised, where the decision says so.
    pub valid_to: Option<Date>,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// How many seats of which title are added for a time.
#[derive(Clone, Debug, InputObject)]
pub struct GrantTransitionalSeatsInput {
    /// The unit's `key` or `id`.
    pub unit: ID,
    /// The code of the title.
    pub title: String,
    /// Seats beside the base number: 1 to 999.
    pub seats: i32,
    /// The decision's number: 1 to 200 characters.
    pub decision: String,
    /// First day.
    pub valid_from: Date,
    /// First day no longer authorised.
    pub valid_to: Date,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// Which authorisation of seats ends, and when.
#[derive(Clone, Debug, InputObject)]
pub struct EndPostInput {
    /// The `key` of the authorisation, or the post's `key` or `id` for the one that names it.
    pub post: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// First day no longer authorised: after the first day, and not after an end that is known.
    pub ends_on: Date,
    /// Why: 1 to 500 characters. It is kept in the journal.
    pub reason: String,
}

/// What came of a change of a post.
#[derive(Clone, SimpleObject)]
pub struct PostPayload {
    /// The post by the authorisation that was made or changed, seen from today or, where that one is not in force today, from
    /// the day nearest to it on which it is. Null when there are errors.
    post: Option<Post>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl PostPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { post: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn authorised(
        request: &RequestContext,
        authorised: AuthorisePost,
        key: &str,
    ) -> Result<Self, ApiError> {
        let key = match idempotency_key(request, key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Self::refused(user_errors)),
        };
        let outcome = posts::authorise(request.work(), request.asker(), authorised, key).await;
        Self::of(request, outcome).await
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<Authorised>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object, warnings, replayed }) => {
                let on = nearest_day(object, request.today());
                let post = Post::find(request, object.id, on).await?;
                Ok(Self { post, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}

/// Today, or the day nearest to it on which seats are authorised.
fn nearest_day(authorised: Authorised, today: NaiveDate) -> NaiveDate {
    let on = today.max(authorised.from);
    let last = authorised.to.and_then(|to| to.pred_opt());
    last.map_or(on, |last| on.min(last))
}
