//! Errors as clients see them: a code, a text in the reader's language, and nothing of the cause.

use std::fmt;
use std::sync::Arc;

use crate::language::Language;
use crate::repo::RepoError;
use crate::repo::page::PageError;

/// Why a field has no value.
#[derive(Clone, Debug)]
pub enum ApiError {
    /// The role may not read this class.
    Forbidden,
    /// The viewer may not make this change.
    ForbiddenChange,
    /// What is asked for takes a pass phrase or secret that was checked freshly.
    ReauthRequired,
    /// There is no such thing, or none that the viewer may know of: the two are one answer.
    NotFound,
    /// An argument that cannot be used.
    BadInput(BadInput),
    /// More than one request may ask for.
    TooMuch,
    /// The database does not answer. The cause is for the log.
    Unavailable(Arc<str>),
    /// The database did not say whether a change was kept. The cause is for the log.
    UnknownOutcome(Arc<str>),
    /// A fault of the server. The cause is for the log.
    Internal(Arc<str>),
}

/// What is wrong with an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadInput {
    /// `first`, `last` or a cursor.
    Page(PageError),
    /// Text that is no id of this API.
    MalformedId,
    /// An id of another type than the argument takes.
    IdOfAnotherType,
    /// Text that is no date.
    MalformedDate,
    /// Text that is no instant.
    MalformedInstant,
    /// A list with more items than are allowed.
    TooMany {
        /// The greatest number of items.
        most: usize,
    },
    /// A code that does not exist.
    UnknownCode {
        /// The argument or input field.
        field: &'static str,
    },
    /// A number out of its range.
    OutOfRange {
        /// The argument or input field.
        field: &'static str,
        /// The least number.
        least: u32,
        /// The greatest number.
        most: u32,
    },
    /// Text with a control character.
    ControlCharacter {
        /// The argument or input field.
        field: &'static str,
    },
    /// Text that is longer than any that could be meant.
    TooLong {
        /// The argument or input field.
        field: &'static str,
        /// The greatest number of characters.
        most: usize,
    },
    /// Input fields that do not go together, or none of those of which one is needed.
    Contradiction {
        /// The argument or input field.
        field: &'static str,
    },
}

impl ApiError {
    /// A fault of the server; the cause goes to the log.
    #[must_use]
    pub fn internal(cause: impl Into<Arc<str>>) -> Self {
        Self::Internal(cause.into())
    }

    /// The code in `extensions.code`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Forbidden | Self::ForbiddenChange => "FORBIDDEN",
            Self::ReauthRequired => "REAUTH_REQUIRED",
            Self::NotFound => "NOT_FOUND",
            Self::BadInput(_) => "BAD_USER_INPUT",
            Self::TooMuch => "QUERY_LIMIT_EXCEEDED",
            Self::Unavailable(_) => "UNAVAILABLE",
            Self::UnknownOutcome(_) => "UNKNOWN_OUTCOME",
            Self::Internal(_) => "INTERNAL",
        }
    }

    /// The cause, for the log alone.
    #[must_use]
    pub fn cause(&self) -> Option<&str> {
        match self {
            Self::Unavailable(cause) | Self::UnknownOutcome(cause) | Self::Internal(cause) => Some(cause),
            Self::Forbidden
            | Self::ForbiddenChange
            | Self::ReauthRequired
            | Self::NotFound
            | Self::BadInput(_)
            | Self::TooMuch => None,
        }
    }

    /// The text for people.
    #[must_use]
    pub fn message(&self, language: Language) -> String {
        let (vietnamese, english) = match self {
            Self::Forbidden => {
                ("Vai trò của bạn không được xem nội dung này.", "Your role may not read this.")
            }
            Self::ForbiddenChange => {
                ("Bạn không được thực hiện thay đổi này.", "You may not make this change.")
            }
            Self::ReauthRequired => {
                ("Hãy nhập lại mật khẩu rồi thử lại.", "Confirm your pass phrase, then try again.")
            }
            Self::NotFound => ("Không tìm thấy.", "Not found."),
            Self::BadInput(input) => return input.message(language),
            Self::TooMuch => (
                "Yêu cầu quá lớn, hãy chia thành nhiều yêu cầu nhỏ hơn.",
                "The request asks for too much; split it into smaller ones.",
            ),
            Self::Unavailable(_) => (
                "Hệ thống tạm thời không phục vụ được, vui lòng thử lại.",
                "The service is unavailable for the moment; please try again.",
            ),
            Self::UnknownOutcome(_) => (
                "Chưa rõ thay đổi đã được lưu hay chưa; hãy đọc lại trước khi thử lại.",
                "It is not known whether the change was kept; read it again before you retry.",
            ),
            Self::Internal(_) => ("Hệ thống gặp lỗi.", "The service met a fault."),
        };
        pick(language, vietnamese, english).to_owned()
    }
}

impl BadInput {
    /// Text that has not the form of a scalar.
    pub(super) fn malformed(scalar: &str) -> Self {
        if scalar == "Date" { Self::MalformedDate } else { Self::MalformedInstant }
    }

    pub(super) fn message(&self, language: Language) -> String {
        let (vietnamese, english) = match self {
            Self::Page(PageError::NoSize) => {
                ("Cần cho biết first hoặc last, từ 1 đến 100.", "Give first or last, from 1 to 100.")
            }
            Self::Page(PageError::TwoSizes) => {
                ("Chỉ được dùng một trong hai: first hoặc last.", "Give either first or last, not both.")
            }
            Self::Page(PageError::SizeOutOfRange) => {
                ("first và last phải từ 1 đến 100.", "first and last must be from 1 to 100.")
            }
            Self::Page(PageError::ForeignCursor) => {
                ("Con trỏ không thuộc danh sách này.", "The cursor is not of this list.")
            }
            Self::Page(PageError::OldCursor) => (
                "Con trỏ đã quá một ngày; hãy đọc lại danh sách từ đầu.",
                "The cursor is more than a day old; read the list from its start again.",
            ),
            Self::MalformedId => ("Mã định danh không hợp lệ.", "The id is malformed."),
            Self::IdOfAnotherType => ("Mã định danh thuộc kiểu khác.", "The id is of another type."),
            Self::MalformedDate => (
                "Ngày phải có thật và có dạng NNNN-TT-NN, ví dụ 2023-12-31.",
                "A date must exist and have the form YYYY-MM-DD, as in 2023-12-31.",
            ),
            Self::MalformedInstant => (
                "Thời điểm phải theo RFC 3339, ví dụ 2024-01-05T02:00:00Z.",
                "An instant must have the form of RFC 3339, as in 2024-01-05T02:00:00Z.",
            ),
            Self::TooMany { most } => {
                return match language {
                    Language::Vietnamese => format!("Danh sách có quá {most} phần tử."),
                    Language::English => format!("The list has more than {most} items."),
                };
            }
            Self::UnknownCode { field } => {
                return match language {
                    Language::Vietnamese => format!("{field}: mã không tồn tại."),
                    Language::English => format!("{field}: there is no such code."),
                };
            }
            Self::OutOfRange { field, least, most } => {
                return match language {
                    Language::Vietnamese => format!("{field} phải từ {least} đến {most}."),
                    Language::English => format!("{field} must be from {least} to {most}."),
                };
            }
            Self::ControlCharacter { field } => {
                return match language {
                    Language::Vietnamese => format!("{field}: không được chứa ký tự điều khiển."),
                    Language::English => format!("{field}: control characters are not allowed."),
                };
            }
            Self::TooLong { field, most } => {
                return match language {
                    Language::Vietnamese => format!("{field}: không được dài quá {most} ký tự."),
                    Language::English => format!("{field}: no more than {most} characters are allowed."),
                };
            }
            Self::Contradiction { field } => {
                return match language {
                    Language::Vietnamese => format!("{field}: các điều kiện không đi cùng nhau được."),
                    Language::English => format!("{field}: the conditions do not go together."),
                };
            }
        };
        pick(language, vietnamese, english).to_owned()
    }
}

const fn pick(language: Language, vietnamese: &'static str, english: &'static str) -> &'static str {
    match language {
        Language::Vietnamese => vietnamese,
        Language::English => english,
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl std::error::Error for ApiError {}

impl From<RepoError> for ApiError {
    fn from(error: RepoError) -> Self {
        match error {
            RepoError::Page(page) => page.into(),
            RepoError::Forbidden => Self::Forbidden,
            RepoError::Database(_) => Self::Unavailable(error.to_string().into()),
            RepoError::Inconsistent(_) | RepoError::Task(_) => Self::Internal(error.to_string().into()),
        }
    }
}

impl From<PageError> for ApiError {
    fn from(error: PageError) -> Self {
        Self::BadInput(BadInput::Page(error))
    }
}

impl From<BadInput> for ApiError {
    fn from(input: BadInput) -> Self {
        Self::BadInput(input)
    }
}

impl From<ApiError> for async_graphql::Error {
    fn from(error: ApiError) -> Self {
        // The text is put in at the end, in the reader's language: see `execute`.
        Self::new_with_source(error)
    }
}
