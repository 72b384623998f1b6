//! Which people a viewer sees: those whose affiliation in force on the day asked for is with a unit in the
//! viewer's scope on that day (domain §4, §9). Every query of something personal goes through here.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::affiliation;
use entity::class::Classified;
#[cfg(feature = "planted-leaks")]
use entity::class::ConfidentialityClass;
use entity::id::UnitId;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, Condition, QueryFilter, QuerySelect, QueryTrait, Select};

use super::directory::in_force;
#[cfg(feature = "planted-leaks")]
use super::leak::Leak;
use super::period::Span;
use super::{Reader, RepoError};
use crate::database::Database;
use crate::policy::scope::Scope;

impl Reader {
    /// A query of a table, for a role that may read the table's class.
    #[expect(clippy::disallowed_methods, reason = "this is the door that the ban points to")]
    pub(super) fn select<E: Classified>(&self) -> Result<Select<E>, RepoError> {
        #[cfg(feature = "planted-leaks")]
        if self.leaks(Leak::Field) && E::CLASS == ConfidentialityClass::Party {
            return Ok(E::find());
        }
        if self.viewer().reads(E::CLASS) { Ok(E::find()) } else { Err(RepoError::Forbidden) }
    }

    /// The people whom the viewer may see on some of the days, as a subquery of their ids. Where there are
    /// several days, who is seen on which one is told by [`sees`](Self::sees).
    pub(super) fn people_in_sight(&self, days: &BTreeSet<NaiveDate>) -> Result<SelectStatement, RepoError> {
        Ok(self
            .select::<affiliation::Entity>()?
            .select_only()
            .column(affiliation::Column::OfficialId)
            .filter(self.in_sight(days))
            .into_query())
    }

    /// Affiliations by which the viewer sees somebody on some of the days.
    pub(super) fn in_sight(&self, days: &BTreeSet<NaiveDate>) -> Condition {
        let units: BTreeSet<UnitId> =
            days.iter().flat_map(|day| self.scope(*day).iter().collect::<Vec<_>>()).collect();
        // No day, no row.
        Span::of(days.iter().copied()).map_or_else(nothing, |span| affiliated(units, span))
    }

    /// Whether an affiliation makes a person visible on a day.
    pub(super) fn sees(&self, affiliation: &affiliation::Model, on: NaiveDate) -> bool {
        in_force(affiliation.valid_from, affiliation.valid_to, on)
            && self.scope(on).contains(affiliation.unit_id)
    }

    /// How many keys one statement may name; half of what the database binds is left for the rest of it.
    pub(super) fn most_keys(&self) -> usize {
        Database::most_parameters(self.database().get_database_backend()) / 2
    }
}

/// Affiliations on a day with a unit of a scope.
pub(super) fn affiliated_in(scope: &Scope, on: NaiveDate) -> Condition {
    affiliated(scope.iter(), Span::day(on))
}

/// Affiliations on a day, for a query that holds the units to the scope by itself.
pub(super) fn affiliated_on(on: NaiveDate) -> Condition {
    Span::day(on).meets(affiliation::Column::ValidFrom, affiliation::Column::ValidTo)
}

fn affiliated(units: impl IntoIterator<Item = UnitId>, span: Span) -> Condition {
    span.meets(affiliation::Column::ValidFrom, affiliation::Column::ValidTo)
        .add(affiliation::Column::UnitId.is_in(units))
}

fn nothing() -> Condition {
    Condition::all().add(affiliation::Column::Id.is_in(std::iter::empty::<uuid::Uuid>()))
}
