//! The facts as the database has them.

#![expect(clippy::disallowed_methods, reason = "looks at rows past the server")]

use api::citizen_number::CitizenNumber;
use canbo_tests::{Server, keys};
use entity::value::JournalStream;
use entity::{
    affiliation, appointment, discipline, journal_entry, locality_assessment, obligation_rule, official,
    official_identity, party_discipline, party_record, post, qualification, rating, source_pool_entry,
    source_pool_report, source_pool_review, standing_committee, standing_committee_membership,
    succession_entry, succession_entry_step, succession_round, succession_round_step, training_plan,
    training_plan_item, training_plan_step, unit, unit_lineage, unit_version,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::model::{Identity, State};

/// All rows of a table.
macro_rules! all {
    ($server:expr, $table:ident) => {
        $table::Entity::find().all($server.database().reader()).await.unwrap()
    };
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
    }
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
