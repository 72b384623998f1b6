//! The journal.

use async_graphql::{Context, Object};

use crate::graphql::connection::{Connection, PageArgs, TotalCount};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::{ApiError, BadInput};
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::text;
use crate::graphql::types::journal::{JournalEntry, JournalFilter, thing};
use crate::repo::journal::JournalConditions;

/// The most kinds of things, operations or classes that a filter takes.
const MOST_WORDS: usize = 100;

/// The journal.
#[derive(Default)]
pub struct JournalQuery;

#[Object]
impl JournalQuery {
    /// Who did what, when: the entries of the journal that the viewer may see, the latest first. Reading it is itself
    /// recorded in it.
    ///
    /// An administrator sees entries about accounts and the installation in full, those about personnel and the directory
    /// without values and reasons, and no others.
    async fn journal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which entries.")] r#where: Option<JournalFilter>,
        #[graphql(desc = "The first so many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "Only what comes after this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this cursor.")] before: Option<String>,
    ) -> Result<Option<Connection<JournalEntry>>, ApiError> {
        let args = PageArgs { first, after, last, before };
        page(request(ctx)?, &r#where.unwrap_or_default(), &args).await.map(Some)
    }
}

async fn page(
    request: &RequestContext,
    filter: &JournalFilter,
    args: &PageArgs,
) -> Result<Connection<JournalEntry>, ApiError> {
    let conditions = conditions(filter)?;
    let cursors = request.cursors(&format!("journal {conditions:?}"));
    let slice = request.journal(&conditions, &args.page(&cursors)?).await?;
    let ids = request.journal_ids();
    // The place in the list is what tells an entry from all others.
    let slice = slice.map(|(row, position)| (JournalEntry::new(ids.seal(&position), row), position));
    let request = request.clone();
    let total = TotalCount::ask(move || {
        let (request, conditions) = (request.clone(), conditions.clone());
        async move { Ok(request.journal_count(&conditions).await?) }
    });
    Connection::new(slice, &cursors, total)
}

fn conditions(filter: &JournalFilter) -> Result<JournalConditions, ApiError> {
    let longest = [
        filter.object_types.as_ref().map(Vec::len),
        filter.operations.as_ref().map(Vec::len),
        filter.classes.as_ref().map(Vec::len),
    ];
    if longest.into_iter().flatten().any(|length| length > MOST_WORDS) {
        return Err(BadInput::TooMany { most: MOST_WORDS }.into());
    }
    let unit = filter.unit.as_ref().map(|id| GlobalId::of_kind(id, NodeKind::Unit)).transpose()?;
    let object_types = filter.object_types.as_deref().map(|types| text::all_plain("objectTypes", types));
    Ok(JournalConditions {
        actor: filter.actor.as_ref().map(thing).transpose()?,
        object: filter.object.as_ref().map(thing).transpose()?,
        object_types: object_types.transpose()?,
        operations: filter.operations.as_ref().map(|words| words.iter().copied().map(Into::into).collect()),
        classes: filter.classes.as_ref().map(|words| words.iter().copied().map(Into::into).collect()),
        unit: unit.map(|(unit, _)| unit),
        from: filter.from.map(|instant| instant.0),
        to: filter.to.map(|instant| instant.0),
    })
}
