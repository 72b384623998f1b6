//! How the rules of courses and enrolments are told.

use crate::graphql::types::user_error::UserErrorCode as Code;
use crate::work::registry::CourseRule;

/// A rule that forbids: its code, and its texts in Vietnamese and English.
pub(super) fn told(rule: &CourseRule) -> (Code, String, String) {
    match rule {
        CourseRule::CodeTaken => (
            Code::CourseCodeTaken,
            "Mã này đã có lớp khác dùng.".to_owned(),
            "Another course has the code.".to_owned(),
        ),
        CourseRule::Number { least, most } => (
            Code::BadUserInput,
            format!("Cần một số từ {least} đến {most}."),
            format!("A number from {least} to {most} is needed."),
        ),
        CourseRule::SeatsOverCapacity => (
            Code::BadUserInput,
            "Tổng chỉ tiêu giữ cho các đơn vị vượt quá chỉ tiêu của lớp.".to_owned(),
            "More places are kept for units than the course has.".to_owned(),
        ),
        CourseRule::SeatsTaken { taken } => (
            Code::SeatsTaken,
            format!("Không thể ít hơn số người đã được xếp vào lớp: {taken}."),
            format!("It cannot be fewer than the {taken} places that are taken."),
        ),
        CourseRule::CourseState { legal } => (
            Code::InvalidTransition,
            format!("Trạng thái của lớp không cho phép việc này. Có thể dùng: {}.", ways(legal, "không có")),
            format!(
                "The state of the course does not allow it. What is allowed: {}.",
                ways(legal, "nothing")
            ),
        ),
        CourseRule::EnrolmentState { legal } => (
            Code::InvalidTransition,
            format!(
                "Trạng thái của việc cử đi học không cho phép việc này. Có thể dùng: {}.",
                ways(legal, "không có")
            ),
            format!(
                "The state of the enrolment does not allow it. What is allowed: {}.",
                ways(legal, "nothing")
            ),
        ),
        CourseRule::NotBegun { on } => (
            Code::InvalidTransition,
            format!("Lớp chưa khai giảng: ngày đầu là {}. Có thể dùng: changeCourse.", on.format("%d/%m/%Y")),
            format!("The course has not begun: its first day is {on}. What is allowed: changeCourse."),
        ),
        CourseRule::NotOver { on } => (
            Code::InvalidTransition,
            format!("Lớp chưa kết thúc: ngày cuối là {}. Có thể dùng: cancelCourse.", on.format("%d/%m/%Y")),
            format!("The course is not over: its last day is {on}. What is allowed: cancelCourse."),
        ),
        CourseRule::OwnNomination => (
            Code::Forbidden,
            "Tài khoản đã cử người đi học thì không được duyệt; cần một tài khoản khác.".to_owned(),
            "The account that nominated does not decide: another one has to.".to_owned(),
        ),
        CourseRule::OwnEnrolment => (
            Code::Forbidden,
            "Không ai được quyết định việc học của chính mình.".to_owned(),
            "Nobody decides of an enrolment of his own.".to_owned(),
        ),
        CourseRule::NotAuthority => (
            Code::Forbidden,
            "Việc duyệt thuộc cấp có thẩm quyền mà đơn vị trình.".to_owned(),
            "The authority that the unit submits to decides.".to_owned(),
        ),
        CourseRule::YieldsNothing => (
            Code::BadUserInput,
            "Kết quả này không kèm văn bằng, chứng chỉ.".to_owned(),
            "The result yields no certificate.".to_owned(),
        ),
        CourseRule::Authority => (
            Code::BadUserInput,
            "Cần nêu cấp có thẩm quyền khi đơn vị phải trình, và chỉ khi đó.".to_owned(),
            "An authority is named where the unit must submit, and there alone.".to_owned(),
        ),
        CourseRule::RuleInThePast => (
            Code::BadUserInput,
            "Quy định chỉ áp dụng từ hôm nay trở đi.".to_owned(),
            "A rule applies from today on, or later.".to_owned(),
        ),
        CourseRule::RuleBeginsLater => (
            Code::RuleBeginsLater,
            "Đã có quy định áp dụng từ ngày đó hoặc sau đó.".to_owned(),
            "A rule begins on that day or later already.".to_owned(),
        ),
    }
}

fn ways(legal: &[&str], none: &str) -> String {
    if legal.is_empty() { none.to_owned() } else { legal.join(", ") }
}
