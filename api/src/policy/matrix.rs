//! What each role gets of a field, in a word: the policy as a table that a person can read.

use entity::class::ConfidentialityClass as Class;
use entity::value::Role;

use super::access::{Access, Action, access};
use super::field::FieldClass;
use super::figures::sees_live_figures;
use super::journal::settles_referrals;
use super::registry::{appoints_to_some, judges_units_below};

/// What a role gets of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Granted {
    /// Every row.
    Yes,
    /// The rows of the units in its scope.
    InScope,
    /// The rows in its scope, masked.
    Masked,
    /// The rows in its scope, and each read is recorded.
    Recorded,
    /// Figures as published, and none that is computed live.
    PublishedOnly,
    /// Nothing: null, and an error with code `FORBIDDEN`.
    No,
}

impl Granted {
    /// The word, and what it means.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Yes => ("yes", "every row"),
            Self::InScope => (
                "in scope",
                "the rows of the units that the account's grants reach on the day asked for; what hangs on a person \
                 comes with the person",
            ),
            Self::Masked => (
                "masked",
                "as in scope, of people whose file is kept in the scope today, the last two digits alone",
            ),
            Self::Recorded => ("recorded", "as in scope, and the journal records who read what"),
            Self::PublishedOnly => {
                ("published only", "figures as published, small ones suppressed, none computed live")
            }
            Self::No => ("no", "null, and an error with code `FORBIDDEN` at the field's path"),
        }
    }

    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Yes, Self::InScope, Self::Masked, Self::Recorded, Self::PublishedOnly, Self::No];
}

/// What a role gets of a field of a class.
#[must_use]
pub fn granted(role: Role, class: FieldClass) -> Granted {
    let class = match class {
        FieldClass::Viewer => return Granted::Yes,
        FieldClass::Class(class) => class,
        FieldClass::Change(class) => return changed(access(role, class, Action::Write)),
        FieldClass::Appointments if appoints_to_some(role) => return changed(Access::InScope),
        FieldClass::Approvals if judges_units_below(role) => return changed(Access::InScope),
        FieldClass::Referrals if settles_referrals(role) => return Granted::InScope,
        FieldClass::Referrals => return Granted::No,
        FieldClass::Reports if sees_live_figures(role) => return Granted::InScope,
        FieldClass::Reports => return Granted::No,
        FieldClass::Appointments | FieldClass::Approvals => return changed(Access::Denied),
    };
    match access(role, class, Action::Read) {
        Access::Denied => Granted::No,
        Access::Everywhere => Granted::Yes,
        Access::InScope => match class {
            Class::Identity => Granted::Masked,
            Class::Succession => Granted::Recorded,
            Class::Aggregate if !sees_live_figures(role) => Granted::PublishedOnly,
            _ => Granted::InScope,
        },
    }
}

const fn changed(access: Access) -> Granted {
    match access {
        Access::Denied => Granted::No,
        Access::Everywhere => Granted::Yes,
        Access::InScope => Granted::InScope,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_roles_and_classes_then_the_words_of_domain_9() {
        let of = |role, class| granted(role, FieldClass::Class(class)).words().0;
        assert_eq!(of(Role::District, Class::Directory), "yes");
        assert_eq!(of(Role::Commune, Class::Personnel), "in scope");
        assert_eq!(of(Role::Commune, Class::Identity), "masked");
        assert_eq!(of(Role::PartyCommittee, Class::Identity), "no");
        assert_eq!(of(Role::PartyCommittee, Class::Succession), "recorded");
        assert_eq!(of(Role::District, Class::Party), "no");
        assert_eq!(of(Role::District, Class::Aggregate), "in scope");
        assert_eq!(of(Role::Integration, Class::Aggregate), "published only");
        assert_eq!(of(Role::Admin, Class::Aggregate), "no");
        assert_eq!(of(Role::Admin, Class::Account), "yes");
        assert_eq!(granted(Role::Admin, FieldClass::Viewer), Granted::Yes);
        let changes = |role, class| granted(role, FieldClass::Change(class));
        assert_eq!(changes(Role::PartyCommittee, Class::Personnel), Granted::No);
        assert_eq!(changes(Role::Commune, Class::Personnel), Granted::InScope);
        assert_eq!(changes(Role::Admin, Class::Account), Granted::Yes);
        assert_eq!(granted(Role::PartyCommittee, FieldClass::Appointments), Granted::InScope);
        assert_eq!(granted(Role::Integration, FieldClass::Appointments), Granted::No);
        assert_eq!(granted(Role::District, FieldClass::Approvals), Granted::InScope);
        assert_eq!(granted(Role::Commune, FieldClass::Approvals), Granted::No);
        assert_eq!(granted(Role::District, FieldClass::Referrals), Granted::InScope);
        assert_eq!(granted(Role::Commune, FieldClass::Referrals), Granted::No);
        assert_eq!(granted(Role::PartyCommittee, FieldClass::Reports), Granted::InScope);
        assert_eq!(granted(Role::Integration, FieldClass::Reports), Granted::No);
        assert_eq!(granted(Role::Admin, FieldClass::Reports), Granted::No);
        assert_eq!(granted(Role::PartyCommittee, FieldClass::Approvals), Granted::No);
    }
}
