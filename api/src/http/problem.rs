//! What the door answers when it turns a request away: one form, a stable code, a text in the reader's language.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use serde_json::{Value, json};

use super::document::Refusal;
use super::json::JsonFault;
use super::media::Answer;
use super::request::Request;
use crate::auth::rules::Rule;
use crate::language::Language;
use crate::runtime::Lost;

/// After how many seconds a client may come back.
const RETRY_AFTER: &str = "1";

/// Why a request is turned away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// There is nothing at this path.
    NoSuchPath,
    /// The path knows other methods.
    MethodNotAllowed {
        /// Those that it knows.
        allow: &'static str,
    },
    /// No answer is written in a form that the client accepts.
    NotAcceptable,
    /// The body is not plain JSON in UTF-8.
    UnsupportedMediaType,
    /// The body is longer than allowed.
    BodyTooLarge {
        /// The most bytes.
        most: usize,
    },
    /// The body did not come in time.
    BodyTooSlow,
    /// The body broke off.
    BodyBroken,
    /// The body is no JSON that can be used.
    Json(JsonFault),
    /// The JSON is not the request that it should be: a member is missing, unknown, or of another type.
    Member {
        /// The member.
        name: String,
    },
    /// The body is a list of requests.
    Batch,
    /// The request names a document that it sent before.
    PersistedQuery,
    /// The document is not let in.
    Refused(Refusal),
    /// The answer is longer than allowed.
    AnswerTooLong {
        /// The most bytes.
        most: usize,
    },
    /// The request comes from a page of an origin that is not listed.
    ForeignOrigin,
    /// There is no access token.
    NoToken,
    /// The access token is not valid.
    BadToken,
    /// The name, the pass phrase or the code is wrong.
    InvalidCredentials,
    /// There were too many failures: nothing is judged for so long.
    RateLimited {
        /// The seconds.
        seconds: i64,
    },
    /// As many wait for what they ask as may.
    Busy,
    /// The account is locked; told in a session of it alone.
    AccountLocked,
    /// Another request exchanged the refresh token at the same time.
    RefreshRace,
    /// The pass phrase that was to be set breaks a rule.
    PassPhrase(Rule),
    /// The request took longer than allowed, or what it needs does not answer.
    Unavailable,
    /// A fault of the server.
    Internal,
}

impl From<Lost> for Problem {
    fn from(lost: Lost) -> Self {
        match lost {
            Lost::TooLong => Self::Unavailable,
            Lost::Broken => Self::Internal,
        }
    }
}

impl Problem {
    /// The HTTP status.
    pub(super) const fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchPath => StatusCode::NOT_FOUND,
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::NotAcceptable => StatusCode::NOT_ACCEPTABLE,
            Self::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::BodyTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::BodyTooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::BodyBroken
            | Self::Json(_)
            | Self::Member { .. }
            | Self::PassPhrase(_)
            | Self::Batch
            | Self::PersistedQuery
            | Self::Refused(_)
            | Self::AnswerTooLong { .. } => StatusCode::BAD_REQUEST,
            Self::AccountLocked | Self::ForeignOrigin => StatusCode::FORBIDDEN,
            Self::RateLimited { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::RefreshRace => StatusCode::CONFLICT,
            Self::NoToken | Self::BadToken | Self::InvalidCredentials => StatusCode::UNAUTHORIZED,
            Self::Busy | Self::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Whether the legacy form of GraphQL over HTTP tells it by the body alone, with status 200: what is wrong is the
    /// JSON, its members, or the document, and nothing that is meant to harm.
    pub(super) const fn is_told_by_the_body(&self) -> bool {
        matches!(
            self,
            Self::Json(JsonFault::Syntax | JsonFault::NotAnObject)
                | Self::Member { .. }
                | Self::Refused(Refusal::Syntax { .. } | Refusal::Cycle)
        )
    }

    /// The code in `extensions.code`.
    const fn code(&self) -> &'static str {
        match self {
            Self::NoSuchPath => "NOT_FOUND",
            Self::MethodNotAllowed { .. }
            | Self::NotAcceptable
            | Self::UnsupportedMediaType
            | Self::BodyTooLarge { .. }
            | Self::BodyTooSlow
            | Self::BodyBroken
            | Self::Json(_)
            | Self::Member { .. }
            | Self::PassPhrase(_) => "BAD_USER_INPUT",
            Self::Batch => "BATCH_NOT_SUPPORTED",
            Self::PersistedQuery => "PERSISTED_QUERY_NOT_SUPPORTED",
            Self::Refused(refusal) => refusal.code(),
            Self::AnswerTooLong { .. } => "QUERY_LIMIT_EXCEEDED",
            Self::ForeignOrigin => "FORBIDDEN",
            Self::NoToken | Self::BadToken => "UNAUTHENTICATED",
            Self::InvalidCredentials => "INVALID_CREDENTIALS",
            Self::RateLimited { .. } => "RATE_LIMITED",
            Self::AccountLocked => "ACCOUNT_LOCKED",
            Self::RefreshRace => "REFRESH_RACE",
            Self::Busy | Self::Unavailable => "UNAVAILABLE",
            Self::Internal => "INTERNAL",
        }
    }

    /// The text for people.
    fn message(&self, language: Language) -> String {
        match language {
            Language::Vietnamese => self.in_vietnamese(),
            Language::English => self.in_english(),
        }
    }

    fn in_vietnamese(&self) -> String {
        match self {
            Self::NoSuchPath => "Không có tài nguyên này.".to_owned(),
            Self::MethodNotAllowed { allow } => format!("Chỉ dùng được phương thức {allow}."),
            Self::NotAcceptable => {
                "Chỉ trả lời dưới dạng application/graphql-response+json hoặc application/json.".to_owned()
            }
            Self::UnsupportedMediaType => {
                "Nội dung phải là application/json, mã UTF-8, không nén.".to_owned()
            }
            Self::BodyTooLarge { most } => format!("Nội dung dài quá {most} byte."),
            Self::BodyTooSlow => "Nội dung gửi quá chậm.".to_owned(),
            Self::BodyBroken => "Nội dung bị đứt giữa chừng.".to_owned(),
            Self::Json(fault) => format!("Nội dung JSON không hợp lệ: {}.", fault.in_vietnamese()),
            Self::Member { name } => format!("Thành phần {name} bị thiếu, thừa hoặc sai kiểu."),
            Self::Batch => "Mỗi lần chỉ gửi được một yêu cầu.".to_owned(),
            Self::PersistedQuery => "Cần gửi toàn văn truy vấn: máy chủ không lưu truy vấn.".to_owned(),
            Self::Refused(refusal) => refusal.message(Language::Vietnamese),
            Self::AnswerTooLong { most } => {
                format!("Kết quả dài quá {most} byte; hãy lấy trang nhỏ hơn hoặc chia nhỏ truy vấn.")
            }
            Self::ForeignOrigin => "Trang web này không được phép gọi máy chủ.".to_owned(),
            Self::NoToken => "Cần đăng nhập.".to_owned(),
            Self::BadToken => "Phiên đăng nhập không hợp lệ hoặc đã hết hạn.".to_owned(),
            Self::InvalidCredentials => "Tên đăng nhập hoặc mật khẩu không đúng.".to_owned(),
            Self::RateLimited { seconds } => {
                format!("Nhập sai quá nhiều lần, vui lòng thử lại sau {seconds} giây.")
            }
            Self::Busy => "Đang có quá nhiều người đăng nhập, vui lòng thử lại.".to_owned(),
            Self::AccountLocked => {
                "Tài khoản bị khóa vì nhập sai quá nhiều lần; quản trị viên phải mở khóa.".to_owned()
            }
            Self::RefreshRace => {
                "Một yêu cầu khác vừa làm mới phiên đăng nhập này; hãy dùng kết quả của yêu cầu đó."
                    .to_owned()
            }
            Self::PassPhrase(rule) => rule.in_vietnamese().to_owned(),
            Self::Unavailable => "Hệ thống tạm thời không phục vụ được, vui lòng thử lại.".to_owned(),
            Self::Internal => "Hệ thống gặp lỗi.".to_owned(),
        }
    }

    fn in_english(&self) -> String {
        match self {
            Self::NoSuchPath => "There is nothing at this path.".to_owned(),
            Self::MethodNotAllowed { allow } => format!("The methods of this path are {allow}."),
            Self::NotAcceptable => {
                "Answers are application/graphql-response+json or application/json only.".to_owned()
            }
            Self::UnsupportedMediaType => {
                "The body must be application/json in UTF-8, not compressed.".to_owned()
            }
            Self::BodyTooLarge { most } => format!("The body is longer than {most} bytes."),
            Self::BodyTooSlow => "The body came too slowly.".to_owned(),
            Self::BodyBroken => "The body broke off.".to_owned(),
            Self::Json(fault) => format!("The body is no valid JSON: {}.", fault.in_english()),
            Self::Member { name } => format!("The member {name} is missing, unknown or of another type."),
            Self::Batch => "Send one request at a time.".to_owned(),
            Self::PersistedQuery => "Send the whole document: none is stored here.".to_owned(),
            Self::Refused(refusal) => refusal.message(Language::English),
            Self::AnswerTooLong { most } => {
                format!(
                    "The answer is longer than {most} bytes: ask for smaller pages, or split the document."
                )
            }
            Self::ForeignOrigin => "This web page may not ask this server.".to_owned(),
            Self::NoToken => "Please log in.".to_owned(),
            Self::BadToken => "The session is not valid or has expired.".to_owned(),
            Self::InvalidCredentials => "The name or the pass phrase is wrong.".to_owned(),
            Self::RateLimited { seconds } => format!("Too many failures; please try again in {seconds} s."),
            Self::Busy => "Too many people are logging in at this moment; please try again.".to_owned(),
            Self::AccountLocked => {
                "The account is locked after too many failures; an administrator has to unlock it.".to_owned()
            }
            Self::RefreshRace => {
                "Another request has just refreshed this session; use what it was given.".to_owned()
            }
            Self::PassPhrase(rule) => rule.in_english().to_owned(),
            Self::Unavailable => "The service is unavailable for the moment; please try again.".to_owned(),
            Self::Internal => "The service met a fault.".to_owned(),
        }
    }

    /// The answer.
    pub(super) fn answer(&self, request: &Request, form: Answer) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status());
        answer.insert_header((header::CONTENT_TYPE, form.content_type()));
        match self {
            Self::MethodNotAllowed { allow } => {
                answer.insert_header((header::ALLOW, *allow));
            }
            Self::NoToken => {
                answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
            }
            Self::BadToken => {
                answer.insert_header((header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\""));
            }
            // A body that was not read to its end would be read as the next request.
            Self::BodyTooLarge { .. } | Self::BodyTooSlow | Self::BodyBroken => {
                answer.force_close();
            }
            Self::RateLimited { seconds } => {
                answer.insert_header((header::RETRY_AFTER, seconds.to_string()));
            }
            Self::Busy | Self::Unavailable => {
                answer.insert_header((header::RETRY_AFTER, RETRY_AFTER));
            }
            _ => {}
        }
        let message = self.message(request.language);
        let mut extensions = json!({ "code": self.code(), "requestId": request.id });
        if let (Self::PassPhrase(rule), Value::Object(extensions)) = (self, &mut extensions) {
            extensions.insert("rule".to_owned(), json!(rule.code()));
        }
        let mut error = json!({ "message": message, "extensions": extensions });
        if let (Self::Refused(refusal), Value::Object(members)) = (self, &mut error) {
            members.extend(
                refusal
                    .at()
                    .map(|at| ("locations".to_owned(), json!([{ "line": at.line, "column": at.column }]))),
            );
        }
        answer.body(json!({ "errors": [error] }).to_string())
    }
}
