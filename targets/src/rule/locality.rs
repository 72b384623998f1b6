//! K9 and K10: whether the holder of a seat is local, as assessed.

use chrono::NaiveDate;

use crate::fact::Locality;
use crate::facts::Facts;
use crate::verdict::{Ground, Verdict};

/// Whether the appointment's latest assessment by the day says NON_LOCAL; without one it is unknown.
pub(crate) fn locality(facts: &Facts, on: NaiveDate, appointment: u32) -> Verdict {
    let mut assessed = facts.localities.by_appointment.numbered(appointment).rev();
    match assessed.find(|(_, row)| row.on <= on) {
        None => Verdict::unknown(Ground::LocalityNotAssessed { appointment }),
        Some((assessment, row)) => match row.locality {
            Locality::NonLocal => Verdict::counted(Ground::NonLocal { assessment }),
            Locality::Local => Verdict::not_counted(Ground::Local { assessment }),
        },
    }
}
