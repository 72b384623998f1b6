//! Sessions that go on: one's own, and for roles that read the class ACCOUNT those of everybody.

#![expect(clippy::disallowed_methods, reason = "one's own sessions are read without the class ACCOUNT")]

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use entity::id::AccountId;
use entity::session;
use sea_orm::sea_query::SelectStatement;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryTrait, Select};

use super::list::{Direction, Keys, Part, Position};
use super::nested::{ListOf, PageOf, Pages};
use super::{Page, Reader, RepoError, Slice, Visible};

/// Sessions that go on at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AliveAt(pub DateTime<Utc>);

impl Reader {
    /// A page of the viewer's own sessions that go on, the last one first.
    ///
    /// # Errors
    /// [`RepoError`] when the database fails.
    pub async fn own_sessions(
        &self,
        alive: AliveAt,
        page: &Page<Position>,
    ) -> Result<Slice<(Visible<session::Model>, Position)>, RepoError> {
        self.page_of(self.own_session_list(alive), &keys(), page, position).await
    }

    /// How many sessions of the viewer go on.
    ///
    /// # Errors
    /// As [`own_sessions`](Self::own_sessions).
    pub async fn own_session_count(&self, alive: AliveAt) -> Result<u64, RepoError> {
        self.count_of(self.own_session_list(alive)).await
    }

    fn own_session_list(&self, alive: AliveAt) -> SelectStatement {
        let own = session::Entity::find().filter(session::Column::AccountId.eq(self.viewer().account));
        going_on(own, alive).into_query()
    }

    /// Pages of the sessions of accounts that go on, the last one first.
    ///
    /// # Errors
    /// [`RepoError`] when the role may not ask, or the database fails.
    pub async fn sessions_of_accounts(
        &self,
        asked: &[PageOf<AccountId, AliveAt>],
    ) -> Result<Pages<AccountId, AliveAt, session::Model>, RepoError> {
        let account = session::Column::AccountId.into_expr();
        let list = |_, alive: &AliveAt| self.session_list(*alive);
        self.pages_of_each(asked, &keys(), account, list, position).await
    }

    /// How many sessions of accounts go on.
    ///
    /// # Errors
    /// As [`sessions_of_accounts`](Self::sessions_of_accounts).
    pub async fn session_counts_of_accounts(
        &self,
        asked: &[ListOf<AccountId, AliveAt>],
    ) -> Result<HashMap<ListOf<AccountId, AliveAt>, u64>, RepoError> {
        let account = session::Column::AccountId.into_expr();
        self.counts_of_each(asked, account, |_, alive| self.session_list(*alive)).await
    }

    fn session_list(&self, alive: AliveAt) -> Result<SelectStatement, RepoError> {
        Ok(going_on(self.select::<session::Entity>()?, alive).into_query())
    }
}

fn going_on(select: Select<session::Entity>, AliveAt(now): AliveAt) -> Select<session::Entity> {
    select.filter(session::Column::EndedAt.is_null()).filter(session::Column::ExpiresAt.gt(now))
}

fn keys() -> Keys {
    Keys::by(session::Column::CreatedAt.into_expr(), Direction::Descending)
        .then(session::Column::Id.into_expr(), Direction::Descending)
}

fn position(row: &session::Model) -> Position {
    Position::new([Part::Instant(row.created_at), Part::Id(row.id.0)])
}
