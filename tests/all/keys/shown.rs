//! Keys that act by being shown: titles, and where figures come from.

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use houqin::replicate::Silent;
use houqin::report::folder::{self, Format, Wanted};
use houqin::report::words::Words;
use houqin::supply::Supply;

use crate::common::{Edit, load};
use crate::keys::entry::{Entry, reported};
use crate::keys::worlds::{bought, canteen, meetings, workshop};

/// The texts of a whole run's reports.
pub fn report(text: &str) -> String {
    static MADE: LazyLock<Mutex<HashMap<String, String>>> = LazyLock::new(Mutex::default);
    if let Some(made) = MADE.lock().unwrap().get(text) {
        return made.clone();
    }
    let scenario = load(text);
    let supply = Supply::new(&scenario);
    let result = houqin::run::run(&supply, true, &Silent).unwrap_or_else(|error| panic!("{error}"));
    let wanted = Wanted { formats: vec![Format::Csv, Format::Json, Format::Text, Format::Html], ..Wanted::default() };
    let files = folder::files(&supply, &result, Words { language: scenario.language }, &wanted).unwrap_or_else(|error| panic!("{error}"));
    let made: String = files.files.iter().map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();
    MADE.lock().unwrap().insert(text.to_owned(), made.clone());
    made
}

/// The folder of a run.
pub fn folder(text: &str) -> String {
    folder::default_folder(&Supply::new(&load(text))).display().to_string()
}

pub fn entries() -> Vec<Entry> {
    let title = |key, base: &str, name: &str, said| reported(key, base, name, &format!("{name}\ntitle = \"{said}\""), report, said);
    let source = |key, base: &str, at: &str, said| reported(key, base, at, &format!("{at}\nsource = \"{said}\""), report, said);
    let (workshop, bought, canteen, meetings) = (workshop(), bought(), canteen(), meetings());
    let water = workshop.edit("[policy]", "[[resource]]\nname = \"water\"\nunit = \"m3\"\nprice = 2\nbase_per_head = 3\n[policy]");
    let kitchen = canteen
        .edit("[[team]]", "[[kitchen]]\nname = \"K\"\nmeals_per_day = 1000\n[[team]]")
        .edit("seats = 200", "kitchen = \"K\"\nseats = 200");
    let equipped = meetings
        .edit("[[room]]", "[[equipment]]\nname = \"E\"\nservice = \"M\"\nsite = \"S\"\ncount = 2\ncost_per_year = 10\n[[room]]")
        .edit("crew = 0", "crew = 0\nequipment = { E = 1 }");
    let second = bought.edit(
        "[policy]",
        "[[offer]]\nname = \"Q\"\nprovider = \"q\"\nlots = [\"W/*\"]\nprice_per_job = 85\nadministration_per_year = 0\n[policy]",
    );
    let bundle = second.edit("[policy]", "[[bundle]]\nname = \"both\"\noffers = [\"P\", \"Q\"]\ndiscount = \"5%\"\n[policy]");
    vec![
        title("service.work_orders.title", &workshop, "name = \"A\"", "Title of jobs"),
        title("service.sittings.title", &canteen, "name = \"lunch\"", "Title of meals"),
        title("service.bookings.title", &meetings, "name = \"talk\"", "Title of meetings"),
        title("team.title", &workshop, "name = \"T\"", "Title of a team"),
        title("resource.title", &water, "name = \"water\"", "Title of water"),
        title("offer.title", &bought, "name = \"P\"", "Title of an offer"),
        source("service.work_orders.source", &workshop, "standard = \"50%\"", "Source of jobs"),
        source("service.sittings.source", &canteen, "standard = \"90%\"", "Source of meals"),
        source("service.bookings.source", &meetings, "standard = \"50%\"", "Source of meetings"),
        source("team.source", &workshop, "absence = \"0%\"", "Source of a team"),
        source("kitchen.source", &kitchen, "name = \"K\"", "Source of a kitchen"),
        source("room.source", &meetings, "name = \"R\"", "Source of rooms"),
        source("equipment.source", &equipped, "name = \"E\"", "Source of equipment"),
        source("resource.source", &water, "name = \"water\"", "Source of water"),
        source("offer.source", &bought, "name = \"P\"", "Source of an offer"),
        source(
            "budget.source",
            &workshop.edit("[policy]", "[budget]\ntotal_per_year = 99000\n[policy]"),
            "total_per_year = 99000",
            "Source of money",
        ),
        source("bundle.source", &bundle, "name = \"both\"", "Source of a bundle"),
    ]
}
