//! Reads that are recorded, because what is read is confidential by default (domain §9: SUCCESSION).

use entity::class::ConfidentialityClass;
use entity::value::{JournalOperation, JournalStream};
use futures_util::FutureExt;
use serde_json::json;
use uuid::Uuid;

use super::{Actor, Work, WorkError};
use crate::journal::Entry;
use crate::policy::Viewer;

/// Records that a viewer read rows of a table: which, and so how many.
///
/// # Errors
/// The entry could not be written; what was read must then not be shown.
pub async fn record_read(
    work: &Work,
    viewer: &Viewer,
    request: Uuid,
    class: ConfidentialityClass,
    table: &'static str,
    rows: Vec<Uuid>,
) -> Result<(), WorkError> {
    let actor = Actor { account: Some(viewer.account), request: Some(request) };
    let session = viewer.session;
    work.unit(actor, move |unit| {
        async move {
            unit.record(
                JournalStream::Access,
                Entry {
                    actor: None,
                    request: None,
                    object_type: table,
                    object: only(&rows),
                    unit: None,
                    class,
                    operation: JournalOperation::Read,
                    reason: None,
                    value: Some(json!({ "session": session, "count": rows.len(), "rows": rows })),
                },
            );
            Ok(())
        }
        .boxed()
    })
    .await
}

fn only(rows: &[Uuid]) -> Option<Uuid> {
    match rows {
        [row] => Some(*row),
        _ => None,
    }
}
