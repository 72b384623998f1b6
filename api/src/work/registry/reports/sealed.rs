//! Sealing: what reports say is computed, written in parts by class, hashed into heads and signed.

use std::sync::Arc;

use aws_lc_rs::rand;
use entity::id::{ReportId, UnitId};
use entity::value::{ReportStatus, Role};
use entity::{
    report, report_part_aggregate, report_part_party, report_part_personnel, report_part_succession,
};
use sea_orm::ActiveEnum;
use unicode_normalization::UnicodeNormalization;

use super::{Held, step};
use crate::repo::reported::{Content, Reported, Subject};
use crate::repo::{Directory, RepoError};
use crate::report::{
    Acceptance, Form, Head, HeadPart, HeadUnit, Part, PartClass, Programme, Salt, Sealed, Span,
};
use crate::signing::SigningKey;
use crate::work::UnitOfWork;
use crate::work::registry::{Keeper, RegistryError};

/// Seals reports that are accepted, in one go over the facts: content, hashes, signature, and the state.
pub(super) async fn seal(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    key: &SigningKey,
    accepted: Vec<Held>,
) -> Result<(), RegistryError> {
    let reported = Reported::whole(unit.transaction()).await?;
    let subjects: Vec<Subject> = accepted.iter().map(|held| Subject::from(&held.row)).collect();
    let directory = Arc::clone(&keeper.directory);
    // Off the threads that serve requests: each takes tens of milliseconds.
    let made = tokio::task::spawn_blocking(move || {
        let content = |subject| reported.contents(&directory, subject, &PartClass::ALL);
        subjects.into_iter().map(content).collect::<Result<Vec<_>, RepoError>>()
    });
    let contents = made.await.map_err(RepoError::from)??;
    for (held, contents) in accepted.into_iter().zip(contents) {
        let parts = contents.iter().map(part).collect::<Result<Vec<_>, RepoError>>()?;
        let head = head(unit, keeper, key, &held.row, &parts)?;
        let sealed = Sealed::new(&head, parts, key).map_err(unsealed)?;
        keep_sealed(unit, keeper, key, held, sealed).await?;
    }
    Ok(())
}

fn part((class, content): &Content) -> Result<Part, RepoError> {
    let mut salt = [0; 32];
    rand::fill(&mut salt).map_err(unsealed)?;
    Part::new(*class, Salt::of(salt), content).map_err(unsealed)
}

/// What keeps a report from being sealed is at odds with what the database holds.
fn unsealed(error: impl std::fmt::Display) -> RepoError {
    RepoError::Inconsistent(error.to_string())
}

fn head(
    unit: &UnitOfWork,
    keeper: &Keeper,
    key: &SigningKey,
    row: &report::Model,
    parts: &[Part],
) -> Result<Head, RepoError> {
    let directory = keeper.directory();
    let named = |of: UnitId, on| {
        let view = directory.units.shown(of, on, None);
        let view = view.ok_or_else(|| unsealed("a report is of a unit that is not there"))?;
        Ok::<_, RepoError>(HeadUnit {
            key: of.0,
            code: composed(&view.version.code),
            name: composed(&view.version.name),
        })
    };
    let accepted = Acceptance {
        account: keeper.account().map(|account| account.0),
        role: keeper.role().map(|role| role.to_value()),
        unit: keeper.held_in().map(|held_in| named(held_in, unit.today())).transpose()?,
        at: unit.now(),
    };
    Ok(Head {
        format: Form::First,
        report: row.id.0,
        kind: row.kind.to_value(),
        unit: named(row.unit_id, row.as_of)?,
        period: Span { from: row.period_from, to: row.period_to },
        as_of: row.as_of,
        programme: programme(directory, row)?,
        accepted,
        key: key.id().to_owned(),
        parts: parts.iter().map(|part| HeadPart { class: part.class(), hash: part.hash() }).collect(),
    })
}

fn programme(directory: &Directory, row: &report::Model) -> Result<Programme, RepoError> {
    let record = directory.programmes.get(row.programme_id);
    let record = record.ok_or_else(|| unsealed("a report is of a programme that is not there"))?;
    Ok(Programme { code: composed(&record.programme.code), name: composed(&record.programme.name) })
}

fn composed(text: &str) -> String {
    text.nfc().collect()
}

/// Writes what was sealed: each part into the table of its class, and the head last, after which nothing of it changes any more.
async fn keep_sealed(
    unit: &mut UnitOfWork,
    keeper: &Keeper,
    key: &SigningKey,
    held: Held,
    sealed: Sealed,
) -> Result<(), RegistryError> {
    let (id, of) = (held.row.id, held.row.unit_id);
    for part in &sealed.parts {
        keep_part(unit, id, of, part).await?;
    }
    let accepted = step(unit, keeper, (id, held.next()), ReportStatus::Accepted, None);
    unit.create(vec![accepted], |_| Some(of)).await?;
    let after = report::Model {
        head: Some(text(&sealed.head)),
        signature: Some(sealed.signature_text()),
        signing_key: Some(key.id().to_owned()),
        version: held.row.version.saturating_add(1),
        ..held.row.clone()
    };
    Ok(unit.change(&held.row, after, Some(of), None).await?)
}

async fn keep_part(
    unit: &mut UnitOfWork,
    report_id: ReportId,
    of: UnitId,
    part: &Part,
) -> Result<(), RegistryError> {
    macro_rules! keep {
        ($table:ident) => {{
            let (content, salt) = (text(part.bytes()), part.salt().bytes().to_vec());
            let row = $table::Model { report_id, content, salt };
            unit.create(vec![row], |_| Some(of)).await?;
        }};
    }
    match part.class() {
        PartClass::Aggregate => keep!(report_part_aggregate),
        PartClass::Personnel => keep!(report_part_personnel),
        PartClass::Party => keep!(report_part_party),
        PartClass::Succession => keep!(report_part_succession),
    }
    Ok(())
}

/// Canonical bytes as text, which they are.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Keeper {
    /// The role of the account; none of the console.
    fn role(&self) -> Option<Role> {
        self.viewer.as_ref().map(|viewer| viewer.role)
    }
}
