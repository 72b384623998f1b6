//! What a role sees of the journal's entries, by the class of what they tell of.

use entity::class::ConfidentialityClass as Class;
use entity::value::Role;

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

#[cfg(test)]
mod tests {
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
}
