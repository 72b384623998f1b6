//! The proof finds leaks: one planted for each mechanism, each found by the same corpus and the same comparison.

use api::repo::leak::Leak;
use canbo_tests::{Dbms, can_run, in_runtime};

use super::told_apart;
use super::viewer::Viewer;

#[test]
fn ar_01_given_a_list_that_is_not_held_to_the_scope_then_the_proof_finds_it() {
    find(Leak::RowScope, Viewer::Commune);
}

#[test]
fn ar_01_given_a_field_that_is_not_denied_then_the_proof_finds_it() {
    find(Leak::Field, Viewer::Office);
}

#[test]
fn ar_01_given_a_filter_by_what_is_hidden_then_the_proof_finds_it() {
    find(Leak::Filter, Viewer::Office);
}

#[test]
fn ar_01_given_an_order_by_what_is_hidden_then_the_proof_finds_it() {
    find(Leak::Order, Viewer::Office);
}

#[test]
fn ar_01_given_a_count_that_is_not_held_to_the_scope_then_the_proof_finds_it() {
    find(Leak::Count, Viewer::Commune);
}

#[test]
fn ar_01_given_cursors_that_carry_the_version_of_the_data_then_the_proof_finds_it() {
    find(Leak::Cursor, Viewer::Administrator);
}

#[test]
fn ar_01_given_a_nested_list_that_is_not_held_to_the_scope_then_the_proof_finds_it() {
    find(Leak::NestedPath, Viewer::Commune);
}

#[test]
fn ar_01_given_a_node_that_is_not_held_to_the_scope_then_the_proof_finds_it() {
    find(Leak::Node, Viewer::CommuneParty);
}

#[test]
fn ar_01_given_an_error_that_tells_what_exists_then_the_proof_finds_it() {
    find(Leak::ErrorText, Viewer::SplitCommune);
}

#[test]
fn ar_01_given_a_loader_that_serves_two_viewers_then_the_proof_finds_it() {
    find(Leak::Loader, Viewer::Commune);
}

/// On SQLite alone: a leak is one of this program, whatever the database.
fn find(leak: Leak, viewer: Viewer) {
    in_runtime(async {
        if can_run(Dbms::Sqlite, module_path!()).await {
            let found = told_apart(
                Dbms::Sqlite,
                viewer,
                |mut app| {
                    app.repo = app.repo.leaking(leak);
                    app
                },
                1,
            )
            .await;
            assert_eq!(found.len(), 1, "{viewer:?} does not tell the twins apart by {leak:?}");
        }
    });
}
