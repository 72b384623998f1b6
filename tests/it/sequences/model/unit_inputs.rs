//! Each mutation of units as a draft of an event: what begins, goes on otherwise, goes over, ends, and where in the input each of that
//! stands.

use entity::id::UnitId;
use entity::value::{LineageShare, UnitClass, UnitKind};

use super::Asked;
use super::draft::{Begun, Changed, Draft, Edge, Ended, Ref};
use super::input::Input;

impl Asked<'_> {
    /// What a mutation asks for.
    pub(super) fn draft(&self) -> Draft {
        let input = self.input;
        let mut draft = Draft {
            on: input.day("effectiveOn"),
            legal_basis: input.text("legalBasis").to_owned(),
            ..Draft::default()
        };
        match self.step.mutation {
            "establishUnit" => draft.begun.push(begun(input, "")),
            "renameUnit" | "reclassifyUnit" => draft.changed.push(changed(input, "")),
            "moveUnit" => {
                let parent = Some(Ref::Known(input.id("parent")));
                draft.changed.push(Changed { parent, ..changed(input, "") });
            }
            "mergeUnits" => self.merger(&mut draft),
            "splitUnit" => self.split(&mut draft),
            "abolishUnit" => {
                let unit = input.id("unit");
                let place = "unit".to_owned();
                if let Some(to) = input.opt_id("takenOverBy") {
                    let to_place = "takenOverBy".to_owned();
                    draft.edges.push(Edge {
                        share_place: place.clone(),
                        ..whole(unit, Ref::Known(to), place.clone(), to_place)
                    });
                }
                draft.ended.push(Ended { unit, place });
            }
            _ => reorganisation(input, &mut draft),
        }
        draft
    }

    fn merger(&self, draft: &mut Draft) {
        let into = Input(self.input.given("into").unwrap());
        let code = into.text("code").to_owned();
        draft.begun.push(begun(into, "into."));
        let units = self.input.given("units").unwrap().as_array().unwrap();
        for (number, unit) in units.iter().enumerate() {
            let unit: UnitId = super::uuid_of(unit.as_str().unwrap()).into();
            let place = format!("units.{number}");
            draft.edges.push(Edge {
                share_place: place.clone(),
                ..whole(unit, Ref::Begun(code.clone()), place.clone(), place)
            });
        }
    }

    fn split(&self, draft: &mut Draft) {
        let unit: UnitId = self.input.id("unit");
        for (number, part) in self.input.list("parts").into_iter().enumerate() {
            let place = format!("parts.{number}");
            let into = Input(part.given("into").unwrap());
            let to = match into.given("established") {
                Some(new) => {
                    let new = begun(Input(new), &format!("{place}.into.established."));
                    let to = Ref::Begun(new.code.clone());
                    draft.begun.push(new);
                    to
                }
                None => Ref::Known(into.id("unit")),
            };
            draft.edges.push(Edge {
                from: unit,
                to,
                share: LineageShare::Part,
                is_default: part.flag("isDefault"),
                from_place: "unit".to_owned(),
                to_place: place.clone(),
                share_place: place,
            });
        }
        if !self.input.flag("goesOn") {
            draft.ended.push(Ended { unit, place: "unit".to_owned() });
        }
    }
}

fn reorganisation(input: Input<'_>, draft: &mut Draft) {
    for (number, new) in input.list("established").into_iter().enumerate() {
        draft.begun.push(begun(new, &format!("established.{number}.")));
    }
    for (number, other) in input.list("changed").into_iter().enumerate() {
        draft.changed.push(changed(other, &format!("changed.{number}.")));
    }
    for (number, edge) in input.list("lineage").into_iter().enumerate() {
        let at = |member: &str| format!("lineage.{number}.{member}");
        draft.edges.push(Edge {
            from: edge.id("from"),
            to: reference(edge, "to").unwrap(),
            share: edge.word("share"),
            is_default: edge.flag("isDefault"),
            from_place: at("from"),
            to_place: at("to"),
            share_place: at("share"),
        });
    }
    let ended = input.given("ended").and_then(|ended| ended.as_array());
    for (number, unit) in ended.into_iter().flatten().enumerate() {
        let unit = super::uuid_of(unit.as_str().unwrap()).into();
        draft.ended.push(Ended { unit, place: format!("ended.{number}") });
    }
}

fn whole(from: UnitId, to: Ref, from_place: String, to_place: String) -> Edge {
    let share_place = to_place.clone();
    Edge { from, to, share: LineageShare::Whole, is_default: true, from_place, to_place, share_place }
}

fn reference(input: Input<'_>, member: &str) -> Option<Ref> {
    let reference = Input(input.given(member)?);
    Some(match reference.opt_text("established") {
        Some(code) => Ref::Begun(code.to_owned()),
        None => Ref::Known(reference.id("unit")),
    })
}

fn begun(input: Input<'_>, place: &str) -> Begun {
    Begun {
        code: input.text("code").to_owned(),
        name: input.text("name").to_owned(),
        kind: input.word("kind"),
        class: class(input),
        parent: reference(input, "parent").unwrap(),
        place: place.to_owned(),
    }
}

fn changed(input: Input<'_>, place: &str) -> Changed {
    Changed {
        unit: input.id("unit"),
        code: input.opt_text("code").map(str::to_owned),
        name: input.opt_text("name").map(str::to_owned),
        kind: input.opt_word::<UnitKind>("kind"),
        class: input.given("class").map(|_| class(input)),
        parent: input
            .given("parent")
            .filter(|parent| parent.is_object())
            .and_then(|_| reference(input, "parent")),
        place: place.to_owned(),
    }
}

fn class(input: Input<'_>) -> Option<UnitClass> {
    Some(match input.opt_text("class")? {
        "I" => UnitClass::I,
        "II" => UnitClass::II,
        _ => UnitClass::III,
    })
}
