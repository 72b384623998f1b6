//! Succession planning (quy hoạch). A round is visible on a day if its unit is in the viewer's scope on that day, and
//! its entries with it. Every read leaves a record (domain §9).

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::id::{OfficialId, SuccessionEntryId, SuccessionRoundId, UnitId};
use entity::value::{SuccessionEntryStatus, SuccessionRemovalReason, SuccessionRoundStatus, TitleBody};
use entity::{succession_entry, succession_entry_step, succession_round, succession_round_step, title};
use sea_orm::sea_query::{Expr, ExprTrait, SelectStatement};
use sea_orm::{ColumnTrait, Condition, FromQueryResult, JoinType, QueryFilter, QuerySelect, QueryTrait};

use super::list::{Direction, Keys, Part, Position};
use super::nested::{ListOf, PageOf, Pages, Seen};
use super::{Page, Reader, RepoError, Slice, Visible, steps};

/// A round as it is on a day.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct SuccessionRoundRow {
    /// The round.
    #[sea_orm(nested)]
    pub round: succession_round::Model,
    /// Its state on the day.
    pub status_on_day: SuccessionRoundStatus,
}

/// An entry as it is on a day.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct SuccessionEntryRow {
    /// The entry.
    #[sea_orm(nested)]
    pub entry: succession_entry::Model,
    /// Its state on the day.
    pub status_on_day: SuccessionEntryStatus,
    /// Why it is in that state: set where the person was removed.
    pub reason_on_day: Option<SuccessionRemovalReason>,
    /// The order of the title among titles.
    pub title_position: i32,
}

/// Which rounds to list; conditions are joined by "and".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SuccessionRoundConditions {
    /// Of this unit itself.
    pub unit: Option<UnitId>,
    /// Of what stands for this unit on the day, with all below.
    pub within: Option<UnitId>,
    /// Of one of these bodies.
    pub bodies: Option<Vec<TitleBody>>,
    /// For one of these terms.
    pub terms: Option<Vec<String>>,
    /// In one of these states on the day.
    pub statuses: Option<Vec<SuccessionRoundStatus>>,
}

/// Which entries to list; conditions are joined by "and".
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct SuccessionEntryConditions {
    /// Planned for one of these titles.
    pub titles: Option<Vec<String>>,
    /// In one of these states on the day.
    pub statuses: Option<Vec<SuccessionEntryStatus>>,
}

impl Reader {
    /// A page of the visible rounds of a day: the latest term first, then by body, then by unit.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for a role that may not read them; [`RepoError`] when the database fails.
    pub async fn succession_rounds(
        &self,
        on: NaiveDate,
        conditions: &SuccessionRoundConditions,
        page: &Page<Position>,
    ) -> Result<Slice<(Visible<SuccessionRoundRow>, Position)>, RepoError> {
        use sea_orm::ActiveEnum;
        use succession_round::Column;
        let keys = Keys::by(Column::Term.into_expr(), Direction::Descending)
            .then(Column::Body.into_expr(), Direction::Ascending)
            .then(Column::UnitId.into_expr(), Direction::Ascending)
            .then(Column::Id.into_expr(), Direction::Ascending);
        let position = |row: &SuccessionRoundRow| {
            Position::new([
                Part::Text(row.round.term.clone()),
                Part::Text(row.round.body.to_value()),
                Part::Id(row.round.unit_id.0),
                Part::Id(row.round.id.0),
            ])
        };
        let rounds = self.page_of(self.round_list(on, conditions)?, &keys, page, position).await?;
        self.note_rounds(rounds.items.iter().map(|(row, _)| row));
        Ok(rounds)
    }

    /// How many visible rounds there are on a day.
    ///
    /// # Errors
    /// As [`succession_rounds`](Self::succession_rounds).
    pub async fn succession_round_count(
        &self,
        on: NaiveDate,
        conditions: &SuccessionRoundConditions,
    ) -> Result<u64, RepoError> {
        let count = self.count_of(self.round_list(on, conditions)?).await?;
        self.note_rounds([]);
        Ok(count)
    }

    /// Visible rounds by their ids, each as on a day.
    ///
    /// # Errors
    /// As [`succession_rounds`](Self::succession_rounds).
    pub async fn succession_rounds_by_id(
        &self,
        asked: &[Seen<SuccessionRoundId>],
    ) -> Result<HashMap<Seen<SuccessionRoundId>, Visible<SuccessionRoundRow>>, RepoError> {
        let all = SuccessionRoundConditions::default();
        let id = succession_round::Column::Id.into_expr();
        let rounds = self.each_by_id(asked, id, |on| self.round_list(on, &all)).await?;
        self.note_rounds(rounds.values());
        Ok(rounds)
    }

    /// Pages of the entries of rounds, by title.
    ///
    /// # Errors
    /// As [`succession_rounds`](Self::succession_rounds).
    pub async fn entries_of_succession_rounds(
        &self,
        asked: &[PageOf<SuccessionRoundId, SuccessionEntryConditions>],
    ) -> Result<Pages<SuccessionRoundId, SuccessionEntryConditions, SuccessionEntryRow>, RepoError> {
        let keys = Keys::by(title::Column::Position.into_expr(), Direction::Ascending)
            .then(succession_entry::Column::Id.into_expr(), Direction::Ascending);
        let position = |row: &SuccessionEntryRow| {
            Position::new([Part::Number(row.title_position), Part::Id(row.entry.id.0)])
        };
        let round = succession_entry::Column::RoundId.into_expr();
        let list = |on, conditions: &_| self.entry_list(on, conditions);
        let pages = self.pages_of_each(asked, &keys, round, list, position).await?;
        self.note_entries(pages.values().flat_map(|page| &page.items).map(|(row, _)| row));
        Ok(pages)
    }

    /// How many entries rounds have.
    ///
    /// # Errors
    /// As [`succession_rounds`](Self::succession_rounds).
    pub async fn entry_counts_of_succession_rounds(
        &self,
        asked: &[ListOf<SuccessionRoundId, SuccessionEntryConditions>],
    ) -> Result<HashMap<ListOf<SuccessionRoundId, SuccessionEntryConditions>, u64>, RepoError> {
        let round = succession_entry::Column::RoundId.into_expr();
        let counts =
            self.counts_of_each(asked, round, |on, conditions| self.entry_list(on, conditions)).await?;
        self.note_entries([]);
        Ok(counts)
    }

    /// The entries of visible rounds that plan people for a title, by title.
    ///
    /// # Errors
    /// As [`succession_rounds`](Self::succession_rounds).
    pub async fn succession_entries_of_officials(
        &self,
        asked: &[Seen<OfficialId>],
    ) -> Result<HashMap<Seen<OfficialId>, Vec<Visible<SuccessionEntryRow>>>, RepoError> {
        let all = SuccessionEntryConditions::default();
        let official = succession_entry::Column::OfficialId.into_expr();
        let mut found = self.items_of_each(asked, official, |on, ()| self.entry_list(on, &all)).await?;
        for entries in found.values_mut() {
            entries.sort_by_key(|row: &Visible<SuccessionEntryRow>| (row.title_position, row.entry.id));
        }
        self.note_entries(found.values().flatten());
        Ok(found)
    }

    /// Entries of visible rounds by their ids, each as on a day.
    ///
    /// # Errors
    /// As [`succession_rounds`](Self::succession_rounds).
    pub async fn succession_entries_by_id(
        &self,
        asked: &[Seen<SuccessionEntryId>],
    ) -> Result<HashMap<Seen<SuccessionEntryId>, Visible<SuccessionEntryRow>>, RepoError> {
        let all = SuccessionEntryConditions::default();
        let id = succession_entry::Column::Id.into_expr();
        let entries = self.each_by_id(asked, id, |on| self.entry_list(on, &all)).await?;
        self.note_entries(entries.values());
        Ok(entries)
    }

    /// The rounds of a day whose units are in the viewer's scope.
    fn round_list(
        &self,
        on: NaiveDate,
        conditions: &SuccessionRoundConditions,
    ) -> Result<SelectStatement, RepoError> {
        use succession_round::Column;
        let status = steps::status::<succession_round_step::Entity>(Column::Id, on);
        let select = self
            .select::<succession_round::Entity>()?
            .expr_as(status.clone(), "status_on_day")
            .filter(self.round_in_sight(on, conditions.within))
            .filter(
                Condition::all()
                    .add_option(conditions.unit.map(|unit| Column::UnitId.eq(unit)))
                    .add_option(conditions.bodies.clone().map(|bodies| Column::Body.is_in(bodies)))
                    .add_option(conditions.terms.clone().map(|terms| Column::Term.is_in(terms)))
                    .add_option(conditions.statuses.clone().map(|statuses| status.is_in(statuses))),
            );
        Ok(select.into_query())
    }

    /// The entries of a day of rounds whose units are in the viewer's scope.
    pub(super) fn entry_list(
        &self,
        on: NaiveDate,
        conditions: &SuccessionEntryConditions,
    ) -> Result<SelectStatement, RepoError> {
        use succession_entry::Column;
        use succession_entry_step::{Column as Step, Entity as Steps};
        let status = steps::status::<Steps>(Column::Id, on);
        let mut list = self
            .select::<succession_entry::Entity>()?
            .expr_as(status.clone(), "status_on_day")
            .expr_as(steps::last_step::<Steps>(Step::Reason, Column::Id, on), "reason_on_day")
            .expr_as(title::Column::Position.into_expr(), "title_position")
            .filter(self.round_in_sight(on, None))
            .filter(status.clone().is_not_null())
            .filter(
                Condition::all()
                    .add_option(conditions.titles.clone().map(|titles| Column::TitleCode.is_in(titles)))
                    .add_option(conditions.statuses.clone().map(|statuses| status.is_in(statuses))),
            )
            .into_query();
        let round =
            Expr::col(succession_round::Column::Id.as_column_ref()).equals(Column::RoundId.as_column_ref());
        let title = Expr::col(title::Column::Code.as_column_ref()).equals(Column::TitleCode.as_column_ref());
        list.join(JoinType::InnerJoin, succession_round::Entity, round).join(
            JoinType::InnerJoin,
            title::Entity,
            title,
        );
        Ok(list)
    }

    /// The rounds that exist on a day and whose units are in the viewer's scope.
    pub(super) fn round_in_sight(&self, on: NaiveDate, within: Option<UnitId>) -> Condition {
        use succession_round::Column;
        let status = steps::status::<succession_round_step::Entity>(Column::Id, on);
        Condition::all().add(Column::UnitId.is_in(self.units_within(on, within))).add(status.is_not_null())
    }

    fn note_rounds<'a>(&self, rows: impl IntoIterator<Item = &'a Visible<SuccessionRoundRow>>) {
        self.note_read::<succession_round::Entity>(rows.into_iter().map(|row| row.round.id.0));
    }

    fn note_entries<'a>(&self, rows: impl IntoIterator<Item = &'a Visible<SuccessionEntryRow>>) {
        self.note_read::<succession_entry::Entity>(rows.into_iter().map(|row| row.entry.id.0));
    }
}
