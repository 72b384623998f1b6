//! How refusals and advice of the registry are told.

use super::refusal::key_error;
use crate::graphql::context::RequestContext;
use crate::graphql::error::ApiError;
use crate::graphql::types::user_error::{UserError, UserErrorCode as Code};
use crate::graphql::types::warning::{Warning, WarningCode};
use crate::language::Language;
use crate::work::registry::{Advice, Done, Refusal, RegistryError, Rule};

/// The rule of titles and seats.
const DECREE_33: &str = "Nghị định 33/2023/NĐ-CP";

/// What the digits of a citizen number tell.
const DECREE_137: &str = "Nghị định 137/2015/NĐ-CP";

/// What was done, as it is told.
pub(super) struct Told<T> {
    pub(super) object: T,
    pub(super) warnings: Vec<Warning>,
    pub(super) replayed: bool,
}

/// What came of a use case: its outcome, or what the client did wrong. Denials and faults are errors at the field.
pub(super) fn told<T>(
    request: &RequestContext,
    outcome: Result<Done<T>, RegistryError>,
) -> Result<Result<Told<T>, Vec<UserError>>, ApiError> {
    Ok(accepted(request, outcome)?.map(|Done { object, advice, replayed }| Told {
        object,
        warnings: warnings(request, &advice),
        replayed,
    }))
}

/// As [`told`], of a change of many rows.
pub(super) fn accepted<T>(
    request: &RequestContext,
    outcome: Result<T, RegistryError>,
) -> Result<Result<T, Vec<UserError>>, ApiError> {
    match outcome {
        Ok(done) => {
            request.forget_loaded();
            Ok(Ok(done))
        }
        Err(RegistryError::Forbidden) => Err(ApiError::Forbidden),
        Err(RegistryError::Refused(refusals)) => {
            Ok(Err(refusals.iter().map(|refusal| user_error(refusal, request.language())).collect()))
        }
        Err(RegistryError::Key(error)) => key_error(request, error).map(Err),
        Err(RegistryError::Directory(error)) => Err(error.into()),
        Err(RegistryError::Work(error)) => Err(error.into()),
    }
}

/// The rules that advise against a change.
pub(super) fn warnings(request: &RequestContext, advice: &[Advice]) -> Vec<Warning> {
    advice.iter().map(|advice| warning(advice, request.language())).collect()
}

/// A rule that forbids.
pub(super) fn user_error(refusal: &Refusal, language: Language) -> UserError {
    let (code, vietnamese, english) = match &refusal.rule {
        Rule::NotFound => {
            (Code::NotFound, "Không tìm thấy.".to_owned(), "There is no such thing.".to_owned())
        }
        Rule::Conflict { current } => (
            Code::Conflict,
            format!("Dữ liệu vừa được thay đổi; phiên bản hiện tại là {current}."),
            format!("It was changed meanwhile; its version is {current} now."),
        ),
        Rule::Text { most } => (
            Code::BadUserInput,
            format!("Cần 1 đến {most} ký tự nhìn thấy được, trên một dòng."),
            format!("1 to {most} visible characters on one line are needed."),
        ),
        Rule::UnknownLevel => (
            Code::BadUserInput,
            "Loại trình độ này không có bậc đó.".to_owned(),
            "The kind of qualification has no such level.".to_owned(),
        ),
        Rule::Day => (
            Code::BadUserInput,
            "Ngày không hợp lệ: trước năm 1900, hoặc sau hôm nay.".to_owned(),
            "The day cannot be: it is before 1900, or after today.".to_owned(),
        ),
        Rule::Order => (
            Code::BadUserInput,
            "Thứ tự các ngày không hợp lệ.".to_owned(),
            "The days do not follow each other.".to_owned(),
        ),
        Rule::Closed { legal } => {
            let ways = |none: &str| if legal.is_empty() { none.to_owned() } else { legal.join(", ") };
            (
                Code::InvalidTransition,
                format!("Việc này đã kết thúc và không sửa được. Có thể dùng: {}.", ways("không có")),
                format!("It is closed and is not edited. What is allowed: {}.", ways("nothing")),
            )
        }
        Rule::NotAffiliated => (
            Code::NotAffiliated,
            "Không đơn vị nào quản lý hồ sơ của người này vào ngày bắt đầu.".to_owned(),
            "No unit keeps the person's file on the first day.".to_owned(),
        ),
        Rule::AffiliatedAlready => (
            Code::AffiliatedAlready,
            "Đơn vị này đã quản lý hồ sơ theo loại đó.".to_owned(),
            "The unit keeps the file in that category already.".to_owned(),
        ),
        Rule::Rows { most } => (
            Code::BadUserInput,
            format!("Mỗi lần cần 1 đến {most} dòng."),
            format!("1 to {most} rows are needed."),
        ),
        Rule::Twice => (
            Code::BadUserInput,
            "Người này đã có ở một dòng khác.".to_owned(),
            "Another row names this person.".to_owned(),
        ),
        Rule::UnitAbsent => (
            Code::UnitAbsent,
            "Đơn vị không tồn tại trong suốt thời gian này.".to_owned(),
            "The unit does not exist throughout the period.".to_owned(),
        ),
        Rule::NotAuthorised { on } => (
            Code::NotAuthorised,
            format!("Đơn vị không có biên chế cho chức danh này vào ngày {}.", on.format("%d/%m/%Y")),
            format!("The unit has no seat of the title on {on}."),
        ),
        Rule::SeatsFilled { on } => (
            Code::SeatsFilled,
            format!("Chức danh đã đủ người theo biên chế vào ngày {}.", on.format("%d/%m/%Y")),
            format!("Every seat of the title is held on {on}."),
        ),
        Rule::PrimaryHeld => (
            Code::PrimaryHeld,
            "Người này đã có một chức danh chính trong thời gian này.".to_owned(),
            "The person has another PRIMARY appointment in the period.".to_owned(),
        ),
        Rule::PrimaryMissing => (
            Code::PrimaryMissing,
            "Kiêm nhiệm cần có một chức danh chính vào ngày bắt đầu.".to_owned(),
            "A CONCURRENT appointment needs a PRIMARY one on its first day.".to_owned(),
        ),
        Rule::HeldAlready => (
            Code::HeldAlready,
            "Người này đã giữ chức danh đó ở đơn vị này trong thời gian này.".to_owned(),
            "The person holds the title in the unit already in the period.".to_owned(),
        ),
        Rule::Precision => (
            Code::BadUserInput,
            "Ngày sinh cần là ngày đầu của tháng hoặc của năm khi chỉ biết tháng hoặc năm.".to_owned(),
            "Where the month or the year alone is known, its first day is needed.".to_owned(),
        ),
        Rule::Incomplete => (
            Code::BadUserInput,
            "Mục này không có nghĩa khi thiếu mục mà nó bổ sung.".to_owned(),
            "It says nothing without the member that it belongs to.".to_owned(),
        ),
        Rule::CitizenNumber => (
            Code::BadUserInput,
            "Số định danh cần đúng 12 chữ số, bắt đầu bằng mã tỉnh, thành phố.".to_owned(),
            "A citizen number has exactly 12 digits and begins with the code of a province.".to_owned(),
        ),
        Rule::DuplicateOfficial => (
            Code::DuplicateOfficial,
            "Số định danh này đã có trong hồ sơ của một người khác.".to_owned(),
            "Somebody else has this citizen number.".to_owned(),
        ),
        Rule::ReferToDistrict => (
            Code::ConflictReferToDistrict,
            "Số định danh này cần cấp huyện xem xét; đề nghị liên hệ Phòng Nội vụ.".to_owned(),
            "The district has to look at this citizen number; please turn to the Home Affairs office.".to_owned(),
        ),
        Rule::ReferredTooOften { most } => (
            Code::RateLimited,
            format!("Đã có {most} số định danh cần cấp huyện xem xét trong ngày; có thể ghi tiếp từ ngày mai."),
            format!("The district has to look at {most} citizen numbers of today; the next can be written tomorrow."),
        ),
        Rule::PossibleDuplicate { .. } => (
            Code::PossibleDuplicate,
            "Đã có người trùng họ tên, ngày sinh và quê quán; nếu là người khác, hãy nêu rõ.".to_owned(),
            "Somebody has the same name, birth date and hometown; name whoever is known to be another person.".to_owned(),
        ),
        Rule::TooYoung { least } => (
            Code::BadUserInput,
            format!("Người này chưa đủ {least} tuổi vào ngày đó."),
            format!("The person is not {least} years old on that day."),
        ),
        Rule::HoldsTitles { titles } => {
            let named = if titles.is_empty() { String::new() } else { format!(": {}", titles.join(", ")) };
            (
                Code::InvalidTransition,
                format!("Người này còn giữ chức danh mà cơ quan khác phải cho thôi trước{named}."),
                format!("The person holds titles that another body has to end first{named}."),
            )
        }
        Rule::CommitteeAlready => (
            Code::CommitteeAlready,
            "Đơn vị đã có Ban Thường vụ trong thời gian này.".to_owned(),
            "The unit has a standing committee in the period already.".to_owned(),
        ),
        Rule::CommitteeAbsent => (
            Code::CommitteeAbsent,
            "Đơn vị không có Ban Thường vụ vào ngày bắt đầu.".to_owned(),
            "The unit has no standing committee on the first day.".to_owned(),
        ),
        Rule::SeatedAlready => (
            Code::SeatedAlready,
            "Người này đã là ủy viên Ban Thường vụ trong thời gian này.".to_owned(),
            "The person sits in the standing committee already in the period.".to_owned(),
        ),
    };
    let field: Vec<&str> = std::iter::once("input").chain(refusal.place.iter().map(String::as_str)).collect();
    UserError::at(code, &field, (&vietnamese, &english), language)
}

fn warning(advice: &Advice, language: Language) -> Warning {
    let of_standard = |basis: &Option<String>| basis.clone().unwrap_or_else(|| DECREE_33.to_owned());
    let (code, rule, vietnamese, english) = match advice {
        Advice::StandardNotMet { kind, level, legal_basis } => (
            WarningCode::StandardNotMet,
            of_standard(legal_basis),
            format!("Chưa đạt tiêu chuẩn chức danh: {} từ bậc {level} trở lên.", vietnamese_kind(*kind)),
            format!("A requirement of the title's standard is not met: {kind:?}, {level} or higher."),
        ),
        Advice::OverAge { most, legal_basis } => (
            WarningCode::OverAge,
            of_standard(legal_basis),
            format!("Quá tuổi giữ chức danh lần đầu: không quá {most} tuổi."),
            format!("The person is too old for a first appointment: at most {most} years."),
        ),
        Advice::RecordedAlready => (
            WarningCode::AlreadyRecorded,
            "Hồ sơ cán bộ, công chức".to_owned(),
            "Người này đã có một văn bằng, chứng chỉ cùng loại, cùng bậc còn giá trị.".to_owned(),
            "The person has a valid qualification of the same kind and level.".to_owned(),
        ),
        Advice::NoEvidence => (
            WarningCode::NoEvidence,
            "Hồ sơ cán bộ, công chức".to_owned(),
            "Chưa ghi nơi cấp và số hiệu văn bằng, chứng chỉ.".to_owned(),
            "Neither issuer nor certificate is named.".to_owned(),
        ),
        Advice::ConcurrentAlone => (
            WarningCode::ConcurrentAlone,
            DECREE_33.to_owned(),
            "Chức danh kiêm nhiệm còn lại mà không có chức danh chính.".to_owned(),
            "A CONCURRENT appointment goes on without a PRIMARY one.".to_owned(),
        ),
        Advice::HoldsInUnitLeft => (
            WarningCode::HoldsInUnitLeft,
            DECREE_33.to_owned(),
            "Người này vẫn giữ chức danh ở đơn vị chuyển đi.".to_owned(),
            "The person goes on holding a title in the unit that is left.".to_owned(),
        ),
        Advice::NumberAgainstSex => (
            WarningCode::CitizenNumberMismatch,
            DECREE_137.to_owned(),
            "Số định danh không khớp với giới tính.".to_owned(),
            "The citizen number tells another sex.".to_owned(),
        ),
        Advice::NumberAgainstBirthYear => (
            WarningCode::CitizenNumberMismatch,
            DECREE_137.to_owned(),
            "Số định danh không khớp với năm sinh.".to_owned(),
            "The citizen number tells another year of birth.".to_owned(),
        ),
    };
    let message = match language {
        Language::Vietnamese => vietnamese,
        Language::English => english,
    };
    Warning { code, rule, message }
}

const fn vietnamese_kind(kind: entity::value::QualificationKind) -> &'static str {
    use entity::value::QualificationKind as Kind;
    match kind {
        Kind::Education => "trình độ chuyên môn",
        Kind::PoliticalTheory => "lý luận chính trị",
        Kind::StateManagement => "quản lý nhà nước",
        Kind::InformationTechnology => "tin học",
        Kind::ForeignLanguage => "ngoại ngữ",
    }
}
