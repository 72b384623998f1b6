//! Who can see a unit.

use async_graphql::{Context, Object};

use super::account::{Account, AccountGrant};
use super::word::{ConfidentialityClass, Role};
use crate::graphql::connection::Listed;
use crate::policy::{Access, Action, access};
use crate::repo::Visible;
use crate::repo::access_report::SeenBy;

/// A grant by which an account sees a unit.
#[derive(Clone)]
pub struct AccessReportEntry(Visible<SeenBy>);

impl From<Visible<SeenBy>> for AccessReportEntry {
    fn from(seen: Visible<SeenBy>) -> Self {
        Self(seen)
    }
}

impl Listed for AccessReportEntry {
    const CONNECTION: &'static str = "AccessReportConnection";
    const EDGE: &'static str = "AccessReportEdge";
}

/// A grant by which an account sees the rows of a unit.
#[Object]
impl AccessReportEntry {
    /// The account.
    async fn account(&self, _ctx: &Context<'_>) -> Account {
        self.0.map(|seen| seen.account.clone()).into()
    }

    /// Its role.
    async fn role(&self) -> Role {
        self.0.account.role.into()
    }

    /// The grant that reaches the unit.
    async fn grant(&self) -> AccountGrant {
        self.0.grant.clone().into()
    }

    /// The classes of data that the role sees of the unit through the grant.
    async fn classes(&self) -> Vec<ConfidentialityClass> {
        let role = self.0.account.role;
        let seen = entity::class::ConfidentialityClass::ALL
            .into_iter()
            .filter(|class| access(role, *class, Action::Read) == Access::InScope);
        seen.map(Into::into).collect()
    }
}
