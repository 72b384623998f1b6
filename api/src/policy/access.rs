//! The matrix of roles and classes.

use entity::class::ConfidentialityClass;
use entity::value::Role;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// To see it.
    Read,
    /// To change it.
    Write,
}

/// What a role may do with a class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Access {
    /// Nothing: a field of the class is null with an error, a list of it is refused.
    Denied,
    /// Every row.
    Everywhere,
    /// The rows of the units in the viewer's [scope](super::scope); no others exist for it.
    InScope,
}

/// What a role may do with a class (domain §9, the table of classes and roles).
///
/// JOURNAL in scope means: the changes of data that the role may read. For ADMIN and AGGREGATE the rules go
/// further: see [`figures`](super::figures).
#[must_use]
pub const fn access(role: Role, class: ConfidentialityClass, action: Action) -> Access {
    use Access::{Denied, Everywhere, InScope};
    use ConfidentialityClass as Class;
    match (class, role, action) {
        (Class::Directory, _, Action::Read) | (Class::Directory, Role::District, Action::Write) => Everywhere,

        (Class::Personnel, Role::District | Role::Commune, _)
        | (Class::Personnel, Role::PartyCommittee, Action::Read) => InScope,

        (Class::Identity, Role::District | Role::Commune, _) => InScope,

        (Class::Party | Class::Succession, Role::PartyCommittee, _) => InScope,

        (
            Class::Aggregate,
            Role::District | Role::Commune | Role::PartyCommittee | Role::Integration,
            Action::Read,
        )
        | (Class::Aggregate, Role::District | Role::PartyCommittee, Action::Write) => InScope,

        (Class::Account, Role::Admin, _) => Everywhere,

        (
            Class::Journal,
            Role::District | Role::Commune | Role::PartyCommittee | Role::Integration,
            Action::Read,
        ) => InScope,
        (Class::Journal, Role::Admin, Action::Read) => Everywhere,

        _ => Denied,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table of domain §9: what DISTRICT, COMMUNE, PARTY_COMMITTEE, ADMIN and INTEGRATION may do with each class.
    /// R: read, W: write, each everywhere; r, w: in the scope.
    #[test]
    fn given_every_role_class_and_action_then_what_the_table_says() {
        use ConfidentialityClass as Class;
        const ROLES: [Role; 5] =
            [Role::District, Role::Commune, Role::PartyCommittee, Role::Admin, Role::Integration];
        let table: [(Class, [&str; 5]); 8] = [
            (Class::Directory, ["RW", "R", "R", "R", "R"]),
            (Class::Personnel, ["rw", "rw", "r", "", ""]),
            (Class::Identity, ["rw", "rw", "", "", ""]),
            (Class::Party, ["", "", "rw", "", ""]),
            (Class::Succession, ["", "", "rw", "", ""]),
            // To write a figure is to publish it.
            (Class::Aggregate, ["rw", "r", "rw", "", "r"]),
            (Class::Account, ["", "", "", "RW", ""]),
            (Class::Journal, ["r", "r", "r", "R", "r"]),
        ];
        assert_eq!(Role::ALL.len(), ROLES.len());
        for (class, cells) in table {
            for (role, cell) in ROLES.into_iter().zip(cells) {
                for (action, letter) in [(Action::Read, 'r'), (Action::Write, 'w')] {
                    let expected = if cell.contains(letter.to_ascii_uppercase()) {
                        Access::Everywhere
                    } else if cell.contains(letter) {
                        Access::InScope
                    } else {
                        Access::Denied
                    };
                    assert_eq!(access(role, class, action), expected, "{role:?} {class:?} {action:?}");
                }
            }
        }
    }
}
