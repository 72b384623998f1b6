//! People: registered, corrected, retired.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, SimpleObject};
use chrono::NaiveDate;
use entity::id::OfficialId;

use super::refusal::idempotency_key;
use super::registry::{Told, change, told};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::loaders::officials::OfficialOn;
use crate::graphql::scalar::Date;
use crate::graphql::types::official::Official;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::graphql::types::word::{DatePrecision, OfficialCategory, Sex};
use crate::work::registry::officials::{self, CorrectOfficial, RegisterOfficial, Registered, RetireOfficial};
use crate::work::registry::{Change, Done, RegistryError, Rule};

/// People.
#[derive(Default)]
pub struct OfficialMutation;

#[Object]
impl OfficialMutation {
    /// Registers a person who is new to the registry, whose file a unit of the scope keeps from a day on. Who is known already
    /// is not registered twice: see `possibleDuplicates`.
    async fn register_official(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who it is, and who keeps the file.")] input: RegisterOfficialInput,
    ) -> Result<Option<RegisterOfficialPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(RegisterOfficialPayload::refused(user_errors, Vec::new()))),
        };
        let outcome = officials::register(request.work(), request.asker(), input.registered()?, key).await;
        RegisterOfficialPayload::of(request, outcome).await.map(Some)
    }

    /// Sets right what was recorded wrongly of a person, on every day at once: what was reported before may change by it. The
    /// journal keeps what was known before.
    async fn correct_official(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, what was wrong, and why.")] input: CorrectOfficialInput,
    ) -> Result<Option<OfficialPayload>, ApiError> {
        let request = request(ctx)?;
        let hometown = match change(input.hometown) {
            Change::Keep => Change::Keep,
            Change::Clear => Change::Clear,
            Change::Set(id) => Change::Set(GlobalId::of_kind(&id, NodeKind::Unit)?.0),
        };
        let corrected = CorrectOfficial {
            official: GlobalId::of_kind(&input.official, NodeKind::Official)?.0,
            expected_version: input.expected_version,
            full_name: input.full_name,
            birth_date: change(input.birth_date).map(|day| day.0),
            birth_date_precision: input.birth_date_precision.map(Into::into),
            sex: input.sex.map(Into::into),
            ethnicity: change(input.ethnicity),
            hometown,
            hometown_on: change(input.hometown_on).map(|day| day.0),
            reason: input.reason,
        };
        let outcome = officials::correct(request.work(), request.asker(), corrected).await;
        OfficialPayload::of(request, outcome, |id| (*id, request.today())).await.map(Some)
    }

    /// Ends the affiliation of a person from a day on, with the titles that the person holds then. It is refused while one of these
    /// is another body's to end.
    async fn retire_official(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, when, by which decision, and why.")] input: RetireOfficialInput,
    ) -> Result<Option<OfficialPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(OfficialPayload::refused(user_errors))),
        };
        let retired = RetireOfficial {
            official: GlobalId::of_kind(&input.official, NodeKind::Official)?.0,
            retires_on: input.retires_on.0,
            decision: input.decision,
            reason: input.reason,
        };
        let outcome = officials::retire(request.work(), request.asker(), retired, key).await;
        let last_day = |on: NaiveDate| on.pred_opt().unwrap_or(on);
        OfficialPayload::of(request, outcome, |retired| (retired.id, last_day(retired.on))).await.map(Some)
    }
}

/// A person to be registered.
#[derive(Clone, InputObject)]
pub struct RegisterOfficialInput {
    /// The full name: 1 to 200 characters.
    pub full_name: String,
    /// The birth date; day 1 of the month or 1 January where only the month or year is known; absent where nothing is.
    pub birth_date: Option<Date>,
    /// How much of the birth date is known; the day if absent.
    pub birth_date_precision: Option<DatePrecision>,
    /// Legal sex.
    pub sex: Sex,
    /// Ethnicity: 1 to 200 characters.
    pub ethnicity: Option<String>,
    /// The `key` or `id` of the unit of the hometown (quê quán), in the scope or not.
    pub hometown: Option<ID>,
    /// The day on which the hometown's name is to be read; absent for the latest one.
    pub hometown_on: Option<Date>,
    /// The `key` or `id` of the unit that keeps the file.
    pub unit: ID,
    /// The category.
    pub category: OfficialCategory,
    /// The first day on which the unit keeps the file.
    pub valid_from: Date,
    /// The citizen number: 12 digits, without spaces, of which the first three are the code of a province. For whoever may write
    /// IDENTITY.
    pub citizen_number: Option<String>,
    /// The `key` or `id` of people who are known to be others, though name, birth date and hometown are the same.
    pub distinct_from: Option<Vec<ID>>,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

impl RegisterOfficialInput {
    fn registered(self) -> Result<RegisterOfficial, ApiError> {
        let official = |id: &ID| Ok(GlobalId::of_kind(id, NodeKind::Official)?.0);
        let hometown = |id: ID| Ok::<_, ApiError>(GlobalId::of_kind(&id, NodeKind::Unit)?.0);
        Ok(RegisterOfficial {
            full_name: self.full_name,
            birth_date: self.birth_date.map(|day| day.0),
            birth_date_precision: self.birth_date_precision.map(Into::into),
            sex: self.sex.into(),
            ethnicity: self.ethnicity,
            hometown: self.hometown.map(hometown).transpose()?,
            hometown_on: self.hometown_on.map(|day| day.0),
            unit: GlobalId::of_kind(&self.unit, NodeKind::Unit)?.0,
            category: self.category.into(),
            valid_from: self.valid_from.0,
            citizen_number: self.citizen_number.map(Into::into),
            distinct_from: self
                .distinct_from
                .unwrap_or_default()
                .iter()
                .map(official)
                .collect::<Result<_, ApiError>>()?,
        })
    }
}

/// A person to be corrected. What is absent stays as it is; null takes it away.
#[derive(Clone, Debug, InputObject)]
pub struct CorrectOfficialInput {
    /// The official's `key` or `id`.
    pub official: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The full name: 1 to 200 characters.
    pub full_name: Option<String>,
    /// The birth date: before every file, title and qualification of the person.
    pub birth_date: MaybeUndefined<Date>,
    /// How much of the birth date is known.
    pub birth_date_precision: Option<DatePrecision>,
    /// Legal sex.
    pub sex: Option<Sex>,
    /// Ethnicity: 1 to 200 characters.
    pub ethnicity: MaybeUndefined<String>,
    /// The `key` or `id` of the unit of the hometown (quê quán), in the scope or not.
    pub hometown: MaybeUndefined<ID>,
    /// The day on which the hometown's name is to be read; null for the latest one.
    pub hometown_on: MaybeUndefined<Date>,
    /// Why it is corrected: 1 to 500 characters. It is kept in the journal.
    pub reason: String,
}

/// A person who retires, or leaves the registry otherwise.
#[derive(Clone, Debug, InputObject)]
pub struct RetireOfficialInput {
    /// The official's `key` or `id`.
    pub official: ID,
    /// First day on which no unit keeps the file any more.
    pub retires_on: Date,
    /// The decision's number: 1 to 200 characters. It is kept in the journal, before the reason.
    pub decision: String,
    /// Why: 1 to 500 characters. It is kept in the journal.
    pub reason: String,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// What came of a registration.
#[derive(Clone, SimpleObject)]
pub struct RegisterOfficialPayload {
    /// The person, as of today or, where nobody keeps the file yet, of the first day on which somebody does. Null when there are
    /// errors.
    official: Option<Official>,
    /// With the error `POSSIBLE_DUPLICATE`, the people whom the viewer sees today who have the name, the birth date and the hometown.
    possible_duplicates: Vec<Official>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl RegisterOfficialPayload {
    const fn refused(user_errors: Vec<UserError>, possible_duplicates: Vec<Official>) -> Self {
        Self { official: None, possible_duplicates, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<Registered>, RegistryError>,
    ) -> Result<Self, ApiError> {
        let found = look_alikes(&outcome);
        match told(request, outcome).await? {
            Ok(Told { object: registered, warnings, replayed }) => {
                let on = request.today().max(registered.from);
                let official = Official::find(request, registered.id, on).await?;
                let possible_duplicates = Vec::new();
                Ok(Self { official, possible_duplicates, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => {
                let today = found.iter().map(|id| OfficialOn(*id, request.today()));
                let mut seen = request.load_many(today.clone()).await?;
                let seen = today.filter_map(|official| seen.remove(&official)).collect();
                Ok(Self::refused(user_errors, seen))
            }
        }
    }
}

/// The people for whose likeness a registration was refused.
fn look_alikes<T>(outcome: &Result<T, RegistryError>) -> Vec<OfficialId> {
    let Err(RegistryError::Refused(refusals)) = outcome else { return Vec::new() };
    let found = refusals.iter().filter_map(|refusal| match &refusal.rule {
        Rule::PossibleDuplicate { found } => Some(found),
        _ => None,
    });
    found.flatten().copied().collect()
}

/// What came of a change of a person.
#[derive(Clone, SimpleObject)]
pub struct OfficialPayload {
    /// The person, as of today or, of who retires, of the last day on which a unit keeps the file. Null when there are errors.
    official: Option<Official>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl OfficialPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { official: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    /// What came of it, of a person who is seen on a day.
    pub(super) async fn of<T>(
        request: &RequestContext,
        outcome: Result<Done<T>, RegistryError>,
        seen: impl Fn(&T) -> (OfficialId, NaiveDate),
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object, warnings, replayed }) => {
                let (id, on) = seen(&object);
                let official = Official::find(request, id, on).await?;
                Ok(Self { official, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}
