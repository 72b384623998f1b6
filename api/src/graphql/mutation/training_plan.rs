//! Training plans: drafted, edited, submitted, returned, taken up, approved, amended.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::id::TrainingPlanId;
use uuid::Uuid;

use super::refusal::idempotency_key;
use super::registry::{Told, told, user_error};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind};
use crate::graphql::scalar::Date;
use crate::graphql::types::training_plan::TrainingPlan;
use crate::graphql::types::unit::Unit;
use crate::graphql::types::user_error::UserError;
use crate::graphql::types::warning::Warning;
use crate::graphql::types::word::CourseKind;
use crate::repo::nested::Seen;
use crate::repo::training_needs::{NeedsOf, by_course};
use crate::work::registry::training_plans::{
    self, AmendTrainingPlan, ApproveTrainingPlan, ConsolidateTrainingPlans, Consolidated, CourseNeed,
    DraftFromNeeds, DraftTrainingPlan, EditTrainingPlan, EditedItem, LeftOut, PlannedTraining,
    ReturnTrainingPlan, SubmitTrainingPlan,
};
use crate::work::registry::{Done, RegistryError, Rule};

/// Training plans.
#[derive(Default)]
pub struct TrainingPlanMutation;

#[Object]
impl TrainingPlanMutation {
    /// Begins the training plan of a unit (kế hoạch đào tạo, bồi dưỡng) for this year or the next: of a commune, an agency, or the unit above
    /// them. A unit has one plan for a year; once that is approved it is amended by another edition.
    async fn draft_training_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose plan, for which year, and what it asks for.")] input: DraftTrainingPlanInput,
    ) -> Result<Option<TrainingPlanPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(TrainingPlanPayload::refused(user_errors))),
        };
        let drafted = DraftTrainingPlan {
            unit: GlobalId::of_kind(&input.unit, NodeKind::Unit)?.0,
            year: input.year,
            items: input.items.into_iter().map(Into::into).collect(),
        };
        let outcome = training_plans::draft(request.work(), request.asker(), drafted, key).await;
        TrainingPlanPayload::of(request, outcome).await.map(Some)
    }

    /// Begins the training plan of a unit for this year or the next with what `trainingNeeds` of a day says: an item for each kind of course, with
    /// how many people need it, each once, and the targets that it serves as the reason. The succession plan bears on none of it.
    async fn draft_training_plan_from_needs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose plan, for which year, by the needs of which programme and day.")]
        input: DraftTrainingPlanFromNeedsInput,
    ) -> Result<Option<TrainingPlanPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(TrainingPlanPayload::refused(user_errors))),
        };
        let Some(programme) = request.directory().programmes.by_code(&input.programme) else {
            let refusal = Rule::NotFound.broken_at(vec!["programme".to_owned()]);
            return Ok(Some(TrainingPlanPayload::refused(vec![user_error(&refusal, request.language())])));
        };
        let (unit, on) = (GlobalId::of_kind(&input.unit, NodeKind::Unit)?.0, request.day(input.as_of));
        let needs = request.training_needs(programme, (unit, on), NeedsOf::KeyOfficials).await?;
        let courses = by_course(&needs.unwrap_or_default()).into_iter();
        let courses = courses
            .map(|(course_kind, people, targets)| CourseNeed { course_kind, people, targets })
            .collect();
        let drafted = DraftFromNeeds { unit, year: input.year, programme: input.programme, on };
        let outcome =
            training_plans::draft_from_needs(request.work(), request.asker(), drafted, courses, key).await;
        TrainingPlanPayload::of(request, outcome).await.map(Some)
    }

    /// Puts a list of items in the place of those of a plan that is a draft or was returned: an item that is named changes, one that is not
    /// named any more goes away, what names none is new and comes after the others. Items that were taken up of other plans keep where they
    /// come from.
    async fn edit_training_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which plan, and all of its items.")] input: EditTrainingPlanInput,
    ) -> Result<Option<TrainingPlanPayload>, ApiError> {
        let request = request(ctx)?;
        let items = input.items.into_iter().map(EditedItem::try_from).collect::<Result<_, _>>()?;
        let edited = EditTrainingPlan {
            plan: plan_id(&input.training_plan)?,
            expected_version: input.expected_version,
            items,
        };
        let outcome = training_plans::edit(request.work(), request.asker(), edited).await;
        TrainingPlanPayload::of(request, outcome).await.map(Some)
    }

    /// Submits a plan that is a draft, or was returned, to the unit above. A plan has at least one item.
    async fn submit_training_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which plan.")] input: SubmitTrainingPlanInput,
    ) -> Result<Option<TrainingPlanPayload>, ApiError> {
        let request = request(ctx)?;
        let (plan, expected_version) = (plan_id(&input.training_plan)?, input.expected_version);
        let submitted = SubmitTrainingPlan { plan, expected_version };
        let outcome = training_plans::submit(request.work(), request.asker(), submitted).await;
        TrainingPlanPayload::of(request, outcome).await.map(Some)
    }

    /// Gives a submitted plan back to its unit, with a remark on what is to be changed: the Home Affairs office above the unit does.
    async fn return_training_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which plan, and why.")] input: ReturnTrainingPlanInput,
    ) -> Result<Option<TrainingPlanPayload>, ApiError> {
        let request = request(ctx)?;
        let returned = ReturnTrainingPlan {
            plan: plan_id(&input.training_plan)?,
            expected_version: input.expected_version,
            remark: input.remark,
        };
        let outcome = training_plans::give_back(request.work(), request.asker(), returned).await;
        TrainingPlanPayload::of(request, outcome).await.map(Some)
    }

    /// Lets the plan of a unit, as long as it is a draft or was returned, take up the items of the submitted plans of the units directly below
    /// it today: the district's those of its communes and agencies, the city's those of the units below it. Each item names the one that it
    /// comes from. Those plans become CONSOLIDATED, and are approved with this one. What was not submitted, or was returned, stays out and
    /// is told; what comes later is taken up when this is asked for again. Of a unit whose earlier edition was taken up the later one
    /// takes its place.
    async fn consolidate_training_plans(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which plan takes up those of the units below.")]
        input: ConsolidateTrainingPlansInput,
    ) -> Result<Option<ConsolidateTrainingPlansPayload>, ApiError> {
        let request = request(ctx)?;
        let (plan, expected_version) = (plan_id(&input.training_plan)?, input.expected_version);
        let asked = ConsolidateTrainingPlans { plan, expected_version };
        let outcome = training_plans::consolidate(request.work(), request.asker(), asked).await;
        ConsolidateTrainingPlansPayload::of(request, outcome).await.map(Some)
    }

    /// Approves a submitted plan by a decision, and with it every plan whose items it took up. The Home Affairs office above the unit approves;
    /// where none is in the system, another account of the unit's own office, which records the decision that was made elsewhere. Nobody
    /// approves a plan that he submitted, nor one that took it up.
    async fn approve_training_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which plan, and by which decision.")] input: ApproveTrainingPlanInput,
    ) -> Result<Option<TrainingPlanPayload>, ApiError> {
        let request = request(ctx)?;
        let approved = ApproveTrainingPlan {
            plan: plan_id(&input.training_plan)?,
            expected_version: input.expected_version,
            decision: input.decision,
            decided_on: input.decided_on.0,
            signer: input.signer,
        };
        let outcome = training_plans::approve(request.work(), request.asker(), approved).await;
        TrainingPlanPayload::of(request, outcome).await.map(Some)
    }

    /// Begins another edition of an approved plan as a draft with the same items. The approved one stays as it is.
    async fn amend_training_plan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which plan.")] input: AmendTrainingPlanInput,
    ) -> Result<Option<TrainingPlanPayload>, ApiError> {
        let request = request(ctx)?;
        let key = match idempotency_key(request, &input.idempotency_key) {
            Ok(key) => Some(key),
            Err(user_errors) => return Ok(Some(TrainingPlanPayload::refused(user_errors))),
        };
        let (plan, expected_version) = (plan_id(&input.training_plan)?, input.expected_version);
        let amended = AmendTrainingPlan { plan, expected_version };
        let outcome = training_plans::amend(request.work(), request.asker(), amended, key).await;
        TrainingPlanPayload::of(request, outcome).await.map(Some)
    }
}

fn plan_id(id: &ID) -> Result<TrainingPlanId, ApiError> {
    Ok(GlobalId::of_kind(id, NodeKind::TrainingPlan)?.0)
}

/// A unit's plan for a year.
#[derive(Clone, Debug, InputObject)]
pub struct DraftTrainingPlanInput {
    /// The unit's `key` or `id`.
    pub unit: ID,
    /// The year planned: this one or the next.
    pub year: i32,
    /// What the plan asks for, in its order: at most 500 items.
    pub items: Vec<PlannedTrainingInput>,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// A unit's plan for a year, by what is needed on a day.
#[derive(Clone, Debug, InputObject)]
pub struct DraftTrainingPlanFromNeedsInput {
    /// The unit's `key` or `id`.
    pub unit: ID,
    /// The year planned: this one or the next.
    pub year: i32,
    /// The code of the programme whose targets the plan serves, such as `KH-276`.
    pub programme: String,
    /// The day of the needs, past or future; today if absent.
    pub as_of: Option<Date>,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

/// People who are to be sent to a kind of course.
#[derive(Clone, Debug, InputObject)]
pub struct PlannedTrainingInput {
    /// The kind of course.
    pub course_kind: CourseKind,
    /// The group of titles that it is for: 1 to 200 characters; for all if absent.
    pub title_group: Option<String>,
    /// How many people: 1 to 10,000.
    pub people: i32,
    /// Why: 1 to 500 characters.
    pub reason: Option<String>,
}

/// The items of a plan.
#[derive(Clone, Debug, InputObject)]
pub struct EditTrainingPlanInput {
    /// The plan's `key` or `id`.
    pub training_plan: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// All items of the plan, at most 500: what is not among them any more goes away.
    pub items: Vec<EditedTrainingInput>,
}

/// An item as it is to be.
#[derive(Clone, Debug, InputObject)]
pub struct EditedTrainingInput {
    /// The `key` of the item that it is; a new one if absent.
    pub item: Option<ID>,
    /// The kind of course.
    pub course_kind: CourseKind,
    /// The group of titles that it is for: 1 to 200 characters; for all if absent.
    pub title_group: Option<String>,
    /// How many people: 1 to 10,000.
    pub people: i32,
    /// Why: 1 to 500 characters.
    pub reason: Option<String>,
}

/// A plan that is submitted.
#[derive(Clone, Debug, InputObject)]
pub struct SubmitTrainingPlanInput {
    /// The plan's `key` or `id`.
    pub training_plan: ID,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// A plan that is given back.
#[derive(Clone, Debug, InputObject)]
pub struct ReturnTrainingPlanInput {
    /// The plan's `key` or `id`.
    pub training_plan: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// What is to be changed: 1 to 500 characters.
    pub remark: String,
}

/// A plan that takes up others.
#[derive(Clone, Debug, InputObject)]
pub struct ConsolidateTrainingPlansInput {
    /// The `key` or `id` of the plan that takes up those of the units below.
    pub training_plan: ID,
    /// The version that the client knows.
    pub expected_version: i32,
}

/// A plan that is approved.
#[derive(Clone, Debug, InputObject)]
pub struct ApproveTrainingPlanInput {
    /// The plan's `key` or `id`.
    pub training_plan: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The decision's number: 1 to 200 characters.
    pub decision: String,
    /// The decision's date: not before the plan was submitted, nor after today.
    pub decided_on: Date,
    /// Who signed it: 1 to 200 characters.
    pub signer: String,
}

/// An approved plan that is amended.
#[derive(Clone, Debug, InputObject)]
pub struct AmendTrainingPlanInput {
    /// The `key` or `id` of the latest edition, which is approved.
    pub training_plan: ID,
    /// The version that the client knows.
    pub expected_version: i32,
    /// The client's own name for this request, 1 to 64 characters: asked again under it, nothing is done a second time.
    pub idempotency_key: String,
}

impl From<PlannedTrainingInput> for PlannedTraining {
    fn from(input: PlannedTrainingInput) -> Self {
        let PlannedTrainingInput { course_kind, title_group, people, reason } = input;
        Self { course_kind: course_kind.into(), title_group, people, reason }
    }
}

impl TryFrom<EditedTrainingInput> for EditedItem {
    type Error = ApiError;

    fn try_from(input: EditedTrainingInput) -> Result<Self, ApiError> {
        let EditedTrainingInput { item, course_kind, title_group, people, reason } = input;
        let item = item.map(|id| GlobalId::of_kind::<Uuid>(&id, NodeKind::TrainingPlanItem)).transpose()?;
        let says = PlannedTraining { course_kind: course_kind.into(), title_group, people, reason };
        Ok(Self { item: item.map(|(id, _)| id), says })
    }
}

/// What came of a change of a training plan.
#[derive(Clone, SimpleObject)]
pub struct TrainingPlanPayload {
    /// The plan, seen from today. Null when there are errors.
    training_plan: Option<TrainingPlan>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// Whether it had been done before, under the same idempotency key, and was not done a second time.
    replayed: bool,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl TrainingPlanPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { training_plan: None, warnings: Vec::new(), replayed: false, user_errors }
    }

    async fn of(
        request: &RequestContext,
        outcome: Result<Done<TrainingPlanId>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: plan, warnings, replayed }) => {
                let training_plan = TrainingPlan::on(request, plan, request.today()).await?;
                Ok(Self { training_plan, warnings, replayed, user_errors: Vec::new() })
            }
            Err(user_errors) => Ok(Self::refused(user_errors)),
        }
    }
}

/// What came of taking up plans.
#[derive(Clone, SimpleObject)]
pub struct ConsolidateTrainingPlansPayload {
    /// The plan that took up the others, seen from today. Null when there are errors.
    training_plan: Option<TrainingPlan>,
    /// The units directly below whose plans stay out.
    left_out: Vec<LeftOutPlan>,
    /// The rules that advise against what was done.
    warnings: Vec<Warning>,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

/// A unit whose plan stays out of the one above.
#[derive(Clone, SimpleObject)]
pub struct LeftOutPlan {
    /// The unit.
    unit: Unit,
    /// The latest edition of its plan, which was not submitted or was returned; null where the unit has none for the year.
    training_plan: Option<TrainingPlan>,
}

impl ConsolidateTrainingPlansPayload {
    async fn of(
        request: &RequestContext,
        outcome: Result<Done<Consolidated>, RegistryError>,
    ) -> Result<Self, ApiError> {
        match told(request, outcome).await? {
            Ok(Told { object: Consolidated { plan, left_out }, warnings, .. }) => {
                let training_plan = TrainingPlan::on(request, plan, request.today()).await?;
                let left_out = LeftOutPlan::all(request, &left_out).await?;
                Ok(Self { training_plan, left_out, warnings, user_errors: Vec::new() })
            }
            Err(user_errors) => {
                Ok(Self { training_plan: None, left_out: Vec::new(), warnings: Vec::new(), user_errors })
            }
        }
    }
}

impl LeftOutPlan {
    /// Each of them, with its plan, as of today.
    async fn all(request: &RequestContext, left_out: &[LeftOut]) -> Result<Vec<Self>, ApiError> {
        let today = request.today();
        let seen = |plan| Seen::from_day(plan, today);
        let plans = request.load_many(left_out.iter().filter_map(|left| left.plan).map(seen)).await?;
        let shown = left_out.iter().filter_map(|left| {
            let plan = left.plan.and_then(|plan| plans.get(&seen(plan)));
            let training_plan = plan.map(|row| TrainingPlan::new(today, row.clone()));
            Some(Self { unit: Unit::shown(request, left.unit, today, None)?, training_plan })
        });
        Ok(shown.collect())
    }
}
