//! How rules of reports are told.

use crate::graphql::types::user_error::UserErrorCode as Code;
use crate::work::registry::reports::ReportRule;

/// A rule that forbids: its code, and its texts in Vietnamese and English.
pub(super) fn report_rule(rule: &ReportRule) -> (Code, String, String) {
    match rule {
        ReportRule::Agency => (
            Code::BadUserInput,
            "Cơ quan chuyên môn không lập báo cáo riêng; số liệu nằm trong báo cáo của đơn vị cấp trên."
                .to_owned(),
            "An agency has no report of its own: it is in that of the unit above it.".to_owned(),
        ),
        ReportRule::DraftedAlready => (
            Code::ReportExists,
            "Đơn vị đã có báo cáo năm này của chương trình.".to_owned(),
            "The unit has a report of the programme on that year already.".to_owned(),
        ),
        ReportRule::NotOver { on } => (
            Code::PeriodNotOver,
            format!("Chưa đến ngày chốt số liệu {}.", on.format("%d/%m/%Y")),
            format!("The day as of which it speaks is yet to come: {on}."),
        ),
        ReportRule::OwnSubmission => (
            Code::Forbidden,
            "Tài khoản đã gửi báo cáo thì không được tiếp nhận; cần một tài khoản khác.".to_owned(),
            "The account that submitted does not accept: another one has to.".to_owned(),
        ),
        ReportRule::BelowNotSubmitted { units } => (
            Code::ReportsBelowMissing,
            format!("Còn đơn vị trực thuộc chưa gửi báo cáo: {}.", units.join(", ")),
            format!("Units below have not submitted their reports: {}.", units.join(", ")),
        ),
    }
}
