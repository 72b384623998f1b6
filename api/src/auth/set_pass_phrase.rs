//! Setting a pass phrase: of one's own account, and of a new one with a code.

use entity::id::AccountId;
use uuid::Uuid;

use super::activation_code::ActivationCode;
use super::login::{Attempt, Login, LoginError};
use super::password::PassPhrase;
use super::rules::{self, Rule};
use super::throttle::{Counts, Subjects};
use crate::policy::Viewer;
use crate::work::pass_phrases;
use crate::work::sessions::Origin;
use crate::work::{Actor, logins};

impl Login {
    /// Changes the pass phrase of whoever asks, and ends his other sessions. The new one is looked at first: what is wrong
    /// with it is told without a run of the hash, and tells nothing of the present one.
    ///
    /// # Errors
    /// [`LoginError::Rule`], those of an attempt to log in, or a fault.
    pub async fn change_pass_phrase(
        &self,
        request: Uuid,
        viewer: &Viewer,
        current: PassPhrase,
        new: PassPhrase,
        origin: Origin,
    ) -> Result<(), LoginError> {
        if current.text() == new.text() {
            return Err(LoginError::Rule(Rule::Unchanged));
        }
        self.check(viewer.account, &new).await?;
        let judged = self.judge(Attempt::in_session(viewer, request, current, &origin)).await?;
        let hash = self.passwords.hash_at(&judged.place, new).await?;
        let actor = Actor::of(viewer, request, origin.address.clone());
        let changed =
            pass_phrases::change(&self.work, actor, judged.verified, viewer.session, hash, origin).await?;
        if changed { Ok(()) } else { Err(LoginError::NoSession) }
    }

    /// Sets the pass phrase of an account with a code. Codes that nobody was given count as failures of the address.
    ///
    /// # Errors
    /// [`LoginError::Refused`], [`LoginError::Wait`], [`LoginError::Rule`], or a fault.
    pub async fn activate(
        &self,
        request: Uuid,
        code: &str,
        new: PassPhrase,
        origin: Origin,
    ) -> Result<(), LoginError> {
        let place = self.passwords.enter()?;
        let subjects = Subjects::of(self.work.keys().throttle(), "", origin.address.as_deref());
        let (reader, now) = (self.database.reader(), self.clock.now());
        let standing = logins::standing(reader, "", &subjects).await?;
        let of_address = Counts { address: standing.counts.address, ..Counts::default() };
        if let Some(wait) = of_address.wait(now) {
            return Err(LoginError::Wait(wait));
        }
        let found = match ActivationCode::parse(code) {
            Some(code) => pass_phrases::activatable(reader, code.hash(), now).await?,
            None => None,
        };
        let Some(found) = found else {
            let actor = Actor::anonymous(request, origin.address.clone());
            let wait = logins::fail_without_name(&self.work, actor, subjects, origin).await?;
            return Err(wait.map_or(LoginError::Refused, LoginError::Wait));
        };
        self.check(found.account.id, &new).await?;
        let hash = self.passwords.hash_at(&place, new).await?;
        let activated = pass_phrases::activate(&self.work, request, found, hash, origin).await?;
        if activated { Ok(()) } else { Err(LoginError::Refused) }
    }

    /// Checks a pass phrase that is to be set against the rules, which know the names around the account.
    async fn check(&self, account: AccountId, new: &PassPhrase) -> Result<(), LoginError> {
        let names = pass_phrases::names(self.database.reader(), account).await?;
        rules::check(new, names.iter().map(String::as_str)).map_err(LoginError::Rule)
    }
}
