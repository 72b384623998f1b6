//! The closed sets of words that columns of the first changes hold. They are spelled out here and not taken from
//! the entities, because a change is history. A set that grows is a new change with a list of its own.

/// The check that `column` holds one of `words`, or null where the column may.
pub(crate) fn one_of(column: &str, words: &[&str]) -> String {
    format!("CHECK ({column} IN ('{}'))", words.join("', '"))
}

pub(crate) const ACCOUNT_STATUS: &[&str] = &["INVITED", "ACTIVE", "DISABLED"];
pub(crate) const APPOINTMENT_MODE: &[&str] = &["PRIMARY", "CONCURRENT", "ACTING", "IN_CHARGE"];
pub(crate) const APPOINTMENT_ORIGIN: &[&str] =
    &["ELECTION", "RECRUITMENT", "TRANSFER", "ROTATION", "SECONDMENT", "REASSIGNMENT"];
pub(crate) const COMPARATOR: &[&str] = &["GREATER_THAN", "AT_LEAST", "EQUAL"];
pub(crate) const COMPLETION_PERIOD: &[&str] = &["CALENDAR_YEAR", "SINCE_PROGRAMME_START"];
pub(crate) const CONFIDENTIALITY_CLASS: &[&str] =
    &["DIRECTORY", "PERSONNEL", "IDENTITY", "PARTY", "SUCCESSION", "AGGREGATE", "ACCOUNT", "JOURNAL"];
pub(crate) const COUNTED_THING: &[&str] = &["PERSONS", "POSTS", "FILLED_POSTS", "UNITS", "PLANNED_PERSONS"];
pub(crate) const COURSE_KIND: &[&str] = &[
    "DEGREE",
    "POLITICAL_THEORY",
    "STATE_MANAGEMENT",
    "TITLE_BASED",
    "LEADERSHIP_SKILL",
    "KNOWLEDGE_UPDATE",
    "JOB_POSITION",
    "DIGITAL",
    "FOREIGN_LANGUAGE",
    "DEFENCE_SECURITY",
    "CANDIDATE",
];
pub(crate) const COURSE_STATUS: &[&str] = &["PLANNED", "OPEN", "RUNNING", "FINISHED", "CANCELLED"];
pub(crate) const DATE_PRECISION: &[&str] = &["DAY", "MONTH", "YEAR"];
pub(crate) const DEADLINE_YEAR: &[&str] = &["YEAR_BEFORE", "SAME_YEAR", "YEAR_AFTER"];
pub(crate) const DISCIPLINE_KIND: &[&str] = &["REPRIMAND", "WARNING", "DEMOTION", "DISMISSAL"];
pub(crate) const ENROLMENT_STATUS: &[&str] = &[
    "NOMINATED",
    "APPROVED",
    "REJECTED",
    "WAITLISTED",
    "ENROLLED",
    "COMPLETED",
    "FAILED",
    "ABSENT",
    "WITHDRAWN",
];
pub(crate) const JOURNAL_OPERATION: &[&str] =
    &["CREATE", "CHANGE", "CORRECT", "REMOVE", "LOGIN", "LOGIN_REFUSED", "READ", "DENIED"];
pub(crate) const JOURNAL_STREAM: &[&str] = &["DATA", "ACCESS"];
pub(crate) const LINEAGE_SHARE: &[&str] = &["WHOLE", "PART"];
pub(crate) const LOCALITY: &[&str] = &["LOCAL", "NON_LOCAL"];
pub(crate) const OBLIGATION_KIND: &[&str] = &["RATINGS", "SOURCE_POOL_REVIEW", "TRAINING_PLAN", "REPORT"];
pub(crate) const OBLIGED_UNITS: &[&str] = &["COMMUNE_LEVEL", "AGENCY", "DISTRICT"];
pub(crate) const NOMINATION_AUTHORITY: &[&str] = &["UNIT_ABOVE", "DISTRICT", "CITY"];
pub(crate) const NOMINATION_DECISION: &[&str] = &["SELF_DECIDES", "MUST_SUBMIT"];
pub(crate) const OFFICIAL_CATEGORY: &[&str] = &["CADRE", "CIVIL_SERVANT", "PUBLIC_EMPLOYEE"];
/// The roles that publish figures; the others never do. Source: domain §9, releases.
pub(crate) const PUBLISHING_ROLE: &[&str] = &["DISTRICT", "PARTY_COMMITTEE"];
pub(crate) const QUALIFICATION_KIND: &[&str] =
    &["EDUCATION", "POLITICAL_THEORY", "STATE_MANAGEMENT", "INFORMATION_TECHNOLOGY", "FOREIGN_LANGUAGE"];
pub(crate) const RATING_GRADE: &[&str] = &["EXCELLENT", "GOOD", "COMPLETED", "NOT_COMPLETED", "NOT_RATED"];
pub(crate) const REPORT_KIND: &[&str] = &["YEARLY"];
pub(crate) const REPORT_STATUS: &[&str] = &["DRAFT", "SUBMITTED", "RETURNED", "ACCEPTED"];
pub(crate) const ROLE: &[&str] = &["DISTRICT", "COMMUNE", "PARTY_COMMITTEE", "ADMIN", "INTEGRATION"];
pub(crate) const SEX: &[&str] = &["FEMALE", "MALE"];
pub(crate) const SOURCE_POOL_ORIGIN: &[&str] = &["ON_SITE", "FROM_ABOVE", "INTER_COMMUNE"];
pub(crate) const SOURCE_POOL_OUTCOME: &[&str] = &["KEPT", "REMOVED", "ADDED"];
pub(crate) const SUCCESSION_ENTRY_STATUS: &[&str] = &["PLANNED", "APPOINTED", "REMOVED"];
pub(crate) const SUCCESSION_REMOVAL_REASON: &[&str] = &["OVER_AGE", "DISCIPLINE", "RATING", "REQUEST"];
pub(crate) const SUCCESSION_ROUND_STATUS: &[&str] =
    &["DRAFT", "SUBMITTED", "APPRAISED", "APPROVED", "RETURNED"];
/// The bodies that succession is planned for. Source: domain §6.
pub(crate) const SUCCESSION_BODY: &[&str] = &["PARTY", "COUNCIL", "COMMITTEE"];
pub(crate) const TARGET_KIND: &[&str] = &["MANDATORY", "ASPIRATIONAL", "DIRECTIONAL"];
pub(crate) const TARGET_MEASURE: &[&str] = &[
    "POSTS_FILLED",
    "UNDER_AGE",
    "FEMALE",
    "WOMAN_IN_STANDING_COMMITTEE",
    "QUALIFIED",
    "KNOWLEDGE_UPDATE",
    "PLANNED_TRAINED",
    "NON_LOCAL",
    "NON_LOCAL_TREND",
];
pub(crate) const TARGET_STATUS: &[&str] = &[
    "MET",
    "NOT_MET",
    "REACHED",
    "NOT_REACHED",
    "IMPROVING",
    "FLAT",
    "WORSENING",
    "UNKNOWN",
    "NOT_APPLICABLE",
];
pub(crate) const TITLE_BODY: &[&str] = &["PARTY", "COUNCIL", "COMMITTEE", "FRONT", "UNION", "STAFF"];
pub(crate) const TRAINING_PLAN_STATUS: &[&str] =
    &["DRAFT", "SUBMITTED", "RETURNED", "CONSOLIDATED", "APPROVED"];
pub(crate) const UNIT_CLASS: &[&str] = &["I", "II", "III"];
pub(crate) const UNIT_KIND: &[&str] =
    &["PROVINCE", "CITY", "DISTRICT", "COMMUNE", "TOWNSHIP", "WARD", "SPECIAL_ZONE", "AGENCY"];
