//! The root of changes, one file for each thing of the domain.
//!
//! The fields of a document are run one after the other, in their order, and each is a transaction of its own: what the
//! first one did stays when the second is refused (GraphQL §6.2.2). What a client can do wrong is told in the payload's
//! `userErrors`, beside an object that is null exactly then; denials and faults are errors at the field.

pub mod account_invitation;
pub mod account_proposal;
pub mod account_rights;
pub mod account_status;
pub mod affiliation;
pub mod appointment;
pub mod course;
mod course_rule;
pub mod deadline;
pub mod discipline;
pub mod duplicate;
pub mod enrolment;
pub mod identity;
pub mod locality;
pub mod r#move;
pub mod nomination_rule;
pub mod official;
pub mod party;
pub mod post;
pub mod publication;
pub mod qualification;
pub mod rating;
mod refusal;
mod registry;
pub mod report;
mod report_rule;
pub mod service_account;
pub mod session;
pub mod source_pool;
mod source_pool_rules;
pub mod succession;
mod succession_rule;
pub mod training_plan;
mod training_plan_rules;
pub mod unit;

use std::collections::HashMap;

use async_graphql::MergedObject;
use async_graphql::parser::types::{ExecutableDocument, OperationType, Selection, SelectionSet};

pub use account_invitation::AccountInvitationMutation;
pub use account_proposal::AccountProposalMutation;
pub use account_rights::AccountRightsMutation;
pub use account_status::AccountStatusMutation;
pub use affiliation::AffiliationMutation;
pub use appointment::AppointmentMutation;
pub use course::CourseMutation;
pub use deadline::DeadlineMutation;
pub use discipline::DisciplineMutation;
pub use duplicate::DuplicateMutation;
pub use enrolment::EnrolmentMutation;
pub use identity::IdentityMutation;
pub use locality::LocalityMutation;
pub use r#move::MoveMutation;
pub use nomination_rule::NominationRuleMutation;
pub use official::OfficialMutation;
pub use party::PartyMutation;
pub use post::PostMutation;
pub use publication::PublicationMutation;
pub use qualification::QualificationMutation;
pub use rating::RatingMutation;
pub(crate) use registry::refused_at_console;
pub use report::ReportMutation;
pub use service_account::ServiceAccountMutation;
pub use session::SessionMutation;
pub use source_pool::SourcePoolMutation;
pub use succession::SuccessionMutation;
pub use training_plan::TrainingPlanMutation;
pub use unit::UnitMutation;

/// The root of changes. Fields run one after the other, each in a transaction of its own. Fields of a class that the
/// viewer's role may not change are null, with an error of code `FORBIDDEN`.
#[derive(Default, MergedObject)]
pub struct Mutation(AccountChanges, PeopleChanges, UnitChanges, PlanningChanges, TrainingChanges);

/// Changes of accounts and sessions.
#[derive(Default, MergedObject)]
struct AccountChanges(
    AccountInvitationMutation,
    AccountRightsMutation,
    AccountProposalMutation,
    AccountStatusMutation,
    SessionMutation,
    ServiceAccountMutation,
);

/// Changes of people and what is recorded of them.
#[derive(Default, MergedObject)]
struct PeopleChanges(
    IdentityMutation,
    QualificationMutation,
    AffiliationMutation,
    RatingMutation,
    DisciplineMutation,
    OfficialMutation,
    DuplicateMutation,
);

/// Changes of units, of the titles in them, and of who holds these.
#[derive(Default, MergedObject)]
struct UnitChanges(
    UnitMutation,
    PostMutation,
    AppointmentMutation,
    MoveMutation,
    LocalityMutation,
    PartyMutation,
);

/// Changes of source pools and succession plans, of what units owe and report, and what is published.
#[derive(Default, MergedObject)]
struct PlanningChanges(
    SourcePoolMutation,
    SuccessionMutation,
    DeadlineMutation,
    ReportMutation,
    PublicationMutation,
);

/// Changes of training plans, of courses and of who is sent to them.
#[derive(Default, MergedObject)]
struct TrainingChanges(TrainingPlanMutation, CourseMutation, NominationRuleMutation, EnrolmentMutation);

/// How many times a document may ask for a field of the root of changes, under whatever names; none where it may as
/// often as the limits of documents allow. What is guarded by counting attempts is asked for once.
#[must_use]
pub fn most_of(field: &str) -> Option<usize> {
    match field {
        "revealCitizenNumber" => Some(1),
        _ => None,
    }
}

/// Whether some operation of a document asks for a field of the root of changes more often than it may. Fields are
/// counted through fragments and whatever `@skip` and `@include` say.
#[must_use]
pub fn asks_too_often(document: &ExecutableDocument) -> bool {
    document.operations.iter().any(|(_, operation)| {
        let operation = &operation.node;
        let mut count = Counting { document, fragments: HashMap::new() };
        operation.ty == OperationType::Mutation
            && count
                .of(&operation.selection_set.node)
                .iter()
                .any(|(field, times)| most_of(field).is_some_and(|most| *times > most))
    })
}

/// How often each field that is limited stands in selections, each fragment looked into once.
struct Counting<'d> {
    document: &'d ExecutableDocument,
    fragments: HashMap<&'d str, HashMap<&'d str, usize>>,
}

impl<'d> Counting<'d> {
    fn of(&mut self, set: &'d SelectionSet) -> HashMap<&'d str, usize> {
        let mut times: HashMap<&str, usize> = HashMap::new();
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    if most_of(name).is_some() {
                        add(&mut times, name, 1);
                    }
                }
                Selection::InlineFragment(fragment) => {
                    for (name, more) in self.of(&fragment.node.selection_set.node) {
                        add(&mut times, name, more);
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    for (name, more) in self.of_fragment(name) {
                        add(&mut times, name, more);
                    }
                }
            }
        }
        times
    }

    fn of_fragment(&mut self, name: &'d str) -> HashMap<&'d str, usize> {
        if let Some(known) = self.fragments.get(name) {
            return known.clone();
        }
        // A cycle, which validation refuses, ends here.
        self.fragments.insert(name, HashMap::new());
        let document = self.document;
        let found = document.fragments.iter().find(|(other, _)| other.as_str() == name);
        let times = found.map(|(_, fragment)| self.of(&fragment.node.selection_set.node)).unwrap_or_default();
        self.fragments.insert(name, times.clone());
        times
    }
}

fn add<'d>(times: &mut HashMap<&'d str, usize>, name: &'d str, more: usize) {
    let sum = times.entry(name).or_default();
    *sum = sum.saturating_add(more);
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use async_graphql::parser::parse_query;

    use super::*;

    fn too_often(document: &str) -> bool {
        asks_too_often(&parse_query(document).unwrap())
    }

    #[test]
    fn gq_06_given_two_reveals_in_any_dress_then_too_often_and_one_is_not() {
        let reveal = "revealCitizenNumber(input: {}) { citizenNumber }";
        let skipped = "revealCitizenNumber(input: {}) @skip(if: true) { citizenNumber }";
        assert!(!too_often(&format!("mutation {{ {reveal} }}")));
        assert!(!too_often(&format!(
            "mutation {{ {reveal} renameAccount(input: {{}}) {{ account {{ id }} }} }}"
        )));
        assert!(!too_often(&format!("mutation A {{ {reveal} }} mutation B {{ {reveal} }}")));
        for document in [
            format!("mutation {{ a: {reveal} b: {reveal} }}"),
            format!("mutation {{ {reveal} {reveal} }}"),
            format!("mutation {{ a: {reveal} b: {skipped} }}"),
            format!("mutation {{ a: {reveal} ... on Mutation {{ b: {reveal} }} }}"),
            format!("mutation {{ ...F b: {reveal} }} fragment F on Mutation {{ a: {reveal} }}"),
            format!("mutation {{ ...F ...F }} fragment F on Mutation {{ a: {reveal} }}"),
            format!(
                "mutation {{ ...F }} fragment F on Mutation {{ ...G ...G }} fragment G on Mutation {{ {reveal} }}"
            ),
            format!("query Q {{ me {{ role }} }} mutation M {{ a: {reveal} b: {reveal} }}"),
        ] {
            assert!(too_often(&document), "{document}");
        }
    }

    #[test]
    fn gq_06_given_a_bomb_or_a_cycle_of_fragments_then_counted_at_once() {
        let mut bomb = String::from("mutation { ...F0 }");
        for level in 0..200 {
            bomb += &format!(" fragment F{level} on Mutation {{ ...F{} ...F{} }}", level + 1, level + 1);
        }
        bomb += " fragment F200 on Mutation { revealCitizenNumber(input: {}) { citizenNumber } }";
        assert!(too_often(&bomb));
        assert!(!too_often(
            "mutation { ...A } fragment A on Mutation { ...B } fragment B on Mutation { ...A }"
        ));
    }
}
