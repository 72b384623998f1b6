//! By when the units of the district owe what they owe each year.

use chrono::NaiveDate;
use entity::obligation_rule;
use entity::value::DeadlineYear::{SameYear, YearAfter, YearBefore};
use entity::value::ObligationKind::{Ratings, Report, SourcePoolReview, TrainingPlan};
use entity::value::ObligedUnits::{Agency, CommuneLevel, District};
use entity::value::{DeadlineYear, ObligationKind, ObligedUnits};

use super::calendar::{REORGANISATION, day};
use super::identifier::id;

/// What sets the day of the ratings.
const DECREE_90: &str =
    "Nghị định 90/2020/NĐ-CP, sửa đổi, bổ sung bởi Nghị định 48/2023/NĐ-CP: trước ngày 15 tháng 12";
/// What asks for the review; that it is done within the year is a custom.
const REVIEW: &str =
    "Đề án 28-ĐA/HU: rà soát hằng năm sau đánh giá, xếp loại (hạn trong năm là quy ước của huyện)";
/// What asks for the plans; the days are customs.
const PLAN: &str = "Kế hoạch 276/KH-UBND (ngày hạn là quy ước của huyện)";
/// The custom of the communes since the district ended.
const PLAN_OF_COMMUNES: &str = "Kế hoạch 276/KH-UBND (ngày hạn là quy ước của các xã sau sắp xếp)";

/// What asks for the reports; the days are customs.
const REPORT: &str = "Kế hoạch 276/KH-UBND: báo cáo kết quả hằng năm (ngày hạn là quy ước của huyện)";
/// The custom of the communes since the district ended.
const REPORT_OF_COMMUNES: &str =
    "Kế hoạch 276/KH-UBND: báo cáo kết quả hằng năm (ngày hạn là quy ước của các xã sau sắp xếp)";

/// The day on which the decree on ratings came into force.
const RATED_SINCE: NaiveDate = day(2020, 8, 20);
/// The day of the district's plan of its officials.
const PLANNED_SINCE: NaiveDate = day(2024, 1, 12);

/// A deadline: what, by whom, the last day that is in time, on what ground, and from when to when.
type Rule =
    (ObligationKind, ObligedUnits, (i32, i32, DeadlineYear), &'static str, (NaiveDate, Option<NaiveDate>));

const RULES: [Rule; 10] = [
    (Ratings, CommuneLevel, (12, 14, SameYear), DECREE_90, (RATED_SINCE, None)),
    (Ratings, Agency, (12, 14, SameYear), DECREE_90, (RATED_SINCE, None)),
    (SourcePoolReview, CommuneLevel, (12, 31, SameYear), REVIEW, (PLANNED_SINCE, None)),
    (SourcePoolReview, Agency, (12, 31, SameYear), REVIEW, (PLANNED_SINCE, None)),
    (TrainingPlan, CommuneLevel, (10, 30, YearBefore), PLAN, (PLANNED_SINCE, Some(REORGANISATION))),
    (TrainingPlan, CommuneLevel, (11, 15, YearBefore), PLAN_OF_COMMUNES, (REORGANISATION, None)),
    (TrainingPlan, District, (12, 20, YearBefore), PLAN, (PLANNED_SINCE, None)),
    (Report, CommuneLevel, (1, 15, YearAfter), REPORT, (PLANNED_SINCE, Some(REORGANISATION))),
    (Report, CommuneLevel, (1, 15, YearAfter), REPORT_OF_COMMUNES, (REORGANISATION, None)),
    (Report, District, (1, 20, YearAfter), REPORT, (PLANNED_SINCE, None)),
];

/// The deadlines.
pub(super) fn rules() -> Vec<obligation_rule::Model> {
    let row = |(kind, owed_by, (month, day, falls_in), legal_basis, (valid_from, valid_to)): Rule| {
        obligation_rule::Model {
            id: id("obligation_rule", &format!("{kind:?}/{owed_by:?}@{valid_from}")),
            kind,
            owed_by,
            month,
            day,
            falls_in,
            legal_basis: legal_basis.to_owned(),
            valid_from,
            valid_to,
        }
    };
    RULES.into_iter().map(row).collect()
}
