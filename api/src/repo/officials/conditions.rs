//! Which people to list.

use chrono::NaiveDate;
use entity::id::UnitId;
use entity::value::{AppointmentMode, OfficialCategory, QualificationKind, Sex, UnitKind};
use entity::{affiliation, appointment, official, qualification, unit_version};
#[cfg(feature = "planted-leaks")]
use sea_orm::sea_query::ExprTrait;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, Condition, QueryFilter, QuerySelect, QueryTrait, Select};
use targets::age::last_birth_of_age;

use crate::policy::scope::Scope;
#[cfg(feature = "planted-leaks")]
use crate::repo::leak::{Leak, planned_for};
use crate::repo::period::Span;
use crate::repo::{Directory, Reader, RepoError, like};

/// Which people to list; conditions are joined by "and". Codes are known to exist.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct OfficialConditions {
    /// Affiliated with what stands for this unit on the day, or below.
    pub within: Option<UnitId>,
    /// Affiliated with a unit of one of these kinds.
    pub unit_kinds: Option<Vec<UnitKind>>,
    /// Affiliated in one of these categories.
    pub categories: Option<Vec<OfficialCategory>>,
    /// Of this sex.
    pub sex: Option<Sex>,
    /// Whether a seat is filled, whatever its title.
    pub has_post: Option<bool>,
    /// Holds one of these titles, in whatever mode.
    pub titles: Option<Vec<String>>,
    /// Holds a seat of one of these titles in a unit of the commune level.
    pub key_titles: Option<Vec<String>>,
    /// Has a known age below this one, in completed years.
    pub under_age: Option<u32>,
    /// Has a qualification.
    pub qualification: Option<QualificationCondition>,
    /// A part of the name, folded for search.
    pub search: Option<String>,
}

/// A qualification valid on the day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct QualificationCondition {
    /// The kind.
    pub kind: QualificationKind,
    /// Has one of these levels.
    pub has: Vec<String>,
    /// Has none of these levels.
    pub lacks: Vec<String>,
}

impl OfficialConditions {
    /// The units of a scope that people may be affiliated with.
    pub(super) fn units(&self, scope: &Scope, directory: &Directory, on: NaiveDate) -> Scope {
        let scope = match self.within {
            Some(unit) => scope.within(&directory.units.reach(unit, on)),
            None => scope.clone(),
        };
        match &self.unit_kinds {
            Some(kinds) => scope.narrowed(|unit| {
                directory.units.on(unit, on).is_some_and(|view| kinds.contains(&view.version.kind))
            }),
            None => scope,
        }
    }

    /// What rows of people and of their affiliations must meet.
    pub(super) fn rows(&self, reader: &Reader, on: NaiveDate) -> Result<Condition, RepoError> {
        let mut all = Condition::all()
            .add_option(self.sex.map(|sex| official::Column::Sex.eq(sex)))
            .add_option(
                self.categories
                    .as_ref()
                    .map(|categories| affiliation::Column::Category.is_in(categories.iter().copied())),
            )
            .add_option(self.under_age.map(|age| born_under(age, on)))
            .add_option(
                self.search.as_deref().map(|text| official::Column::SearchName.like(like::containing(text))),
            );
        if let Some(has_post) = self.has_post {
            let seated = seated(in_office(reader, on)?).into_query();
            all = all.add(match has_post {
                true => official::Column::Id.in_subquery(seated),
                false => official::Column::Id.not_in_subquery(seated),
            });
        }
        if let Some(titles) = &self.titles {
            let held = official::Column::Id.in_subquery(holders(reader, titles, on)?.into_query());
            #[cfg(feature = "planted-leaks")]
            let held = match reader.leaks(Leak::Filter) {
                true => held.or(official::Column::Id.in_subquery(planned_for(titles))),
                false => held,
            };
            all = all.add(held);
        }
        if let Some(titles) = &self.key_titles {
            let seated = seated(holders(reader, titles, on)?)
                .filter(appointment::Column::UnitId.in_subquery(commune_level(reader, on)?));
            all = all.add(official::Column::Id.in_subquery(seated.into_query()));
        }
        if let Some(QualificationCondition { kind, has, lacks }) = &self.qualification {
            all = all.add(official::Column::Id.in_subquery(qualified(reader, *kind, has, on)?));
            if !lacks.is_empty() {
                all = all.add(official::Column::Id.not_in_subquery(qualified(reader, *kind, lacks, on)?));
            }
        }
        Ok(all)
    }
}

/// Whose age on a day is known and below one: who is not born yet has none.
fn born_under(age: u32, on: NaiveDate) -> Condition {
    let born = official::Column::BirthDate;
    Condition::all().add(born.lte(on)).add_option(last_birth_of_age(age, on).map(|last| born.gt(last)))
}

/// Who holds one of the titles on a day.
fn holders(
    reader: &Reader,
    titles: &[String],
    on: NaiveDate,
) -> Result<Select<appointment::Entity>, RepoError> {
    Ok(in_office(reader, on)?.filter(appointment::Column::TitleCode.is_in(titles)))
}

/// Of those, who fills a seat.
fn seated(holders: Select<appointment::Entity>) -> Select<appointment::Entity> {
    let modes = AppointmentMode::ALL.iter().copied().filter(|mode| mode.fills_seat());
    holders.filter(appointment::Column::Mode.is_in(modes))
}

/// Who holds a title on a day.
fn in_office(reader: &Reader, on: NaiveDate) -> Result<Select<appointment::Entity>, RepoError> {
    Ok(reader
        .select::<appointment::Entity>()?
        .select_only()
        .column(appointment::Column::OfficialId)
        .filter(Span::day(on).meets(appointment::Column::ValidFrom, appointment::Column::ValidTo)))
}

/// The units of the commune level on a day: the level that targets count.
fn commune_level(reader: &Reader, on: NaiveDate) -> Result<SelectStatement, RepoError> {
    let kinds = UnitKind::ALL.iter().copied().filter(|kind| kind.is_commune_level());
    Ok(reader
        .select::<unit_version::Entity>()?
        .select_only()
        .column(unit_version::Column::UnitId)
        .filter(unit_version::Column::Kind.is_in(kinds))
        .filter(Span::day(on).meets(unit_version::Column::ValidFrom, unit_version::Column::ValidTo))
        .into_query())
}

/// Who has a qualification of one of the levels that is valid on a day.
fn qualified(
    reader: &Reader,
    kind: QualificationKind,
    levels: &[String],
    on: NaiveDate,
) -> Result<SelectStatement, RepoError> {
    use qualification::Column::{Kind, LevelCode, ObtainedOn, OfficialId, RecordedOn, RevokedOn};
    // It counts from the day obtained, or from the day recorded where that is not known.
    let counts_from = Condition::any()
        .add(ObtainedOn.lte(on))
        .add(Condition::all().add(ObtainedOn.is_null()).add(RecordedOn.lte(on)));
    let not_revoked = Condition::any().add(RevokedOn.is_null()).add(RevokedOn.gt(on));
    Ok(reader
        .select::<qualification::Entity>()?
        .select_only()
        .column(OfficialId)
        .filter(Kind.eq(kind))
        .filter(LevelCode.is_in(levels))
        .filter(counts_from)
        .filter(not_revoked)
        .into_query())
}
