//! Where checkpoints of the journal go.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// The journal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct JournalConfig {
    /// A directory for signed checkpoints, away from the database: on another disk, or one that another machine fetches
    /// from. `serve` writes one there every ten minutes and when it stops. Absent by default: then none is written.
    pub checkpoints: Option<PathBuf>,
}
