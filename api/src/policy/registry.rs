//! Who writes what of the registry beyond its class: titles by body; ratings, training plans and enrolments by who approves them.

use entity::value::{Role, TitleBody};

/// Whether a role appoints people to the titles of a body, and ends their appointments (domain §3): Party titles are the
/// Party committee's, all others the Home Affairs office's and the communes'.
#[must_use]
pub const fn appoints(role: Role, body: TitleBody) -> bool {
    match role {
        Role::PartyCommittee => matches!(body, TitleBody::Party),
        Role::District | Role::Commune => !matches!(body, TitleBody::Party),
        Role::Admin | Role::Integration => false,
    }
}

/// Whether a role appoints people to the titles of some body.
#[must_use]
pub fn appoints_to_some(role: Role) -> bool {
    TitleBody::ALL.iter().any(|body| appoints(role, *body))
}

/// Whether a role approves the ratings of the units below its own (domain §5): the Home Affairs office.
#[must_use]
pub const fn approves_ratings(role: Role) -> bool {
    matches!(role, Role::District)
}

/// Whether a role returns and approves the training plans of the units below its own, and takes them up in a plan of its own (domain §1,
/// §7): the Home Affairs office.
#[must_use]
pub const fn approves_training_plans(role: Role) -> bool {
    matches!(role, Role::District)
}

/// Whether a role approves or rejects the nominations of the units below its own, and records what came of courses (domain §7): the Home
/// Affairs office.
#[must_use]
pub const fn decides_enrolments(role: Role) -> bool {
    matches!(role, Role::District)
}

/// Whether a role accepts or returns the reports of the units below its own (domain §1: communes report the results to the competent authority): the Home Affairs office.
#[must_use]
pub const fn accepts_reports(role: Role) -> bool {
    matches!(role, Role::District)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_every_role_and_body_then_each_title_has_its_writers() {
        for role in Role::ALL.iter().copied() {
            for body in TitleBody::ALL.iter().copied() {
                let writers: &[Role] = match body {
                    TitleBody::Party => &[Role::PartyCommittee],
                    _ => &[Role::District, Role::Commune],
                };
                assert_eq!(appoints(role, body), writers.contains(&role), "{role:?} {body:?}");
            }
        }
    }

    #[test]
    fn given_every_role_then_the_home_affairs_office_alone_judges_what_units_below_propose() {
        for role in Role::ALL.iter().copied() {
            assert_eq!(approves_ratings(role), role == Role::District, "{role:?}");
            assert_eq!(approves_training_plans(role), role == Role::District, "{role:?}");
            assert_eq!(decides_enrolments(role), role == Role::District, "{role:?}");
            assert_eq!(accepts_reports(role), role == Role::District, "{role:?}");
        }
    }
}
