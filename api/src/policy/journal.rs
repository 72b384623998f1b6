//! What a role sees of the journal's entries, by the class of what they tell of.

use entity::class::ConfidentialityClass as Class;
use entity::value::Role;

use super::Viewer;

/// How much of an entry is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum JournalSight {
    /// All of it.
    Whole,
    /// That it happened: who, when, what and where; neither the values nor the reason, which is free text.
    Header,
    /// Nothing, as if there were none.
    Nothing,
}

/// What a role sees of the entries of a class (domain §9, JOURNAL): an administrator those about accounts and the
/// installation in full, and those about personnel and the directory without values.
#[must_use]
pub const fn journal_sight(role: Role, class: Class) -> JournalSight {
    match (role, class) {
        (Role::Admin, Class::Account) => JournalSight::Whole,
        (Role::Admin, Class::Personnel | Class::Directory) => JournalSight::Header,
        _ => JournalSight::Nothing,
    }
}

/// The classes whose entries a role sees something of; none for a role that reads no journal.
#[must_use]
pub fn classes_in_sight(role: Role) -> Vec<Class> {
    let seen = |class: &Class| journal_sight(role, *class) != JournalSight::Nothing;
    Class::ALL.into_iter().filter(seen).collect()
}

/// What a viewer sees of the changes of a thing that it sees (domain §9, JOURNAL, "changes it may read"): an administrator what the
/// whole journal shows, a machine nothing, all others the changes of the classes that they read, and of identities, which they
/// read masked, that they changed.
#[must_use]
pub fn history_sight(viewer: &Viewer, class: Class) -> JournalSight {
    match (viewer.role, class) {
        (Role::Admin, _) => journal_sight(viewer.role, class),
        (Role::Integration, _) => JournalSight::Nothing,
        _ if !viewer.reads(class) || !viewer.reads(Class::Journal) => JournalSight::Nothing,
        (_, Class::Directory | Class::Personnel | Class::Party | Class::Succession) => JournalSight::Whole,
        (_, Class::Identity) => JournalSight::Header,
        (_, Class::Aggregate | Class::Account | Class::Journal) => JournalSight::Nothing,
    }
}

/// Whether a role is told of citizen numbers that were written where they could not be settled (IN-09): the Home Affairs office, of
/// those of its units.
#[must_use]
pub const fn settles_referrals(role: Role) -> bool {
    matches!(role, Role::District)
}

#[cfg(test)]
mod tests {
    use entity::id::{AccountId, SessionId};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn given_every_role_and_class_then_an_administrator_alone_sees_three_classes_and_one_of_them_whole() {
        for role in Role::ALL.iter().copied() {
            for class in Class::ALL {
                let expected = match (role, class) {
                    (Role::Admin, Class::Account) => JournalSight::Whole,
                    (Role::Admin, Class::Personnel | Class::Directory) => JournalSight::Header,
                    _ => JournalSight::Nothing,
                };
                assert_eq!(journal_sight(role, class), expected, "{role:?} {class:?}");
            }
        }
        assert_eq!(classes_in_sight(Role::Admin), [Class::Directory, Class::Personnel, Class::Account]);
        assert!(classes_in_sight(Role::District).is_empty());
    }

    #[test]
    fn in_09_given_every_role_then_the_home_affairs_office_alone_settles_referrals() {
        for role in Role::ALL.iter().copied() {
            assert_eq!(settles_referrals(role), role == Role::District, "{role:?}");
        }
    }

    #[test]
    fn given_every_role_and_class_then_the_history_of_things_shows_what_the_role_reads() {
        use JournalSight::{Header, Nothing, Whole};
        // DIRECTORY, PERSONNEL, IDENTITY, PARTY, SUCCESSION, AGGREGATE, ACCOUNT, JOURNAL.
        let table = [
            (Role::District, [Whole, Whole, Header, Nothing, Nothing, Nothing, Nothing, Nothing]),
            (Role::Commune, [Whole, Whole, Header, Nothing, Nothing, Nothing, Nothing, Nothing]),
            (Role::PartyCommittee, [Whole, Whole, Nothing, Whole, Whole, Nothing, Nothing, Nothing]),
            (Role::Admin, [Header, Header, Nothing, Nothing, Nothing, Nothing, Whole, Nothing]),
            (Role::Integration, [Nothing; 8]),
        ];
        assert_eq!(table.len(), Role::ALL.len());
        for (role, expected) in table {
            let viewer = Viewer {
                account: AccountId(Uuid::nil()),
                session: SessionId(Uuid::nil()),
                username: String::new(),
                role,
                grants: Vec::new(),
                authenticated_at: chrono::DateTime::UNIX_EPOCH,
                held_to: None,
            };
            assert_eq!(Class::ALL.map(|class| history_sight(&viewer, class)), expected, "{role:?}");
        }
    }
}
