//! Whether a column takes exactly the words of its entity's enum.

use std::collections::{BTreeMap, BTreeSet};

use entity::class::ConfidentialityClass;
use entity::value::{
    AccountProposalKind, AccountProposalOutcome, AccountStatus, AppointmentMode, AppointmentOrigin,
    Comparator, CompletionPeriod, CountedThing, CourseKind, CourseStatus, DatePrecision, DeadlineYear,
    DisciplineKind, EnrolmentStatus, JournalOperation, JournalStream, LineageShare, Locality,
    NominationAuthority, NominationDecision, ObligationKind, ObligedUnits, OfficialCategory,
    QualificationKind, RatingGrade, ReportKind, ReportStatus, Role, SessionEndReason, Sex, SourcePoolOrigin,
    SourcePoolOutcome, SuccessionEntryStatus, SuccessionRemovalReason, SuccessionRoundStatus, TargetKind,
    TargetMeasure, TargetStatus, ThrottleKind, TitleBody, TrainingPlanStatus, UnitClass, UnitKind,
};
use sea_orm::{ActiveEnum, ConnectionTrait, DatabaseConnection, DbBackend, Iterable, Statement};
use serde::Serialize;

use super::scratch::on_each;

type Words = BTreeSet<String>;

/// The words of an enum, which the journal spells as the column does.
fn words<E: ActiveEnum<Value = String> + Iterable + Serialize>() -> Words {
    let word = |word: E| {
        let text = word.to_value();
        assert_eq!(serde_json::to_value(&word).unwrap(), text);
        text
    };
    E::iter().map(word).collect()
}

fn few(words: [&str; 2]) -> Words {
    words.map(str::to_owned).into()
}

/// The columns that hold words, but for those whose words a foreign key checks.
fn of_entities() -> BTreeMap<String, Words> {
    let mut columns: Vec<(&str, Words)> = vec![
        ("account.role", words::<Role>()),
        ("account_proposal.kind", words::<AccountProposalKind>()),
        ("account_proposal.outcome", words::<AccountProposalOutcome>()),
        ("account_proposal.role", words::<Role>()),
        ("account.status", words::<AccountStatus>()),
        ("affiliation.category", words::<OfficialCategory>()),
        ("appointment.mode", words::<AppointmentMode>()),
        ("appointment.origin", words::<AppointmentOrigin>()),
        ("course.kind", words::<CourseKind>()),
        ("course_step.status", words::<CourseStatus>()),
        ("discipline.kind", words::<DisciplineKind>()),
        ("enrolment_step.status", words::<EnrolmentStatus>()),
        ("journal_entry.class", words::<ConfidentialityClass>()),
        ("journal_entry.operation", words::<JournalOperation>()),
        ("journal_entry.stream", words::<JournalStream>()),
        ("journal_head.stream", words::<JournalStream>()),
        ("locality_assessment.locality", words::<Locality>()),
        ("login_throttle.kind", words::<ThrottleKind>()),
        ("obligation_rule.falls_in", words::<DeadlineYear>()),
        ("obligation_rule.kind", words::<ObligationKind>()),
        ("obligation_rule.owed_by", words::<ObligedUnits>()),
        ("enrolment.authority", words::<NominationAuthority>()),
        ("nomination_rule.authority", words::<NominationAuthority>()),
        ("nomination_rule.category", words::<OfficialCategory>()),
        ("nomination_rule.course_kind", words::<CourseKind>()),
        ("nomination_rule.decision", words::<NominationDecision>()),
        ("nomination_rule.unit_kind", words::<UnitKind>()),
        ("official.birth_date_precision", words::<DatePrecision>()),
        ("official.sex", words::<Sex>()),
        ("party_discipline.kind", words::<DisciplineKind>()),
        ("publication.role", few(["DISTRICT", "PARTY_COMMITTEE"])),
        ("published_part.status", words::<TargetStatus>()),
        ("published_value.status", words::<TargetStatus>()),
        ("qualification.kind", words::<QualificationKind>()),
        ("qualification_level.kind", words::<QualificationKind>()),
        ("rating.grade", words::<RatingGrade>()),
        ("session.end_reason", words::<SessionEndReason>()),
        ("report.kind", words::<ReportKind>()),
        ("report_step.status", words::<ReportStatus>()),
        ("service_class.class", words::<ConfidentialityClass>()),
        ("source_pool_entry.origin", words::<SourcePoolOrigin>()),
        ("source_pool_review.outcome", words::<SourcePoolOutcome>()),
        ("succession_entry_step.reason", words::<SuccessionRemovalReason>()),
        ("succession_entry_step.status", words::<SuccessionEntryStatus>()),
        ("succession_round.body", ["PARTY", "COUNCIL", "COMMITTEE"].map(str::to_owned).into()),
        ("succession_round_step.status", words::<SuccessionRoundStatus>()),
        ("target_version.alternative_period", words::<CompletionPeriod>()),
        ("target_version.comparator", words::<Comparator>()),
        ("target_version.completion_period", words::<CompletionPeriod>()),
        ("target_version.counts", words::<CountedThing>()),
        ("target_version.kind", words::<TargetKind>()),
        ("target_version.measure", words::<TargetMeasure>()),
        ("title.body", words::<TitleBody>()),
        ("title.category", words::<OfficialCategory>()),
        ("training_plan_item.course_kind", words::<CourseKind>()),
        ("training_plan_step.status", words::<TrainingPlanStatus>()),
        ("unit_lineage.share", words::<LineageShare>()),
        ("unit_version.class", words::<UnitClass>()),
        ("unit_version.kind", words::<UnitKind>()),
    ];
    let classes = ["account", "aggregate", "directory", "identity", "party", "personnel", "succession"];
    let values = classes.map(|class| format!("journal_value_{class}.stream"));
    columns.extend(values.iter().map(|column| (column.as_str(), words::<JournalStream>())));
    columns.into_iter().map(|(column, words)| (column.to_owned(), words)).collect()
}

/// The checks of the form "this column is one of these", as each database cites them.
async fn of_database(db: &DatabaseConnection) -> BTreeMap<String, Words> {
    let sql = match db.get_database_backend() {
        DbBackend::Postgres => {
            "SELECT conrelid::regclass::text AS \"table\", pg_get_constraintdef(oid) AS sql FROM pg_constraint
             WHERE contype = 'c' AND connamespace = 'public'::regnamespace"
        }
        _ => "SELECT name AS \"table\", sql FROM sqlite_master WHERE type = 'table'",
    };
    let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap();
    let mut found = BTreeMap::new();
    for row in rows {
        let (table, sql): (String, String) =
            (row.try_get("", "table").unwrap(), row.try_get("", "sql").unwrap());
        for check in sql.split("CHECK ").skip(1) {
            if let Some((column, words)) = one_of(check) {
                found.insert(format!("{table}.{column}"), words);
            }
        }
    }
    found
}

/// Reads `(column IN ('A', 'B'))`, which PostgreSQL cites as `((column = ANY (ARRAY['A'::text, 'B'::text])))`, and where there is one word
/// alone as `((column = 'A'::text))`.
fn one_of(check: &str) -> Option<(String, Words)> {
    let single = check.strip_suffix("'::text))").and_then(|check| check.split_once(" = '"));
    if let Some((column, word)) = single.filter(|(_, word)| !word.contains('\'')) {
        return Some((column.trim_start_matches('(').to_owned(), Words::from([word.to_owned()])));
    }
    let (column, list) = check.split_once(" IN (").or_else(|| check.split_once(" = ANY (ARRAY["))?;
    let (list, _) = list.split_once([')', ']'])?;
    let words = list.split(", ").map(|word| word.trim_end_matches("::text").trim_matches('\'').to_owned());
    Some((column.trim_start_matches('(').to_owned(), words.collect()))
}

#[tokio::test]
async fn given_all_migrations_then_each_column_of_words_takes_exactly_those_of_its_enum() {
    on_each(async |scratch| {
        let db = scratch.migrated().await;
        assert_eq!(of_database(&db).await, of_entities());
    })
    .await;
}
