//! Who may send whom to courses. No source settles it for huyện Chương Mỹ (domain §7): the rows are a convention after the division of who manages
//! officials, and say so.

use chrono::NaiveDate;
use entity::nomination_rule;
use entity::value::{CourseKind, NominationAuthority, NominationDecision, OfficialCategory, UnitKind};

use super::calendar::{REGISTRY_OPENS, REORGANISATION};
use super::identifier::id;

const CONVENTION: &str = "Quy ước theo phân cấp quản lý cán bộ";

/// The kinds of units that keep files.
const UNIT_KINDS: [UnitKind; 4] = [UnitKind::Commune, UnitKind::Township, UnitKind::Ward, UnitKind::Agency];
const CATEGORIES: [OfficialCategory; 2] = [OfficialCategory::Cadre, OfficialCategory::CivilServant];

/// To whom nominations for a kind of course are submitted on a day; none where the unit decides.
pub(super) const fn authority(kind: CourseKind, is_after_district: bool) -> Option<NominationAuthority> {
    match kind {
        CourseKind::KnowledgeUpdate
        | CourseKind::JobPosition
        | CourseKind::Digital
        | CourseKind::ForeignLanguage => None,
        CourseKind::TitleBased
        | CourseKind::LeadershipSkill
        | CourseKind::DefenceSecurity
        | CourseKind::Candidate => Some(NominationAuthority::UnitAbove),
        CourseKind::Degree | CourseKind::PoliticalTheory | CourseKind::StateManagement => {
            Some(if is_after_district { NominationAuthority::City } else { NominationAuthority::District })
        }
    }
}

/// The rules: one for each kind of unit, category and kind of course, and another one where the end of the district level changed it.
pub(super) fn rules() -> Vec<nomination_rule::Model> {
    let mut rules = Vec::new();
    for unit_kind in UNIT_KINDS {
        for category in CATEGORIES {
            for course_kind in CourseKind::ALL.iter().copied() {
                let (before, after) = (authority(course_kind, false), authority(course_kind, true));
                let row = |authority, from, to| row((unit_kind, category, course_kind), authority, from, to);
                if before == after {
                    rules.push(row(before, REGISTRY_OPENS, None));
                } else {
                    rules.push(row(before, REGISTRY_OPENS, Some(REORGANISATION)));
                    rules.push(row(after, REORGANISATION, None));
                }
            }
        }
    }
    rules
}

fn row(
    (unit_kind, category, course_kind): (UnitKind, OfficialCategory, CourseKind),
    authority: Option<NominationAuthority>,
    valid_from: NaiveDate,
    valid_to: Option<NaiveDate>,
) -> nomination_rule::Model {
    nomination_rule::Model {
        id: id("nomination_rule", &format!("{unit_kind:?}/{category:?}/{course_kind:?}@{valid_from}")),
        unit_kind,
        category,
        course_kind,
        decision: match authority {
            Some(_) => NominationDecision::MustSubmit,
            None => NominationDecision::SelfDecides,
        },
        authority,
        legal_basis: CONVENTION.to_owned(),
        valid_from,
        valid_to,
    }
}
