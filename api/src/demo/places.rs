//! Places beside the district: Hà Nội itself, the neighbours that gave land, and where people come from.

use chrono::NaiveDate;
use entity::value::UnitKind;

use super::calendar::{REORGANISATION, UNITS_BEGIN, day};

/// A place without people of its own in the registry.
pub(super) struct Place {
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: UnitKind,
    /// The code of the unit above it.
    pub(super) parent: Option<&'static str>,
    pub(super) from: NaiveDate,
    /// The codes of the places that ended when it began and went into it whole.
    pub(super) merged: &'static [&'static str],
    pub(super) legal_basis: &'static str,
}

impl Place {
    const fn province(code: &'static str, name: &'static str) -> Self {
        Self {
            code,
            name,
            kind: UnitKind::Province,
            parent: None,
            from: UNITS_BEGIN,
            merged: &[],
            legal_basis: CODED,
        }
    }

    const fn merged_province(
        code: &'static str,
        name: &'static str,
        merged: &'static [&'static str],
    ) -> Self {
        Self {
            merged,
            from: REORGANISATION,
            legal_basis: "Nghị quyết số 202/2025/QH15",
            ..Self::province(code, name)
        }
    }

    const fn neighbour(code: &'static str, name: &'static str, kind: UnitKind, parent: &'static str) -> Self {
        Self { kind, parent: Some(parent), legal_basis: JOINED, ..Self::province(code, name) }
    }

    const fn of_ha_dong(
        code: &'static str,
        name: &'static str,
        kind: UnitKind,
        parent: &'static str,
    ) -> Self {
        Self {
            from: HA_DONG_BEGINS,
            legal_basis: "Nghị quyết số 19/NQ-CP ngày 08/5/2009",
            ..Self::neighbour(code, name, kind, parent)
        }
    }
}

/// What joined Hà Tây to Hà Nội.
pub(super) const JOINED: &str = "Nghị quyết số 15/2008/QH12";
/// What lists the provinces with their codes.
const CODED: &str = "Quyết định số 124/2004/QĐ-TTg";
/// The day on which quận Hà Đông was made.
const HA_DONG_BEGINS: NaiveDate = day(2009, 5, 8);

/// The places, each after those it stands under or was made of.
pub(super) const PLACES: &[Place] = &[
    Place { kind: UnitKind::City, legal_basis: JOINED, ..Place::province("01", "Thành phố Hà Nội") },
    Place::of_ha_dong("268", "Quận Hà Đông", UnitKind::District, "01"),
    Place::of_ha_dong("10117", "Phường Đồng Mai", UnitKind::Ward, "268"),
    Place::of_ha_dong("10123", "Phường Biên Giang", UnitKind::Ward, "268"),
    Place::neighbour("275", "Huyện Quốc Oai", UnitKind::District, "01"),
    Place::neighbour("278", "Huyện Thanh Oai", UnitKind::District, "01"),
    Place::neighbour("10159", "Xã Kim Thư", UnitKind::Commune, "278"),
    Place::neighbour("281", "Huyện Ứng Hòa", UnitKind::District, "01"),
    Place::neighbour("282", "Huyện Mỹ Đức", UnitKind::District, "01"),
    Place::neighbour("10444", "Xã Đồng Tâm", UnitKind::Commune, "282"),
    Place::province("17", "Tỉnh Hòa Bình"),
    Place::province("25", "Tỉnh Phú Thọ"),
    Place::province("26", "Tỉnh Vĩnh Phúc"),
    Place::province("33", "Tỉnh Hưng Yên"),
    Place::province("34", "Tỉnh Thái Bình"),
    Place::province("35", "Tỉnh Hà Nam"),
    Place::province("36", "Tỉnh Nam Định"),
    Place::province("37", "Tỉnh Ninh Bình"),
    Place::province("38", "Tỉnh Thanh Hóa"),
    Place::province("40", "Tỉnh Nghệ An"),
    Place::merged_province("25", "Tỉnh Phú Thọ", &["17", "25", "26"]),
    Place::merged_province("33", "Tỉnh Hưng Yên", &["33", "34"]),
    Place::merged_province("37", "Tỉnh Ninh Bình", &["35", "36", "37"]),
];
