//! How the rules of training plans are told.

use crate::graphql::types::user_error::UserErrorCode as Code;
use crate::graphql::types::warning::WarningCode;
use crate::work::registry::training_plans::{TrainingPlanAdvice, TrainingPlanRule};
use entity::value::TrainingPlanStatus;

/// The rule of yearly training plans.
const DECREE_101: &str = "Nghị định 101/2017/NĐ-CP, sửa đổi, bổ sung bởi Nghị định 89/2021/NĐ-CP";

/// A rule that forbids: its code, and its text in Vietnamese and English.
pub(super) fn refused(rule: &TrainingPlanRule) -> (Code, String, String) {
    match rule {
        TrainingPlanRule::Exists => (
            Code::TrainingPlanExists,
            "Đơn vị đã có kế hoạch đào tạo, bồi dưỡng của năm này. Có thể dùng: editTrainingPlan; khi đã được duyệt: \
             amendTrainingPlan."
                .to_owned(),
            "The unit has a plan for the year already. What is allowed: editTrainingPlan, and amendTrainingPlan once it is \
             approved."
                .to_owned(),
        ),
        TrainingPlanRule::State { status, legal } => {
            let ways = |none: &str| if legal.is_empty() { none.to_owned() } else { legal.join(", ") };
            (
                Code::InvalidTransition,
                format!("Kế hoạch {}. Có thể dùng: {}.", in_vietnamese(*status), ways("không có")),
                format!("The plan {}. What is allowed: {}.", in_english(*status), ways("nothing")),
            )
        }
        TrainingPlanRule::LaterEdition => (
            Code::InvalidTransition,
            "Đã có bản điều chỉnh sau của kế hoạch này. Có thể dùng: editTrainingPlan, submitTrainingPlan với bản đó."
                .to_owned(),
            "There is a later edition of this plan. What is allowed: editTrainingPlan, submitTrainingPlan of that one."
                .to_owned(),
        ),
        TrainingPlanRule::NoItems => (
            Code::BadUserInput,
            "Kế hoạch chưa có nội dung nào.".to_owned(),
            "The plan has no item.".to_owned(),
        ),
        TrainingPlanRule::Items { most } => (
            Code::BadUserInput,
            format!("Kế hoạch có không quá {most} nội dung."),
            format!("A plan has at most {most} items."),
        ),
        TrainingPlanRule::ItemTwice => (
            Code::BadUserInput,
            "Nội dung này đã được nêu ở chỗ khác.".to_owned(),
            "The item is named elsewhere already.".to_owned(),
        ),
        TrainingPlanRule::People { most } => (
            Code::BadUserInput,
            format!("Số người phải từ 1 đến {most}."),
            format!("1 to {most} people are needed."),
        ),
    }
}

/// A rule that advises: its code, what it rests on, and its text in Vietnamese and English.
pub(super) fn advised(advice: &TrainingPlanAdvice) -> (WarningCode, String, String, String) {
    match advice {
        TrainingPlanAdvice::NoReason { items } => (
            WarningCode::NoReason,
            DECREE_101.to_owned(),
            format!("{items} nội dung chưa nêu lý do cử đi học."),
            format!("Items that do not say why people are sent: {items}."),
        ),
        TrainingPlanAdvice::NothingNeeded { on } => (
            WarningCode::NothingNeeded,
            DECREE_101.to_owned(),
            format!(
                "Tính đến {} không ai có nhu cầu đào tạo, bồi dưỡng theo các chỉ tiêu.",
                on.format("%d/%m/%Y")
            ),
            format!("Nobody needs a course for the targets on {on}."),
        ),
    }
}

const fn in_vietnamese(status: TrainingPlanStatus) -> &'static str {
    match status {
        TrainingPlanStatus::Draft => "đang được soạn thảo",
        TrainingPlanStatus::Submitted => "đã trình và đang chờ duyệt",
        TrainingPlanStatus::Returned => "đã bị trả lại",
        TrainingPlanStatus::Consolidated => {
            "đã được tổng hợp vào kế hoạch cấp trên và được duyệt cùng kế hoạch đó"
        }
        TrainingPlanStatus::Approved => "đã được duyệt và không sửa được",
    }
}

const fn in_english(status: TrainingPlanStatus) -> &'static str {
    match status {
        TrainingPlanStatus::Draft => "is being drafted",
        TrainingPlanStatus::Submitted => "is submitted and waits to be judged",
        TrainingPlanStatus::Returned => "was returned",
        TrainingPlanStatus::Consolidated => "was taken up by the plan above, and is approved with it",
        TrainingPlanStatus::Approved => "is approved and is not edited",
    }
}
