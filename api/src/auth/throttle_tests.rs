#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use super::*;

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_150_000 + second, 0).unwrap()
}

fn seconds(wait: Option<Duration>) -> i64 {
    wait.map_or(0, |wait| wait.num_seconds())
}

/// Fails whenever it is let, from a second on until another, and tells when it was judged.
fn attack(mut counts: Counts, from: i64, until: i64) -> (Counts, Vec<i64>) {
    let (mut second, mut judged) = (from, Vec::new());
    while second < until {
        match counts.wait(at(second)) {
            Some(wait) => second += wait.num_seconds(),
            None => {
                judged.push(second);
                counts = counts.after_failure(at(second));
            }
        }
    }
    (counts, judged)
}

/// The counts of the same name seen from another address.
fn elsewhere(counts: Counts) -> Counts {
    Counts { name: counts.name, ..Counts::default() }
}

#[test]
fn au_05_given_failures_of_a_name_from_an_address_when_more_than_five_then_each_wait_doubles_up_to_15_minutes()
 {
    let mut counts = Counts::default();
    let mut waits = Vec::new();
    let mut second = 0;
    for _ in 1..=18 {
        // A minute's pause, so that the address itself is not the reason to wait.
        second += seconds(counts.wait(at(second))) + 60;
        counts = counts.after_failure(at(second));
        waits.push(seconds(counts.wait(at(second))));
    }
    assert_eq!(waits, [0, 0, 0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]);
}

#[test]
fn au_05_given_a_wait_when_it_is_over_then_the_next_attempt_is_judged_and_not_before() {
    let (counts, judged) = attack(Counts::default(), 0, 1);
    assert_eq!(judged, [0; 6]);
    assert_eq!(counts.verdict(at(0), 0), Verdict::Wait(Duration::seconds(2)));
    assert_eq!(counts.verdict(at(1), 0), Verdict::Wait(Duration::seconds(1)));
    assert_eq!(counts.verdict(at(2), 0), Verdict::Judge);
}

#[test]
fn au_05_given_twelve_hours_without_a_failure_then_those_before_are_forgotten() {
    let (counts, _) = attack(Counts::default(), 0, 1);
    let hours = MEMORY.num_seconds();
    assert_eq!(seconds(counts.after_failure(at(hours - 1)).wait(at(hours - 1))), 4);
    assert_eq!(seconds(counts.after_failure(at(hours)).wait(at(hours))), 0);
    assert_eq!(counts.after_failure(at(hours)).pair.failures, 1);
}

#[test]
fn au_05_given_a_name_that_fails_from_many_addresses_then_it_waits_after_thirty() {
    let mut counts = Counts::default();
    for attempt in 1..=31 {
        counts = elsewhere(counts).after_failure(at(0));
        assert_eq!(counts.name.failures, attempt);
        assert_eq!(seconds(elsewhere(counts).wait(at(0))), if attempt <= 30 { 0 } else { 2 });
    }
}

#[test]
fn au_05_given_attempts_at_once_then_no_more_are_checked_than_are_free() {
    let mut counts = Counts::default();
    for failures in 0..5 {
        let judged = (0..20).filter(|ahead| counts.verdict(at(0), *ahead) == Verdict::Judge).count();
        assert_eq!(judged, 5 - failures);
        counts = counts.after_failure(at(0));
    }
    assert_eq!(counts.verdict(at(0), 0), Verdict::Judge);
    assert_eq!(counts.verdict(at(0), 1), Verdict::Queue);
}

#[test]
fn au_06_given_an_address_when_it_fails_a_21st_time_in_a_minute_then_it_waits_for_the_rest_of_it() {
    let mut counts = Counts::default();
    for attempt in 1..=21 {
        let second = if attempt == 1 { 0 } else { 40 };
        let other_name = Counts { address: counts.address, ..Counts::default() };
        counts = other_name.after_failure(at(second));
        assert_eq!(seconds(counts.wait(at(second))), if attempt <= 20 { 0 } else { 20 }, "{attempt}");
    }
    let other_name = Counts { address: counts.address, ..Counts::default() };
    assert_eq!(other_name.verdict(at(59), 0), Verdict::Wait(Duration::seconds(1)));
    assert_eq!(other_name.verdict(at(60), 0), Verdict::Judge);
    assert_eq!(other_name.after_failure(at(60)).address.failures, 1);
    // Whoever has logged in from there before goes on.
    let pair = Count { succeeded_at: Some(at(-60)), ..Count::default() };
    assert_eq!(Counts { pair, ..other_name }.verdict(at(50), 0), Verdict::Judge);
}

#[test]
fn au_09_given_a_name_that_is_attacked_all_day_from_one_address_then_no_other_address_ever_waits() {
    let (counts, judged) = attack(Counts::default(), 0, 24 * 3_600);
    assert!((90..=115).contains(&judged.len()), "{}", judged.len());
    assert!(counts.name.failures <= COUNTED_OF_PAIR, "{}", counts.name.failures);
    for second in judged {
        assert_eq!(elsewhere(counts).verdict(at(second), 0), Verdict::Judge);
    }
}

#[test]
fn au_09_given_a_name_that_is_attacked_from_everywhere_then_a_familiar_address_is_judged_by_itself() {
    let mut counts = Counts::default();
    for _ in 0..60 {
        counts = elsewhere(counts).after_failure(at(0));
    }
    let stranger = elsewhere(counts);
    assert_eq!(stranger.verdict(at(0), 0), Verdict::Wait(LONGEST));
    let familiar =
        |since: i64| Counts { pair: Count { succeeded_at: Some(at(since)), ..Count::default() }, ..stranger };
    assert_eq!(familiar(-1).verdict(at(0), 0), Verdict::Judge);
    assert_eq!(familiar(-90 * 86_400).verdict(at(0), 0), Verdict::Wait(LONGEST));
    // Its own failures count for itself alone.
    let (after, judged) = attack(familiar(-1), 0, 1);
    assert_eq!(judged.len(), 6);
    assert_eq!((after.name, after.wait(at(0))), (stranger.name, Some(Duration::seconds(2))));
}

#[test]
fn given_addresses_then_those_of_one_network_of_version_6_are_one() {
    let key = ThrottleKey::derive(&[1; 32]);
    let of = |address| Subjects::of(&key, "noi-vu", Some(address));
    assert_eq!(of("2001:db8:1:2::1"), of("2001:db8:1:2:ffff::9"));
    assert_ne!(of("2001:db8:1:2::1").address, of("2001:db8:1:3::1").address);
    assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    assert_ne!(of("192.0.2.1").pair, of("192.0.2.2").pair);
    assert_eq!(of("192.0.2.1").name, of("192.0.2.2").name);
    let subjects = of("192.0.2.1");
    assert!(subjects.pair != subjects.name && subjects.name != subjects.address);
}
