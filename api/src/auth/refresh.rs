//! Going on with a session, and ending it.

use chrono::{DateTime, Utc};
use entity::value::SessionEndReason;
use uuid::Uuid;

use super::login::{Login, LoginError, Tokens};
use super::refresh_token::RefreshToken;
use crate::policy::Viewer;
use crate::work::Actor;
use crate::work::refresh::{self, Presented, Refreshed};
use crate::work::sessions::{self, Opened, Origin, Which};

impl Login {
    /// Exchanges a refresh token, which came at an instant, for new tokens.
    ///
    /// # Errors
    /// [`LoginError::NoSession`], [`LoginError::Race`], or a fault.
    pub async fn refresh(
        &self,
        request: Uuid,
        token: &str,
        received: DateTime<Utc>,
        origin: Origin,
    ) -> Result<Tokens, LoginError> {
        let token = RefreshToken::parse(token).ok_or(LoginError::NoSession)?;
        let found = refresh::find(self.database.reader(), token.hash()).await?;
        let token = found.ok_or(LoginError::NoSession)?;
        let refresh_token = RefreshToken::generate()?;
        let presented = Presented { token, received, origin, successor_hash: refresh_token.hash() };
        match refresh::exchange(&self.work, request, presented).await? {
            Refreshed::Done(opened) => {
                let Opened { session, viewer } = *opened;
                let access_token = self.access_token(&viewer, session.authenticated_at)?;
                Ok(Tokens { access_token, refresh_token })
            }
            Refreshed::Race => Err(LoginError::Race),
            Refreshed::Refused => Err(LoginError::NoSession),
        }
    }

    /// Ends the session in which somebody asks, or all of his.
    ///
    /// # Errors
    /// The database fails.
    pub async fn log_out(
        &self,
        request: Uuid,
        viewer: &Viewer,
        everywhere: bool,
        origin: Origin,
    ) -> Result<(), LoginError> {
        let actor = Actor::of(viewer, request, origin.address);
        let which = if everywhere {
            Which::AllOf(viewer.account)
        } else {
            Which::One(viewer.account, viewer.session)
        };
        sessions::end_now(&self.work, actor, which, SessionEndReason::LoggedOut).await?;
        Ok(())
    }
}
