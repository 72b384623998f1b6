//! How long the demo district takes to live: every change of its registry by the use cases, day by day.

use api::auth::Passwords;
use api::demo::{PASS_PHRASE, district};
use api::work::{self, Work};
use canbo_tests::{Dbms, TestDatabase, clock, keys};

use super::{in_ms, say, timed};

/// Measures one kind of database.
pub(super) async fn measure(dbms: Dbms) {
    let database = TestDatabase::migrated(dbms).await;
    let opened = database.connect().await;
    let work = Work::new(opened.clone(), keys(), clock());
    let (lived, time) = timed(work::demo::live(&work, &Passwords::default(), district(), PASS_PHRASE)).await;
    lived.expect("the district lives");
    say(&format!("{dbms:?}, the demo district lived: {}", in_ms(time)));
    opened.close().await.expect("the connections close");
    database.remove().await;
}
