//! Who can see a unit: for roles that read the class ACCOUNT.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::account_grant;
use entity::id::{AccountId, UnitId};
use entity::value::AccountStatus;
use sea_orm::QueryFilter;

use super::accounts::AccountRow;
use super::list::{Part, Position};
use super::period::Span;
use super::{Reader, RepoError, Visible};
use crate::policy::Grant;
use crate::policy::scope::reaches;

/// A grant by which an account sees a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenBy {
    /// The account.
    pub account: AccountRow,
    /// The grant.
    pub grant: account_grant::Model,
}

impl SeenBy {
    /// The place in the list: by login name, then by grant.
    #[must_use]
    pub fn position(&self) -> Position {
        Position::new([Part::Text(self.account.username.clone()), Part::Id(self.grant.id)])
    }
}

impl Reader {
    /// Each grant held today by which an account that is not disabled sees the rows of a unit on a day, by login name.
    ///
    /// # Errors
    /// [`RepoError`] when the role may not ask, or the database fails.
    pub async fn seen_by(&self, unit: UnitId, on: NaiveDate) -> Result<Vec<Visible<SeenBy>>, RepoError> {
        let held =
            Span::day(self.today()).meets(account_grant::Column::ValidFrom, account_grant::Column::ValidTo);
        let grants = self.select::<account_grant::Entity>()?.filter(held).all(self.database()).await?;
        // Many accounts hold their role in few units.
        let mut known: HashMap<(UnitId, bool), bool> = HashMap::new();
        let mut reaching: Vec<account_grant::Model> = Vec::new();
        for row in grants {
            let grant = Grant {
                unit: row.unit_id,
                valid_from: row.valid_from,
                valid_to: row.valid_to,
                carries_over: row.carries_over_confirmed_at.is_some(),
            };
            let reaches = *known
                .entry((grant.unit, grant.carries_over))
                .or_insert_with(|| reaches(&grant, self.directory().as_ref(), self.today(), unit, on));
            if reaches {
                reaching.push(row);
            }
        }
        let ids: Vec<AccountId> = reaching.iter().map(|grant| grant.account_id).collect();
        let accounts = self.accounts_by_id(&ids).await?;
        let mut seen: Vec<SeenBy> = reaching
            .into_iter()
            .filter_map(|grant| {
                let account = accounts.get(&grant.account_id)?.clone().into_inner();
                (account.status != AccountStatus::Disabled).then_some(SeenBy { account, grant })
            })
            .collect();
        seen.sort_by_cached_key(SeenBy::position);
        Ok(seen.into_iter().map(Visible::new).collect())
    }
}
