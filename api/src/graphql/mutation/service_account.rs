//! Accounts of machines, and what they prove themselves with.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use entity::id::{AccountId, UnitId};

use super::refusal::{idempotency_key, key_error};
use crate::graphql::context::{RequestContext, request};
use crate::graphql::error::ApiError;
use crate::graphql::id::{GlobalId, NodeKind, key};
use crate::graphql::scalar::DateTime;
use crate::graphql::types::account::Account;
use crate::graphql::types::user_error::{UserError, UserErrorCode as Code};
use crate::graphql::types::word::ConfidentialityClass;
use crate::work::service_accounts::{self, NewServiceAccount, ServiceAccountError as Refusal};

/// Accounts of machines.
#[derive(Default)]
pub struct ServiceAccountMutation;

/// Gives up with what is wrong with the request.
macro_rules! or_told {
    ($outcome:expr, $refused:expr) => {
        match $outcome {
            Ok(value) => value,
            Err(user_errors) => return Ok(Some($refused(user_errors))),
        }
    };
}

#[Object]
impl ServiceAccountMutation {
    /// Makes the account of a machine, of the role INTEGRATION and without a pass phrase: it proves itself at `/oauth/token`
    /// with secrets and keys. Asks for a fresh check of the pass phrase.
    async fn create_service_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which machine.")] input: CreateServiceAccountInput,
    ) -> Result<Option<ServiceAccountPayload>, ApiError> {
        let request = request(ctx)?;
        let units: Result<Vec<UnitId>, ApiError> =
            input.units.iter().map(|id| Ok(GlobalId::of_kind(id, NodeKind::Unit)?.0)).collect();
        let key = or_told!(idempotency_key(request, &input.idempotency_key), ServiceAccountPayload::refused);
        let new = NewServiceAccount {
            username: input.username,
            display_name: input.display_name,
            units: units?,
            classes: input.classes.into_iter().map(Into::into).collect(),
            key,
        };
        let outcome = service_accounts::create(request.work(), request.administrator(), new).await;
        ServiceAccountPayload::of(request, outcome).await.map(Some)
    }

    /// Makes a secret of a machine, which is shown in this answer alone, beside those that it has: so one can replace the
    /// other without a break. Asks for a fresh check of the pass phrase.
    async fn create_service_secret(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which machine.")] input: CreateServiceSecretInput,
    ) -> Result<Option<CreateServiceSecretPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind(&input.account, NodeKind::Account)?;
        let refused = |user_errors| CreateServiceSecretPayload { account: None, secret: None, user_errors };
        let key = or_told!(idempotency_key(request, &input.idempotency_key), refused);
        let (by, end) = (request.administrator(), input.expires_at.map(|at| at.0));
        let made = service_accounts::add_secret(request.work(), by, account, &input.label, end, key).await;
        let made = or_told!(told(request, made)?, refused);
        Ok(Some(CreateServiceSecretPayload {
            account: Some(Account::changed(request, account).await?),
            secret: made.secret.map(|secret| ServiceSecret {
                id: self::key(NodeKind::ServiceSecret, made.id),
                secret: secret.text(),
            }),
            user_errors: Vec::new(),
        }))
    }

    /// Revokes a secret of a machine, and ends its sessions. Asks for a fresh check of the pass phrase.
    async fn revoke_service_secret(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which secret.")] input: RevokeServiceSecretInput,
    ) -> Result<Option<ServiceAccountPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind::<AccountId>(&input.account, NodeKind::Account)?;
        let (secret, _) = GlobalId::of_kind(&input.secret, NodeKind::ServiceSecret)?;
        let by = request.administrator();
        let outcome =
            service_accounts::revoke_secret(request.work(), by, account, secret, input.reason).await;
        ServiceAccountPayload::of(request, outcome.map(|()| account)).await.map(Some)
    }

    /// Adds the public half of a machine's key. Asks for a fresh check of the pass phrase.
    async fn add_service_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which machine.")] input: AddServiceKeyInput,
    ) -> Result<Option<ServiceAccountPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind(&input.account, NodeKind::Account)?;
        let key = or_told!(idempotency_key(request, &input.idempotency_key), ServiceAccountPayload::refused);
        let (by, label, jwk) = (request.administrator(), &input.label, &input.jwk);
        let outcome = service_accounts::add_key(request.work(), by, account, label, jwk, key).await;
        ServiceAccountPayload::of(request, outcome.map(|_| account)).await.map(Some)
    }

    /// Revokes a key of a machine, and ends its sessions. Asks for a fresh check of the pass phrase.
    async fn revoke_service_key(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which key.")] input: RevokeServiceKeyInput,
    ) -> Result<Option<ServiceAccountPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind::<AccountId>(&input.account, NodeKind::Account)?;
        let (key, _) = GlobalId::of_kind(&input.key, NodeKind::ServiceKey)?;
        let by = request.administrator();
        let outcome = service_accounts::revoke_key(request.work(), by, account, key, input.reason).await;
        ServiceAccountPayload::of(request, outcome.map(|()| account)).await.map(Some)
    }

    /// Sets from where a machine may come, in place of what was set. Asks for a fresh check of the pass phrase.
    async fn set_service_networks(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which machine, from where.")] input: SetServiceNetworksInput,
    ) -> Result<Option<ServiceAccountPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind::<AccountId>(&input.account, NodeKind::Account)?;
        let by = request.administrator();
        let outcome = service_accounts::set_networks(request.work(), by, account, &input.networks).await;
        ServiceAccountPayload::of(request, outcome.map(|()| account)).await.map(Some)
    }

    /// Sets the classes that a machine may read, in place of what was set. Asks for a fresh check of the pass phrase.
    async fn set_service_classes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which machine, which classes.")] input: SetServiceClassesInput,
    ) -> Result<Option<ServiceAccountPayload>, ApiError> {
        let request = request(ctx)?;
        let (account, _) = GlobalId::of_kind::<AccountId>(&input.account, NodeKind::Account)?;
        let classes = input.classes.into_iter().map(Into::into).collect();
        let by = request.administrator();
        let outcome = service_accounts::set_classes(request.work(), by, account, classes).await;
        ServiceAccountPayload::of(request, outcome.map(|()| account)).await.map(Some)
    }
}

/// Which machine gets an account.
#[derive(Clone, Debug, InputObject)]
pub struct CreateServiceAccountInput {
    /// The client's name (`client_id`): 1 to 64 unaccented letters, digits, `.`, `_` or `-`.
    pub username: String,
    /// The name that is shown: 1 to 200 characters.
    pub display_name: String,
    /// The units whose published figures it may read, from today on; at least one.
    pub units: Vec<ID>,
    /// The classes that it may read, of those that INTEGRATION may.
    pub classes: Vec<ConfidentialityClass>,
    /// The client's own name for this request, 1 to 64 characters.
    pub idempotency_key: String,
}

/// Of which machine a secret is made.
#[derive(Clone, Debug, InputObject)]
pub struct CreateServiceSecretInput {
    /// The account.
    pub account: ID,
    /// What administrators call it: 1 to 200 characters.
    pub label: String,
    /// When it ends by itself; never if absent.
    pub expires_at: Option<DateTime>,
    /// The client's own name for this request, 1 to 64 characters. Asked again under it, the secret is not shown again.
    pub idempotency_key: String,
}

/// Which secret is revoked.
#[derive(Clone, Debug, InputObject)]
pub struct RevokeServiceSecretInput {
    /// The account.
    pub account: ID,
    /// The secret.
    pub secret: ID,
    /// Why.
    pub reason: Option<String>,
}

/// Of which machine a key is added.
#[derive(Clone, Debug, InputObject)]
pub struct AddServiceKeyInput {
    /// The account.
    pub account: ID,
    /// What administrators call it: 1 to 200 characters.
    pub label: String,
    /// The public half of an Ed25519 key, as the text of a JWK.
    pub jwk: String,
    /// The client's own name for this request, 1 to 64 characters.
    pub idempotency_key: String,
}

/// Which key is revoked.
#[derive(Clone, Debug, InputObject)]
pub struct RevokeServiceKeyInput {
    /// The account.
    pub account: ID,
    /// The key.
    pub key: ID,
    /// Why.
    pub reason: Option<String>,
}

/// From where a machine may come.
#[derive(Clone, Debug, InputObject)]
pub struct SetServiceNetworksInput {
    /// The account.
    pub account: ID,
    /// Networks of the form `192.0.2.0/24`, at most 50; empty means from anywhere.
    pub networks: Vec<String>,
}

/// What a machine may read.
#[derive(Clone, Debug, InputObject)]
pub struct SetServiceClassesInput {
    /// The account.
    pub account: ID,
    /// The classes, of those that INTEGRATION may read.
    pub classes: Vec<ConfidentialityClass>,
}

/// A secret in the clear. It is shown once, and kept as a hash.
#[derive(Clone, SimpleObject)]
pub struct ServiceSecret {
    /// The id of the secret.
    id: ID,
    /// The secret: the password of HTTP Basic at `/oauth/token`.
    secret: String,
}

/// What came of a secret that was asked for.
#[derive(Clone, SimpleObject)]
pub struct CreateServiceSecretPayload {
    /// The account; null exactly when there are errors.
    account: Option<Account>,
    /// The secret; null where the request is a repetition.
    secret: Option<ServiceSecret>,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

/// What came of a change of a machine's account.
#[derive(Clone, SimpleObject)]
pub struct ServiceAccountPayload {
    /// The account; null exactly when there are errors.
    account: Option<Account>,
    /// What is wrong with the request.
    user_errors: Vec<UserError>,
}

impl ServiceAccountPayload {
    const fn refused(user_errors: Vec<UserError>) -> Self {
        Self { account: None, user_errors }
    }

    async fn of(request: &RequestContext, outcome: Result<AccountId, Refusal>) -> Result<Self, ApiError> {
        Ok(match told(request, outcome)? {
            Ok(account) => {
                Self { account: Some(Account::changed(request, account).await?), user_errors: Vec::new() }
            }
            Err(user_errors) => Self::refused(user_errors),
        })
    }
}

/// What came of a use case: its outcome, or what the client did wrong.
fn told<T>(
    request: &RequestContext,
    outcome: Result<T, Refusal>,
) -> Result<Result<T, Vec<UserError>>, ApiError> {
    let (code, field, texts) = match outcome {
        Ok(done) => {
            request.forget_loaded();
            return Ok(Ok(done));
        }
        Err(Refusal::Forbidden) => return Err(ApiError::Forbidden),
        Err(Refusal::Reauthenticate) => return Err(ApiError::ReauthRequired),
        Err(Refusal::Idempotency(error)) => return key_error(request, error).map(Err),
        Err(Refusal::Random(error)) => return Err(ApiError::internal(error.to_string())),
        Err(Refusal::Work(error)) => return Err(error.into()),
        Err(Refusal::NoAccount) => (
            Code::NotFound,
            "account",
            ("Không có tài khoản dịch vụ này.", "There is no such service account."),
        ),
        Err(Refusal::NoProof) => (
            Code::NotFound,
            "account",
            ("Không có mã bí mật hoặc khóa này.", "There is no such secret or key, or it was revoked."),
        ),
        Err(Refusal::Username) => (
            Code::BadUserInput,
            "username",
            (
                "Tên đăng nhập phải có 1 đến 64 chữ cái không dấu, chữ số, dấu chấm, gạch dưới hoặc gạch nối.",
                "The name must be 1 to 64 unaccented letters, digits, dots, underscores or hyphens.",
            ),
        ),
        Err(Refusal::UsernameTaken) => {
            (Code::BadUserInput, "username", ("Tên đăng nhập đã có người dùng.", "The name is taken."))
        }
        Err(Refusal::Label) => (
            Code::BadUserInput,
            "label",
            ("Tên gọi phải có 1 đến 200 ký tự.", "The name that is shown must be 1 to 200 characters."),
        ),
        Err(Refusal::Units) => (
            Code::BadUserInput,
            "units",
            ("Cần ít nhất một đơn vị có thật.", "At least one unit that exists is needed."),
        ),
        Err(Refusal::Expiry) => (
            Code::BadUserInput,
            "expiresAt",
            ("Thời điểm hết hạn phải ở tương lai.", "The end must lie in the future."),
        ),
        Err(Refusal::TooMany) => (
            Code::InvalidTransition,
            "account",
            ("Đã đủ số lượng cho phép; hãy thu hồi bớt.", "There are as many as allowed; revoke one first."),
        ),
        Err(Refusal::Key) => (
            Code::BadUserInput,
            "jwk",
            (
                "Khóa phải là phần công khai của một khóa Ed25519 dạng JWK.",
                "The key must be the public half of an Ed25519 key as a JWK.",
            ),
        ),
        Err(Refusal::KeyTaken) => (
            Code::BadUserInput,
            "jwk",
            ("Khóa hoặc tên khóa đã được dùng.", "The key or its name is in use already."),
        ),
        Err(Refusal::Networks) => (
            Code::BadUserInput,
            "networks",
            (
                "Nhiều nhất 50 mạng, dạng 192.0.2.0/24.",
                "At most 50 networks of the form 192.0.2.0/24 are allowed.",
            ),
        ),
        Err(Refusal::Class) => (
            Code::BadUserInput,
            "classes",
            ("Hệ thống khác không được đọc nhóm dữ liệu này.", "Machines may not read this class."),
        ),
    };
    Ok(Err(vec![UserError::at(code, &["input", field], texts, request.language())]))
}
