//! The facts as the database has them.

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use api::citizen_number::CitizenNumber;
use api::report::{Part, PartClass, Salt};
use canbo_tests::{Server, keys};
use entity::id::ReportId;
use entity::value::JournalStream;
use entity::{
    affiliation, appointment, course, course_seat, course_step, discipline, enrolment, enrolment_step,
    journal_entry, locality_assessment, nomination_rule, obligation_rule, official, official_identity,
    party_discipline, party_record, post, publication, published_part, published_value, qualification,
    rating, report, report_part_aggregate, report_part_party, report_part_personnel, report_part_succession,
    report_step, source_pool_entry, source_pool_report, source_pool_review, standing_committee,
    standing_committee_membership, succession_entry, succession_entry_step, succession_round,
    succession_round_step, training_plan, training_plan_item, training_plan_step, unit, unit_lineage,
    unit_version,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::model::{Identity, SealedPart, State};

/// All rows of a table.
macro_rules! all {
    ($server:expr, $table:ident) => {
        $table::Entity::find().all($server.database().reader()).await.unwrap()
    };
}

/// The parts of a class of all sealed reports.
macro_rules! parts {
    ($server:expr, $table:ident, $class:ident) => {{
        let part = |row: $table::Model| {
            let salt = Salt::kept(&row.salt).unwrap();
            (row.report_id, Part::kept(PartClass::$class, salt, row.content.into_bytes()))
        };
        all!($server, $table).into_iter().map(part).collect::<Vec<(ReportId, Part)>>()
    }};
}

/// The facts of every table of the registry.
pub(super) async fn facts(server: &Server) -> State {
    let identities = all!(server, official_identity);
    let mut officials = all!(server, official);
    // By which bytes people are sorted is another subject's.
    officials.iter_mut().for_each(|row| row.sort_key.clear());
    State {
        versions: all!(server, unit_version),
        units: all!(server, unit),
        lineages: all!(server, unit_lineage),
        officials,
        identities: identities.into_iter().map(in_the_clear).collect(),
        affiliations: all!(server, affiliation),
        posts: all!(server, post),
        appointments: all!(server, appointment),
        localities: all!(server, locality_assessment),
        qualifications: all!(server, qualification),
        ratings: all!(server, rating),
        disciplines: all!(server, discipline),
        party_records: all!(server, party_record),
        party_disciplines: all!(server, party_discipline),
        committees: all!(server, standing_committee),
        memberships: all!(server, standing_committee_membership),
        rounds: all!(server, succession_round),
        round_steps: all!(server, succession_round_step),
        entries: all!(server, succession_entry),
        entry_steps: all!(server, succession_entry_step),
        pool_entries: all!(server, source_pool_entry),
        pool_reviews: all!(server, source_pool_review),
        pool_reports: all!(server, source_pool_report),
        deadlines: all!(server, obligation_rule),
        training_plans: all!(server, training_plan),
        training_plan_items: all!(server, training_plan_item),
        training_plan_steps: all!(server, training_plan_step),
        courses: all!(server, course),
        course_steps: all!(server, course_step),
        course_seats: all!(server, course_seat),
        nomination_rules: all!(server, nomination_rule),
        enrolments: all!(server, enrolment),
        enrolment_steps: all!(server, enrolment_step),
        reports: all!(server, report),
        report_steps: all!(server, report_step),
        aggregate_parts: hashed(parts!(server, report_part_aggregate, Aggregate)),
        personnel_parts: hashed(parts!(server, report_part_personnel, Personnel)),
        party_parts: hashed(parts!(server, report_part_party, Party)),
        succession_parts: hashed(parts!(server, report_part_succession, Succession)),
        publications: all!(server, publication),
        published_values: all!(server, published_value),
        published_parts: all!(server, published_part),
    }
}

fn hashed(parts: Vec<(ReportId, Part)>) -> Vec<SealedPart> {
    let hashed = |(report_id, part): (ReportId, Part)| SealedPart {
        report_id,
        hash: Some(part.hash().text().to_owned()),
    };
    parts.into_iter().map(hashed).collect()
}

/// The parts of a report that is sealed, in the order of their classes.
pub(super) async fn parts_of(server: &Server, report: ReportId) -> Vec<Part> {
    let all = [
        parts!(server, report_part_aggregate, Aggregate),
        parts!(server, report_part_personnel, Personnel),
        parts!(server, report_part_party, Party),
        parts!(server, report_part_succession, Succession),
    ];
    all.into_iter().flatten().filter(|(of, _)| *of == report).map(|(_, part)| part).collect()
}

fn in_the_clear(row: official_identity::Model) -> Identity {
    let open = |sealed: Vec<u8>| CitizenNumber::open(keys().identity(), row.official_id, &sealed).unwrap();
    Identity {
        official_id: row.official_id,
        citizen_number: row.citizen_number_sealed.map(|sealed| open(sealed).digits().to_owned()),
        phone: row.phone,
        address: row.address,
        version: row.version,
    }
}

/// The entries of a stream of the journal after so many.
pub(super) async fn entries(server: &Server, stream: JournalStream, after: i64) -> Vec<journal_entry::Model> {
    journal_entry::Entity::find()
        .filter(journal_entry::Column::Stream.eq(stream))
        .filter(journal_entry::Column::Sequence.gt(after))
        .order_by_asc(journal_entry::Column::Sequence)
        .all(server.database().reader())
        .await
        .unwrap()
}

/// How many entries a stream has.
pub(super) async fn head(server: &Server, stream: JournalStream) -> i64 {
    api::journal::head(server.database().reader(), stream).await.unwrap()
}
