//! What was written wrongly about a person in a review.

#![expect(clippy::disallowed_methods, reason = "what rules look at is read inside the transaction")]

use entity::id::SourcePoolEntryId;
use entity::value::SourcePoolOutcome;
use entity::{source_pool_entry, source_pool_review};
use futures_util::FutureExt;
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{ASSESSMENT, CLASSES};
use crate::work::registry::input::{REASON, line};
use crate::work::registry::person::{NOBODY, Person};
use crate::work::registry::refusal::at;
use crate::work::registry::{Done, Keeper, RegistryError, Rule, keep};
use crate::work::{Asker, UnitOfWork, Work};

/// What was written wrongly.
#[derive(Clone, Debug)]
pub struct CorrectSourcePoolReview {
    /// The review.
    pub review: Uuid,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The head's assessment; none to keep it.
    pub assessment: Option<String>,
    /// Why the person was removed; none to keep it.
    pub removal_reason: Option<String>,
    /// Why it is corrected.
    pub reason: String,
}

/// Sets right what a review says. What it decided, and when, stays.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn correct(
    work: &Work,
    asker: Asker,
    input: CorrectSourcePoolReview,
) -> Result<Done<SourcePoolEntryId>, RegistryError> {
    keep(work, asker, CLASSES, move |unit, keeper| {
        let input = input.clone();
        async move {
            let (entry, before) = held(unit, &keeper, &input).await?;
            let reason = line(&input.reason, REASON, "reason")?;
            if input.removal_reason.is_some() && before.outcome != SourcePoolOutcome::Removed {
                return Err(Rule::Incomplete.at("removalReason").into());
            }
            let said =
                |text: Option<String>, most, member| text.map(|text| line(&text, most, member)).transpose();
            let assessment = said(input.assessment, ASSESSMENT, "assessment")?;
            let removed_because = said(input.removal_reason, REASON, "removalReason")?;
            let was = before.clone();
            let after = source_pool_review::Model {
                assessment: assessment.unwrap_or(was.assessment),
                reason: removed_because.or(was.reason),
                version: was.version.saturating_add(1),
                ..was
            };
            unit.correct(&before, after, Some(entry.unit_id), reason).await?;
            Ok(Done::now(entry.id, Vec::new()))
        }
        .boxed()
    })
    .await
}

/// A review at the version that whoever asks knows, with its entry, whose person is held.
async fn held(
    unit: &UnitOfWork,
    keeper: &Keeper,
    input: &CorrectSourcePoolReview,
) -> Result<(source_pool_entry::Model, source_pool_review::Model), RegistryError> {
    let missing = || Rule::NotFound.at("review");
    let find = || source_pool_review::Entity::find_by_id(input.review).one(unit.transaction());
    let of = find().await?.map_or(SourcePoolEntryId(Uuid::nil()), |row| row.entry_id);
    let entry = source_pool_entry::Entity::find_by_id(of).one(unit.transaction()).await?;
    let official = entry.as_ref().map_or(NOBODY, |row| row.official_id);
    Person::hold(unit, keeper, official, at("review")).await?;
    let entry = entry.filter(|row| keeper.keeps(row.unit_id)).ok_or_else(missing)?;
    // Read again: until the person was held it may have been changed.
    let review = find().await?.ok_or_else(missing)?;
    if review.version != input.expected_version {
        return Err(Rule::Conflict { current: review.version }.at("expectedVersion").into());
    }
    Ok((entry, review))
}
