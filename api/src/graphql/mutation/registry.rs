//! How refusals and advice of the registry are told.

use async_graphql::MaybeUndefined;

use super::refusal::key_error;
use super::report_rule::report_rule;
use super::{course_rule, deadline, source_pool_rules, succession_rule, training_plan_rules};
use crate::graphql::context::RequestContext;
use crate::graphql::error::ApiError;
use crate::graphql::types::user_error::{UserError, UserErrorCode as Code};
use crate::graphql::types::warning::{Warning, WarningCode};
use crate::language::Language;
use crate::work::registry::{Advice, Change, Done, Refusal, RegistryError, Rule};

/// The rule of titles and seats.
const DECREE_33: &str = "Nghị định 33/2023/NĐ-CP";

/// The matter that a file belongs to.
const FILE: &str = "Hồ sơ cán bộ, công chức";

/// The matter that publications belong to.
const PUBLICATION: &str = "Công bố số liệu";

/// The rule of secondments.
const LAW_ON_OFFICIALS: &str = "Luật Cán bộ, công chức 2008, Điều 53";

/// The rule of yearly ratings.
const DECREE_90: &str = "Nghị định 90/2020/NĐ-CP, sửa đổi, bổ sung bởi Nghị định 48/2023/NĐ-CP";

/// What the digits of a citizen number tell.
const DECREE_137: &str = "Nghị định 137/2015/NĐ-CP";

/// What was done, as it is told.
pub(super) struct Told<T> {
    pub(super) object: T,
    pub(super) warnings: Vec<Warning>,
    pub(super) replayed: bool,
}

/// What came of a use case: its outcome, or what the client did wrong. Denials and faults are errors at the field.
pub(super) async fn told<T>(
    request: &RequestContext,
    outcome: Result<Done<T>, RegistryError>,
) -> Result<Result<Told<T>, Vec<UserError>>, ApiError> {
    Ok(accepted(request, outcome).await?.map(|Done { object, advice, replayed }| Told {
        object,
        warnings: warnings(request, &advice),
        replayed,
    }))
}

/// As [`told`], of a change of many rows.
pub(super) async fn accepted<T>(
    request: &RequestContext,
    outcome: Result<T, RegistryError>,
) -> Result<Result<T, Vec<UserError>>, ApiError> {
    match outcome {
        Ok(done) => {
            request.renew().await?;
            Ok(Ok(done))
        }
        Err(RegistryError::Forbidden) => Err(ApiError::Forbidden),
        Err(RegistryError::Refused(refusals)) => Ok(Err(user_errors(request, refusals))),
        Err(RegistryError::Rows(refusals)) => Ok(Err(user_errors(
            request,
            refusals.into_iter().enumerate().filter_map(|(number, refusal)| Some(refusal?.in_row(number))),
        ))),
        Err(RegistryError::Key(error)) => key_error(request, error).map(Err),
        Err(RegistryError::Directory(error)) => Err(error.into()),
        Err(RegistryError::Work(error)) => Err(error.into()),
    }
}

/// Absent is unchanged, null clears.
pub(super) fn change<T: async_graphql::InputType>(given: MaybeUndefined<T>) -> Change<T> {
    match given {
        MaybeUndefined::Undefined => Change::Keep,
        MaybeUndefined::Null => Change::Clear,
        MaybeUndefined::Value(value) => Change::Set(value),
    }
}

/// The rules that forbid something, for whoever asks at the console: each with the place that breaks it.
pub(crate) fn refused_at_console(refusals: &[Refusal]) -> String {
    let told = refusals.iter().map(|refusal| {
        let (place, message) =
            (refusal.place.join("."), user_error(refusal, Language::English).into_message());
        if place.is_empty() { message } else { format!("{place}: {message}") }
    });
    told.collect::<Vec<_>>().join(" ")
}

fn user_errors(request: &RequestContext, refusals: impl IntoIterator<Item = Refusal>) -> Vec<UserError> {
    refusals.into_iter().map(|refusal| user_error(&refusal, request.language())).collect()
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
        Rule::CodeTaken => (
            Code::CodeTaken,
            "Mã này đã có đơn vị khác dùng từ ngày đó hoặc sau đó.".to_owned(),
            "Another unit bears the code on that day or later.".to_owned(),
        ),
        Rule::NotEstablished => (
            Code::BadUserInput,
            "Không có đơn vị mới nào mang mã này.".to_owned(),
            "No unit of that code is established here.".to_owned(),
        ),
        Rule::RootUnit => (
            Code::BadUserInput,
            "Cần có đơn vị cấp trên.".to_owned(),
            "A unit above is needed.".to_owned(),
        ),
        Rule::ParentKind => (
            Code::BadUserInput,
            "Loại đơn vị này không thể trực thuộc loại đơn vị đó.".to_owned(),
            "A unit of this kind is not below one of that kind.".to_owned(),
        ),
        Rule::UnitTwice => (
            Code::BadUserInput,
            "Đơn vị này đã được nêu ở chỗ khác.".to_owned(),
            "The unit is named elsewhere already.".to_owned(),
        ),
        Rule::NothingChanges => (
            Code::BadUserInput,
            "Không có gì thay đổi.".to_owned(),
            "Nothing changes.".to_owned(),
        ),
        Rule::UnitsBelow => (
            Code::UnitsBelow,
            "Vẫn còn đơn vị trực thuộc.".to_owned(),
            "There are units below it still.".to_owned(),
        ),
        Rule::Shares => (
            Code::BadUserInput,
            "Đơn vị kết thúc thì nhập toàn bộ vào một đơn vị, hoặc chia thành các phần với đúng một phần mặc định; \
             đơn vị còn tiếp tục thì không có phần mặc định."
                .to_owned(),
            "A unit that ends goes over whole into one, or in parts of which just one is the default; a unit that goes \
             on gives no default part."
                .to_owned(),
        ),
        Rule::NoTree => (
            Code::BadUserInput,
            "Đơn vị không thể trực thuộc chính nó hoặc đơn vị cấp dưới của nó.".to_owned(),
            "A unit is not below itself, nor below what is below it.".to_owned(),
        ),
        Rule::BeginsLater => (
            Code::BeginsLater,
            "Ở đơn vị này có biên chế, bố trí hoặc hồ sơ bắt đầu từ ngày đó trở đi.".to_owned(),
            "A post, an appointment or a file in the unit begins on that day or later.".to_owned(),
        ),
        Rule::FilesLeft => (
            Code::FilesLeft,
            "Vẫn còn hồ sơ ở đơn vị này và không đơn vị nào tiếp nhận.".to_owned(),
            "Files are kept in the unit, and no other takes them over.".to_owned(),
        ),
        Rule::Seats { most } => (
            Code::BadUserInput,
            format!("Số biên chế phải từ 1 đến {most}."),
            format!("1 to {most} seats are needed."),
        ),
        Rule::NotPrimary => (
            Code::InvalidTransition,
            "Chỉ điều động, luân chuyển, chuyển đổi vị trí từ chức danh chính. Có thể dùng: endAppointment, appointOfficial."
                .to_owned(),
            "A person is moved from the PRIMARY appointment. What is allowed: endAppointment, appointOfficial."
                .to_owned(),
        ),
        Rule::AssessedAlready => (
            Code::AssessedAlready,
            "Đã có đánh giá người địa phương vào ngày này.".to_owned(),
            "The locality was assessed on that day already.".to_owned(),
        ),
        Rule::Year { first, last } => (
            Code::BadUserInput,
            format!("Năm phải từ {first} đến {last}."),
            format!("The year must be from {first} to {last}."),
        ),
        Rule::NotKept { on } => (
            Code::NotAffiliated,
            format!("Không đơn vị nào quản lý hồ sơ của người này vào ngày {}.", on.format("%d/%m/%Y")),
            format!("No unit kept the person's file on {on}."),
        ),
        Rule::RatedElsewhere => (
            Code::Forbidden,
            "Năm đó người này thuộc một đơn vị khác, nơi xếp loại người này.".to_owned(),
            "Another unit kept the person's file in that year, and rates the person.".to_owned(),
        ),
        Rule::NotApproved { legal } => (
            Code::InvalidTransition,
            format!("Xếp loại này chưa được duyệt. Có thể dùng: {}.", legal.join(", ")),
            format!("The rating is not approved yet. What is allowed: {}.", legal.join(", ")),
        ),
        Rule::OwnRating => (
            Code::Forbidden,
            "Không ai được duyệt xếp loại của chính mình.".to_owned(),
            "Nobody approves a rating of his own.".to_owned(),
        ),
        Rule::OwnProposal => (
            Code::Forbidden,
            "Tài khoản đã đề xuất thì không được duyệt; cần một tài khoản khác.".to_owned(),
            "The account that proposed does not approve: another one has to.".to_owned(),
        ),
        Rule::NotAbove => (
            Code::Forbidden,
            "Việc duyệt thuộc cơ quan nội vụ cấp trên của đơn vị.".to_owned(),
            "The Home Affairs office above the unit approves.".to_owned(),
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
        Rule::NothingToPublish => (
            Code::BadUserInput,
            "Vào ngày này chương trình không có chỉ tiêu nào do vai trò của tài khoản công bố.".to_owned(),
            "The programme has no target on that day that the account's role publishes.".to_owned(),
        ),
        Rule::Report(rule) => report_rule(rule),
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
        Rule::SameOfficial => (
            Code::SameOfficial,
            "Hồ sơ không thể nhập vào chính nó.".to_owned(),
            "A record does not go into itself.".to_owned(),
        ),
        Rule::Course(rule) => course_rule::told(rule),
        Rule::TwoNumbers => (
            Code::DifferentCitizenNumbers,
            "Hai hồ sơ có số định danh khác nhau: là hai người, trừ khi một số được đính chính.".to_owned(),
            "The two records have different citizen numbers: they are two people until one is corrected."
                .to_owned(),
        ),
        Rule::Succession(rule) => succession_rule::texts(rule),
        Rule::SourcePool(rule) => source_pool_rules::refused(*rule),
        Rule::Deadline(rule) => deadline::refused(*rule),
        Rule::TrainingPlan(rule) => training_plan_rules::refused(rule),
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
        Advice::PublishedAlready => (
            WarningCode::AlreadyPublished,
            PUBLICATION.to_owned(),
            "Số liệu này đã được công bố và không có gì thay đổi.".to_owned(),
            "The same figures were published before, and nothing of them changed.".to_owned(),
        ),
        Advice::RecordedAlready => (
            WarningCode::AlreadyRecorded,
            FILE.to_owned(),
            "Người này đã có một văn bằng, chứng chỉ cùng loại, cùng bậc còn giá trị.".to_owned(),
            "The person has a valid qualification of the same kind and level.".to_owned(),
        ),
        Advice::NoEvidence => (
            WarningCode::NoEvidence,
            FILE.to_owned(),
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
        Advice::SurplusHolders { on, seats, holders } => (
            WarningCode::SurplusHolders,
            DECREE_33.to_owned(),
            format!("Dôi dư: vào ngày {}, {holders} người giữ {seats} biên chế.", on.format("%d/%m/%Y")),
            format!("Surplus: on {on} the number of holders is {holders}, that of seats {seats}."),
        ),
        Advice::ViceChairLimit { most } => (
            WarningCode::ViceChairLimit,
            DECREE_33.to_owned(),
            format!("Vượt số Phó Chủ tịch Ủy ban nhân dân theo loại đơn vị: không quá {most}."),
            format!("More vice chairs of the committee than a unit of the class has: at most {most}."),
        ),
        Advice::LongSecondment { most } => (
            WarningCode::LongSecondment,
            LAW_ON_OFFICIALS.to_owned(),
            format!("Thời hạn biệt phái quá {most} năm."),
            format!("The secondment lasts more than {most} years."),
        ),
        Advice::ExcellentOverLimit { unit, year, excellent, good } => (
            WarningCode::ExcellentOverLimit,
            DECREE_90.to_owned(),
            format!(
                "{unit}, năm {year}: {excellent} người hoàn thành xuất sắc nhiệm vụ, quá 20 % của {good} người hoàn \
                 thành tốt nhiệm vụ."
            ),
            format!(
                "{unit}, {year}: {excellent} are rated EXCELLENT, more than 20 % of the {good} rated GOOD."
            ),
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
        Advice::AffiliationSetAside { unit, from } => (
            WarningCode::SetAside,
            FILE.to_owned(),
            format!(
                "Hồ sơ trùng ghi nơi quản lý khác từ ngày {}: {unit}; không giữ.",
                from.format("%d/%m/%Y")
            ),
            format!("The duplicate's file was kept otherwise from {from}, by {unit}: it was set aside."),
        ),
        Advice::AppointmentSetAside { title, unit, from } => (
            WarningCode::SetAside,
            FILE.to_owned(),
            format!(
                "Hồ sơ trùng ghi chức danh chính khác từ ngày {}: {title}, {unit}; không giữ.",
                from.format("%d/%m/%Y")
            ),
            format!("The duplicate had another main post from {from}, {title} in {unit}: it was set aside."),
        ),
        Advice::RatingSetAside { year } => (
            WarningCode::SetAside,
            FILE.to_owned(),
            format!("Hồ sơ trùng có kết quả xếp loại khác năm {year}; không giữ."),
            format!("The duplicate was rated otherwise in {year}: it was set aside."),
        ),
        Advice::EnrolmentSetAside { course } => (
            WarningCode::SetAside,
            FILE.to_owned(),
            format!("Hồ sơ trùng có kết quả học tập khác ở lớp “{course}”; không giữ."),
            format!("The duplicate came to another end in the course {course}: it was set aside."),
        ),
        Advice::SourcePool(advice) => source_pool_rules::advised(*advice),
        Advice::TrainingPlan(advice) => training_plan_rules::advised(advice),
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
