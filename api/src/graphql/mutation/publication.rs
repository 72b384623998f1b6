//! Publications of figures.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::id::PublicationId;

use super::refusal::idempotency_key;
use super::registry::{Told, told};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::types::publication::Publication;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::work::registry::publications::{self, PublishFigures};
use crate::work::registry::{Done, RegistryError};

/// Publications of figures.
#[derive(Default)]
pub struct PublicationMutation;

#[Object]
impl PublicationMutation {
    /// Publishes figures of a programme for a unit and its children on a day, as the facts give them now: frozen from then on, and all that
    /// those read who may not read the facts. The Party committee publishes K4 and K7, which rest on Party data and succession plans, the Home
    /// Affairs office all other targets. `publicationPreview` tells before what each role would read. A correction is another publication:
    /// the one before stays, and the latest counts.
    async fn publish_figures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The programme, the unit and the day.")] input: PublishFiguresInput,
    ) -> Result<Option<PublicationPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(PublicationPayload::refused(user_errors))),
        };
        let unit = GlobalId::of_kind(&input.unit, NodeKind::Unit)?.0;
        let published = PublishFigures { programme: input.programme, unit, on: input.as_of.0 };
        let outcome = publications::publish(request.work(), request.asker(), published, key).await;
        PublicationPayload::of(request, outcome).await.map(Some)
    }
}

/// Figures to be published.
#[derive(Clone, Debug, InputObject)]
pub struct PublishFiguresInput {
    /// The code of the programme, such as `KH-276`.
    pub programme: String,
    /// The unit's `key` or `id`. It may have ended: what stands for it on the day is counted.
    pub unit: ID,
    /// The day of the figures: not after today.
    pub as_of: Date,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// What came of a publication.
#[derive(SimpleObject)]
pub struct PublicationPayload {
    /// The publication. Null when there are errors, and where it left the viewer's sight meanwhile.
    publication: Option<Publication>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl PublicationPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { publication: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<PublicationId>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: id, warnings, replayed }) => {
                let publication = request.publication(id).await?.map(|row| Publication(Arc::new(row)));
                Ok(Self { publication, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}
