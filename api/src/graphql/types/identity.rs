//! Identities.

use std::sync::Arc;

use async_graphql::Object;

use crate::repo::Visible;
use crate::repo::identities::MaskedIdentity;

/// Who a person is to the state, masked.
#[derive(Clone)]
pub struct OfficialIdentity(Arc<Visible<MaskedIdentity>>);

impl From<Arc<Visible<MaskedIdentity>>> for OfficialIdentity {
    fn from(identity: Arc<Visible<MaskedIdentity>>) -> Self {
        Self(identity)
    }
}

/// Who a person is to the state, masked. The full text is revealed one at a time, with a reason, by a mutation.
#[Object]
impl OfficialIdentity {
    /// Counts the changes: what an update must name.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The citizen number (số định danh cá nhân), last two digits alone: `**********01`.
    async fn citizen_number(&self) -> Option<&str> {
        self.0.citizen_number.as_deref()
    }

    /// The telephone number, last two digits alone.
    async fn phone(&self) -> Option<&str> {
        self.0.phone.as_deref()
    }

    /// The last part of the home address alone: the province or the district.
    async fn address(&self) -> Option<&str> {
        self.0.address.as_deref()
    }
}
