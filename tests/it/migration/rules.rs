//! What the schema refuses about one row or about two rows of one key. Each case differs from an accepted row in the one
//! thing that its rule forbids.

use entity::value::{
    DatePrecision, LineageShare, Role, SourcePoolOutcome, SuccessionEntryStatus, TargetMeasure, TitleBody,
};
use entity::{
    account, account_grant, account_login, account_proposal, account_proposal_unit, activation, appointment,
    course, course_seat, course_step, discipline, enrolment_step, idempotency, journal_entry,
    locality_assessment, login_throttle, nomination_rule, official, official_identity, party_discipline,
    party_record, post, programme, programme_basis, programme_reporting_date, publication, published_part,
    published_value, qualification, qualification_level, rating, refresh_token, service_key, service_secret,
    session, source_pool_review, standing_committee, succession_entry, succession_entry_step,
    succession_round_step, target_evidence, target_title, target_version, title_requirement, title_standard,
    training_plan, training_plan_item, training_plan_step, unit_lineage, unit_version,
};
use sea_orm::{DatabaseConnection, EntityTrait};

use super::refusal::{broken, check, foreign_key, insert, named, refused, taken, unique};
use super::rows::*;
use super::scratch::on_each;

/// The id of a row that is not there yet.
const NEW: u128 = 1000;

macro_rules! refuses {
    ($db:expr; $($rule:expr => $row:expr,)*) => { $(refused($db, $rule, $row).await;)* };
}

#[tokio::test]
async fn given_a_directory_when_a_row_breaks_its_rules_then_refused() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        fill(db).await;
        directory(db).await;
        programmes(db).await;
    })
    .await;
}

#[tokio::test]
async fn given_people_when_a_row_breaks_its_rules_then_refused() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        fill(db).await;
        people(db).await;
        party_and_succession(db).await;
    })
    .await;
}

#[tokio::test]
async fn given_training_when_a_row_breaks_its_rules_then_refused() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        fill(db).await;
        plans(db).await;
        courses(db).await;
    })
    .await;
}

#[tokio::test]
async fn given_accounts_and_figures_when_a_row_breaks_its_rules_then_refused() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        fill(db).await;
        accounts(db).await;
        figures(db).await;
    })
    .await;
}

#[tokio::test]
async fn given_a_row_that_others_refer_to_when_it_is_removed_then_refused() {
    on_each(async |scratch| {
        let db = &scratch.migrated().await;
        fill(db).await;

        let error = standing_committee::Entity::delete_by_id(id(31)).exec(db).await.unwrap_err();

        let rule = foreign_key("standing_committee_membership_committee_id_fkey");
        broken(db.get_database_backend(), rule, &error);
        assert_eq!(standing_committee::Entity::find().all(db).await.unwrap(), [standing_committee()]);
    })
    .await;
}

async fn directory(db: &DatabaseConnection) {
    let version = unit_version::Model {
        id: id(NEW),
        unit_id: id(SUCCESSOR).into(),
        code: "10030".to_owned(),
        valid_from: day("2025-07-01"),
        valid_to: None,
        ..unit_version()
    };
    let lineage = unit_lineage::Model {
        id: id(NEW),
        share: LineageShare::Part,
        is_default: false,
        to_unit_id: id(DISTRICT).into(),
        ..unit_lineage()
    };
    refuses! { db;
        named("unit_version_period") =>
            unit_version::Model { valid_to: optional_day("2025-07-01"), ..version.clone() },
        named("unit_version_not_own_parent") =>
            unit_version::Model { parent_id: Some(id(SUCCESSOR).into()), ..version.clone() },
        foreign_key("unit_version_unit_id_fkey") =>
            unit_version::Model { unit_id: id(NEW).into(), ..version.clone() },
        foreign_key("unit_version_parent_id_fkey") =>
            unit_version::Model { parent_id: Some(id(NEW).into()), ..version.clone() },
        named("unit_lineage_not_itself") =>
            unit_lineage::Model { to_unit_id: id(COMMUNE).into(), ..lineage.clone() },
        named("unit_lineage_whole_is_default") =>
            unit_lineage::Model { share: LineageShare::Whole, ..lineage.clone() },
        unique("unit_lineage_once", "unit_lineage.from_unit_id, unit_lineage.to_unit_id, unit_lineage.effective_on") =>
            unit_lineage::Model { to_unit_id: id(SUCCESSOR).into(), ..lineage.clone() },
        unique("unit_lineage_one_default", "unit_lineage.from_unit_id") =>
            unit_lineage::Model { is_default: true, ..lineage.clone() },
        unique("title_pkey", "title.code") => title(),
        unique("qualification_level_code", "qualification_level.kind, qualification_level.code") =>
            qualification_level::Model { id: id(NEW), ..qualification_level() },
        named("title_standard_period") => title_standard::Model {
            id: id(NEW), valid_from: day("2026-01-01"), ..title_standard()
        },
        check("title_standard_max_age_at_first_appointment_check", "max_age_at_first_appointment >= 1") =>
            title_standard::Model {
                id: id(NEW), max_age_at_first_appointment: Some(0), valid_from: day("2026-01-01"), valid_to: None,
                ..title_standard()
            },
        unique("title_requirement_kind", "title_requirement.standard_id, title_requirement.kind") =>
            title_requirement::Model { id: id(NEW), ..title_requirement() },
        foreign_key("title_requirement_level") => title_requirement::Model {
            id: id(NEW), kind: entity::value::QualificationKind::ForeignLanguage, ..title_requirement()
        },
    }
    insert(db, version).await.unwrap();
    insert(db, lineage).await.unwrap();
}

async fn programmes(db: &DatabaseConnection) {
    let later =
        target_version::Model { id: id(NEW), valid_from: day("2026-01-01"), valid_to: None, ..young() };
    refuses! { db;
        unique("programme_code", "programme.code") => programme::Model { id: id(NEW).into(), ..programme() },
        named("programme_period") => programme::Model {
            id: id(NEW).into(), code: "KH-277".to_owned(), ends_on: optional_day("2024-01-11"), ..programme()
        },
        unique("programme_basis_position", "programme_basis.programme_id, programme_basis.position") =>
            programme_basis::Model { id: id(NEW), ..programme_basis() },
        unique(
            "programme_reporting_date_once",
            "programme_reporting_date.programme_id, programme_reporting_date.due_on",
        ) => programme_reporting_date::Model { id: id(NEW), ..programme_reporting_date() },
        unique("target_code", "target.programme_id, target.code") => target(NEW, "K2"),
        named("target_version_period") =>
            target_version::Model { valid_to: optional_day("2025-12-31"), ..later.clone() },
        check("target_version_threshold_numerator_check", "threshold_numerator >= 0") =>
            target_version::Model { threshold_numerator: Some(-1), ..later.clone() },
        check("target_version_threshold_denominator_check", "threshold_denominator > 0") =>
            target_version::Model { threshold_denominator: Some(0), ..later.clone() },
        check("target_version_age_limit_check", "age_limit >= 1") =>
            target_version::Model { age_limit: Some(0), ..later.clone() },
        named("target_version_threshold_whole") =>
            target_version::Model { threshold_denominator: None, ..later.clone() },
        named("target_version_compared_with_threshold") => target_version::Model {
            threshold_numerator: None, threshold_denominator: None, ..later.clone()
        },
        named("target_version_directional_has_no_threshold") => target_version::Model {
            comparator: None, threshold_numerator: None, threshold_denominator: None, ..later.clone()
        },
        named("target_version_age_limit") => target_version::Model { age_limit: None, ..later.clone() },
        named("target_version_completion_period") => target_version::Model {
            measure: TargetMeasure::KnowledgeUpdate, age_limit: None, ..later.clone()
        },
        named("target_version_alternative_period") => target_version::Model {
            alternative_period: updated().alternative_period, ..later.clone()
        },
        unique("target_title_once", "target_title.target_version_id, target_title.title_code") =>
            target_title::Model { id: id(NEW), ..target_title() },
        unique(
            "target_evidence_once",
            "target_evidence.target_version_id, target_evidence.part_code, target_evidence.kind, \
             target_evidence.level_code",
        ) => target_evidence::Model { id: id(NEW), ..target_evidence() },
    }
    insert(db, later).await.unwrap();
}

async fn people(db: &DatabaseConnection) {
    let not_kept = rating::Model {
        id: id(NEW),
        proposed_on: day("2023-01-20"),
        approved_on: optional_day("2023-02-01"),
        superseded_on: None,
        ..rating()
    };
    refuses! { db;
        named("official_birth_date_has_precision") =>
            official::Model { birth_date_precision: None, ..official(NEW) },
        named("official_birth_date_has_precision") => official::Model { birth_date: None, ..official(NEW) },
        named("official_birth_date_starts_what_is_known") =>
            official::Model { birth_date_precision: Some(DatePrecision::Month), ..official(NEW) },
        named("official_birth_date_starts_what_is_known") => official::Model {
            birth_date: optional_day("1988-12-01"), birth_date_precision: Some(DatePrecision::Year), ..official(NEW)
        },
        named("official_not_into_itself") =>
            official::Model { merged_into_id: Some(id(NEW).into()), ..official(NEW) },
        check("official_version_check", "version >= 1") => official::Model { version: 0, ..official(NEW) },
        unique("official_identity_citizen_number", "official_identity.citizen_number_index") =>
            official_identity::Model { official_id: id(OTHER_OFFICIAL).into(), ..official_identity() },
        check("official_identity_citizen_number_index_check", "length(citizen_number_index) = 40") =>
            official_identity::Model {
                official_id: id(OTHER_OFFICIAL).into(), citizen_number_index: Some(vec![1; 32]), ..official_identity()
            },
        named("discipline_period") => discipline::Model {
            id: id(NEW), ends_on: optional_day("2022-03-01"), ..discipline()
        },
        check("post_seats_check", "seats >= 1") => post::Model {
            id: id(NEW).into(), seats: 0, valid_from: day("2024-01-01"), valid_to: None, ..post()
        },
        named("post_transitional") => post::Model {
            id: id(NEW).into(), is_transitional: true, valid_to: None, ..post()
        },
        named("post_transitional") => post::Model {
            id: id(NEW).into(), is_transitional: true, decision: None, ..post()
        },
        named("appointment_period") => appointment::Model {
            id: id(NEW).into(), valid_from: day("2024-01-02"), ..appointment()
        },
        unique(
            "locality_assessment_one_per_day",
            "locality_assessment.appointment_id, locality_assessment.assessed_on",
        ) => locality_assessment::Model { id: id(NEW), ..locality_assessment() },
        check("locality_assessment_version_check", "version >= 1") => locality_assessment::Model {
            id: id(NEW), assessed_on: day("2021-02-02"), version: 0, ..locality_assessment()
        },
        foreign_key("qualification_level_known") => qualification::Model {
            id: id(NEW).into(), level_code: "DOCTOR".to_owned(), ..qualification()
        },
        named("qualification_revoked_after_obtained") => qualification::Model {
            id: id(NEW).into(), revoked_on: optional_day("2010-05-31"), ..qualification()
        },
        named("rating_approved_after_proposed") => rating::Model {
            approved_on: optional_day("2023-01-19"), ..not_kept.clone()
        },
        named("rating_superseded_after_approved") => rating::Model {
            approved_on: None, superseded_on: optional_day("2023-02-02"), ..not_kept.clone()
        },
        named("source_pool_review_removed_has_reason") => source_pool_review::Model {
            id: id(NEW), year: 2023, reason: None, ..source_pool_review()
        },
        unique("source_pool_review_yearly", "source_pool_review.entry_id, source_pool_review.year") =>
            source_pool_review::Model { id: id(NEW), outcome: SourcePoolOutcome::Kept, ..source_pool_review() },
    }
    insert(db, not_kept.clone()).await.unwrap();
    refuses! { db;
        taken("rating_one_in_force", "rating_approved_is_final") =>
            rating::Model { id: id(NEW + 1), ..not_kept.clone() },
        check("rating_version_check", "version >= 1") =>
            rating::Model { id: id(NEW + 1), year: 2024, version: 0, ..not_kept.clone() },
        foreign_key("rating_proposed_by_fkey") =>
            rating::Model { id: id(NEW + 1), year: 2024, proposed_by: Some(id(NEW).into()), ..not_kept.clone() },
    }
    let proposed = rating::Model { id: id(NEW + 1), year: 2024, approved_on: None, ..not_kept };
    insert(db, proposed.clone()).await.unwrap();
    refuses! { db;
        unique("rating_one_proposed", "rating.official_id, rating.year") =>
            rating::Model { id: id(NEW + 2), ..proposed },
    }
}

async fn party_and_succession(db: &DatabaseConnection) {
    let step = succession_entry_step::Model { id: id(NEW), sequence: 2, ..succession_entry_step() };
    refuses! { db;
        named("party_record_order") => party_record::Model {
            official_id: id(OTHER_OFFICIAL).into(), admitted_on: optional_day("2011-09-03"), ..party_record()
        },
        named("party_discipline_period") => party_discipline::Model {
            id: id(NEW), ends_on: optional_day("2022-02-28"), ..party_discipline()
        },
        taken("succession_round_step_sequence", "succession_round_step_append_only") =>
            succession_round_step::Model { id: id(NEW), ..succession_round_step() },
        check("succession_round_body_check", "body IN ('PARTY', 'COUNCIL', 'COMMITTEE')") =>
            entity::succession_round::Model { id: id(NEW).into(), body: TitleBody::Front, ..succession_round() },
        unique(
            "succession_entry_once",
            "succession_entry.round_id, succession_entry.title_code, succession_entry.official_id",
        ) => succession_entry::Model { id: id(NEW).into(), ..succession_entry() },
        taken("succession_entry_step_sequence", "succession_entry_step_append_only") =>
            succession_entry_step::Model { sequence: 1, ..step.clone() },
        check("succession_entry_step_sequence_check", "sequence >= 1") =>
            succession_entry_step::Model { sequence: 0, ..step.clone() },
        named("succession_entry_step_removed_has_reason") =>
            succession_entry_step::Model { reason: None, ..step.clone() },
        named("succession_entry_step_removed_has_reason") =>
            succession_entry_step::Model { status: SuccessionEntryStatus::Planned, ..step },
    }
}

async fn plans(db: &DatabaseConnection) {
    let item = training_plan_item::Model { id: id(NEW), position: 2, ..training_plan_item() };
    refuses! { db;
        taken("training_plan_edition", "training_plan_approved_is_final") =>
            training_plan::Model { id: id(NEW).into(), ..training_plan() },
        named("training_plan_not_into_itself") => training_plan::Model {
            id: id(NEW).into(), edition: 2, consolidated_into_id: Some(id(NEW).into()), ..training_plan()
        },
        check("training_plan_edition_check", "edition >= 1") =>
            training_plan::Model { id: id(NEW).into(), edition: 0, ..training_plan() },
        check("training_plan_item_people_check", "people >= 1") =>
            training_plan_item::Model { people: 0, ..item.clone() },
        unique("training_plan_item_position", "training_plan_item.plan_id, training_plan_item.position") =>
            training_plan_item::Model { position: 1, ..item },
        taken("training_plan_step_sequence", "training_plan_step_append_only") =>
            training_plan_step::Model { id: id(NEW), ..training_plan_step() },
        check("training_plan_step_sequence_check", "sequence >= 1") =>
            training_plan_step::Model { id: id(NEW), sequence: 0, ..training_plan_step() },
    }
}

async fn courses(db: &DatabaseConnection) {
    let another = course::Model { id: id(NEW).into(), code: "CN-2024-02".to_owned(), ..course() };
    refuses! { db;
        unique("course_code", "course.code") => course::Model { id: id(NEW).into(), ..course() },
        named("course_period") => course::Model { ends_on: day("2024-05-05"), ..another.clone() },
        check("course_periods_check", "periods >= 1") => course::Model { periods: 0, ..another.clone() },
        check("course_capacity_check", "capacity >= 1") => course::Model { capacity: 0, ..another.clone() },
        named("course_yields_whole") => course::Model { yields_level_code: None, ..another.clone() },
        foreign_key("course_yields_level") => course::Model { yields_level_code: some("DOCTOR"), ..another },
        named("nomination_rule_names_authority") => nomination_rule::Model {
            id: id(NEW), authority: None, valid_from: day("2026-01-01"), valid_to: None, ..nomination_rule()
        },
        named("nomination_rule_period") => nomination_rule::Model {
            id: id(NEW), valid_from: day("2026-01-01"), valid_to: optional_day("2025-12-31"), ..nomination_rule()
        },
        unique("course_seat_once", "course_seat.course_id, course_seat.unit_id") =>
            course_seat::Model { id: id(NEW), ..course_seat() },
        check("course_seat_seats_check", "seats >= 1") =>
            course_seat::Model { id: id(NEW), unit_id: id(SUCCESSOR).into(), seats: 0, ..course_seat() },
        taken("course_step_sequence", "course_step_append_only") =>
            course_step::Model { id: id(NEW), ..course_step() },
        check("course_step_sequence_check", "sequence >= 1") =>
            course_step::Model { id: id(NEW), sequence: 0, ..course_step() },
        taken("enrolment_step_sequence", "enrolment_step_append_only") =>
            enrolment_step::Model { id: id(NEW), ..enrolment_step() },
        check("enrolment_step_sequence_check", "sequence >= 1") =>
            enrolment_step::Model { id: id(NEW), sequence: 0, ..enrolment_step() },
    }
}

async fn accounts(db: &DatabaseConnection) {
    let token = refresh_token(NEW, None);
    refuses! { db;
        unique("account_username", "account.username") => account::Model { id: id(NEW).into(), ..account() },
        named("account_username_lower_case") => account::Model {
            id: id(NEW).into(), username: "Noi-Vu".to_owned(), ..account()
        },
        named("account_username_lower_case") => account::Model {
            id: id(NEW).into(), username: String::new(), ..account()
        },
        named("account_grant_period") => account_grant::Model {
            id: id(NEW), valid_from: day("2025-07-02"), ..account_grant()
        },
        named("account_grant_confirmed_at_a_time") => account_grant::Model {
            id: id(NEW), carries_over_confirmed_at: None, ..account_grant()
        },
        named("account_proposal_expires_after_proposed") => account_proposal::Model {
            id: id(NEW).into(), expires_at: instant("2024-01-02T03:04:05Z"), ..account_proposal()
        },
        named("account_proposal_decided_at_a_time") => account_proposal::Model {
            id: id(NEW).into(), decided_at: None, ..account_proposal()
        },
        named("account_proposal_has_its_role") => account_proposal::Model {
            id: id(NEW).into(), role: None, ..account_proposal()
        },
        named("account_proposal_has_its_grant") => account_proposal::Model {
            id: id(NEW).into(), grant_id: Some(id(71)), ..account_proposal()
        },
        named("account_proposal_by_two") => account_proposal::Model {
            id: id(NEW).into(), decided_by: Some(id(ACCOUNT).into()), ..account_proposal()
        },
        named("account_proposal_unit_period") => account_proposal_unit::Model {
            id: id(NEW), valid_to: optional_day("2024-01-01"), ..account_proposal_unit()
        },
        named("session_expires_after_created") => session::Model {
            id: id(NEW).into(), expires_at: instant("2024-02-01T08:00:00Z"), ..session()
        },
        named("session_end_reason_at_an_end") => session::Model {
            id: id(NEW).into(), ended_at: None, ..session()
        },
        check("account_login_failures_check", "failures >= 0") =>
            account_login::Model { failures: -1, ..account_login() },
        check("login_throttle_subject_check", "length(subject) = 32") =>
            login_throttle::Model { subject: vec![4; 31], ..login_throttle() },
        named("activation_expires_after_issued") => activation::Model {
            expires_at: activation(NEW).issued_at, ..activation(NEW)
        },
        named("activation_used_or_cancelled") => activation::Model {
            cancelled_at: activation(NEW).used_at, ..activation(NEW)
        },
        unique("activation_code", "activation.code_hash") => activation::Model {
            code_hash: activation(76).code_hash, ..activation(NEW)
        },
        unique("refresh_token_hash", "refresh_token.token_hash") => refresh_token::Model {
            token_hash: refresh_token(73, None).token_hash, ..token.clone()
        },
        check("refresh_token_token_hash_check", "length(token_hash) = 32") =>
            refresh_token::Model { token_hash: vec![1; 31], ..token.clone() },
        named("refresh_token_expires_after_issued") =>
            refresh_token::Model { expires_at: token.issued_at, ..token },
        unique("service_secret_hash", "service_secret.secret_hash") =>
            service_secret::Model { id: id(NEW), ..service_secret() },
        check("service_secret_secret_hash_check", "length(secret_hash) = 32") =>
            service_secret::Model { id: id(NEW), secret_hash: vec![1; 31], ..service_secret() },
        named("service_secret_expires_after_created") => service_secret::Model {
            id: id(NEW), secret_hash: vec![1; 32], expires_at: Some(service_secret().created_at), ..service_secret()
        },
        unique("service_key_public", "service_key.public_key") =>
            service_key::Model { id: id(NEW), kid: "2024-04".to_owned(), ..service_key() },
        unique("service_key_kid", "service_key.account_id, service_key.kid") =>
            service_key::Model { id: id(NEW), public_key: vec![9; 32], ..service_key() },
        unique("service_address_pkey", "service_address.account_id, service_address.network") => service_address(),
        unique("service_class_pkey", "service_class.account_id, service_class.class") => service_class(),
        unique("client_assertion_pkey", "client_assertion.account_id, client_assertion.jti") => client_assertion(),
        unique("idempotency_pkey", "idempotency.account_id, idempotency.idempotency_key") => idempotency(),
        check("idempotency_idempotency_key_check", "length(idempotency_key) BETWEEN 1 AND 64") =>
            idempotency::Model { idempotency_key: "k".repeat(65), ..idempotency() },
        check("idempotency_request_mark_check", "length(request_mark) = 40") =>
            idempotency::Model { idempotency_key: "k-2".to_owned(), request_mark: vec![5; 32], ..idempotency() },
        check("journal_entry_hash_check", "length(hash) = 32") =>
            journal_entry::Model { hash: vec![2; 33], ..journal_entry(2) },
        check("journal_entry_previous_hash_check", "length(previous_hash) = 32") =>
            journal_entry::Model { previous_hash: vec![], ..journal_entry(2) },
        check("journal_entry_sequence_check", "sequence >= 1") => journal_entry(0),
        foreign_key("journal_entry_actor_id_fkey") =>
            journal_entry::Model { actor_id: Some(id(NEW).into()), ..journal_entry(2) },
        foreign_key("journal_value_party_stream_sequence_fkey") => entity::journal_value::party::Model {
            stream: entity::value::JournalStream::Access, sequence: 1, sealed: vec![1]
        },
    }
}

async fn figures(db: &DatabaseConnection) {
    let value = published_value::Model { id: id(NEW), unit_id: id(DISTRICT).into(), ..published_value() };
    let part =
        published_part::Model { id: id(NEW), position: 2, code: "EDUCATION".to_owned(), ..published_part() };
    refuses! { db;
        check("publication_role_check", "role IN ('DISTRICT', 'PARTY_COMMITTEE')") => publication::Model {
            id: id(NEW).into(), role: Role::Commune, ..publication()
        },
        taken("published_value_once", "published_value_append_only") => published_value::Model { unit_id: id(COMMUNE).into(), ..value.clone() },
        named("published_value_counts") => published_value::Model { denominator: 6, ..value.clone() },
        named("published_value_counts") => published_value::Model { numerator: -1, ..value.clone() },
        named("published_value_counts") => published_value::Model { unknown: -1, ..value.clone() },
        check("published_value_slack_check", "slack >= 0") =>
            published_value::Model { slack: Some(-1), ..value },
        taken("published_part_position", "published_part_append_only") =>
            published_part::Model { position: 1, ..part.clone() },
        taken("published_part_code", "published_part_append_only") =>
            published_part::Model { code: "STANDARD".to_owned(), ..part.clone() },
        named("published_part_counts") => published_part::Model { denominator: 6, ..part },
    }
}
