//! The states that training plans go through, with their days.

use chrono::NaiveDate;
use entity::value::TrainingPlanStatus;
use entity::value::TrainingPlanStatus::{Approved, Consolidated, Draft, Returned, Submitted};

use super::calendar::day;

/// The way of a plan, and the decision that approves it where it comes so far.
#[derive(Clone, Copy)]
pub(super) struct Path {
    pub(super) steps: &'static [(TrainingPlanStatus, NaiveDate, Option<&'static str>)],
    pub(super) decision: &'static str,
    pub(super) signer: &'static str,
}

impl Path {
    /// Whether nothing becomes of the plan after a state.
    pub(super) fn ends_as(&self, status: TrainingPlanStatus) -> bool {
        self.steps.last().is_some_and(|step| step.0 == status)
    }
}

const CHAIR: &str = "Chủ tịch Ủy ban nhân dân huyện Chương Mỹ";
const NOT_BY_TARGET: &str =
    "Chưa gắn số lượng với các chỉ tiêu của Kế hoạch 276/KH-UBND; đề nghị rà soát lại";
const NO_REASONS: &str = "Chưa nêu lý do cử đi học của từng nhóm chức danh";

const fn open(steps: &'static [(TrainingPlanStatus, NaiveDate, Option<&'static str>)]) -> Path {
    Path { steps, decision: "", signer: "" }
}

pub(super) const APPROVED_2024: Path = Path {
    steps: &[
        (Draft, day(2023, 10, 16), None),
        (Submitted, day(2023, 11, 6), None),
        (Consolidated, day(2023, 12, 11), None),
        (Approved, day(2024, 1, 18), None),
    ],
    decision: "31/KH-UBND",
    signer: CHAIR,
};
pub(super) const APPROVED_2024_AFTER_RETURN: Path = Path {
    steps: &[
        (Draft, day(2023, 10, 18), None),
        (Submitted, day(2023, 11, 8), None),
        (Returned, day(2023, 11, 17), Some(NOT_BY_TARGET)),
        (Submitted, day(2023, 11, 29), None),
        (Consolidated, day(2023, 12, 11), None),
        (Approved, day(2024, 1, 18), None),
    ],
    ..APPROVED_2024
};
pub(super) const DISTRICT_2024: Path = Path {
    steps: &[
        (Draft, day(2023, 12, 11), None),
        (Submitted, day(2023, 12, 20), None),
        (Approved, day(2024, 1, 18), None),
    ],
    ..APPROVED_2024
};
pub(super) const AMENDED_2024: Path = Path {
    steps: &[
        (Draft, day(2024, 6, 3), None),
        (Submitted, day(2024, 6, 10), None),
        (Approved, day(2024, 6, 26), None),
    ],
    decision: "215/KH-UBND",
    signer: CHAIR,
};
pub(super) const APPROVED_2025: Path = Path {
    steps: &[
        (Draft, day(2024, 10, 14), None),
        (Submitted, day(2024, 11, 4), None),
        (Consolidated, day(2024, 12, 9), None),
        (Approved, day(2025, 1, 16), None),
    ],
    decision: "18/KH-UBND",
    signer: CHAIR,
};
pub(super) const DISTRICT_2025: Path = Path {
    steps: &[
        (Draft, day(2024, 12, 9), None),
        (Submitted, day(2024, 12, 18), None),
        (Approved, day(2025, 1, 16), None),
    ],
    ..APPROVED_2025
};
pub(super) const DRAFT_2025: Path = open(&[(Draft, day(2024, 12, 2), None)]);
pub(super) const SUBMITTED_2025: Path =
    open(&[(Draft, day(2024, 11, 18), None), (Submitted, day(2024, 12, 16), None)]);
pub(super) const LATE_2025: Path = open(&[
    (Draft, day(2024, 11, 18), None),
    (Submitted, day(2024, 12, 16), None),
    (Consolidated, day(2025, 3, 3), None),
]);
pub(super) const RETURNED_2025: Path = open(&[
    (Draft, day(2024, 10, 15), None),
    (Submitted, day(2024, 11, 5), None),
    (Returned, day(2024, 11, 21), Some(NO_REASONS)),
]);
pub(super) const CONSOLIDATED_2025: Path = open(&[
    (Draft, day(2025, 1, 13), None),
    (Submitted, day(2025, 2, 3), None),
    (Consolidated, day(2025, 3, 3), None),
]);
pub(super) const DISTRICT_2025_AMENDED: Path =
    open(&[(Draft, day(2025, 3, 3), None), (Submitted, day(2025, 3, 17), None)]);
pub(super) const DRAFT_2026: Path = open(&[(Draft, day(2025, 11, 24), None)]);
pub(super) const SUBMITTED_2026: Path =
    open(&[(Draft, day(2025, 10, 20), None), (Submitted, day(2025, 11, 14), None)]);
pub(super) const RETURNED_2026: Path = open(&[
    (Draft, day(2025, 10, 22), None),
    (Submitted, day(2025, 11, 17), None),
    (Returned, day(2025, 12, 5), Some(NOT_BY_TARGET)),
]);
