//! Who writes what of the registry beyond its class: titles by body; what units propose, by who judges it.

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

/// Whether a role judges what the units below its own propose: it approves ratings, returns, takes up and approves training plans, decides
/// nominations, records what came of courses, and returns and accepts reports. Source: domain §1, §5 and §7; the Home Affairs office.
#[must_use]
pub const fn judges_units_below(role: Role) -> bool {
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
            assert_eq!(judges_units_below(role), role == Role::District, "{role:?}");
        }
    }
}
