//! Setting a pass phrase: of one's own, and of a new account with a code.

use api::auth::ActivationCode;
use api::demo::PASS_PHRASE;
use api::work::{Actor, WorkError, activations};
use canbo_tests::{Server, on_both_databases};
use chrono::Duration;
use entity::value::{AccountStatus, JournalOperation, SessionEndReason};
use futures_util::FutureExt;
use serde_json::json;

use super::visitor::{Pair, Time, Visitor, account, execute, is, last_events, sessions_of, standing, told};

on_both_databases!(alone:
    au_10_given_a_pass_phrase_that_breaks_a_rule_when_set_then_refused_and_the_old_one_stays,
    au_15_given_a_code_when_used_once_in_time_then_the_account_has_a_pass_phrase_of_its_holder_s,
    au_15_given_a_code_that_is_over_cancelled_used_or_guessed_then_refused_alike,
    au_17_given_the_wrong_present_pass_phrase_when_changed_then_refused_and_counted_as_a_failure,
    au_17_given_the_right_present_pass_phrase_when_changed_then_all_other_sessions_are_dead_at_once,
);

const NAME: &str = "noi-vu";
const NEW: &str = "Mưa rừng ướt lá cọ già";

async fn au_10_given_a_pass_phrase_that_breaks_a_rule_when_set_then_refused_and_the_old_one_stays(
    server: &Server,
) {
    let visitor = Visitor::at("127.0.0.1");
    let pair = visitor.session(server, NAME).await;
    let before = standing(server).await;
    let hashed = server.app().login.passwords.runs();
    let long = "một hai ba bốn năm sáu bảy tám chín mười ".repeat(25).chars().take(1_024).collect::<String>();
    for (new, rule) in [
        ("qjzvtkxwpbmhgd", "LENGTH"),
        (&long[..], "LENGTH"),
        ("password-12345678", "COMMON"),
        ("correct horse battery staple", "BREACHED"),
        ("zkwqpf noi-vu htxb", "CONTAINS_NAME"),
        ("zkwqpf Chương Mỹ htxb", "CONTAINS_NAME"),
        ("quanly zkwqpf htxb", "CONTAINS_NAME"),
        ("can bo zkwqpf htxb", "CONTAINS_NAME"),
        ("zxcvbnm,./asdfgh", "PATTERN"),
        (PASS_PHRASE, "UNCHANGED"),
    ] {
        let body = json!({ "currentPassword": PASS_PHRASE, "newPassword": new });
        let answer = visitor.post(server, "/auth/password", Some(&pair.access), &body).await;
        assert_eq!(told(&answer), is(400, "BAD_USER_INPUT"), "{new}");
        assert_eq!(answer.body["errors"][0]["extensions"]["rule"], rule, "{new}");
    }
    assert_eq!(server.app().login.passwords.runs(), hashed);
    assert_eq!(standing(server).await, before);
    for new in ["qjzvtkxwpbmhgdr", &"Đêm nay trăng sáng quá, ai về bến cũ mà nghe sóng vỗ? ".repeat(3)[..128]]
    {
        let new: String = new.chars().take(128).collect();
        let pair = visitor.session(server, "phu-nghia").await;
        let body = json!({ "currentPassword": PASS_PHRASE, "newPassword": new });
        assert_eq!(visitor.post(server, "/auth/password", Some(&pair.access), &body).await.status, 204);
        assert_eq!(visitor.log_in(server, "phu-nghia", &new).await.status, 200);
        let hash = account(server, NAME).await.password_hash.unwrap();
        execute(server, &format!("UPDATE account SET password_hash = '{hash}' WHERE username = 'phu-nghia'"))
            .await;
    }
}

/// Makes an account one that was invited, with a new code.
async fn invite(server: &Server, username: &str) -> ActivationCode {
    let sql = format!(
        "UPDATE account SET status = 'INVITED', password_hash = NULL, password_changed_at = NULL
         WHERE username = '{username}'"
    );
    execute(server, &sql).await;
    issue(server, username).await
}

async fn issue(server: &Server, username: &str) -> ActivationCode {
    let id = account(server, username).await.id;
    let code = ActivationCode::generate().unwrap();
    let text = code.text();
    let issued: Result<(), WorkError> = server
        .app()
        .work
        .unit(Actor::CONSOLE, move |unit| {
            async move { activations::issue(unit, id, None, &code).await }.boxed()
        })
        .await;
    issued.unwrap();
    ActivationCode::parse(&text).unwrap()
}

async fn au_15_given_a_code_when_used_once_in_time_then_the_account_has_a_pass_phrase_of_its_holder_s(
    server: &Server,
) {
    let time = Time::begin();
    let moving = server.beside(time.clock()).await;
    let server = &moving;
    let visitor = Visitor::at("127.0.0.1");
    let code = invite(server, NAME).await.text();
    assert_eq!(code.replace('-', "").len() * 5, 140);
    assert_eq!(visitor.log_in(server, NAME, NEW).await.status, 401);
    time.pass(Duration::hours(24) - Duration::seconds(1));
    let body = json!({ "code": code, "password": "too short" });
    let refused = visitor.post(server, "/auth/activate", None, &body).await;
    assert_eq!(refused.body["errors"][0]["extensions"]["rule"], "LENGTH");
    let body = json!({ "code": code.to_lowercase().replace('-', " "), "password": NEW });
    assert_eq!(visitor.post(server, "/auth/activate", None, &body).await.status, 204);
    assert_eq!(last_events(server, 1).await, [("activation".to_owned(), JournalOperation::Change)]);
    let activated = account(server, NAME).await;
    assert_eq!((activated.status, activated.must_change_password), (AccountStatus::Active, false));
    assert_eq!(visitor.log_in(server, NAME, NEW).await.status, 200);
    let again = visitor.post(server, "/auth/activate", None, &body).await;
    assert_eq!(told(&again), is(401, "INVALID_CREDENTIALS"));
    assert_eq!(account(server, NAME).await, activated);
    moving.close().await;
}

async fn au_15_given_a_code_that_is_over_cancelled_used_or_guessed_then_refused_alike(server: &Server) {
    let time = Time::begin();
    let moving = server.beside(time.clock()).await;
    let server = &moving;
    let visitor = Visitor::at("127.0.0.1");
    let over = invite(server, NAME).await.text();
    time.pass(Duration::hours(24));
    let replaced = invite(server, "phu-nghia").await.text();
    let current = issue(server, "phu-nghia").await.text();
    let disabled = invite(server, "to-chuc").await.text();
    execute(server, "UPDATE account SET status = 'DISABLED' WHERE username = 'to-chuc'").await;
    let before = standing(server).await;
    for code in [over, replaced, disabled, ActivationCode::generate().unwrap().text(), "abc".to_owned()] {
        let body = json!({ "code": code, "password": NEW });
        let answer = visitor.post(server, "/auth/activate", None, &body).await;
        assert_eq!(told(&answer), is(401, "INVALID_CREDENTIALS"), "{code}");
    }
    assert_eq!(standing(server).await, before);
    // Guesses count as failures of the address.
    for _ in 5..20 {
        let body = json!({ "code": "abc", "password": NEW });
        visitor.post(server, "/auth/activate", None, &body).await;
    }
    let body = json!({ "code": "abc", "password": NEW });
    let waits = visitor.post(server, "/auth/activate", None, &body).await;
    assert_eq!(told(&waits), is(429, "RATE_LIMITED"));
    let body = json!({ "code": current, "password": NEW });
    assert_eq!(visitor.post(server, "/auth/activate", None, &body).await.status, 429);
    let elsewhere = Visitor::at("127.0.0.2").post(server, "/auth/activate", None, &body).await;
    assert_eq!(elsewhere.status, 204);
    moving.close().await;
}

async fn au_17_given_the_wrong_present_pass_phrase_when_changed_then_refused_and_counted_as_a_failure(
    server: &Server,
) {
    let visitor = Visitor::at("127.0.0.1");
    let pair = visitor.session(server, NAME).await;
    let before = standing(server).await;
    let body = json!({ "currentPassword": "chuong-my-demo-28-277", "newPassword": NEW });
    for _ in 0..5 {
        let answer = visitor.post(server, "/auth/password", Some(&pair.access), &body).await;
        assert_eq!(told(&answer), is(401, "INVALID_CREDENTIALS"));
    }
    assert_eq!(last_events(server, 1).await, [("account".to_owned(), JournalOperation::LoginRefused)]);
    let sixth = visitor.post(server, "/auth/password", Some(&pair.access), &body).await;
    assert_eq!((told(&sixth), sixth.header("retry-after")), (is(429, "RATE_LIMITED"), Some("2")));
    assert_eq!(visitor.log_in(server, NAME, PASS_PHRASE).await.status, 429);
    assert_eq!(standing(server).await, before);
    assert_eq!(visitor.me(server, &pair.access).await.status, 200);
}

async fn au_17_given_the_right_present_pass_phrase_when_changed_then_all_other_sessions_are_dead_at_once(
    server: &Server,
) {
    let other_server = server.beside(canbo_tests::clock()).await;
    let visitor = Visitor::at("127.0.0.1");
    let others = [visitor.session(server, NAME).await, visitor.session(&other_server, NAME).await];
    let this = visitor.session(server, NAME).await;
    let neighbour = visitor.session(server, "phu-nghia").await;
    let before = account(server, NAME).await;
    let body = json!({ "currentPassword": PASS_PHRASE, "newPassword": NEW });
    let changed = visitor.post(server, "/auth/password", Some(&this.access), &body).await;
    assert_eq!((changed.status, changed.text.as_str()), (204, ""));
    for other in &others {
        for server in [server, &other_server] {
            assert_eq!(visitor.me(server, &other.access).await.status, 401);
            assert_eq!(visitor.refresh(server, &other.refresh).await.status, 401);
        }
    }
    let ends: Vec<_> = sessions_of(server, NAME).await.iter().map(|session| session.end_reason).collect();
    assert_eq!(
        ends,
        [Some(SessionEndReason::PasswordChanged), Some(SessionEndReason::PasswordChanged), None]
    );
    assert_eq!(visitor.me(server, &this.access).await.status, 200);
    Pair::of(&visitor.refresh(server, &this.refresh).await);
    assert_eq!(visitor.me(server, &neighbour.access).await.status, 200);
    let after = account(server, NAME).await;
    assert_eq!((after.version, after.status), (before.version + 1, before.status));
    assert_eq!(visitor.log_in(server, NAME, PASS_PHRASE).await.status, 401);
    assert_eq!(visitor.log_in(server, NAME, NEW).await.status, 200);
    other_server.close().await;
}
