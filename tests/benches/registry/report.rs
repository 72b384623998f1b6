//! How long it takes to seal the reports of the district on 2023: its own, and with it those of its 32 communes.

use api::work::Asker;
use api::work::registry::reports::{AcceptReport, DraftReport, SubmitReport, accept, draft, submit};
use canbo_tests::{Dbms, Server, TestDatabase, day};
use entity::id::UnitId;

use super::{in_ms, say, timed};

/// Measures one kind of database.
pub(super) async fn measure(dbms: Dbms) {
    let server = Server::over(TestDatabase::demo(dbms).await).await;
    let (work, on) = (&server.app().work, day("2023-12-31"));
    let district = api::demo::district();
    let in_force =
        |row: &&entity::unit_version::Model| row.valid_from <= on && row.valid_to.is_none_or(|to| on < to);
    let units = || district.unit_versions.iter().filter(in_force);
    let top = units().find(|row| row.code == "277").expect("the district is there").unit_id;
    let below = units().filter(|row| row.kind.is_commune_level() && row.parent_id == Some(top));
    let below: Vec<UnitId> = below.map(|row| row.unit_id).collect();
    let mut alone = None;
    let mut own = None;
    for unit in below.into_iter().chain([top]) {
        let input = DraftReport { unit, year: 2023, programme: "KH-276".to_owned() };
        let report = draft(work, Asker::CONSOLE, input, None).await.expect("a report is drafted").object;
        let submitted = SubmitReport { report, expected_version: 1 };
        submit(work, Asker::CONSOLE, submitted).await.expect("a report is submitted");
        alone.get_or_insert(report);
        own = Some(report);
    }
    for (what, report) in [("of a commune", alone), ("of the district with 31 communes", own)] {
        let report = report.expect("there are reports");
        let input = AcceptReport { report, expected_version: 2 };
        let (accepted, time) = timed(accept(work, Asker::CONSOLE, input)).await;
        accepted.expect("a report is sealed");
        say(&format!("{dbms:?}, a report {what} sealed: {}", in_ms(time)));
    }
    server.close().await;
}
