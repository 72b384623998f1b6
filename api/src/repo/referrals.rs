//! Citizen numbers that somebody wrote and that are known out of the scope of whoever wrote them (IN-09), as told to the office
//! that settles it: the entries of the journal that are addressed to it, made in the units of its scope.
//!
//! Places in the list are made of the instant and how many referrals of the viewer's sight it has seen: the sequence of an entry is
//! part of none, and two databases that differ in what other offices are told give the same bytes.

use chrono::{DateTime, Utc};
use entity::class::ConfidentialityClass;
use entity::id::{OfficialId, UnitId};
use entity::value::{JournalOperation, JournalStream, Role};
use entity::{journal_entry, official_identity};
use sea_orm::sea_query::{Alias, Asterisk, Expr, Func, OverStatement, SelectStatement, WindowStatement};
use sea_orm::{ColumnTrait, EntityName, FromQueryResult, Order, QueryFilter, QueryTrait};

use super::list::{Direction, Keys, Part, Position};
use super::{Page, Reader, RepoError, Slice, Visible};
use crate::journal;
use crate::policy::journal::settles_referrals;

/// A citizen number that was referred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Referral {
    /// When.
    pub at: DateTime<Utc>,
    /// The role of the account that wrote the number.
    pub role: Option<Role>,
    /// The unit in which the account holds it.
    pub unit: Option<UnitId>,
    /// Whose number it is; whether the viewer sees the person is another question.
    pub official: Option<OfficialId>,
}

/// An entry, and how many entries in sight its instant has seen with it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
struct ReferralRow {
    #[sea_orm(nested)]
    entry: journal_entry::Model,
    nth: i64,
}

const REFERRALS: &str = "referrals";
const RECORDED_AT: &str = "recorded_at";
const NTH: &str = "nth";

impl Reader {
    /// A page of the referrals of the viewer's units, the latest first.
    ///
    /// # Errors
    /// [`RepoError::Forbidden`] for whoever settles none; [`RepoError::Inconsistent`] if a value does not open; [`RepoError`] when the
    /// database fails.
    pub async fn referrals(
        &self,
        page: &Page<Position>,
    ) -> Result<Slice<(Visible<Referral>, Position)>, RepoError> {
        let column = |name| Expr::col((Alias::new(REFERRALS), Alias::new(name)));
        let keys =
            Keys::by(column(RECORDED_AT), Direction::Descending).then(column(NTH), Direction::Descending);
        let position = |row: &ReferralRow| {
            Position::new([Part::Instant(row.entry.recorded_at), Part::Sequence(row.nth)])
        };
        let slice = self.page_of(self.referral_list()?, &keys, page, position).await?;
        let entries: Vec<_> = slice.items.iter().map(|(row, _)| &row.entry).collect();
        let values = journal::of_entries(self.database(), self.keys().journal(), &entries)
            .await
            .map_err(|error| RepoError::Inconsistent(format!("a value of the journal: {error}")))?;
        Ok(slice.map(|(row, position)| {
            let referral = row.map(|ReferralRow { entry, .. }| {
                let value = values.get(&(entry.stream, entry.sequence));
                let role = value.and_then(|value| value.pointer("/by/role")).cloned().unwrap_or_default();
                Referral {
                    at: entry.recorded_at,
                    role: serde_json::from_value(role).ok(),
                    unit: entry.unit_id,
                    official: entry.object_id.map(OfficialId),
                }
            });
            (referral, position)
        }))
    }

    /// How many referrals of the viewer's units there are.
    ///
    /// # Errors
    /// As [`referrals`](Self::referrals).
    pub async fn referral_count(&self) -> Result<u64, RepoError> {
        self.count_of(self.referral_list()?).await
    }

    fn referral_list(&self) -> Result<SelectStatement, RepoError> {
        use journal_entry::Column;
        let viewer = self.viewer();
        if !settles_referrals(viewer.role) || !viewer.reads(ConfidentialityClass::Identity) {
            return Err(RepoError::Forbidden);
        }
        let mut window = WindowStatement::new();
        window.add_partition_by(Column::RecordedAt.into_expr());
        window.order_by_expr(Column::Sequence.into_expr(), Order::Asc);
        let mut entries = self
            .select::<journal_entry::Entity>()?
            .filter(Column::Stream.eq(JournalStream::Access))
            .filter(Column::Class.eq(ConfidentialityClass::Identity))
            .filter(Column::ObjectType.eq(official_identity::Entity.table_name()))
            .filter(Column::Operation.eq(JournalOperation::Denied))
            .filter(Column::UnitId.is_in(self.units_that_refer()))
            .into_query();
        entries.expr_window_as(Func::cust(Alias::new("row_number")), window, Alias::new(NTH));
        Ok(SelectStatement::new()
            .column((Alias::new(REFERRALS), Asterisk))
            .from_subquery(entries, Alias::new(REFERRALS))
            .take())
    }

    /// The units whose referrals the viewer is told of: those of the scope today and, of those that have ended, those that were in the
    /// scope on their last day.
    fn units_that_refer(&self) -> Vec<UnitId> {
        let (today, units) = (self.today(), &self.directory().units);
        let was_in_scope = |unit: &UnitId| {
            let last_day = units.end_of(*unit).and_then(|end| end.pred_opt());
            last_day.is_some_and(|last_day| self.scope(last_day).contains(*unit))
        };
        let ended = units.ended_by(today).filter(was_in_scope);
        self.scope(today).iter().chain(ended).collect()
    }
}
