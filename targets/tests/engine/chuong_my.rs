//! Chương Mỹ and its two reorganisations: 32 units of the commune level, 30 from 1/1/2025, 6 from 1/7/2025 when the
//! district itself ended.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use targets::period::Period;
use targets::unit::{Forest, LineageEdge, Share, UnitVersion};
use uuid::Uuid;

use crate::world::day;

/// Code and name on 31/12/2023, in the first half of 2025, and from 1/7/2025 (the whole, or the default part).
const UNITS: [(&str, &str, &str, &str, &str, &str); 32] = [
    ("10015", "Thị trấn Chúc Sơn", "10015", "Thị trấn Chúc Sơn", "10015", "Phường Chương Mỹ"),
    ("10018", "Thị trấn Xuân Mai", "10018", "Thị trấn Xuân Mai", "10045", "Xã Xuân Mai"),
    ("10021", "Xã Phụng Châu", "10021", "Xã Phụng Châu", "10015", "Phường Chương Mỹ"),
    ("10024", "Xã Tiên Phương", "10024", "Xã Tiên Phương", "10015", "Phường Chương Mỹ"),
    ("10027", "Xã Đông Sơn", "10027", "Xã Đông Sơn", "10030", "Xã Phú Nghĩa"),
    ("10030", "Xã Đông Phương Yên", "10030", "Xã Đông Phương Yên", "10030", "Xã Phú Nghĩa"),
    ("10033", "Xã Phú Nghĩa", "10033", "Xã Phú Nghĩa", "10030", "Xã Phú Nghĩa"),
    ("10039", "Xã Trường Yên", "10039", "Xã Trường Yên", "10030", "Xã Phú Nghĩa"),
    ("10042", "Xã Ngọc Hòa", "10042", "Xã Ngọc Hòa", "10015", "Phường Chương Mỹ"),
    ("10045", "Xã Thủy Xuân Tiên", "10045", "Xã Thủy Xuân Tiên", "10045", "Xã Xuân Mai"),
    ("10048", "Xã Thanh Bình", "10048", "Xã Thanh Bình", "10030", "Xã Phú Nghĩa"),
    ("10051", "Xã Trung Hòa", "10051", "Xã Trung Hòa", "10030", "Xã Phú Nghĩa"),
    ("10054", "Xã Đại Yên", "10054", "Xã Đại Yên", "10015", "Phường Chương Mỹ"),
    ("10057", "Xã Thụy Hương", "10057", "Xã Thụy Hương", "10015", "Phường Chương Mỹ"),
    ("10060", "Xã Tốt Động", "10060", "Xã Tốt Động", "10072", "Xã Quảng Bị"),
    ("10063", "Xã Lam Điền", "10063", "Xã Lam Điền", "10072", "Xã Quảng Bị"),
    ("10066", "Xã Tân Tiến", "10066", "Xã Tân Tiến", "10045", "Xã Xuân Mai"),
    ("10069", "Xã Nam Phương Tiến", "10069", "Xã Nam Phương Tiến", "10045", "Xã Xuân Mai"),
    ("10072", "Xã Hợp Đồng", "10072", "Xã Hợp Đồng", "10072", "Xã Quảng Bị"),
    ("10075", "Xã Hoàng Văn Thụ", "10075", "Xã Hoàng Văn Thụ", "10081", "Xã Trần Phú"),
    ("10078", "Xã Hoàng Diệu", "10078", "Xã Hoàng Diệu", "10072", "Xã Quảng Bị"),
    ("10081", "Xã Hữu Văn", "10081", "Xã Hữu Văn", "10081", "Xã Trần Phú"),
    ("10084", "Xã Quảng Bị", "10084", "Xã Quảng Bị", "10072", "Xã Quảng Bị"),
    ("10087", "Xã Mỹ Lương", "10087", "Xã Mỹ Lương", "10081", "Xã Trần Phú"),
    ("10090", "Xã Thượng Vực", "10090", "Xã Thượng Vực", "10096", "Xã Hòa Phú"),
    ("10093", "Xã Hồng Phong", "10096", "Xã Hồng Phú", "10096", "Xã Hòa Phú"),
    ("10096", "Xã Đồng Phú", "10096", "Xã Hồng Phú", "10096", "Xã Hòa Phú"),
    ("10099", "Xã Trần Phú", "10099", "Xã Trần Phú", "10081", "Xã Trần Phú"),
    ("10102", "Xã Văn Võ", "10102", "Xã Văn Võ", "10096", "Xã Hòa Phú"),
    ("10105", "Xã Đồng Lạc", "10105", "Xã Đồng Lạc", "10096", "Xã Hòa Phú"),
    ("10108", "Xã Hòa Chính", "10108", "Xã Hòa Phú", "10096", "Xã Hòa Phú"),
    ("10111", "Xã Phú Nam An", "10108", "Xã Hòa Phú", "10096", "Xã Hòa Phú"),
];

/// Parts that are not the default: Lam Điền to Bình Minh, Tân Tiến to Trần Phú.
const OTHER_PARTS: [(&str, &str, &str, &str); 2] =
    [("10063", "Xã Lam Điền", "10126", "Xã Bình Minh"), ("10066", "Xã Tân Tiến", "10081", "Xã Trần Phú")];

/// From other districts into the new ones: one whole ward, and a part that is not the default.
const FROM_OUTSIDE: [(&str, &str, &str, &str, Share); 2] = [
    ("10123", "Phường Biên Giang", "10015", "Phường Chương Mỹ", Share::Whole),
    ("10117", "Phường Đồng Mai", "10015", "Phường Chương Mỹ", Share::Part),
];

/// A unit of a generation (0 in 2023, 1 in the first half of 2025, 2 from 1/7/2025), by its code and name then.
type Key = (u8, &'static str, &'static str);

struct ChuongMy {
    forest: Forest,
    /// Code, name, first day and id of each unit.
    names: Vec<(&'static str, &'static str, Period, Uuid)>,
    district: Uuid,
}

fn id((generation, code, name): Key) -> Uuid {
    let sum = name
        .bytes()
        .fold(u128::from(generation), |sum, byte| sum.wrapping_mul(257).wrapping_add(u128::from(byte)));
    Uuid::from_u128(sum.wrapping_mul(100_003).wrapping_add(code.parse::<u128>().unwrap()))
}

/// The unit of 2023 and of the first half of 2025 are one where it lived on, and two where it was merged.
fn first_half(code: &'static str, name: &'static str, now_code: &'static str, now_name: &'static str) -> Key {
    if (code, name) == (now_code, now_name) { (0, code, name) } else { (1, now_code, now_name) }
}

fn chuong_my() -> ChuongMy {
    let (start, first, second) = (day("2008-08-01"), day("2025-01-01"), day("2025-07-01"));
    let (district, city) = (id((0, "277", "Huyện Chương Mỹ")), id((0, "1", "Thành phố Hà Nội")));
    let mut units: BTreeSet<(Key, Option<Uuid>, Period)> = BTreeSet::new();
    let mut edges: BTreeSet<(Key, Key, bool, NaiveDate)> = BTreeSet::new();
    for (code, name, code_2025, name_2025, code_now, name_now) in UNITS {
        let (old, middle, new) =
            ((0, code, name), first_half(code, name, code_2025, name_2025), (2, code_now, name_now));
        if middle != old {
            units.insert((old, Some(district), Period::new(start, Some(first)).unwrap()));
            units.insert((middle, Some(district), Period::new(first, Some(second)).unwrap()));
            edges.insert((old, middle, true, first));
        } else {
            units.insert((old, Some(district), Period::new(start, Some(second)).unwrap()));
        }
        units.insert((new, Some(city), Period::since(second)));
        edges.insert((middle, new, true, second));
    }
    for (code, name, code_now, name_now) in OTHER_PARTS {
        units.insert(((2, code_now, name_now), Some(city), Period::since(second)));
        edges.insert(((0, code, name), (2, code_now, name_now), false, second));
    }
    for (code, name, code_now, name_now, share) in FROM_OUTSIDE {
        units.insert(((0, code, name), Some(city), Period::new(start, Some(second)).unwrap()));
        edges.insert(((0, code, name), (2, code_now, name_now), share == Share::Whole, second));
    }

    let mut versions = vec![
        UnitVersion { unit: city, parent: None, commune_level: false, period: Period::since(start) },
        UnitVersion {
            unit: district,
            parent: Some(city),
            commune_level: false,
            period: Period::new(start, Some(second)).unwrap(),
        },
    ];
    let mut names = Vec::new();
    for (key, parent, period) in units {
        versions.push(UnitVersion { unit: id(key), parent, commune_level: true, period });
        names.push((key.1, key.2, period, id(key)));
    }
    // Lam Điền and Tân Tiến were split, and their first part is the default; the rest of a unit that goes on as a whole
    // is whole.
    let is_split = |key: Key| OTHER_PARTS.iter().any(|(code, ..)| *code == key.1) && key.0 == 0;
    let edges = edges.into_iter().map(|(from, to, follows, effective_on)| LineageEdge {
        from: id(from),
        to: id(to),
        share: if follows && !is_split(from) { Share::Whole } else { Share::Part },
        is_default: follows,
        effective_on,
    });
    let forest = Forest::new(versions, edges.collect()).unwrap();
    ChuongMy { forest, names, district }
}

impl ChuongMy {
    /// The names of the commune-level units that a unit stands for on a day.
    fn names_of(&self, unit: Uuid, on: &str) -> BTreeSet<&'static str> {
        let reached = self.forest.reach(unit, day(on));
        let in_reach = self.names.iter().filter(|(.., id)| reached.contains(*id));
        in_reach.map(|(_, name, ..)| *name).collect()
    }

    fn unit(&self, code: &str, on: &str) -> (&'static str, Uuid) {
        let mut of_code =
            self.names.iter().filter(|(own, _, period, _)| *own == code && period.contains(day(on)));
        let (_, name, _, id) = of_code.next().unwrap();
        assert!(of_code.next().is_none(), "one unit per code per day");
        (*name, *id)
    }
}

#[test]
fn the_district_has_32_then_30_then_6_units() {
    let place = chuong_my();
    assert_eq!(place.names_of(place.district, "2023-12-31").len(), 32);
    assert_eq!(place.names_of(place.district, "2024-12-31").len(), 32);
    assert_eq!(place.names_of(place.district, "2025-01-01").len(), 30);
    assert_eq!(place.names_of(place.district, "2025-06-30").len(), 30);
    let successors =
        ["Phường Chương Mỹ", "Xã Hòa Phú", "Xã Phú Nghĩa", "Xã Quảng Bị", "Xã Trần Phú", "Xã Xuân Mai"];
    assert_eq!(place.names_of(place.district, "2025-07-01"), BTreeSet::from(successors));
    assert_eq!(place.names_of(place.district, "2125-07-01"), BTreeSet::from(successors));
    assert!(place.names_of(place.district, "2008-07-31").is_empty());
}

#[test]
fn a_code_is_three_units_over_time_and_a_name_two() {
    let place = chuong_my();
    let (first, second, third) = (
        place.unit("10096", "2024-06-01"),
        place.unit("10096", "2025-03-01"),
        place.unit("10096", "2025-09-01"),
    );
    assert_eq!([first.0, second.0, third.0], ["Xã Đồng Phú", "Xã Hồng Phú", "Xã Hòa Phú"]);
    assert_eq!(BTreeSet::from([first.1, second.1, third.1]).len(), 3);
    let (name, earlier) = place.unit("10108", "2025-03-01");
    assert_eq!(name, "Xã Hòa Phú");
    assert_ne!(earlier, third.1);
}

#[test]
fn a_unit_that_ended_is_its_successors_and_one_to_come_its_predecessors_never_both() {
    let place = chuong_my();
    let (_, dong_phu) = place.unit("10096", "2024-06-01");
    assert_eq!(place.names_of(dong_phu, "2025-03-01"), BTreeSet::from(["Xã Hồng Phú"]));
    assert_eq!(place.names_of(dong_phu, "2025-09-01"), BTreeSet::from(["Xã Hòa Phú"]));
    let (_, hoa_phu) = place.unit("10096", "2025-09-01");
    let in_2023 = BTreeSet::from([
        "Xã Thượng Vực",
        "Xã Hồng Phong",
        "Xã Đồng Phú",
        "Xã Văn Võ",
        "Xã Đồng Lạc",
        "Xã Hòa Chính",
        "Xã Phú Nam An",
    ]);
    assert_eq!(place.names_of(hoa_phu, "2023-12-31"), in_2023);
    assert_eq!(place.names_of(dong_phu, "2023-12-31"), BTreeSet::from(["Xã Đồng Phú"]));
}

#[test]
fn a_split_unit_follows_its_default_part_alone() {
    let place = chuong_my();
    let (_, lam_dien) = place.unit("10063", "2023-12-31");
    assert_eq!(place.names_of(lam_dien, "2025-07-01"), BTreeSet::from(["Xã Quảng Bị"]));
    let (_, binh_minh) = place.unit("10126", "2025-07-01");
    assert!(place.names_of(binh_minh, "2023-12-31").is_empty());
    let (_, ward) = place.unit("10015", "2025-07-01");
    let before = place.names_of(ward, "2023-12-31");
    assert!(before.contains("Phường Biên Giang") && !before.contains("Phường Đồng Mai"));
}

#[test]
fn children_ancestors_and_span_are_those_of_the_day() {
    let place = chuong_my();
    let (_, phu_nghia) = place.unit("10033", "2023-12-31");
    let city = place.forest.ancestors(place.district, day("2023-12-31"))[0];
    assert_eq!(place.forest.ancestors(phu_nghia, day("2023-12-31")), [place.district, city]);
    assert!(place.forest.ancestors(phu_nghia, day("2025-07-01")).is_empty());
    assert_eq!(place.forest.children(place.district, day("2025-01-01")).len(), 30);
    assert!(place.forest.children(place.district, day("2025-07-01")).is_empty());
    let span = place.forest.span(phu_nghia).unwrap();
    assert_eq!((span.from(), span.to()), (day("2008-08-01"), Some(day("2025-07-01"))));
    assert_eq!(place.forest.span(Uuid::nil()), None);
    assert!(place.forest.reach(Uuid::nil(), day("2025-01-01")).is_empty());
}
