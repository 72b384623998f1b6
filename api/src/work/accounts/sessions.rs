//! Sessions that are ended by others than logging out.

use entity::id::{AccountId, SessionId};
use entity::session;
use entity::value::SessionEndReason;
use futures_util::FutureExt;
use sea_orm::EntityTrait;

use super::{Asker, By, ChangeError, Refusal, administer, held, judged, rights};
use crate::policy::accounts::{AccountChange, Initiator};
use crate::work::Work;
use crate::work::sessions::{Which, end};

/// Ends a session: of whoever asks, or for an administrator that of anybody. Others do not exist.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn end_session(work: &Work, asker: Asker, session: SessionId) -> Result<AccountId, ChangeError> {
    let Asker { actor, session: asking } = asker;
    work.unit(actor, move |unit| {
        async move {
            let by = rights(unit, asking).await?;
            let found = session::Entity::find_by_id(session).one(unit.transaction()).await?;
            let account = found.ok_or(Refusal::NoSession)?.account_id;
            if by.account() != Some(account) && !by.is_administrator {
                return Err(Refusal::NoSession.into());
            }
            let reason = match by.account() == Some(account) {
                true => SessionEndReason::LoggedOut,
                false => reason(&by),
            };
            let ended = end(unit, Which::One(account, session), reason).await?;
            if ended.is_empty() { Err(Refusal::NoSession.into()) } else { Ok(account) }
        }
        .boxed()
    })
    .await
}

/// Ends every session of an account, and tells how many there were.
///
/// # Errors
/// It is refused, or could not be written.
pub async fn end_all_sessions(
    work: &Work,
    asker: Asker,
    account: AccountId,
) -> Result<(AccountId, usize), ChangeError> {
    administer(work, asker, move |unit, by| {
        async move {
            let account = held(unit, account, None).await?;
            judged(unit, &by, &account, AccountChange::EndSessions).await?;
            let ended = end(unit, Which::AllOf(account.id), reason(&by)).await?;
            Ok((account.id, ended.len()))
        }
        .boxed()
    })
    .await
}

const fn reason(by: &By) -> SessionEndReason {
    match by.initiator {
        Initiator::Console => SessionEndReason::EndedByConsole,
        Initiator::Administrator(_) => SessionEndReason::EndedByAdministrator,
    }
}
