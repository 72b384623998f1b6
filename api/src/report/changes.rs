//! What changed between two contents of one report: as it was sealed, and as the facts give it now for the same day.

use std::collections::{BTreeMap, BTreeSet};

use entity::class::ConfidentialityClass;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::part::PartClass;

/// A value of a target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Members that count.
    pub numerator: u64,
    /// All members.
    pub denominator: u64,
    /// Members whose facts do not decide.
    pub unknown: u64,
    /// The word of its status.
    pub status: String,
}

/// A target whose value or members changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetChange {
    /// The class that the target rests on beside PERSONNEL.
    pub class: ConfidentialityClass,
    /// The target's code.
    pub target: String,
    /// The value as it was sealed; none of a target that was not in force then.
    pub reported: Option<Figure>,
    /// The value now; none of a target that is not in force any more.
    pub restated: Option<Figure>,
    /// Who stands elsewhere, or for another reason.
    pub members: Vec<MemberChange>,
}

/// A member that stands elsewhere, or for another reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberChange {
    /// The person, where there is one whose file is kept in the report's units.
    pub official: Option<Uuid>,
    /// The unit.
    pub unit: Option<Uuid>,
    /// The title's code.
    pub title: Option<String>,
    /// Where it stood when it was sealed; none of one that is new.
    pub before: Option<Stand>,
    /// Where it stands now; none of one that is gone.
    pub after: Option<Stand>,
}

/// Where a member stands, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stand {
    /// The word of its bucket.
    pub bucket: String,
    /// The reason's code.
    pub reason: String,
    /// The fact that decided.
    pub fact: Option<Uuid>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Told {
    #[serde(default)]
    targets: Vec<ToldTarget>,
    #[serde(default)]
    members: Vec<ToldMembers>,
}

#[derive(Deserialize)]
struct ToldTarget {
    code: String,
    count: ToldCount,
    status: String,
}

#[derive(Deserialize)]
struct ToldCount {
    numerator: u64,
    denominator: u64,
    unknown: u64,
}

#[derive(Deserialize)]
struct ToldMembers {
    target: String,
    members: Vec<ToldMember>,
}

#[derive(Deserialize)]
struct ToldMember {
    bucket: String,
    official: Option<Keyed>,
    unit: Option<Keyed>,
    title: Option<String>,
    seat: Option<u64>,
    reason: ToldReason,
}

#[derive(Deserialize)]
struct ToldReason {
    code: String,
    fact: Option<Keyed>,
}

#[derive(Deserialize)]
struct Keyed {
    key: Uuid,
}

/// What tells one member of a target from another: a seat by unit, title and number; else a person; else a unit.
type Who = (Option<Uuid>, Option<Uuid>, Option<String>, Option<u64>);

/// The values and the members that parts tell, by class and target.
#[derive(Default)]
struct Sheet {
    figures: BTreeMap<(ConfidentialityClass, String), Figure>,
    members: BTreeMap<(ConfidentialityClass, String), BTreeMap<Who, Vec<Member>>>,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Member {
    stand: Stand,
    official: Option<Uuid>,
    unit: Option<Uuid>,
    title: Option<String>,
}

impl Sheet {
    fn of(contents: &[(PartClass, Value)]) -> Result<Self, serde_json::Error> {
        let mut sheet = Self::default();
        for (class, content) in contents {
            // The members of the targets in AGGREGATE are in PERSONNEL.
            let rests_on = match class {
                PartClass::Aggregate => ConfidentialityClass::Personnel,
                class => class.class(),
            };
            let Told { targets, members } = Told::deserialize(content)?;
            for ToldTarget { code, count: ToldCount { numerator, denominator, unknown }, status } in targets {
                sheet.figures.insert((rests_on, code), Figure { numerator, denominator, unknown, status });
            }
            for ToldMembers { target, members } in members {
                let of_target = sheet.members.entry((rests_on, target)).or_default();
                for member in members {
                    let (who, member) = member.taken();
                    of_target.entry(who).or_default().push(member);
                }
            }
        }
        Ok(sheet)
    }
}

impl ToldMember {
    fn taken(self) -> (Who, Member) {
        let (official, unit) = (self.official.map(|keyed| keyed.key), self.unit.map(|keyed| keyed.key));
        let who = match (self.seat, official) {
            (Some(_), _) | (None, None) => (None, unit, self.title.clone(), self.seat),
            (None, Some(_)) => (official, None, None, None),
        };
        let fact = self.reason.fact.map(|keyed| keyed.key);
        let stand = Stand { bucket: self.bucket, reason: self.reason.code, fact };
        (who, Member { stand, official, unit, title: self.title })
    }
}

/// What changed from one content to another, of the classes that both have: by class and target.
///
/// # Errors
/// A content is none that this program made.
pub fn changes(
    sealed: &[(PartClass, Value)],
    now: &[(PartClass, Value)],
) -> Result<Vec<TargetChange>, serde_json::Error> {
    let (sealed, now) = (Sheet::of(sealed)?, Sheet::of(now)?);
    let targets: BTreeSet<_> = sealed.figures.keys().chain(now.figures.keys()).collect();
    let none = BTreeMap::new();
    let change = |key: &(ConfidentialityClass, String)| {
        let members = moved(sealed.members.get(key).unwrap_or(&none), now.members.get(key).unwrap_or(&none));
        let (reported, restated) = (sealed.figures.get(key).cloned(), now.figures.get(key).cloned());
        let is_changed = reported != restated || !members.is_empty();
        is_changed.then(|| TargetChange { class: key.0, target: key.1.clone(), reported, restated, members })
    };
    Ok(targets.into_iter().filter_map(change).collect())
}

fn moved(sealed: &BTreeMap<Who, Vec<Member>>, now: &BTreeMap<Who, Vec<Member>>) -> Vec<MemberChange> {
    let everybody: BTreeSet<&Who> = sealed.keys().chain(now.keys()).collect();
    let mut moved = Vec::new();
    for who in everybody {
        let (mut before, mut after) = (members_of(sealed, who), members_of(now, who));
        // What stands as it stood is no change, also where several are told alike.
        before.retain(|member| {
            let same = after.iter().position(|other| other == member);
            same.map(|place| after.remove(place)).is_none()
        });
        let (mut before, mut after) = (before.into_iter(), after.into_iter());
        loop {
            let pair = (before.next(), after.next());
            let Some(shown) = pair.1.as_ref().or(pair.0.as_ref()) else { break };
            moved.push(MemberChange {
                official: shown.official,
                unit: shown.unit,
                title: shown.title.clone(),
                before: pair.0.as_ref().map(|member| member.stand.clone()),
                after: pair.1.as_ref().map(|member| member.stand.clone()),
            });
        }
    }
    moved
}

fn members_of(members: &BTreeMap<Who, Vec<Member>>, who: &Who) -> Vec<Member> {
    let mut members = members.get(who).cloned().unwrap_or_default();
    members.sort();
    members
}

/// The value of a target that a content tells; none where it tells none of that code.
///
/// # Errors
/// The content is none that this program made.
pub fn figure_of(content: &Value, target: &str) -> Result<Option<Figure>, serde_json::Error> {
    let Told { targets, .. } = Told::deserialize(content)?;
    let found = targets.into_iter().find(|told| told.code == target);
    Ok(found.map(|ToldTarget { count: ToldCount { numerator, denominator, unknown }, status, .. }| Figure {
        numerator,
        denominator,
        unknown,
        status,
    }))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
    use serde_json::json;

    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn target(code: &str, numerator: u64, status: &str) -> Value {
        json!({ "code": code, "count": { "numerator": numerator, "denominator": 3, "unknown": 0 }, "status": status })
    }

    fn person(official: Option<u128>, bucket: &str, fact: u128) -> Value {
        json!({
            "bucket": bucket, "official": official.map(|key| json!({ "key": id(key), "name": "A" })),
            "unit": { "key": id(9) }, "title": "T", "seat": null,
            "reason": { "code": "LEVEL_REACHED", "fact": { "key": id(fact), "kind": "QUALIFICATION" }, "further": [] },
        })
    }

    fn contents(numerator: u64, status: &str, members: &[Value]) -> Vec<(PartClass, Value)> {
        vec![
            (
                PartClass::Aggregate,
                json!({ "targets": [target("K3", 1, "REACHED"), target("K5", numerator, status)] }),
            ),
            (PartClass::Personnel, json!({ "members": [{ "target": "K5", "members": members }] })),
        ]
    }

    #[test]
    fn given_the_same_content_then_nothing_changed() {
        let same = contents(2, "NOT_MET", &[person(Some(1), "COUNTED", 5), person(None, "COUNTED", 6)]);
        assert_eq!(changes(&same, &same).unwrap(), []);
    }

    #[test]
    fn given_one_who_counts_no_more_and_one_who_is_new_then_the_target_its_values_and_both() {
        let sealed = contents(2, "NOT_MET", &[person(Some(1), "COUNTED", 5), person(Some(2), "COUNTED", 6)]);
        let now = contents(1, "NOT_MET", &[person(Some(1), "NOT_COUNTED", 5), person(Some(3), "COUNTED", 7)]);
        let found = changes(&sealed, &now).unwrap();
        let [change] = found.as_slice() else { unreachable!("{found:?}") };
        assert_eq!((change.class, change.target.as_str()), (ConfidentialityClass::Personnel, "K5"));
        let numerators =
            [&change.reported, &change.restated].map(|figure| figure.as_ref().unwrap().numerator);
        assert_eq!(numerators, [2, 1]);
        let stands = change.members.iter().map(|member| {
            let bucket = |stand: &Option<Stand>| stand.as_ref().map(|stand| stand.bucket.clone());
            (member.official, bucket(&member.before), bucket(&member.after))
        });
        let word = |text: &str| Some(text.to_owned());
        let expected = [
            (Some(id(1)), word("COUNTED"), word("NOT_COUNTED")),
            (Some(id(2)), word("COUNTED"), None),
            (Some(id(3)), None, word("COUNTED")),
        ];
        assert_eq!(stands.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn given_several_who_are_not_shown_then_they_are_matched_as_they_are_told() {
        let hidden = |bucket| person(None, bucket, 5);
        let sealed = contents(2, "NOT_MET", &[hidden("COUNTED"), hidden("COUNTED"), hidden("UNKNOWN")]);
        let now = contents(1, "NOT_MET", &[hidden("UNKNOWN"), hidden("COUNTED"), hidden("UNKNOWN")]);
        let found = changes(&sealed, &now).unwrap();
        assert_eq!(found.iter().map(|change| change.members.len()).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn given_a_code_then_its_value_and_none_of_another() {
        let content = json!({ "targets": [target("K3", 1, "REACHED")] });
        assert_eq!(figure_of(&content, "K3").unwrap().unwrap().status, "REACHED");
        assert_eq!(figure_of(&content, "K4").unwrap(), None);
    }
}
