//! Who may change what of an account. Nobody changes his own rights, and what reaches far takes two.

use entity::id::AccountId;
use entity::value::{AccountStatus, Role, UnitKind};

/// Who changes an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Initiator {
    /// Whoever operates the machine: the database and the keys lie open to him anyway.
    Console,
    /// An account that may write the class ACCOUNT.
    Administrator(AccountId),
}

/// What is changed of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AccountChange {
    /// It is made, with a role.
    Invite(Role),
    /// It gets an activation code; an older one ends.
    IssueCode,
    /// Its invitation is taken back.
    Cancel,
    /// The name that is shown changes.
    Rename,
    /// The official who holds it changes.
    Link,
    /// It gets another role, with its units.
    ChangeRole(Role),
    /// It gets further units.
    AddUnits,
    /// A grant ends.
    EndGrant,
    /// A grant is confirmed to outlive its unit.
    CarryOver,
    /// It may not log in any more.
    Disable,
    /// It may log in again.
    Enable,
    /// Its pass phrase is taken away; a new activation sets another.
    Reset,
    /// A lock for too many failures is lifted.
    Unlock,
    /// Its sessions end.
    EndSessions,
}

/// The account that is changed, as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Subject {
    /// The account.
    pub account: AccountId,
    /// Its role.
    pub role: Role,
    /// Whether it may log in.
    pub status: AccountStatus,
    /// Whether it was ever activated and not reset since.
    pub has_pass_phrase: bool,
}

/// How a change that is not refused comes about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// At once.
    Alone,
    /// When a second administrator has approved it.
    ByTwo,
}

/// Why a change is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Denial {
    /// It is the initiator's own account.
    Own,
    /// The account is in a state that this change does not begin from.
    State,
    /// A machine stays a machine, and nobody else becomes one: its account is made in another way, and has no pass phrase.
    Machine,
}

/// Whether a role reaches so far that nobody gives it alone.
#[must_use]
pub const fn is_far_reaching(role: Role) -> bool {
    match role {
        Role::District | Role::PartyCommittee | Role::Admin => true,
        Role::Commune | Role::Integration => false,
    }
}

/// Whether a role is held in units. An administrator of accounts holds it everywhere and in none.
#[must_use]
pub const fn needs_units(role: Role) -> bool {
    !matches!(role, Role::Admin)
}

/// Whether a role can be held in a unit of a kind: a commune's clerk in none above the communes, where the role
/// would reach as far as the district's.
#[must_use]
pub const fn can_be_held_in(role: Role, kind: UnitKind) -> bool {
    match role {
        Role::Commune => matches!(
            kind,
            UnitKind::Commune
                | UnitKind::Township
                | UnitKind::Ward
                | UnitKind::SpecialZone
                | UnitKind::Agency
        ),
        Role::District | Role::PartyCommittee | Role::Integration => true,
        Role::Admin => false,
    }
}

/// Whether a change takes a fresh check of the pass phrase: what gives rights, or the means to use them.
#[must_use]
pub const fn needs_fresh(change: AccountChange) -> bool {
    use AccountChange as Change;
    matches!(
        change,
        Change::Invite(_)
            | Change::IssueCode
            | Change::ChangeRole(_)
            | Change::AddUnits
            | Change::CarryOver
            | Change::Enable
            | Change::Reset
    )
}

/// Whether the change takes an active administrator away.
#[must_use]
pub fn removes_administrator(subject: &Subject, change: AccountChange) -> bool {
    use AccountChange as Change;
    let is_one = subject.role == Role::Admin && subject.status == AccountStatus::Active;
    let goes = match change {
        Change::Disable | Change::Reset => true,
        Change::ChangeRole(role) => role != Role::Admin,
        _ => false,
    };
    is_one && goes
}

/// Whether a change may be made, and how. That one active administrator stays is judged apart, by
/// [`removes_administrator`].
///
/// # Errors
/// It may not.
pub fn judge(by: Initiator, subject: &Subject, change: AccountChange) -> Result<Verdict, Denial> {
    if by == Initiator::Administrator(subject.account) && !may_do_to_himself(change) {
        return Err(Denial::Own);
    }
    if makes_or_unmakes_machine(change, subject.role) {
        return Err(Denial::Machine);
    }
    if !begins_from(change, subject) {
        return Err(Denial::State);
    }
    let given = given(change, subject.role);
    match by {
        Initiator::Administrator(_) if given.is_some_and(is_far_reaching) => Ok(Verdict::ByTwo),
        Initiator::Administrator(_) | Initiator::Console => Ok(Verdict::Alone),
    }
}

/// Whether an administrator may approve a proposal: neither who made it, nor whom it favours.
///
/// # Errors
/// He may not.
pub fn may_approve(by: Initiator, proposed_by: Option<AccountId>, account: AccountId) -> Result<(), Denial> {
    match by {
        Initiator::Console => Ok(()),
        Initiator::Administrator(own) if Some(own) == proposed_by || own == account => Err(Denial::Own),
        Initiator::Administrator(_) => Ok(()),
    }
}

const fn may_do_to_himself(change: AccountChange) -> bool {
    matches!(change, AccountChange::Rename | AccountChange::EndSessions)
}

/// Whether a change would give a machine what people have, or the other way round.
fn makes_or_unmakes_machine(change: AccountChange, held: Role) -> bool {
    match change {
        AccountChange::Invite(role) => role == Role::Integration,
        AccountChange::ChangeRole(role) => role == Role::Integration || held == Role::Integration,
        AccountChange::IssueCode | AccountChange::Reset | AccountChange::Link => held == Role::Integration,
        _ => false,
    }
}

const fn begins_from(change: AccountChange, subject: &Subject) -> bool {
    use AccountChange as Change;
    use AccountStatus::{Active, Disabled, Invited};
    match (change, subject.status) {
        (Change::IssueCode | Change::Cancel, status) => matches!(status, Invited),
        (Change::Invite(_), _) => true,
        (Change::ChangeRole(_) | Change::AddUnits | Change::CarryOver, status) => !matches!(status, Disabled),
        (Change::Disable, status) => matches!(status, Active),
        // An invitation that was taken back or rejected was never approved: it begins anew as a reset.
        (Change::Enable, status) => {
            let was_let_in = subject.has_pass_phrase || matches!(subject.role, Role::Integration);
            matches!(status, Disabled) && was_let_in
        }
        (Change::Reset, status) => !matches!(status, Invited),
        (Change::Rename | Change::Link | Change::EndGrant | Change::Unlock | Change::EndSessions, _) => true,
    }
}

/// The role that a change gives more of.
const fn given(change: AccountChange, held: Role) -> Option<Role> {
    use AccountChange as Change;
    match change {
        Change::Invite(role) | Change::ChangeRole(role) => Some(role),
        Change::AddUnits | Change::CarryOver | Change::Reset => Some(held),
        Change::IssueCode
        | Change::Cancel
        | Change::Rename
        | Change::Link
        | Change::EndGrant
        | Change::Disable
        | Change::Enable
        | Change::Unlock
        | Change::EndSessions => None,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const OWN: AccountId = AccountId(Uuid::from_u128(1));
    const OTHER: AccountId = AccountId(Uuid::from_u128(2));

    fn subject(account: AccountId, role: Role, status: AccountStatus) -> Subject {
        Subject { account, role, status, has_pass_phrase: !matches!(status, AccountStatus::Invited) }
    }

    fn changes() -> Vec<AccountChange> {
        use AccountChange as Change;
        let roles = Role::ALL.iter().copied();
        let mut all: Vec<_> =
            roles.clone().map(Change::Invite).chain(roles.map(Change::ChangeRole)).collect();
        all.extend([
            Change::IssueCode,
            Change::Cancel,
            Change::Rename,
            Change::Link,
            Change::AddUnits,
            Change::EndGrant,
            Change::CarryOver,
            Change::Disable,
            Change::Enable,
            Change::Reset,
            Change::Unlock,
            Change::EndSessions,
        ]);
        all
    }

    #[test]
    fn ar_14_given_ones_own_account_then_name_and_sessions_alone_may_be_changed() {
        for change in changes() {
            for status in AccountStatus::ALL {
                let own = subject(OWN, Role::Admin, *status);
                let verdict = judge(Initiator::Administrator(OWN), &own, change);
                if matches!(change, AccountChange::Rename | AccountChange::EndSessions) {
                    assert_eq!(verdict, Ok(Verdict::Alone), "{change:?}");
                } else {
                    assert_eq!(verdict, Err(Denial::Own), "{change:?} {status:?}");
                }
            }
        }
    }

    #[test]
    fn ar_14_given_a_role_that_reaches_far_then_what_gives_more_of_it_takes_two_and_the_console_none() {
        use AccountChange as Change;
        let far = [Role::District, Role::PartyCommittee, Role::Admin];
        for role in Role::ALL.iter().copied().filter(|role| *role != Role::Integration) {
            let takes = if far.contains(&role) { Verdict::ByTwo } else { Verdict::Alone };
            let active = subject(OTHER, role, AccountStatus::Active);
            for change in [Change::AddUnits, Change::CarryOver, Change::Reset] {
                assert_eq!(judge(Initiator::Administrator(OWN), &active, change), Ok(takes), "{role:?}");
                assert_eq!(judge(Initiator::Console, &active, change), Ok(Verdict::Alone));
            }
            let clerk = subject(OTHER, Role::Commune, AccountStatus::Active);
            for change in [Change::Invite(role), Change::ChangeRole(role)] {
                assert_eq!(judge(Initiator::Administrator(OWN), &clerk, change), Ok(takes), "{role:?}");
                assert_eq!(judge(Initiator::Console, &clerk, change), Ok(Verdict::Alone));
            }
            for change in [Change::EndGrant, Change::Disable, Change::ChangeRole(Role::Commune)] {
                let verdict = judge(Initiator::Administrator(OWN), &active, change);
                assert_eq!(verdict, Ok(Verdict::Alone), "{role:?} {change:?}: less is taken by one");
            }
        }
    }

    #[test]
    fn given_a_machine_then_it_gets_nothing_that_people_have_and_nobody_becomes_one() {
        use AccountChange as Change;
        let machine = subject(OTHER, Role::Integration, AccountStatus::Active);
        let clerk = subject(OTHER, Role::Commune, AccountStatus::Active);
        for by in [Initiator::Console, Initiator::Administrator(OWN)] {
            for role in Role::ALL.iter().copied() {
                assert_eq!(judge(by, &machine, Change::ChangeRole(role)), Err(Denial::Machine), "{role:?}");
            }
            for change in [Change::Reset, Change::IssueCode, Change::Link, Change::Invite(Role::Integration)]
            {
                assert_eq!(judge(by, &machine, change), Err(Denial::Machine), "{change:?}");
            }
            assert_eq!(judge(by, &clerk, Change::ChangeRole(Role::Integration)), Err(Denial::Machine));
            for change in [Change::AddUnits, Change::EndGrant, Change::Disable, Change::EndSessions] {
                assert_eq!(judge(by, &machine, change), Ok(Verdict::Alone), "{change:?}");
            }
            let disabled = Subject {
                has_pass_phrase: false,
                ..subject(OTHER, Role::Integration, AccountStatus::Disabled)
            };
            assert_eq!(judge(by, &disabled, Change::Enable), Ok(Verdict::Alone));
        }
    }

    #[test]
    fn given_a_state_then_what_begins_from_it() {
        use AccountChange as Change;
        let by = Initiator::Administrator(OWN);
        let table = [
            (Change::IssueCode, [true, false, false]),
            (Change::Cancel, [true, false, false]),
            (Change::ChangeRole(Role::Commune), [true, true, false]),
            (Change::AddUnits, [true, true, false]),
            (Change::CarryOver, [true, true, false]),
            (Change::EndGrant, [true, true, true]),
            (Change::Disable, [false, true, false]),
            (Change::Enable, [false, false, true]),
            (Change::Reset, [false, true, true]),
            (Change::Unlock, [true, true, true]),
        ];
        for (change, expected) in table {
            let states = [AccountStatus::Invited, AccountStatus::Active, AccountStatus::Disabled];
            for (status, begins) in states.into_iter().zip(expected) {
                let verdict = judge(by, &subject(OTHER, Role::Commune, status), change);
                assert_eq!(verdict.is_ok(), begins, "{change:?} {status:?}");
            }
        }
        let never =
            Subject { has_pass_phrase: false, ..subject(OTHER, Role::Admin, AccountStatus::Disabled) };
        assert_eq!(judge(by, &never, Change::Enable), Err(Denial::State), "it was never approved");
        assert_eq!(judge(by, &never, Change::Reset), Ok(Verdict::ByTwo));
    }

    #[test]
    fn ar_14_given_a_proposal_then_neither_its_maker_nor_whom_it_favours_approves() {
        let third = AccountId(Uuid::from_u128(3));
        assert_eq!(may_approve(Initiator::Administrator(OWN), Some(OWN), OTHER), Err(Denial::Own));
        assert_eq!(may_approve(Initiator::Administrator(OTHER), Some(OWN), OTHER), Err(Denial::Own));
        assert_eq!(may_approve(Initiator::Administrator(third), Some(OWN), OTHER), Ok(()));
        assert_eq!(may_approve(Initiator::Console, Some(OWN), OTHER), Ok(()));
    }

    #[test]
    fn ar_16_given_an_active_administrator_then_what_takes_one_away() {
        use AccountChange as Change;
        let active = subject(OTHER, Role::Admin, AccountStatus::Active);
        for change in changes() {
            let goes = matches!(change, Change::Disable | Change::Reset)
                || matches!(change, Change::ChangeRole(role) if role != Role::Admin);
            assert_eq!(removes_administrator(&active, change), goes, "{change:?}");
            let invited = subject(OTHER, Role::Admin, AccountStatus::Invited);
            assert!(!removes_administrator(&invited, change));
            let clerk = subject(OTHER, Role::Commune, AccountStatus::Active);
            assert!(!removes_administrator(&clerk, change));
        }
    }

    #[test]
    fn given_a_clerk_of_a_commune_then_no_unit_above_the_communes() {
        for kind in UnitKind::ALL.iter().copied() {
            let above = matches!(kind, UnitKind::Province | UnitKind::City | UnitKind::District);
            assert_eq!(can_be_held_in(Role::Commune, kind), !above, "{kind:?}");
            assert!(can_be_held_in(Role::District, kind));
            assert!(!can_be_held_in(Role::Admin, kind));
        }
        assert!(!needs_units(Role::Admin) && needs_units(Role::Integration));
    }
}
