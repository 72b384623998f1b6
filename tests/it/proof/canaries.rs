//! The walk of every path with canaries in what is hidden.

use canbo_tests::{Dbms, SchemaTypes, can_run, in_runtime};

use super::administration::Administration;
use super::corpus::Corpus;
use super::told::Told;
use super::twin::CANARY;
use super::viewer::Viewer;
use super::{days, served, twin, values, world};

#[test]
fn ar_03_given_canaries_in_what_is_hidden_when_every_path_is_walked_then_none_in_any_answer_on_sqlite() {
    in_runtime(walk(Dbms::Sqlite));
}

#[test]
fn ar_03_given_canaries_in_what_is_hidden_when_every_path_is_walked_then_none_in_any_answer_on_postgresql() {
    in_runtime(walk(Dbms::Postgres));
}

async fn walk(dbms: Dbms) {
    if !can_run(dbms, module_path!()).await {
        return;
    }
    let base = world::base();
    let types = SchemaTypes::served();
    for viewer in Viewer::PROVED {
        let twin = twin::of(&base, viewer);
        let corpus = Corpus::of_walks(&types, &values(&base, &twin, viewer), &days(dbms));
        let server = served(dbms, twin, Administration::of_twin(viewer), |app| app).await;
        let client = server.client_of(viewer.username()).await;
        for told in Told::ask_all(&client, &corpus.documents).await {
            assert!(!told.text.contains(CANARY), "{viewer:?}: {}: {}", told.document, told.text);
            for number in ["98765", "98764", "97531", "0666", "0777"] {
                assert!(
                    !told.text.contains(&format!("\"{number}")),
                    "{viewer:?}: {}: {}",
                    told.document,
                    told.text
                );
            }
        }
        // There are canaries to be found on these paths.
        let mut found = 0;
        for wide in [Viewer::WideOffice, Viewer::WideParty] {
            let client = server.client_of(wide.username()).await;
            let told = Told::ask_all(&client, &corpus.documents).await;
            found += told.iter().filter(|told| told.text.contains(CANARY)).count();
        }
        assert!(found > 20, "{viewer:?}: {found}");
        server.close().await;
    }
}
