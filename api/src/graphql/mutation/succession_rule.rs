//! How the rules that forbid something of a succession plan are told.

use crate::graphql::types::user_error::UserErrorCode as Code;
use crate::work::registry::succession::SuccessionRule as Rule;

/// The code of a rule, with its texts in Vietnamese and in English.
pub(super) fn texts(rule: &Rule) -> (Code, String, String) {
    if let Rule::State { legal } = rule {
        let legal = legal.join(", ");
        return (
            Code::InvalidTransition,
            format!("Đợt quy hoạch đang ở bước khác. Có thể dùng: {legal}."),
            format!("The state of the round does not allow it. What is allowed: {legal}."),
        );
    }
    let (code, vietnamese, english) = fixed(rule);
    (code, vietnamese.to_owned(), english.to_owned())
}

const fn fixed(rule: &Rule) -> (Code, &'static str, &'static str) {
    match rule {
        Rule::Body => (
            Code::BadUserInput,
            "Chỉ lập quy hoạch cho chức danh của Đảng ủy, Hội đồng nhân dân và Ủy ban nhân dân.",
            "Succession is planned for titles of the Party, the council and the committee.",
        ),
        Rule::Term => (
            Code::BadUserInput,
            "Nhiệm kỳ cần hai năm như 2025-2030, năm sau lớn hơn và chưa qua.",
            "A term is two years as 2025-2030, the second one later, and not past.",
        ),
        Rule::RoundOpen => (
            Code::RoundOpen,
            "Đơn vị đã có một đợt quy hoạch chưa phê duyệt cho nhiệm kỳ này.",
            "The unit has a round for the body and the term that is not approved yet.",
        ),
        Rule::State { .. } => (Code::InvalidTransition, "", ""),
        Rule::Empty => (
            Code::InvalidTransition,
            "Đợt quy hoạch chưa có ai. Có thể dùng: proposeSuccessor.",
            "Nobody is planned in the round. What is allowed: proposeSuccessor.",
        ),
        Rule::NotAbove => (
            Code::Forbidden,
            "Việc này thuộc cấp ủy cấp trên của đơn vị.",
            "The Party committee of a unit above decides on it.",
        ),
        Rule::Own => (
            Code::Forbidden,
            "Tài khoản đã trình hoặc đã đề xuất thì không được thẩm định, phê duyệt; cần một tài khoản khác.",
            "The account that submitted or proposed neither appraises nor approves: another one has to.",
        ),
        Rule::OtherBody => (
            Code::BadUserInput,
            "Chức danh này không thuộc đợt quy hoạch.",
            "The title is not one of the round's body.",
        ),
        Rule::PlannedAlready => (
            Code::PlannedAlready,
            "Người này đã có trong quy hoạch chức danh đó.",
            "The round plans the person for the title already.",
        ),
        Rule::Holds => (
            Code::HeldAlready,
            "Người này đang giữ chức danh đó ở đơn vị này.",
            "The person holds the title in the unit.",
        ),
        Rule::NotAppointed => (
            Code::NotAppointed,
            "Người này chưa giữ chức danh đó ở đơn vị.",
            "The person does not hold the title in the unit.",
        ),
    }
}
