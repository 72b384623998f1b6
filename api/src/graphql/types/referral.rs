//! Citizen numbers that were referred to the office that settles them.

use async_graphql::{Context, Object};

use super::official::Official;
use super::unit::Unit;
use super::word::Role;
use crate::graphql::connection::Listed;
use crate::graphql::context::request;
use crate::graphql::error::ApiError;
use crate::graphql::scalar::DateTime;
use crate::repo::Visible;
use crate::repo::referrals::Referral as Row;

/// A citizen number that was referred.
#[derive(Clone)]
pub struct Referral(Visible<Row>);

impl From<Visible<Row>> for Referral {
    fn from(row: Visible<Row>) -> Self {
        Self(row)
    }
}

impl Listed for Referral {
    const CONNECTION: &'static str = "ReferralConnection";
    const EDGE: &'static str = "ReferralEdge";
}

/// A citizen number that somebody wrote and that is another person's, known out of the scope of whoever wrote it, who was told
/// `CONFLICT_REFER_TO_DISTRICT` and nothing else.
#[Object]
impl Referral {
    /// When it was written.
    async fn at(&self) -> DateTime {
        DateTime(self.0.at)
    }

    /// The role of the account that wrote it; null where it is not known any more.
    async fn role(&self) -> Option<Role> {
        self.0.role.map(Into::into)
    }

    /// The unit in which the account holds its role, the first of them, as it is today or was last.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Option<Unit>, ApiError> {
        let request = request(ctx)?;
        Ok(self.0.unit.and_then(|unit| Unit::shown(request, unit, request.today(), None)))
    }

    /// Whose number it is; null where the person's file is today kept by a unit outside the viewer's scope: a higher office settles it then.
    async fn official(&self, ctx: &Context<'_>) -> Result<Option<Official>, ApiError> {
        let request = request(ctx)?;
        match self.0.official {
            Some(official) => Official::find(request, official, request.today()).await,
            None => Ok(None),
        }
    }
}
