//! How refusals of use cases are told.

use crate::graphql::context::RequestContext;
use crate::graphql::error::ApiError;
use crate::graphql::types::user_error::{UserError, UserErrorCode as Code};
use crate::language::Language;
use crate::work::WorkError;
use crate::work::accounts::{ChangeError, Refusal};
use crate::work::idempotency::{IdempotencyError, IdempotencyKey};

/// What came of a use case: its outcome, or what the client did wrong. Denials and faults are errors at the field.
pub(super) fn told<T>(
    request: &RequestContext,
    outcome: Result<T, ChangeError>,
) -> Result<Result<T, Vec<UserError>>, ApiError> {
    match outcome {
        Ok(done) => {
            request.forget_loaded();
            Ok(Ok(done))
        }
        Err(ChangeError::Refused(Refusal::Forbidden)) => Err(ApiError::Forbidden),
        Err(ChangeError::Refused(Refusal::Reauthenticate)) => Err(ApiError::ReauthRequired),
        Err(ChangeError::Refused(refusal)) => Ok(Err(vec![account_error(&refusal, request.language())])),
        Err(ChangeError::Key(error)) => key_error(request, error).map(Err),
        Err(ChangeError::Work(error)) => Err(error.into()),
        Err(ChangeError::Code(error)) => Err(ApiError::internal(error.to_string())),
    }
}

/// What is wrong with an idempotency key.
pub(super) fn key_error(
    request: &RequestContext,
    error: IdempotencyError,
) -> Result<Vec<UserError>, ApiError> {
    let (code, texts) = match error {
        IdempotencyError::Mismatch => (
            Code::IdempotencyMismatch,
            (
                "Khóa chống lặp này đã dùng cho một yêu cầu khác.",
                "This idempotency key was used for another request.",
            ),
        ),
        IdempotencyError::InProgress => (
            Code::InProgress,
            (
                "Yêu cầu đầu tiên với khóa chống lặp này đang được xử lý.",
                "The first request under this idempotency key is still being done.",
            ),
        ),
        IdempotencyError::Work(error) => return Err(error.into()),
    };
    Ok(vec![UserError::at(code, &["input", "idempotencyKey"], texts, request.language())])
}

/// The idempotency key of an input.
pub(super) fn idempotency_key(
    request: &RequestContext,
    text: &str,
) -> Result<IdempotencyKey, Vec<UserError>> {
    IdempotencyKey::parse(text).ok_or_else(|| {
        let texts =
            ("Khóa chống lặp phải có 1 đến 64 ký tự.", "The idempotency key must be 1 to 64 characters.");
        let field = ["input", "idempotencyKey"];
        vec![UserError::at(Code::BadUserInput, &field, texts, request.language())]
    })
}

impl From<WorkError> for ApiError {
    fn from(error: WorkError) -> Self {
        let cause = error.to_string().into();
        match error {
            WorkError::Commit(_) => Self::UnknownOutcome(cause),
            WorkError::Database(_) | WorkError::Stopped => Self::Unavailable(cause),
            WorkError::Journal(crate::journal::JournalError::Database(_)) => Self::Unavailable(cause),
            WorkError::Journal(_) => Self::Internal(cause),
        }
    }
}

/// The error of a refused change of accounts.
fn account_error(refusal: &Refusal, language: Language) -> UserError {
    let place = match refusal {
        Refusal::NoUnit { place }
        | Refusal::UnitKind { place }
        | Refusal::Period { place }
        | Refusal::HeldAlready { place } => place.to_string(),
        _ => String::new(),
    };
    let in_unit = |field: &'static str| vec!["input", "units", place.as_str(), field];
    let (code, field, texts) = match refusal {
        Refusal::Forbidden | Refusal::Reauthenticate | Refusal::NoAccount => (
            Code::NotFound,
            vec!["input", "account"],
            ("Không có tài khoản này.", "There is no such account."),
        ),
        Refusal::NoGrant => (
            Code::NotFound,
            vec!["input", "grant"],
            ("Không có quyền này, hoặc quyền đã kết thúc.", "There is no such grant, or it has ended."),
        ),
        Refusal::NoSession => (
            Code::NotFound,
            vec!["input", "session"],
            ("Không có phiên này, hoặc phiên đã kết thúc.", "There is no such session, or it has ended."),
        ),
        Refusal::NoProposal => (
            Code::NotFound,
            vec!["input", "proposal"],
            ("Không có đề nghị này.", "There is no such proposal."),
        ),
        Refusal::NoOfficial => {
            (Code::NotFound, vec!["input", "official"], ("Không có người này.", "There is no such official."))
        }
        Refusal::Conflict { current } => {
            let vietnamese = format!("Tài khoản vừa được thay đổi; phiên bản hiện tại là {current}.");
            let english = format!("The account was changed meanwhile; its version is {current} now.");
            let field = ["input", "expectedVersion"];
            return UserError::at(Code::Conflict, &field, (&vietnamese, &english), language);
        }
        Refusal::Own => (
            Code::OwnRights,
            vec!["input", "account"],
            (
                "Không ai được tự thay đổi quyền hoặc trạng thái của tài khoản mình.",
                "Nobody changes the rights or the status of his own account.",
            ),
        ),
        Refusal::LastAdministrator => (
            Code::BadUserInput,
            vec!["input", "account"],
            (
                "Phải còn ít nhất một quản trị viên đang hoạt động.",
                "At least one active administrator must remain.",
            ),
        ),
        Refusal::State => (
            Code::InvalidTransition,
            vec!["input", "account"],
            (
                "Trạng thái của tài khoản không cho phép việc này.",
                "The state of the account does not allow this.",
            ),
        ),
        Refusal::Machine => (
            Code::BadUserInput,
            vec!["input", "account"],
            (
                "Tài khoản của hệ thống khác không có mật khẩu và không đổi vai trò; hãy dùng createServiceAccount.",
                "The account of a machine has neither pass phrase nor another role; use createServiceAccount.",
            ),
        ),
        Refusal::Username => (
            Code::BadUserInput,
            vec!["input", "username"],
            (
                "Tên đăng nhập phải có 1 đến 64 chữ cái không dấu, chữ số, dấu chấm, gạch dưới hoặc gạch nối.",
                "The name must be 1 to 64 unaccented letters, digits, dots, underscores or hyphens.",
            ),
        ),
        Refusal::UsernameTaken => (
            Code::BadUserInput,
            vec!["input", "username"],
            ("Tên đăng nhập đã có người dùng.", "The name is taken."),
        ),
        Refusal::DisplayName => (
            Code::BadUserInput,
            vec!["input", "displayName"],
            ("Tên hiển thị phải có 1 đến 200 ký tự.", "The name that is shown must be 1 to 200 characters."),
        ),
        Refusal::Reason => (
            Code::BadUserInput,
            vec!["input", "reason"],
            ("Cần nêu lý do, 1 đến 500 ký tự.", "A reason of 1 to 500 characters is needed."),
        ),
        Refusal::UnitsMissing => (
            Code::BadUserInput,
            vec!["input", "units"],
            ("Vai trò này phải gắn với ít nhất một đơn vị.", "The role is held in at least one unit."),
        ),
        Refusal::UnitsGiven => (
            Code::BadUserInput,
            vec!["input", "units"],
            ("Quản trị viên không gắn với đơn vị nào.", "An administrator holds the role in no unit."),
        ),
        Refusal::TooManyUnits => {
            (Code::BadUserInput, vec!["input", "units"], ("Quá nhiều đơn vị.", "Too many units."))
        }
        Refusal::NoUnit { .. } => (
            Code::NotFound,
            in_unit("unit"),
            ("Đơn vị không tồn tại vào ngày bắt đầu.", "The unit does not exist on the first day."),
        ),
        Refusal::UnitKind { .. } => (
            Code::BadUserInput,
            in_unit("unit"),
            ("Vai trò này không gắn với loại đơn vị này.", "The role is not held in units of this kind."),
        ),
        Refusal::Period { .. } => (
            Code::BadUserInput,
            in_unit("validFrom"),
            (
                "Thời hạn phải bắt đầu từ hôm nay trở đi và kết thúc sau khi bắt đầu.",
                "The period must begin today or later, and end after it begins.",
            ),
        ),
        Refusal::HeldAlready { .. } => (
            Code::BadUserInput,
            in_unit("unit"),
            ("Tài khoản đã có vai trò ở đơn vị này.", "The account holds its role in this unit already."),
        ),
        Refusal::Day => (
            Code::BadUserInput,
            vec!["input", "on"],
            (
                "Ngày kết thúc phải từ hôm nay trở đi và không sau thời hạn đã định.",
                "The end must be today or later, and not after the end that is set.",
            ),
        ),
        Refusal::SameRole => (
            Code::BadUserInput,
            vec!["input", "role"],
            ("Tài khoản đã có vai trò này.", "The account has this role already."),
        ),
        Refusal::Pending => (
            Code::InvalidTransition,
            vec!["input", "account"],
            (
                "Tài khoản đang có một đề nghị chờ quyết định.",
                "A proposal about the account waits to be decided.",
            ),
        ),
        Refusal::NotOpen => (
            Code::InvalidTransition,
            vec!["input", "proposal"],
            ("Đề nghị không còn chờ quyết định.", "The proposal is not open any more."),
        ),
        Refusal::OwnProposal => (
            Code::OwnRights,
            vec!["input", "proposal"],
            (
                "Đề nghị phải được một quản trị viên khác phê duyệt.",
                "Another administrator has to approve the proposal.",
            ),
        ),
    };
    UserError::at(code, &field, texts, language)
}
