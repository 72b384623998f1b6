//! What one run of the tests has once: the runtime, the keys, the templates of databases.

use std::path::PathBuf;
use std::sync::LazyLock;

use api::keys::Keys;
use tokio::runtime::Runtime;

use crate::folder;
use crate::logs;

/// The runtime of every test: servers and connections that are shared must outlive the test that made them.
pub(crate) static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    logs::begin();
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("the runtime of the tests starts")
});

static KEYS: LazyLock<Keys> =
    LazyLock::new(|| Keys::create(&key_directory()).expect("a folder takes the keys of the run"));

/// Where the keys of this run are, for tests that sign with them what no server would.
#[must_use]
pub fn key_directory() -> PathBuf {
    folder::of_the_run().join("keys")
}

/// The keys of every server of this run: what one sealed, another opens.
#[must_use]
pub fn keys() -> Keys {
    KEYS.clone()
}
