//! Non-interference: two databases that differ only in what a viewer may not see give that viewer the same bytes.
//!
//! [`world`] is the base, [`twin`] makes its twin for a viewer, [`corpus`] is everything that can be asked, made from the
//! schema. Every answer is compared whole: status, headers and body, but for the date and the request's id. All requests
//! go through HTTP to a server in this process: about a thousand documents for each viewer and each database.
//!
//! That the proof can fail is shown twice: [`coverage`] demands that every field of the schema is asked, has a value for
//! somebody who may read it, and differs between the databases in what is hidden; and [`leaks`] plants leaks of every
//! kind and demands that each is found.
//!
//! What is equal in both twins is the directory, which everybody reads, and what `policy::release` lists: published
//! figures; figures of the units above a commune; that a seat, a post or an entry of a unit in sight counts; how many of
//! its seats are filled; the hashes of a sealed report's parts.

mod administration;
mod canaries;
mod changes;
mod corpus;
mod coverage;
mod leaks;
mod reports;
mod sight;
mod told;
mod twin;
mod viewer;
mod world;

use api::app::App;
use api::demo::District;
use canbo_tests::{Client, Dbms, SchemaTypes, Server, TestDatabase, can_run, in_runtime};

use administration::{Administration, Held};
use corpus::values::Values;
use corpus::{BOTH_DAYS, Corpus, DAYS, pages};
use sight::{Seen, Sight};
use told::{Told, differences};
use viewer::Viewer;

/// Declares tests that prove for a viewer on each kind of database.
macro_rules! on_each_database {
    ($($name:ident),+ $(,)?) => {$(
        mod $name {
            #[test]
            fn on_sqlite() {
                super::$name(canbo_tests::Dbms::Sqlite);
            }

            #[test]
            fn on_postgresql() {
                super::$name(canbo_tests::Dbms::Postgres);
            }
        }
    )+};
}

on_each_database!(
    ar_01_given_twins_when_a_home_affairs_office_asks_everything_then_the_same_bytes,
    ar_01_given_twins_when_a_commune_that_merged_asks_everything_then_the_same_bytes,
    ar_01_given_twins_when_a_commune_that_was_split_asks_everything_then_the_same_bytes,
    ar_01_given_twins_when_a_party_committee_asks_everything_then_the_same_bytes,
    ar_01_given_twins_when_a_communes_party_committee_asks_everything_then_the_same_bytes,
    ar_01_given_twins_when_an_administrator_asks_everything_then_the_same_bytes,
    ar_01_given_twins_when_a_platform_asks_everything_then_the_same_bytes,
);

fn ar_01_given_twins_when_a_home_affairs_office_asks_everything_then_the_same_bytes(dbms: Dbms) {
    prove(dbms, Viewer::Office);
}

fn ar_01_given_twins_when_a_commune_that_merged_asks_everything_then_the_same_bytes(dbms: Dbms) {
    prove(dbms, Viewer::Commune);
}

fn ar_01_given_twins_when_a_commune_that_was_split_asks_everything_then_the_same_bytes(dbms: Dbms) {
    prove(dbms, Viewer::SplitCommune);
}

fn ar_01_given_twins_when_a_party_committee_asks_everything_then_the_same_bytes(dbms: Dbms) {
    prove(dbms, Viewer::Party);
}

fn ar_01_given_twins_when_a_communes_party_committee_asks_everything_then_the_same_bytes(dbms: Dbms) {
    prove(dbms, Viewer::CommuneParty);
}

fn ar_01_given_twins_when_an_administrator_asks_everything_then_the_same_bytes(dbms: Dbms) {
    prove(dbms, Viewer::Administrator);
}

fn ar_01_given_twins_when_a_platform_asks_everything_then_the_same_bytes(dbms: Dbms) {
    prove(dbms, Viewer::Platform);
}

fn prove(dbms: Dbms, viewer: Viewer) {
    in_runtime(async {
        if can_run(dbms, module_path!()).await {
            let found = told_apart(dbms, viewer, |app| app, 3).await;
            assert!(found.is_empty(), "{viewer:?} tells the twins apart:\n{}", found.join("\n"));
        }
    });
}

/// By which answers a viewer tells the base from its twin: the first so many.
async fn told_apart(dbms: Dbms, viewer: Viewer, adapt: impl Fn(App) -> App, most: usize) -> Vec<String> {
    let base = world::base();
    let twin = twin::of(&base, viewer);
    let types = SchemaTypes::served();
    let values = values(&base, &twin, viewer);
    let days = days(dbms);
    let corpus = Corpus::new(&types, &values, &days);
    let lists = pages::lists(&types, &values, &days);
    let started = async |rows: District, administration: Administration| {
        let server = served(dbms, rows, administration, &adapt).await;
        warm(&server).await;
        let client = server.client_of(viewer.username()).await;
        (server, client)
    };
    // Side by side: each has its own database.
    let ((base, of_base), (twin, of_twin)) =
        tokio::join!(started(base, Administration::Known), started(twin, Administration::of_twin(viewer)),);
    let mut found = Vec::new();
    for document in &corpus.documents {
        let (one, other) = tokio::join!(Told::ask(&of_base, document), Told::ask(&of_twin, document));
        // What is refused as a whole tells nothing.
        assert_eq!(one.status, 200, "{document}: {}", one.text);
        if one.is_fault() {
            found.push(format!("a fault: {document}: {}", one.text));
        }
        found.extend(differences(&[one], &[other]));
        if found.len() >= most {
            break;
        }
    }
    let mut cursors = (None, None);
    for list in &lists {
        if found.len() >= most {
            break;
        }
        let (one, other) = tokio::join!(
            pages::follow(&of_base, list, &mut cursors.0),
            pages::follow(&of_twin, list, &mut cursors.1),
        );
        found.extend(differences(&one, &other));
    }
    base.close().await;
    twin.close().await;
    found.truncate(most);
    found
}

/// The days that are asked from. On PostgreSQL the one before the mergers, on which scopes are of predecessors, is enough:
/// above its statements the program is the same.
fn days(dbms: Dbms) -> Vec<Option<&'static str>> {
    match dbms {
        Dbms::Sqlite => BOTH_DAYS.to_vec(),
        Dbms::Postgres => vec![Some(DAYS[0])],
    }
}

/// A server over rows of the proof, and what administrators keep beside. It lets an operation ask for as many rows as any may: how few it usually does is the
/// door's matter, and what is asked here is all that could be.
async fn served(
    dbms: Dbms,
    rows: District,
    administration: Administration,
    adapt: impl FnOnce(App) -> App,
) -> Server {
    let entries = changes::of(&rows, administration);
    let database = TestDatabase::with(dbms, rows).await;
    let server = Server::adapted(database, |config| config.limits.rows = 1_000_000_000, adapt).await;
    administration.write(&server, Held::new()).await;
    changes::write(&server, entries).await;
    server
}

/// Lets those who see nearly everything ask first, so that whatever a server keeps is there to be given to others.
async fn warm(server: &Server) {
    for viewer in [Viewer::WideOffice, Viewer::WideParty] {
        let client: Client = server.client_of(viewer.username()).await;
        for on in DAYS {
            let document = format!(
                "{{ units(asOf: \"{on}\", first: 100) {{ nodes {{ officials(first: 20) {{ nodes {{ fullName }} }} \
                 posts {{ holders {{ official {{ fullName }} }} }} targets(programme: \"KH-276\") {{ display }} }} }} }}"
            );
            let answer = client.query(&document).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
        }
    }
}

/// The values of a twin, above all people in sight, people who were, people out of sight, and some whom only it has.
fn values(base: &District, twin: &District, viewer: Viewer) -> Values {
    let account = base.accounts.iter().find(|account| account.username == viewer.username()).unwrap();
    let sight = Sight::new(base, &account.grants);
    let seen: Vec<_> = base.officials.iter().map(|row| (row.id, sight.of_official(row.id))).collect();
    let of = |matches: fn(&Seen) -> bool| {
        seen.iter().filter(move |(_, seen)| matches(seen)).map(|(official, _)| *official)
    };
    let mut kinds: [Box<dyn Iterator<Item = _>>; 4] = [
        Box::new(of(|seen| *seen == Seen::Still)),
        Box::new(of(|seen| *seen == Seen::Never)),
        Box::new((0..).map(twin::added)),
        Box::new(of(|seen| matches!(seen, Seen::Until(_)))),
    ];
    let chosen: Vec<_> =
        (0..2).flat_map(|_| kinds.iter_mut().filter_map(Iterator::next).collect::<Vec<_>>()).collect();
    Values::of(twin, &chosen)
}
