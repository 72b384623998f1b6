//! What units owe, and what was done of it by a day: of units in the viewer's scope on that day, by what the viewer sees then. However
//! many units there are, each kind takes one statement, and that of pools a second one for their reports.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};
use entity::id::{ReportId, SourcePoolReportId, TrainingPlanId, UnitId};
use entity::value::{ObligationKind, ReportStatus, TrainingPlanStatus};
use entity::{
    affiliation, rating, report, report_step, source_pool_entry, source_pool_report, source_pool_review,
    training_plan, training_plan_step,
};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Func, SelectStatement, UnionType};
use sea_orm::{ColumnTrait, Condition, JoinType, QueryFilter, QueryResult, QuerySelect, QueryTrait};
use uuid::Uuid;

use super::period::Span;
use super::{Reader, RepoError, Visible, steps};
use crate::obligations::{
    Facts, Obligation, ObligedUnit, PoolFacts, RatingFacts, State, deadlines, obligations,
};

/// Which obligations to list; conditions are joined by "and".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ObligationConditions {
    /// Of what stands for this unit on the day, with all below.
    pub within: Option<UnitId>,
    /// Of one of these kinds.
    pub kinds: Option<Vec<ObligationKind>>,
    /// In one of these states on the day.
    pub states: Option<Vec<State>>,
    /// For one of these years; what falls due in the calendar year of the day or the one before if absent.
    pub years: Option<Vec<i32>>,
}

/// The place of an obligation in a list: by due date, kind, the unit's code, the unit and the year.
pub type ObligationPlace = (NaiveDate, ObligationKind, String, Uuid, i32);

/// The column of a year.
const YEAR: &str = "year";
/// The column of a unit.
const UNIT: &str = "unit";
/// The column of how many there are.
const ALL: &str = "everybody";
/// The column of a number of those that are done, or of those that are not.
const SOME: &str = "some_of_them";
/// The column of the last day on which something was done.
const LAST: &str = "last_day";
/// What a part of a statement is called.
const PART: &str = "part_of_it";

impl Reader {
    /// What the units in the viewer's scope on a day owe then, by due date, kind and the unit's code.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for a role that may not read what is owed; [`RepoError`] when the database fails.
    pub async fn obligations(
        &self,
        on: NaiveDate,
        conditions: &ObligationConditions,
    ) -> Result<Vec<Visible<Obligation>>, RepoError> {
        let units = self.obliged_units(on, conditions.within);
        let kinds = conditions.kinds.as_deref().unwrap_or(ObligationKind::ALL);
        let rules = self.directory().deadlines.all();
        let due = deadlines(rules, &units, kinds, conditions.years.as_deref(), on);
        let mut years: HashMap<ObligationKind, BTreeSet<i32>> = HashMap::new();
        for deadline in &due {
            years.entry(deadline.owed.kind).or_default().insert(deadline.owed.year);
        }
        let units: Vec<UnitId> = units.into_iter().map(|unit| unit.id).collect();
        let facts = self.facts_of(on, &units, &years).await?;
        let is_asked = |found: &Obligation| {
            conditions.states.as_ref().is_none_or(|states| states.contains(&found.state))
        };
        let mut found: Vec<_> = obligations(due, &facts, on).filter(is_asked).collect();
        found.sort_by_cached_key(|found| self.place_of(on, found));
        Ok(found.into_iter().map(Visible::new).collect())
    }

    /// The place of what is owed in the lists of a day.
    #[must_use]
    pub fn place_of(&self, on: NaiveDate, found: &Obligation) -> ObligationPlace {
        let owed = found.deadline.owed;
        let view = self.directory().units.on(owed.unit, on);
        let code = view.map(|view| view.version.code.clone()).unwrap_or_default();
        (found.deadline.due_on, owed.kind, code, owed.unit.0, owed.year)
    }

    fn obliged_units(&self, on: NaiveDate, within: Option<UnitId>) -> Vec<ObligedUnit> {
        let units = &self.directory().units;
        let obliged = |id: UnitId| {
            let kind = units.on(id, on)?.version.kind;
            Some(ObligedUnit { id, kind, begins_on: units.begin_of(id)? })
        };
        self.units_within(on, within).into_iter().filter_map(obliged).collect()
    }

    /// What was done by units for the years of each kind.
    async fn facts_of(
        &self,
        on: NaiveDate,
        units: &[UnitId],
        years: &HashMap<ObligationKind, BTreeSet<i32>>,
    ) -> Result<Facts, RepoError> {
        let mut facts = Facts::default();
        if let Some(years) = years.get(&ObligationKind::Ratings) {
            facts.ratings = self.rating_facts(on, units, years).await?;
        }
        if let Some(years) = years.get(&ObligationKind::SourcePoolReview) {
            facts.pools = self.pool_facts(on, units, years).await?;
            for (of, report) in self.first_pool_reports(on, units, years).await? {
                facts.pools.entry(of).or_default().report = Some(report);
            }
        }
        if let Some(years) = years.get(&ObligationKind::TrainingPlan) {
            facts.plans = self.plans_handed_in(on, units, years).await?;
        }
        if let Some(years) = years.get(&ObligationKind::Report) {
            facts.reports = self.reports_handed_in(on, units, years).await?;
        }
        Ok(facts)
    }

    /// Of the people whom the viewer sees, those whose files units kept at the end of a year, or keep on the day where that is later, and
    /// the first approved rating of each.
    async fn rating_facts(
        &self,
        on: NaiveDate,
        units: &[UnitId],
        years: &BTreeSet<i32>,
    ) -> Result<HashMap<(UnitId, i32), RatingFacts>, RepoError> {
        use affiliation::Column;
        let of_year = |year: i32| -> Result<SelectStatement, RepoError> {
            let rated = self
                .select::<rating::Entity>()?
                .select_only()
                .column(rating::Column::OfficialId)
                .column_as(rating::Column::ApprovedOn.min(), LAST)
                .filter(rating::Column::Year.eq(year))
                .filter(rating::Column::ApprovedOn.lte(on))
                .group_by(rating::Column::OfficialId)
                .into_query();
            let last = Expr::col((Alias::new(PART), Alias::new(LAST)));
            let mut list = self
                .select::<affiliation::Entity>()?
                .select_only()
                .column_as(Column::UnitId, UNIT)
                .expr_as(Func::count(Column::Id.into_expr()), ALL)
                .expr_as(Func::count(last.clone()), SOME)
                .expr_as(Func::max(last), LAST)
                .filter(Column::UnitId.is_in(units.iter().copied()))
                .filter(Span::day(end_of(year, on)).meets(Column::ValidFrom, Column::ValidTo))
                .filter(Column::OfficialId.in_subquery(self.people_in_sight(&BTreeSet::from([on]))?))
                .group_by(Column::UnitId)
                .into_query();
            let same = Expr::col((Alias::new(PART), rating::Column::OfficialId))
                .equals(Column::OfficialId.as_column_ref());
            list.join_subquery(JoinType::LeftJoin, rated, Alias::new(PART), same);
            Ok(list)
        };
        let rows = self.of_years(years, of_year, |row| {
            let number = |column| Ok::<_, RepoError>(saturated(row.try_get::<i64>("", column)?));
            let last_on = row.try_get("", LAST)?;
            Ok(RatingFacts { people: number(ALL)?, rated: number(SOME)?, last_on })
        });
        rows.await
    }

    /// Of the people whom the viewer sees, those who are in the pools, and the reviews of each year.
    async fn pool_facts(
        &self,
        on: NaiveDate,
        units: &[UnitId],
        years: &BTreeSet<i32>,
    ) -> Result<HashMap<(UnitId, i32), PoolFacts>, RepoError> {
        use source_pool_entry::Column;
        let is_in = || Condition::any().add(Column::RemovedOn.is_null()).add(Column::RemovedOn.gt(on));
        let of_year = |year: i32| -> Result<SelectStatement, RepoError> {
            let reviewed = self
                .select::<source_pool_review::Entity>()?
                .select_only()
                .column(source_pool_review::Column::EntryId)
                .column_as(source_pool_review::Column::ReviewedOn, LAST)
                .filter(source_pool_review::Column::Year.eq(year))
                .filter(source_pool_review::Column::ReviewedOn.lte(on))
                .into_query();
            let last = Expr::col((Alias::new(PART), Alias::new(LAST)));
            let waits = Condition::all()
                .add(is_in())
                .add(Column::AddedOn.lte(end_of(year, on)))
                .add(last.clone().is_null());
            let waiting: Expr = Expr::case(waits, Column::Id.into_expr()).into();
            let mut list = self
                .select::<source_pool_entry::Entity>()?
                .select_only()
                .column_as(Column::UnitId, UNIT)
                .expr_as(Func::count(waiting), SOME)
                .expr_as(Func::max(last), LAST)
                .filter(Column::UnitId.is_in(units.iter().copied()))
                .filter(Column::OfficialId.in_subquery(self.people_in_sight(&BTreeSet::from([on]))?))
                .group_by(Column::UnitId)
                .into_query();
            let same = Expr::col((Alias::new(PART), source_pool_review::Column::EntryId))
                .equals(Column::Id.as_column_ref());
            list.join_subquery(JoinType::LeftJoin, reviewed, Alias::new(PART), same);
            Ok(list)
        };
        let rows = self.of_years(years, of_year, |row| {
            let waiting = saturated(row.try_get::<i64>("", SOME)?);
            Ok(PoolFacts { waiting, last_on: row.try_get("", LAST)?, report: None })
        });
        rows.await
    }

    /// When units first reported their pools of years, and the latest report of each.
    async fn first_pool_reports(
        &self,
        on: NaiveDate,
        units: &[UnitId],
        years: &BTreeSet<i32>,
    ) -> Result<HashMap<(UnitId, i32), (NaiveDate, SourcePoolReportId)>, RepoError> {
        use source_pool_report::Column;
        let reports = self
            .select::<source_pool_report::Entity>()?
            .filter(Column::UnitId.is_in(units.iter().copied()))
            .filter(Column::Year.is_in(years.iter().copied()))
            .filter(Column::ReportedOn.lte(on));
        let mut rows = reports.all(self.database()).await?;
        rows.sort_by_key(|row| (row.reported_on, row.id));
        let mut found = HashMap::new();
        for row in rows {
            let (_, latest) = found.entry((row.unit_id, row.year)).or_insert((row.reported_on, row.id));
            *latest = row.id;
        }
        Ok(found)
    }

    /// The plans of units for years that were submitted and have not gone back since, each with the day on which it was: of several the
    /// first one.
    async fn plans_handed_in(
        &self,
        on: NaiveDate,
        units: &[UnitId],
        years: &BTreeSet<i32>,
    ) -> Result<HashMap<(UnitId, i32), (NaiveDate, TrainingPlanId)>, RepoError> {
        use TrainingPlanStatus::{Approved, Consolidated, Submitted};
        use training_plan::Column;
        use training_plan_step::Column as Step;
        let taken = self
            .select::<training_plan_step::Entity>()?
            .filter(Step::Status.is_in([Submitted, Consolidated, Approved]))
            .filter(Step::EffectiveOn.lte(on))
            .select_only();
        let first = |statuses: &[TrainingPlanStatus]| {
            let steps = taken.clone().filter(Step::Status.is_in(statuses.iter().copied()));
            let of_plan = Expr::col(Step::PlanId.as_column_ref()).equals(Column::Id.as_column_ref());
            let day = if statuses == [Submitted] { Step::EffectiveOn.max() } else { Step::EffectiveOn.min() };
            let select = steps.column_as(day, LAST).filter(of_plan).into_query();
            Expr::SubQuery(None, Box::new(select.into()))
        };
        let submitted = Func::coalesce([first(&[Submitted]), first(&[Consolidated, Approved])]);
        let status = steps::status::<training_plan_step::Entity>(Column::Id, on);
        let list = self
            .select::<training_plan::Entity>()?
            .select_only()
            .column_as(Column::Id, PART)
            .column_as(Column::UnitId, UNIT)
            .column_as(Column::Year, YEAR)
            .expr_as(submitted, LAST)
            .filter(Column::UnitId.is_in(units.iter().copied()))
            .filter(Column::Year.is_in(years.iter().copied()))
            .filter(status.is_in([Submitted, Consolidated, Approved]))
            .into_query();
        let read = |row: &QueryResult| -> Result<_, RepoError> {
            let of = (UnitId(row.try_get("", UNIT)?), row.try_get::<i32>("", YEAR)?);
            let handed_in: (NaiveDate, TrainingPlanId) =
                (row.try_get("", LAST)?, TrainingPlanId(row.try_get("", PART)?));
            Ok((of, handed_in))
        };
        let mut rows = self.rows(&list, read).await?;
        rows.sort_unstable_by_key(|row| Reverse(row.1));
        Ok(rows.into_iter().collect())
    }

    /// The reports of units on years that were submitted and have not gone back since, each with the day on which it was: of several, which
    /// are of several programmes, the first one.
    async fn reports_handed_in(
        &self,
        on: NaiveDate,
        units: &[UnitId],
        years: &BTreeSet<i32>,
    ) -> Result<HashMap<(UnitId, i32), (NaiveDate, ReportId)>, RepoError> {
        use ReportStatus::{Accepted, Submitted};
        use report::Column;
        use report_step::Column as Step;
        let first_days = years.iter().filter_map(|year| NaiveDate::from_ymd_opt(*year, 1, 1));
        let submitted = self
            .select::<report_step::Entity>()?
            .filter(Step::Status.eq(Submitted))
            .filter(Step::EffectiveOn.lte(on))
            .filter(Expr::col(Step::ReportId.as_column_ref()).equals(Column::Id.as_column_ref()))
            .select_only()
            .column_as(Step::EffectiveOn.max(), LAST)
            .into_query();
        let list = self
            .select::<report::Entity>()?
            .select_only()
            .column_as(Column::Id, PART)
            .column_as(Column::UnitId, UNIT)
            .column_as(Column::PeriodFrom, YEAR)
            .expr_as(Expr::SubQuery(None, Box::new(submitted.into())), LAST)
            .filter(Column::UnitId.is_in(units.iter().copied()))
            .filter(Column::PeriodFrom.is_in(first_days))
            .filter(steps::status::<report_step::Entity>(Column::Id, on).is_in([Submitted, Accepted]))
            .into_query();
        let read = |row: &QueryResult| -> Result<_, RepoError> {
            let first_day: NaiveDate = row.try_get("", YEAR)?;
            let handed_in: (NaiveDate, ReportId) = (row.try_get("", LAST)?, ReportId(row.try_get("", PART)?));
            Ok(((UnitId(row.try_get("", UNIT)?), first_day.year()), handed_in))
        };
        let mut rows = self.rows(&list, read).await?;
        rows.sort_unstable_by_key(|row| Reverse(row.1));
        Ok(rows.into_iter().collect())
    }

    /// The rows of a statement for each year, put together in one: one for each unit and year.
    async fn of_years<T>(
        &self,
        years: &BTreeSet<i32>,
        of_year: impl Fn(i32) -> Result<SelectStatement, RepoError>,
        read: impl Fn(&QueryResult) -> Result<T, RepoError>,
    ) -> Result<HashMap<(UnitId, i32), T>, RepoError> {
        let mut whole: Option<SelectStatement> = None;
        for year in years {
            let mut part = of_year(*year)?;
            part.expr_as(Expr::val(*year), Alias::new(YEAR));
            match &mut whole {
                None => whole = Some(part),
                Some(whole) => drop(whole.union(UnionType::All, part)),
            }
        }
        let Some(whole) = whole else { return Ok(HashMap::new()) };
        let read = |row: &QueryResult| -> Result<_, RepoError> {
            let of = (UnitId(row.try_get("", UNIT)?), row.try_get::<i32>("", YEAR)?);
            Ok((of, read(row)?))
        };
        Ok(self.rows(&whole, read).await?.into_iter().collect())
    }
}

/// The day by which a year counts: its last one, or the day asked for where that comes first.
fn end_of(year: i32, on: NaiveDate) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, 12, 31).map_or(on, |end| std::cmp::min(end, on))
}

fn saturated(count: i64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
