//! Reads that are recorded, because what is read is confidential by default (domain §9: SUCCESSION).

use entity::class::ConfidentialityClass;
use entity::value::{JournalOperation, JournalStream};
use futures_util::FutureExt;
use serde_json::json;
use uuid::Uuid;

use super::{Actor, Work, WorkError};
use crate::journal::Entry;
use crate::policy::Viewer;

/// The rows of one table that a request read.
#[derive(Clone, Debug)]
pub struct TableRead {
    /// The table's name.
    pub table: &'static str,
    /// The class of the table.
    pub class: ConfidentialityClass,
    /// The rows' ids; none where the table was asked and gave none.
    pub rows: Vec<Uuid>,
}

/// Records what a viewer read in a request: of each table which rows, and so how many.
///
/// # Errors
/// An entry could not be written; what was read must then not be shown.
pub async fn record_reads(
    work: &Work,
    viewer: &Viewer,
    request: Uuid,
    reads: Vec<TableRead>,
) -> Result<(), WorkError> {
    let actor = Actor::of(viewer, request, None);
    let session = viewer.session;
    work.unit(actor, move |unit| {
        async move {
            for TableRead { table, class, rows } in reads {
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
            }
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
