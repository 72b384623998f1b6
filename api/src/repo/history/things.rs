//! The things whose changes belong to a history: of each table those that hang on what the history is of.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use entity::class::{Classified, ConfidentialityClass as Class};
use entity::{
    account, account_grant, account_holder, account_proposal, account_proposal_unit, affiliation,
    appointment, course, course_seat, course_step, discipline, enrolment, enrolment_step,
    locality_assessment, obligation_rule, official, official_identity, party_discipline, party_record, post,
    programme, programme_basis, programme_key_title, programme_reporting_date, qualification, rating,
    service_address, service_class, service_key, service_secret, source_pool_entry, source_pool_report,
    source_pool_review, standing_committee, standing_committee_membership, succession_entry,
    succession_entry_step, succession_round, succession_round_step, target, target_evidence, target_title,
    target_version, training_plan, training_plan_item, training_plan_step, unit, unit_lineage, unit_version,
};
use sea_orm::sea_query::{Expr, ExprTrait, Func, SelectStatement};
use sea_orm::{
    ColumnTrait, EntityName, EntityTrait, JoinType, QueryFilter, QuerySelect, QueryTrait, RelationDef, Select,
};
use uuid::Uuid;

use super::HistoryOf;
use crate::policy::journal::JournalSight;
use crate::repo::courses::in_catalogue;
use crate::repo::file::FileEntry;
use crate::repo::nested::PARENT;
use crate::repo::steps::{self, Steps};
use crate::repo::{Reader, RepoError};

/// The column of a thing's id.
pub(super) const THING: &str = "thing";

/// Tables with the things of each that belong to histories.
pub(super) type Tables = Vec<(&'static str, SelectStatement)>;

/// A table with its things; none where none of them belongs to the histories.
type Table = Option<(&'static str, SelectStatement)>;

impl Reader {
    /// The tables of the things whose changes belong to the histories of what is named, and of each the things: in sight today, and of
    /// a class whose changes the viewer reads.
    pub(super) fn tables_of(
        &self,
        on: NaiveDate,
        of: HistoryOf,
        named: &[Uuid],
    ) -> Result<Tables, RepoError> {
        let asked = Asked { reader: self, on, of, named };
        let tables = [asked.of_units()?, asked.of_people()?, asked.of_plans()?, asked.of_programmes()?];
        let accounts = asked.of_accounts()?;
        Ok(tables.into_iter().flatten().flatten().chain(accounts.into_iter().flatten()).collect())
    }
}

/// Histories that are asked for.
#[derive(Clone, Copy)]
struct Asked<'a> {
    reader: &'a Reader,
    on: NaiveDate,
    of: HistoryOf,
    named: &'a [Uuid],
}

impl Asked<'_> {
    fn of_units(&self) -> Result<Vec<Table>, RepoError> {
        use HistoryOf::{Post, StandingCommittee, Unit};
        use unit_lineage::Column::{FromUnitId, ToUnitId};
        let units: Vec<_> = self.reader.scope(self.on).iter().collect();
        Ok(vec![
            self.table::<unit::Entity>(unit::Column::Id, &[(Unit, unit::Column::Id.into_expr())], Ok)?,
            self.table::<unit_version::Entity>(
                unit_version::Column::Id,
                &[(Unit, unit_version::Column::UnitId.into_expr())],
                Ok,
            )?,
            self.table::<unit_lineage::Entity>(
                unit_lineage::Column::Id,
                &[(Unit, FromUnitId.into_expr())],
                Ok,
            )?,
            self.table::<unit_lineage::Entity>(
                unit_lineage::Column::Id,
                &[(Unit, ToUnitId.into_expr())],
                Ok,
            )?,
            self.table::<post::Entity>(post::Column::Id, &[(Post, post::Column::Id.into_expr())], |posts| {
                let of_units = posts.filter(post::Column::UnitId.is_in(units.iter().copied()));
                Ok(of_units.filter(post::Column::ValidFrom.lte(self.on)))
            })?,
            self.table::<standing_committee::Entity>(
                standing_committee::Column::Id,
                &[(StandingCommittee, standing_committee::Column::Id.into_expr())],
                |committees| {
                    let of_units =
                        committees.filter(standing_committee::Column::UnitId.is_in(units.iter().copied()));
                    Ok(of_units.filter(standing_committee::Column::ValidFrom.lte(self.on)))
                },
            )?,
        ])
    }

    fn of_people(&self) -> Result<Vec<Table>, RepoError> {
        use HistoryOf::{
            Affiliation, Appointment, Discipline, Enrolment, LocalityAssessment, Official, PartyDiscipline,
            Qualification, Rating, SourcePoolEntry, SourcePoolReview, StandingCommitteeMembership,
            SuccessionEntry,
        };
        let on = self.on;
        let enrolled = enrolment::Column::OfficialId;
        let pooled = source_pool_entry::Column::OfficialId;
        let planned = succession_entry::Column::OfficialId;
        Ok(vec![
            self.person::<official::Entity>(official::Column::Id)?,
            self.person::<official_identity::Entity>(official_identity::Column::OfficialId)?,
            self.person::<party_record::Entity>(party_record::Column::OfficialId)?,
            self.merged::<official::Entity>()?,
            self.merged::<official_identity::Entity>()?,
            self.merged::<party_record::Entity>()?,
            self.file::<affiliation::Entity>(Affiliation, affiliation::Column::ValidFrom.lte(on))?,
            self.file::<appointment::Entity>(Appointment, appointment::Column::ValidFrom.lte(on))?,
            self.file::<discipline::Entity>(Discipline, discipline::Column::DecidedOn.lte(on))?,
            self.file::<party_discipline::Entity>(
                PartyDiscipline,
                party_discipline::Column::DecidedOn.lte(on),
            )?,
            self.file::<qualification::Entity>(Qualification, obtained_by(on))?,
            self.file::<rating::Entity>(Rating, rating::Column::ProposedOn.lte(on))?,
            self.file::<standing_committee_membership::Entity>(
                StandingCommitteeMembership,
                standing_committee_membership::Column::ValidFrom.lte(on),
            )?,
            self.table::<locality_assessment::Entity>(
                locality_assessment::Column::Id,
                &[
                    (Official, appointment::Column::OfficialId.into_expr()),
                    (LocalityAssessment, locality_assessment::Column::Id.into_expr()),
                ],
                |assessments| {
                    let of_appointment = assessments.join(
                        JoinType::InnerJoin,
                        part_of::<locality_assessment::Entity, appointment::Entity>(
                            locality_assessment::Column::AppointmentId,
                            appointment::Column::Id,
                        ),
                    );
                    let made = of_appointment.filter(locality_assessment::Column::AssessedOn.lte(on));
                    self.in_sight(made, appointment::Column::OfficialId)
                },
            )?,
            self.table::<enrolment::Entity>(
                enrolment::Column::Id,
                &[(Official, enrolled.into_expr()), (Enrolment, enrolment::Column::Id.into_expr())],
                |enrolments| {
                    let status = steps::status::<enrolment_step::Entity>(enrolment::Column::Id, on);
                    self.in_sight(enrolments.filter(status.is_not_null()), enrolled)
                },
            )?,
            self.steps::<enrolment_step::Entity, enrolment::Entity>(
                (enrolment_step::Column::Id, enrolment::Column::Id),
                &[(Official, enrolled.into_expr()), (Enrolment, enrolment::Column::Id.into_expr())],
                |steps| self.in_sight(steps, enrolled),
            )?,
            self.table::<source_pool_entry::Entity>(
                source_pool_entry::Column::Id,
                &[
                    (Official, pooled.into_expr()),
                    (SourcePoolEntry, source_pool_entry::Column::Id.into_expr()),
                ],
                |entries| self.in_sight(entries.filter(source_pool_entry::Column::AddedOn.lte(on)), pooled),
            )?,
            self.table::<source_pool_review::Entity>(
                source_pool_review::Column::Id,
                &[
                    (Official, pooled.into_expr()),
                    (SourcePoolEntry, source_pool_review::Column::EntryId.into_expr()),
                    (SourcePoolReview, source_pool_review::Column::Id.into_expr()),
                ],
                |reviews| {
                    let of_entry = reviews.join(
                        JoinType::InnerJoin,
                        part_of::<source_pool_review::Entity, source_pool_entry::Entity>(
                            source_pool_review::Column::EntryId,
                            source_pool_entry::Column::Id,
                        ),
                    );
                    self.in_sight(of_entry.filter(source_pool_review::Column::ReviewedOn.lte(on)), pooled)
                },
            )?,
            self.table::<succession_entry::Entity>(
                succession_entry::Column::Id,
                &[
                    (Official, planned.into_expr()),
                    (SuccessionEntry, succession_entry::Column::Id.into_expr()),
                ],
                |entries| {
                    let status =
                        steps::status::<succession_entry_step::Entity>(succession_entry::Column::Id, on);
                    self.of_round_in_sight(entries.filter(status.is_not_null()))
                },
            )?,
            self.steps::<succession_entry_step::Entity, succession_entry::Entity>(
                (succession_entry_step::Column::Id, succession_entry::Column::Id),
                &[
                    (Official, planned.into_expr()),
                    (SuccessionEntry, succession_entry::Column::Id.into_expr()),
                ],
                |steps| self.of_round_in_sight(steps),
            )?,
        ])
    }

    /// Rounds, courses, training plans and reports of pools.
    fn of_plans(&self) -> Result<Vec<Table>, RepoError> {
        use HistoryOf::{Course, SourcePoolReport, SuccessionRound, TrainingPlan};
        let of_round = [(SuccessionRound, succession_round::Column::Id.into_expr())];
        let of_course = [(Course, course::Column::Id.into_expr())];
        let of_plan = [(TrainingPlan, training_plan::Column::Id.into_expr())];
        Ok(vec![
            self.table::<succession_round::Entity>(succession_round::Column::Id, &of_round, |rounds| {
                Ok(rounds.filter(self.reader.round_in_sight(self.on, None)))
            })?,
            self.steps::<succession_round_step::Entity, succession_round::Entity>(
                (succession_round_step::Column::Id, succession_round::Column::Id),
                &of_round,
                |steps| Ok(steps.filter(self.reader.round_in_sight(self.on, None))),
            )?,
            self.table::<course::Entity>(course::Column::Id, &of_course, |courses| {
                Ok(courses.filter(in_catalogue(self.on)))
            })?,
            self.steps::<course_step::Entity, course::Entity>(
                (course_step::Column::Id, course::Column::Id),
                &of_course,
                |steps| Ok(steps.filter(in_catalogue(self.on))),
            )?,
            self.table::<course_seat::Entity>(course_seat::Column::Id, &of_course, |seats| {
                let course = part_of::<course_seat::Entity, course::Entity>(
                    course_seat::Column::CourseId,
                    course::Column::Id,
                );
                Ok(seats.join(JoinType::InnerJoin, course).filter(in_catalogue(self.on)))
            })?,
            self.table::<training_plan::Entity>(training_plan::Column::Id, &of_plan, |plans| {
                Ok(plans.filter(self.reader.plan_in_sight(self.on, None)))
            })?,
            self.steps::<training_plan_step::Entity, training_plan::Entity>(
                (training_plan_step::Column::Id, training_plan::Column::Id),
                &of_plan,
                |steps| Ok(steps.filter(self.reader.plan_in_sight(self.on, None))),
            )?,
            self.table::<training_plan_item::Entity>(training_plan_item::Column::Id, &of_plan, |items| {
                let plan = part_of::<training_plan_item::Entity, training_plan::Entity>(
                    training_plan_item::Column::PlanId,
                    training_plan::Column::Id,
                );
                Ok(items.join(JoinType::InnerJoin, plan).filter(self.reader.plan_in_sight(self.on, None)))
            })?,
            self.table::<source_pool_report::Entity>(
                source_pool_report::Column::Id,
                &[(SourcePoolReport, source_pool_report::Column::Id.into_expr())],
                |reports| Ok(reports.filter(self.reader.pool_report_in_sight(self.on, None))),
            )?,
        ])
    }

    /// Programmes with their targets, and deadlines.
    fn of_programmes(&self) -> Result<Vec<Table>, RepoError> {
        use HistoryOf::{Deadline, Programme, Target};
        let of_target = [(Target, target_version::Column::TargetId.into_expr())];
        Ok(vec![
            self.table::<obligation_rule::Entity>(
                obligation_rule::Column::Id,
                &[(Deadline, obligation_rule::Column::Id.into_expr())],
                Ok,
            )?,
            self.table::<programme::Entity>(
                programme::Column::Id,
                &[(Programme, programme::Column::Id.into_expr())],
                Ok,
            )?,
            self.table::<programme_basis::Entity>(
                programme_basis::Column::Id,
                &[(Programme, programme_basis::Column::ProgrammeId.into_expr())],
                Ok,
            )?,
            self.table::<programme_key_title::Entity>(
                programme_key_title::Column::Id,
                &[(Programme, programme_key_title::Column::ProgrammeId.into_expr())],
                Ok,
            )?,
            self.table::<programme_reporting_date::Entity>(
                programme_reporting_date::Column::Id,
                &[(Programme, programme_reporting_date::Column::ProgrammeId.into_expr())],
                Ok,
            )?,
            self.table::<target::Entity>(
                target::Column::Id,
                &[(Target, target::Column::Id.into_expr())],
                Ok,
            )?,
            self.table::<target_version::Entity>(target_version::Column::Id, &of_target, Ok)?,
            self.table::<target_evidence::Entity>(target_evidence::Column::Id, &of_target, |evidences| {
                let version = part_of::<target_evidence::Entity, target_version::Entity>(
                    target_evidence::Column::TargetVersionId,
                    target_version::Column::Id,
                );
                Ok(evidences.join(JoinType::InnerJoin, version))
            })?,
            self.table::<target_title::Entity>(target_title::Column::Id, &of_target, |titles| {
                let version = part_of::<target_title::Entity, target_version::Entity>(
                    target_title::Column::TargetVersionId,
                    target_version::Column::Id,
                );
                Ok(titles.join(JoinType::InnerJoin, version))
            })?,
        ])
    }

    fn of_accounts(&self) -> Result<Vec<Table>, RepoError> {
        use HistoryOf::{Account, AccountGrant, AccountProposal, ServiceProof};
        let account = account::Column::Id;
        // What is replaced as a whole is told of by its account.
        let of_itself = self.table::<account::Entity>(account, &[(Account, account.into_expr())], Ok)?;
        let told_by_account = |list: &'static str| of_itself.clone().map(|(_, accounts)| (list, accounts));
        Ok(vec![
            self.table::<account_grant::Entity>(
                account_grant::Column::Id,
                &[
                    (Account, account_grant::Column::AccountId.into_expr()),
                    (AccountGrant, account_grant::Column::Id.into_expr()),
                ],
                Ok,
            )?,
            self.table::<account_holder::Entity>(
                account_holder::Column::AccountId,
                &[(Account, account_holder::Column::AccountId.into_expr())],
                Ok,
            )?,
            self.table::<account_proposal::Entity>(
                account_proposal::Column::Id,
                &[
                    (Account, account_proposal::Column::AccountId.into_expr()),
                    (AccountProposal, account_proposal::Column::Id.into_expr()),
                ],
                Ok,
            )?,
            self.table::<account_proposal_unit::Entity>(
                account_proposal_unit::Column::Id,
                &[
                    (Account, account_proposal::Column::AccountId.into_expr()),
                    (AccountProposal, account_proposal::Column::Id.into_expr()),
                ],
                |units| {
                    let proposal = part_of::<account_proposal_unit::Entity, account_proposal::Entity>(
                        account_proposal_unit::Column::ProposalId,
                        account_proposal::Column::Id,
                    );
                    Ok(units.join(JoinType::InnerJoin, proposal))
                },
            )?,
            self.table::<service_secret::Entity>(
                service_secret::Column::Id,
                &[
                    (Account, service_secret::Column::AccountId.into_expr()),
                    (ServiceProof, service_secret::Column::Id.into_expr()),
                ],
                Ok,
            )?,
            self.table::<service_key::Entity>(
                service_key::Column::Id,
                &[
                    (Account, service_key::Column::AccountId.into_expr()),
                    (ServiceProof, service_key::Column::Id.into_expr()),
                ],
                Ok,
            )?,
            told_by_account(service_address::Entity.table_name()),
            told_by_account(service_class::Entity.table_name()),
            of_itself,
        ])
    }

    /// The things of a table that belong to the histories: `owners` gives, by what a history is of, whose a thing is, and `shown`
    /// leaves those that the viewer sees. None where none belongs to them, or the viewer reads no changes of the class.
    fn table<E: Classified>(
        &self,
        thing: E::Column,
        owners: &[(HistoryOf, Expr)],
        shown: impl FnOnce(Select<E>) -> Result<Select<E>, RepoError>,
    ) -> Result<Table, RepoError> {
        let owner = owners.iter().find(|(of, _)| *of == self.of).map(|(_, owner)| owner);
        let is_read = self.reader.history_sight(E::CLASS) != JournalSight::Nothing
            && self.reader.viewer().reads(Class::Journal);
        let Some(owner) = owner.filter(|_| is_read) else { return Ok(None) };
        let things = self
            .reader
            .select::<E>()?
            .select_only()
            .expr_as(thing.into_expr(), THING)
            .expr_as(owner.clone(), PARENT)
            .filter(owner.clone().is_in(self.named.iter().copied()));
        Ok(Some((E::default().table_name(), shown(things)?.into_query())))
    }

    /// The steps that things had taken by now. `ids` are the columns of the step's id and of the thing's.
    fn steps<S: Steps, T: EntityTrait>(
        &self,
        ids: (S::Column, T::Column),
        owners: &[(HistoryOf, Expr)],
        shown: impl FnOnce(Select<S>) -> Result<Select<S>, RepoError>,
    ) -> Result<Table, RepoError> {
        self.table::<S>(ids.0, owners, |steps| {
            let of_thing = steps.join(JoinType::InnerJoin, part_of::<S, T>(S::OWNER, ids.1));
            shown(of_thing.filter(S::EFFECTIVE_ON.lte(self.on)))
        })
    }

    /// Of a table, the one row of a person that has the person's id.
    fn person<E: Classified>(&self, person: E::Column) -> Result<Table, RepoError> {
        let owners = [(HistoryOf::Official, person.into_expr())];
        self.table::<E>(person, &owners, |rows| self.in_sight(rows, person))
    }

    /// Of a table, the one row of each record that went into a person's, by the id of that record: what was told of it before belongs to
    /// the person.
    fn merged<E: Classified>(&self) -> Result<Table, RepoError> {
        let into = official::Column::MergedIntoId;
        let owners = [(HistoryOf::Official, into.into_expr())];
        let records = self.table::<official::Entity>(official::Column::Id, &owners, |records| {
            self.in_sight(records, into)
        })?;
        let is_read = self.reader.history_sight(E::CLASS) != JournalSight::Nothing;
        Ok(records.filter(|_| is_read).map(|(_, records)| (E::default().table_name(), records)))
    }

    /// The facts of people in a table that are filed by now, whose own history is of the kind given.
    fn file<E: FileEntry>(&self, own: HistoryOf, filed: Expr) -> Result<Table, RepoError> {
        let owners = [(HistoryOf::Official, E::OFFICIAL.into_expr()), (own, E::ID.into_expr())];
        self.table::<E>(E::ID, &owners, |facts| self.in_sight(facts.filter(filed), E::OFFICIAL))
    }

    /// Rows whose person the viewer sees.
    fn in_sight<E: EntityTrait>(
        &self,
        rows: Select<E>,
        person: impl ColumnTrait,
    ) -> Result<Select<E>, RepoError> {
        let people = self.reader.people_in_sight(&BTreeSet::from([self.on]))?;
        Ok(rows.filter(person.in_subquery(people)))
    }

    /// Entries of succession rounds, or what hangs on them, whose round the viewer sees; in the history of a person also the person.
    fn of_round_in_sight<E: EntityTrait>(&self, rows: Select<E>) -> Result<Select<E>, RepoError> {
        let round = part_of::<succession_entry::Entity, succession_round::Entity>(
            succession_entry::Column::RoundId,
            succession_round::Column::Id,
        );
        let planned = rows.join(JoinType::InnerJoin, round).filter(self.reader.round_in_sight(self.on, None));
        match self.of {
            HistoryOf::Official => self.in_sight(planned, succession_entry::Column::OfficialId),
            _ => Ok(planned),
        }
    }
}

/// What a row of a table is a part of.
fn part_of<E: EntityTrait, O: EntityTrait>(of: E::Column, id: O::Column) -> RelationDef {
    E::belongs_to(O::default()).from(of).to(id).into()
}

/// Qualifications obtained by a day, or recorded by it where that is not known.
fn obtained_by(on: NaiveDate) -> Expr {
    use qualification::Column::{ObtainedOn, RecordedOn};
    Expr::expr(Func::coalesce([ObtainedOn.into_expr(), RecordedOn.into_expr()])).lte(on)
}
