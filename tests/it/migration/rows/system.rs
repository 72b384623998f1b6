//! Accounts, sessions and the journal.

use entity::class::ConfidentialityClass;
use entity::value::{
    AccountProposalKind, AccountProposalOutcome, AccountStatus, JournalOperation, JournalStream, Role,
    SessionEndReason, ThrottleKind,
};
use entity::{
    account, account_grant, account_holder, account_login, account_proposal, account_proposal_unit,
    activation, client_assertion, idempotency, journal_entry, login_throttle, refresh_token, service_address,
    service_class, service_key, service_secret, session,
};

use super::{ACCOUNT, COMMUNE, OFFICIAL, day, id, instant, optional_day, some};

pub(crate) fn account() -> account::Model {
    account::Model {
        id: id(ACCOUNT).into(),
        username: "noi-vu".to_owned(),
        display_name: "Phòng Nội vụ".to_owned(),
        role: Role::District,
        status: AccountStatus::Active,
        password_hash: some("$argon2id$v=19$m=19456,t=2,p=1$AAAA$AAAA"),
        password_changed_at: Some(instant("2024-01-02T03:04:05Z")),
        must_change_password: true,
        created_at: instant("2024-01-02T03:04:05.123456Z"),
        version: 1,
    }
}

pub(crate) fn account_grant() -> account_grant::Model {
    account_grant::Model {
        id: id(71),
        account_id: id(ACCOUNT).into(),
        unit_id: id(COMMUNE).into(),
        valid_from: day("2024-01-01"),
        valid_to: optional_day("2025-07-01"),
        carries_over_confirmed_at: Some(instant("2025-06-01T00:00:00Z")),
        carries_over_confirmed_by: Some(id(ACCOUNT).into()),
    }
}

pub(crate) fn account_holder() -> account_holder::Model {
    account_holder::Model {
        account_id: id(ACCOUNT).into(),
        official_id: Some(id(OFFICIAL).into()),
        linked_at: instant("2024-01-02T03:04:05Z"),
        linked_by: Some(id(ACCOUNT).into()),
    }
}

/// Decided at the console, as nobody else is there.
pub(crate) fn account_proposal() -> account_proposal::Model {
    account_proposal::Model {
        id: id(77).into(),
        account_id: id(ACCOUNT).into(),
        kind: AccountProposalKind::Role,
        role: Some(Role::District),
        grant_id: None,
        reason: some("Quyết định 12"),
        proposed_by: Some(id(ACCOUNT).into()),
        proposed_at: instant("2024-01-02T03:04:05Z"),
        expires_at: instant("2024-01-09T03:04:05Z"),
        outcome: Some(AccountProposalOutcome::Approved),
        decided_at: Some(instant("2024-01-03T03:04:05Z")),
        decided_by: None,
        decision_reason: some("Đúng"),
    }
}

pub(crate) fn account_proposal_unit() -> account_proposal_unit::Model {
    account_proposal_unit::Model {
        id: id(78),
        proposal_id: id(77).into(),
        unit_id: id(COMMUNE).into(),
        valid_from: day("2024-01-01"),
        valid_to: optional_day("2025-07-01"),
    }
}

pub(crate) fn session() -> session::Model {
    session::Model {
        id: id(72).into(),
        account_id: id(ACCOUNT).into(),
        created_at: instant("2024-02-01T08:00:00Z"),
        authenticated_at: instant("2024-02-01T08:00:00Z"),
        last_seen_at: instant("2024-02-01T08:30:00Z"),
        expires_at: instant("2024-02-01T20:00:00.5Z"),
        ended_at: Some(instant("2024-02-01T09:00:00Z")),
        end_reason: Some(SessionEndReason::LoggedOut),
        address: some("127.0.0.1"),
        client: some("GraphiQL"),
        last_seen_address: some("127.0.0.2"),
    }
}

pub(crate) fn refresh_token(number: u128, successor: Option<u128>) -> refresh_token::Model {
    refresh_token::Model {
        id: id(number),
        session_id: id(72).into(),
        token_hash: id(number).as_bytes().repeat(2),
        issued_at: instant("2024-02-01T08:00:00Z"),
        expires_at: instant("2024-02-01T12:00:00Z"),
        used_at: Some(instant("2024-02-01T08:10:00Z")),
        successor_id: successor.map(id),
        used_address: some("127.0.0.2"),
        revoked_at: Some(instant("2024-02-01T08:20:00Z")),
    }
}

pub(crate) fn account_login() -> account_login::Model {
    account_login::Model {
        account_id: id(ACCOUNT).into(),
        failures: 100,
        familiar_failures: 2,
        last_failure_at: Some(instant("2024-02-01T07:00:00Z")),
        locked_at: Some(instant("2024-02-01T07:00:00Z")),
        last_login_at: Some(instant("2024-01-31T08:00:00Z")),
    }
}

pub(crate) fn login_throttle() -> login_throttle::Model {
    login_throttle::Model {
        kind: ThrottleKind::NameAndAddress,
        subject: vec![4; 32],
        failures: 6,
        counted_since: instant("2024-02-01T06:00:00Z"),
        last_failure_at: Some(instant("2024-02-01T07:00:00Z")),
        blocked_until: Some(instant("2024-02-01T07:00:02Z")),
        succeeded_at: Some(instant("2024-01-31T08:00:00Z")),
        keep_until: instant("2024-05-01T08:00:00Z"),
    }
}

pub(crate) fn activation(number: u128) -> activation::Model {
    activation::Model {
        id: id(number),
        account_id: id(ACCOUNT).into(),
        code_hash: id(number).as_bytes().repeat(2),
        issued_at: instant("2024-01-02T03:04:05Z"),
        expires_at: instant("2024-01-03T03:04:05Z"),
        issued_by: Some(id(ACCOUNT).into()),
        used_at: Some(instant("2024-01-02T04:00:00Z")),
        cancelled_at: None,
    }
}

pub(crate) fn service_secret() -> service_secret::Model {
    service_secret::Model {
        id: id(78),
        account_id: id(ACCOUNT).into(),
        label: "Máy chủ thứ nhất".to_owned(),
        secret_hash: vec![3; 32],
        created_at: instant("2024-03-01T08:00:00Z"),
        created_by: Some(id(ACCOUNT).into()),
        expires_at: Some(instant("2025-03-01T08:00:00Z")),
        revoked_at: Some(instant("2024-06-01T08:00:00Z")),
        last_used_at: Some(instant("2024-05-01T08:00:00Z")),
    }
}

pub(crate) fn service_key() -> service_key::Model {
    service_key::Model {
        id: id(77),
        account_id: id(ACCOUNT).into(),
        label: "Máy chủ thứ hai".to_owned(),
        kid: "2024-03".to_owned(),
        public_key: vec![4; 32],
        created_at: instant("2024-03-01T08:00:00Z"),
        created_by: Some(id(ACCOUNT).into()),
        revoked_at: Some(instant("2024-06-01T08:00:00Z")),
        last_used_at: Some(instant("2024-05-01T08:00:00Z")),
    }
}

pub(crate) fn service_address() -> service_address::Model {
    service_address::Model { account_id: id(ACCOUNT).into(), network: "192.0.2.0/24".to_owned() }
}

pub(crate) fn service_class() -> service_class::Model {
    service_class::Model { account_id: id(ACCOUNT).into(), class: ConfidentialityClass::Aggregate }
}

pub(crate) fn client_assertion() -> client_assertion::Model {
    client_assertion::Model {
        account_id: id(ACCOUNT).into(),
        jti: "a-1".to_owned(),
        expires_at: instant("2024-05-01T08:05:00Z"),
    }
}

pub(crate) fn idempotency() -> idempotency::Model {
    idempotency::Model {
        account_id: id(ACCOUNT).into(),
        idempotency_key: "k-1".to_owned(),
        operation: "revealCitizenNumber".to_owned(),
        request_mark: vec![5; 40],
        object_id: id(OFFICIAL),
        recorded_at: instant("2024-05-01T08:00:00Z"),
    }
}

pub(crate) fn journal_entry(sequence: i64) -> journal_entry::Model {
    journal_entry::Model {
        stream: JournalStream::Data,
        sequence,
        recorded_at: instant("2024-01-02T03:04:05.999999Z"),
        actor_id: Some(id(ACCOUNT).into()),
        request_id: Some(id(75)),
        object_type: "official".to_owned(),
        object_id: Some(id(OFFICIAL)),
        unit_id: Some(id(COMMUNE).into()),
        class: ConfidentialityClass::Personnel,
        operation: JournalOperation::Correct,
        reason: some("Sai năm sinh"),
        value_hash: Some(vec![1; 32]),
        previous_hash: vec![0; 32],
        hash: vec![2; 32],
    }
}
