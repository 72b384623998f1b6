//! What one run of the tests has once: the runtime, the keys, the templates of databases.

use std::sync::LazyLock;

use api::keys::Keys;
use tokio::runtime::Runtime;

/// The runtime of every test: servers and connections that are shared must outlive the test that made them.
pub(crate) static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("the runtime of the tests starts")
});

static KEYS: LazyLock<Keys> = LazyLock::new(|| Keys::ephemeral().expect("the system gives random bytes"));

/// The keys of every server of this run: what one sealed, another opens.
#[must_use]
pub fn keys() -> Keys {
    KEYS.clone()
}
