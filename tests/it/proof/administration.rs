//! What administrators keep of accounts: more accounts, invited, locked and disabled, of people and of a machine, with
//! proposals, codes, secrets and a holder; and changes that the journal tells of.
//!
//! All of it is of the class ACCOUNT. Only ADMIN reads it, and for ADMIN it is the same in both twins; for everybody else
//! nothing of it is.

#![expect(
    clippy::disallowed_methods,
    reason = "the proof writes rows with ids of its own: they are compared"
)]

use std::net::IpAddr;

use api::clock::Clock;
use api::demo::PASS_PHRASE;
use api::graphql::id::{NodeKind, key};
use api::journal::Entry;
use api::work::{Actor, WorkError};
use canbo_tests::{NOW, Server, TODAY, day};
use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use entity::class::ConfidentialityClass;
use entity::id::{AccountId, AccountProposalId, OfficialId, UnitId};
use entity::value::{
    AccountProposalKind, AccountProposalOutcome, AccountStatus, JournalOperation, JournalStream, Role,
};
use entity::{
    account, account_grant, account_holder, account_login, account_proposal, account_proposal_unit,
    activation, service_address, service_class, service_key, service_secret,
};
use futures_util::FutureExt;
use reqwest::header::CONTENT_TYPE;
use sea_orm::{ActiveModelBehavior, ActiveModelTrait, DatabaseTransaction, EntityTrait, IntoActiveModel};
use serde_json::{Value, json};
use uuid::Uuid;

use super::changes;
use super::sight::is_in;
use super::twin::{CANARY, reads};
use super::viewer::Viewer;
use super::world;

/// Which of the two that differ in everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Administration {
    /// Of the base, and of twins for ADMIN.
    Known,
    /// Of twins for everybody else.
    Hidden,
}

/// Where accounts are held, and by whom.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    pub(super) units: [UnitId; 2],
    pub(super) officials: [OfficialId; 2],
}

/// Every account of either.
pub(super) fn accounts() -> impl Iterator<Item = AccountId> {
    let both = [Administration::Known, Administration::Hidden];
    both.into_iter().flat_map(|administration| [0, 1, 2, 3, 9].map(|number| administration.account(number)))
}

impl Held {
    /// In a unit of the base with people and another, and by somebody who left office and somebody in it.
    pub(super) fn new() -> Self {
        let rows = &world::base();
        let kept = rows.affiliations.iter().filter(|row| is_in(row.valid_from, row.valid_to, day(TODAY)));
        let unit = kept.map(|row| row.unit_id).min().unwrap();
        let other = rows.units.iter().map(|row| row.id).find(|id| *id != unit).unwrap();
        let is_kept = |official: OfficialId| {
            let mut files = rows.affiliations.iter().filter(|row| row.official_id == official);
            files.any(|row| is_in(row.valid_from, row.valid_to, day(TODAY)))
        };
        let official = |kept: bool| rows.officials.iter().map(|row| row.id).find(|id| is_kept(*id) == kept);
        Self { units: [unit, other], officials: [false, true].map(|kept| official(kept).unwrap()) }
    }
}

impl Administration {
    /// What there is for a viewer in its twin.
    pub(super) fn of_twin(viewer: Viewer) -> Self {
        if reads(viewer.role(), ConfidentialityClass::Account) { Self::Known } else { Self::Hidden }
    }

    /// Writes it.
    pub(super) async fn write(self, server: &Server, held: Held) {
        let transaction = server.database().begin_write().await.unwrap();
        self.write_people(&transaction, held).await;
        self.write_proposals(&transaction, held).await;
        self.write_machine(&transaction, held).await;
        transaction.commit().await.unwrap();
        self.change(server).await;
    }

    /// One of two values.
    pub(super) fn of<T>(self, known: T, hidden: T) -> T {
        match self {
            Self::Known => known,
            Self::Hidden => hidden,
        }
    }

    fn id(self, table: u128, number: u128) -> Uuid {
        Uuid::from_u128(self.of(0xAD_0000, 0xAE_0000) + 256 * table + number)
    }

    pub(super) fn account(self, number: u128) -> AccountId {
        AccountId(self.id(1, number))
    }

    fn text(self, text: &str) -> String {
        self.of(text.to_owned(), format!("{CANARY} {text}"))
    }

    /// Hours before now, other ones of each.
    fn ago(self, hours: i64) -> DateTime<Utc> {
        NOW.parse::<DateTime<Utc>>().unwrap() - TimeDelta::hours(hours + self.of(0, 1))
    }

    fn since(self, from: &str) -> NaiveDate {
        day(from) + Days::new(self.of(0, 1))
    }

    /// A clerk who was invited, one who locked himself out, and one who was disabled; hidden there is one more.
    async fn write_people(self, to: &DatabaseTransaction, held: Held) {
        let kinds = [
            ("can-bo-moi", Role::Commune, AccountStatus::Invited),
            ("can-bo-cu", Role::District, AccountStatus::Active),
            ("can-bo-nghi", Role::Commune, AccountStatus::Disabled),
            ("zz-can-bo", Role::PartyCommittee, AccountStatus::Active),
        ];
        for ((username, role, status), number) in kinds.into_iter().zip(0..).take(self.of(3, 4)) {
            let row = account::Model {
                id: self.account(number),
                username: self.of(username.to_owned(), format!("{username}-khac")),
                display_name: self.text(username),
                role,
                status,
                password_hash: None,
                password_changed_at: None,
                must_change_password: true,
                created_at: self.ago(20),
                version: 1,
            };
            write(to, row).await;
            let row = account_grant::Model {
                id: self.id(2, number),
                account_id: self.account(number),
                unit_id: held.units[0],
                valid_from: self.since("2024-01-01"),
                valid_to: (number == 2).then(|| self.since("2025-11-01")),
                carries_over_confirmed_at: (number == 1).then(|| self.ago(30)),
                carries_over_confirmed_by: None,
            };
            write(to, row).await;
        }
        let code = activation::Model {
            id: self.id(3, 0),
            account_id: self.account(0),
            code_hash: vec![self.of(1, 2); 32],
            issued_at: self.ago(10),
            expires_at: self.ago(-14),
            issued_by: None,
            used_at: None,
            cancelled_at: None,
        };
        write(to, code).await;
        let failures = account_login::Model {
            account_id: self.account(1),
            failures: 100,
            familiar_failures: 0,
            last_failure_at: Some(self.ago(2)),
            locked_at: Some(self.ago(2)),
            last_login_at: Some(self.ago(3)),
        };
        write(to, failures).await;
        for (official, number) in held.officials.into_iter().zip(0..) {
            let row = account_holder::Model {
                account_id: self.account(number),
                official_id: Some(official),
                linked_at: self.ago(19),
                linked_by: None,
            };
            write(to, row).await;
        }
    }

    /// One that was decided, and one that is open; hidden there are two.
    async fn write_proposals(self, to: &DatabaseTransaction, held: Held) {
        let rejected = account_proposal::Model {
            id: AccountProposalId(self.id(4, 0)),
            account_id: self.account(2),
            kind: self.of(AccountProposalKind::Role, AccountProposalKind::Invitation),
            role: Some(self.of(Role::District, Role::PartyCommittee)),
            grant_id: None,
            reason: Some(self.text("Chuyển công tác")),
            proposed_by: Some(Viewer::Administrator.account()),
            proposed_at: self.ago(9),
            expires_at: self.ago(-15),
            outcome: Some(self.of(AccountProposalOutcome::Rejected, AccountProposalOutcome::Approved)),
            decided_at: Some(self.ago(8)),
            decided_by: Some(self.of(Viewer::Administrator.account(), self.account(1))),
            decision_reason: Some(self.text("Chưa có quyết định")),
        };
        write(to, rejected).await;
        let unit = account_proposal_unit::Model {
            id: self.id(5, 0),
            proposal_id: AccountProposalId(self.id(4, 0)),
            unit_id: self.of(held.units[0], held.units[1]),
            valid_from: self.since("2025-01-01"),
            valid_to: Some(self.since("2026-01-01")),
        };
        write(to, unit).await;
        for number in [1, 3].into_iter().take(self.of(1, 2)) {
            let open = account_proposal::Model {
                id: AccountProposalId(self.id(4, number)),
                account_id: self.account(number),
                kind: AccountProposalKind::CarryOver,
                role: None,
                grant_id: Some(self.id(2, number)),
                reason: None,
                proposed_by: None,
                proposed_at: self.ago(7),
                expires_at: self.ago(-17),
                outcome: None,
                decided_at: None,
                decided_by: None,
                decision_reason: None,
            };
            write(to, open).await;
        }
    }

    async fn write_machine(self, to: &DatabaseTransaction, held: Held) {
        let machine = self.account(9);
        let row = account::Model {
            id: machine,
            username: self.of("kho-du-lieu", "kho-khac").to_owned(),
            display_name: self.text("Kho dữ liệu"),
            role: Role::Integration,
            status: AccountStatus::Active,
            password_hash: None,
            password_changed_at: None,
            must_change_password: false,
            created_at: self.ago(20),
            version: 1,
        };
        write(to, row).await;
        let row = account_grant::Model {
            id: self.id(2, 9),
            account_id: machine,
            unit_id: held.units[0],
            valid_from: self.since("2024-02-01"),
            valid_to: None,
            carries_over_confirmed_at: None,
            carries_over_confirmed_by: None,
        };
        write(to, row).await;
        let secret = service_secret::Model {
            id: self.id(6, 0),
            account_id: machine,
            label: self.text("Quý IV"),
            secret_hash: vec![self.of(3, 4); 32],
            created_at: self.ago(18),
            created_by: Some(self.of(Viewer::Administrator.account(), self.account(1))),
            expires_at: Some(self.ago(-40)),
            revoked_at: Some(self.ago(1)),
            last_used_at: Some(self.ago(2)),
        };
        write(to, secret).await;
        let key = service_key::Model {
            id: self.id(7, 0),
            account_id: machine,
            label: self.text("Khóa 1"),
            kid: self.text("k1"),
            public_key: vec![self.of(5, 6); 32],
            created_at: self.ago(17),
            created_by: None,
            revoked_at: None,
            last_used_at: None,
        };
        write(to, key).await;
        let network = self.of("192.0.2.0/24", "198.51.100.0/24").to_owned();
        write(to, service_address::Model { account_id: machine, network }).await;
        let class = self.of(ConfidentialityClass::Aggregate, ConfidentialityClass::Directory);
        write(to, service_class::Model { account_id: machine, class }).await;
    }

    /// Changes by use cases: the journal tells of them, with what stood there before and why.
    async fn change(self, server: &Server) {
        let administrator = server.client_of(Viewer::Administrator.username()).await;
        let done = async |mutation: &str, account: AccountId, name: &str, value: String| {
            let type_name = mutation[..1].to_uppercase() + &mutation[1..] + "Input";
            let document = format!(
                "mutation ($input: {type_name}!) {{ {mutation}(input: $input) {{ userErrors {{ code }} }} }}"
            );
            let account = key(NodeKind::Account, account);
            let input = json!({ "account": account, "expectedVersion": 1, name: value });
            let answer = administrator.ask(&document, json!({ "input": input })).await;
            assert_eq!(answer.at(&format!("/{mutation}/userErrors")), &json!([]));
        };
        done("renameAccount", self.account(0), "displayName", self.text("Cán bộ mới")).await;
        done("disableAccount", self.account(1), "reason", self.text("Nghỉ hưu")).await;
        if self == Self::Hidden {
            done("renameAccount", self.account(3), "displayName", self.text("Cán bộ thêm")).await;
            others_act(server).await;
        }
    }
}

/// What others do at another time, and from another address: somebody logs in and out, somebody reveals a citizen number,
/// somebody reads who is planned, a title is changed, and a citizen number is referred to another office.
async fn others_act(server: &Server) {
    let in_an_hour = NOW.parse::<DateTime<Utc>>().unwrap() + TimeDelta::hours(1);
    let later = server.beside(Clock::fixed(in_an_hour, day(TODAY))).await;
    let http = reqwest::Client::builder().no_proxy().local_address(IpAddr::from([127, 0, 0, 2]));
    let http = http.user_agent("Trình duyệt").build().unwrap();
    let send = async |path: &str, token: Option<&str>, body: Value| {
        let request = http.post(format!("http://{}{path}", later.address()));
        let request = token.into_iter().fold(request, |request, token| request.bearer_auth(token));
        let request = request.header(CONTENT_TYPE, "application/json").body(body.to_string());
        server.send(request).await
    };
    let log_in = async |viewer: Viewer| {
        let body = json!({ "username": viewer.username(), "password": PASS_PHRASE });
        let answer = send("/auth/login", None, body).await;
        answer.body["accessToken"].as_str().unwrap().to_owned()
    };
    let office = log_in(Viewer::Office).await;
    assert_eq!(send("/auth/logout", Some(&office), json!({})).await.status, 204);
    let office = log_in(Viewer::WideOffice).await;
    let official = key(NodeKind::Official, Held::new().officials[1]);
    let document = "mutation ($input: RevealCitizenNumberInput!) {
        revealCitizenNumber(input: $input) { userErrors { code } }
    }";
    let input =
        json!({ "officialId": official, "reason": "Đối chiếu hồ sơ", "idempotencyKey": "doi-chieu-1" });
    let body = json!({ "query": document, "variables": { "input": input } });
    let answer = send("/graphql", Some(&office), body).await;
    assert_eq!(answer.at("/revealCitizenNumber/userErrors"), &json!([]));
    let committee = log_in(Viewer::WideParty).await;
    let document = "{ successionRounds(first: 1) { totalCount } }";
    send("/graphql", Some(&committee), json!({ "query": document })).await.data();
    let corrected = Entry {
        actor: None,
        request: None,
        object_type: "title",
        object: None,
        unit: Some(Held::new().units[1]),
        class: ConfidentialityClass::Directory,
        operation: JournalOperation::Change,
        reason: Some(CANARY.to_owned()),
        value: None,
    };
    let referred =
        changes::referral(Some(changes::unit_of_another_office()), Held::new().officials[1], Role::District);
    let recorded = later.app().work.unit(Actor::CONSOLE, move |unit| {
        unit.record(JournalStream::Data, corrected);
        unit.record(JournalStream::Access, referred);
        std::future::ready(Ok::<(), WorkError>(())).boxed()
    });
    recorded.await.unwrap();
    later.close().await;
}

async fn write<M>(to: &DatabaseTransaction, row: M)
where
    M: IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + sea_orm::ModelTrait,
    <M::Entity as EntityTrait>::ActiveModel:
        ActiveModelTrait<Entity = M::Entity> + ActiveModelBehavior + Send,
{
    M::Entity::insert(row.into_active_model()).exec_without_returning(to).await.unwrap();
}
