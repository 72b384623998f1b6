//! How the rules of source pools are told.

use crate::graphql::types::user_error::UserErrorCode as Code;
use crate::graphql::types::warning::WarningCode;
use crate::work::registry::source_pool::{SourcePoolAdvice, SourcePoolRule};

/// The district's plan of its source pools, by which units add, review and report.
const PLAN: &str = "Đề án 28-ĐA/HU ngày 12/01/2024; Kế hoạch 276/KH-UBND";

/// A rule that forbids: its code, and its text in Vietnamese and in English.
pub(super) fn refused(rule: SourcePoolRule) -> (Code, String, String) {
    match rule {
        SourcePoolRule::Origin => (
            Code::OriginMismatch,
            "Nguồn không khớp với đơn vị quản lý hồ sơ vào ngày đó: tại chỗ là chính đơn vị, liên xã là một xã khác, từ trên \
             xuống là cơ quan khác."
                .to_owned(),
            "The origin does not agree with the unit that keeps the file on that day: ON_SITE is the unit itself, \
             INTER_COMMUNE another commune, FROM_ABOVE neither."
                .to_owned(),
        ),
        SourcePoolRule::PooledAlready => (
            Code::PooledAlready,
            "Người này đã ở trong nguồn của đơn vị.".to_owned(),
            "The person is in the unit's source pool already.".to_owned(),
        ),
        SourcePoolRule::NotRated { year } => (
            Code::InvalidTransition,
            format!(
                "Người này chưa có kết quả xếp loại năm {year} được duyệt đến ngày rà soát. Có thể dùng: proposeRatings, \
                 approveRatings."
            ),
            format!(
                "No rating of {year} was approved of the person by the day of the review. What is allowed: \
                 proposeRatings, approveRatings."
            ),
        ),
        SourcePoolRule::NotReviewed { people } => (
            Code::NotReviewed,
            format!("Còn {people} người trong nguồn chưa được rà soát năm đó."),
            format!("The number of people in the pool who were not reviewed in the year is {people}."),
        ),
        SourcePoolRule::NoAuthority => (
            Code::BadUserInput,
            "Báo cáo được gửi lên một đơn vị cấp trên.".to_owned(),
            "A report goes to a unit above.".to_owned(),
        ),
    }
}

/// A rule that advises: its code, what it rests on, and its text in Vietnamese and in English.
pub(super) fn advised(advice: SourcePoolAdvice) -> (WarningCode, String, String, String) {
    let (code, vietnamese, english) = match advice {
        SourcePoolAdvice::NoRating { year } => (
            WarningCode::NoRating,
            format!("Chưa có kết quả xếp loại năm {year} được duyệt làm căn cứ."),
            format!("There is no approved rating of {year} that it could rest on."),
        ),
        SourcePoolAdvice::LowRating { year } => (
            WarningCode::LowRating,
            format!("Năm {year} người này được xếp loại không hoàn thành nhiệm vụ."),
            format!("The person is rated NOT_COMPLETED in {year}."),
        ),
        SourcePoolAdvice::Disciplined { decided_on } => (
            WarningCode::Disciplined,
            format!(
                "Người này đang trong thời hạn kỷ luật theo quyết định ngày {}.",
                decided_on.format("%d/%m/%Y")
            ),
            format!("A disciplinary measure decided on {decided_on} is in force against the person."),
        ),
    };
    (code, PLAN.to_owned(), vietnamese, english)
}
