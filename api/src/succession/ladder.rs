//! Which title of a commune is higher than which.

use entity::value::{TitleBody, UnitKind};

/// The rung of a title of a commune, from 1; none of titles that stand on no ladder of a commune, as those of an agency.
///
/// Source: Nghị định 33/2023/NĐ-CP, Article 16, by whose table titles of one rung are paid alike; the standing deputy secretary stands with the
/// deputy secretaries, and civil servants stand below the heads of organisations.
#[must_use]
pub fn rung(title: &str) -> Option<u32> {
    match title {
        "PARTY_SECRETARY" => Some(5),
        "PARTY_STANDING_DEPUTY_SECRETARY"
        | "PARTY_DEPUTY_SECRETARY"
        | "COUNCIL_CHAIR"
        | "COMMITTEE_CHAIR" => Some(4),
        "FATHERLAND_FRONT_CHAIR" | "COUNCIL_VICE_CHAIR" | "COMMITTEE_VICE_CHAIR" => Some(3),
        "YOUTH_UNION_SECRETARY"
        | "WOMENS_UNION_CHAIR"
        | "FARMERS_UNION_CHAIR"
        | "VETERANS_ASSOCIATION_CHAIR" => Some(2),
        "MILITARY_COMMANDER"
        | "OFFICE_STATISTICS"
        | "LAND_CONSTRUCTION_ENVIRONMENT"
        | "FINANCE_ACCOUNTING"
        | "JUSTICE_CIVIL_STATUS"
        | "CULTURE_SOCIETY" => Some(1),
        _ => None,
    }
}

/// Whether a title is higher than another one; none where they do not stand on one ladder.
#[must_use]
pub fn is_higher(title: &str, than: &str) -> Option<bool> {
    Some(rung(title)? > rung(than)?)
}

/// Whether succession is planned for the titles of a body. Source: domain §6.
#[must_use]
pub const fn is_planned_for(body: TitleBody) -> bool {
    matches!(body, TitleBody::Party | TitleBody::Council | TitleBody::Committee)
}

/// Whether units of two kinds are of one level.
#[must_use]
pub const fn is_same_level(one: UnitKind, two: UnitKind) -> bool {
    use UnitKind::{Agency, City, District, Province};
    match (one, two) {
        (Province | City, Province | City) | (District, District) | (Agency, Agency) => true,
        _ => one.is_commune_level() && two.is_commune_level(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_two_kinds_of_units_then_communes_townships_and_wards_are_of_one_level() {
        use UnitKind::{Agency, City, Commune, District, Province, Ward};
        assert!(is_same_level(Commune, Ward) && is_same_level(City, Province));
        assert!(!is_same_level(Commune, District) && !is_same_level(District, City));
        assert!(is_same_level(Agency, Agency) && !is_same_level(Agency, Ward));
    }

    #[test]
    fn given_two_titles_then_higher_by_their_rungs_and_unknown_off_the_ladder() {
        for (title, than, expected) in [
            ("PARTY_SECRETARY", "COMMITTEE_CHAIR", Some(true)),
            ("COMMITTEE_CHAIR", "PARTY_SECRETARY", Some(false)),
            ("COMMITTEE_CHAIR", "COUNCIL_CHAIR", Some(false)),
            ("COUNCIL_CHAIR", "COMMITTEE_VICE_CHAIR", Some(true)),
            ("COMMITTEE_VICE_CHAIR", "FATHERLAND_FRONT_CHAIR", Some(false)),
            ("COMMITTEE_VICE_CHAIR", "WOMENS_UNION_CHAIR", Some(true)),
            ("WOMENS_UNION_CHAIR", "CULTURE_SOCIETY", Some(true)),
            ("COMMITTEE_CHAIR", "AGENCY_HEAD", None),
        ] {
            assert_eq!(is_higher(title, than), expected, "{title} {than}");
        }
    }

    #[test]
    fn given_every_body_then_planned_for_three() {
        let planned: Vec<_> = TitleBody::ALL.iter().copied().filter(|body| is_planned_for(*body)).collect();
        assert_eq!(planned, [TitleBody::Party, TitleBody::Council, TitleBody::Committee]);
    }
}
