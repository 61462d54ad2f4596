//! Combinations in which a key has no effect: whoever wrote it is told by `check`.

use crate::common::Edit;
use crate::keys::entry::{Entry, Tried, change};
use crate::keys::path::idle_team;
use crate::keys::work_orders::{at_nine, on_the_spot, two_sites};
use crate::keys::worlds::{bought, canteen, meetings, offered, served_meetings, workshop};

/// A warning that a change brings. What the key does elsewhere stands with the entries; here it is what stands beside it that matters.
fn told(base: &str, from: &str, to: &str, said: &'static str) -> Entry {
    change("a key that does nothing", base, from, to, Tried::Told(said))
}

/// An error that a change brings, where what is written cannot be meant.
fn refused(base: &str, from: &str, to: &str, said: &'static str) -> Entry {
    change("a key that does nothing", base, from, to, Tried::Refused(said))
}

#[test]
fn what_acts_on_nothing_is_told() {
    let all: Vec<Entry> = [jobs(), meals(), bookings(), people(), contracts(), terms(), policies(), factors(), declared(), paths()]
        .into_iter()
        .flatten()
        .collect();
    let wrong: Vec<String> = all.iter().filter_map(Entry::fails).collect();
    assert!(wrong.is_empty(), "{} of {} fail:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

/// The worlds themselves are written without a key that does nothing.
#[test]
fn the_worlds_are_told_nothing() {
    let worlds = [workshop(), at_nine(), bought(), offered(), canteen(), meetings(), served_meetings(), on_the_spot(), idle_team()];
    for world in worlds {
        assert_eq!(crate::common::told(&world), "", "{world}");
    }
}

const AT: &str = "unserved_cost_per_job = 400";

/// A factor to be named in what follows.
fn with_factor(text: &str) -> String {
    text.edit("[[service]]", "[[factor]]\nname = \"prices\"\nspread = 0.1\ndrawn = \"year\"\n[[service]]")
}

fn with_water(text: &str) -> String {
    text.edit("[policy]", "[[resource]]\nname = \"water\"\nunit = \"m3\"\nprice = 2\nbase_per_head = 3\n[policy]")
}

fn jobs() -> Vec<Entry> {
    let workshop = workshop();
    let add = |more: &str, said| told(&workshop, AT, &format!("{AT}\n{more}"), said);
    let second = workshop[workshop.find("[[service.work_orders]]").unwrap()..workshop.find("[[team]]").unwrap()].to_owned();
    let second = second.edit("name = \"A\"", "name = \"B\"").edit(AT, "unserved_cost_per_job = 500");
    let unskilled = with_water(&workshop.edit("[[team]]", &format!("{second}[[team]]")));
    let pump = workshop
        .edit("[[service]]", "[[asset]]\nname = \"pump\"\ncount = 100\nmean_life_years = 1\nshape = 1\nage_years = { distribution = \"constant\", mean = 0 }\nrepair = \"minimal\"\n[[service]]")
        .edit("arrivals = \"planned\"\njobs_per_month = 10", "jobs_per_month = 0\nfailures_of = \"pump\"");
    let moved = with_factor(&pump).edit(AT, &format!("{AT}\nspot_price_factors = {{ prices = 1 }}"));
    vec![
        told(
            &with_factor(&workshop).edit(AT, &format!("{AT}\nspot_price_factors = {{ prices = 1 }}")),
            "spot_price_per_job = 100\n",
            "",
            "A has no price without a contract that factors could move",
        ),
        add(
            "parts = { share = \"0%\", diagnosis_hours = 1, wait_hours = { distribution = \"constant\", mean = 1 } }",
            "`parts` is of no jobs",
        ),
        add("repeat_visits = { share = \"0%\", after_hours = 1 }", "`repeat_visits` is of no jobs"),
        add("emergency_response_within = \"1 hour\"", "no job of W is an emergency"),
        add("confidential = true", "it is never bought on the spot"),
        told(
            &workshop,
            "arrivals = \"planned\"\njobs_per_month = 10",
            "jobs_per_month = 0\nburstiness = 3",
            "`burstiness` moves `jobs_per_month` of A, which is 0 — say how many jobs there are a month, or leave it out",
        ),
        told(
            &workshop.edit("[[service]]", "[[profile]]\nname = \"P\"\nmonths = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]\n[[service]]"),
            "arrivals = \"planned\"\njobs_per_month = 10",
            "jobs_per_month = 0\nprofile = \"P\"",
            "`profile` moves `jobs_per_month` of A, which is 0",
        ),
        told(&pump, "jobs_per_month = 0", "jobs_per_month = 0\nburstiness = 3", "`burstiness` moves `jobs_per_month` of A, which is 0"),
        told(
            &moved,
            "jobs_per_month = 0",
            "jobs_per_month = 0\nfactors = { prices = 1 }",
            "`factors` moves `jobs_per_month` of A, which is 0",
        ),
        told(
            &unskilled,
            "= 500",
            "= 500\nmaterials_per_job = 3",
            "`materials_per_job` of B is of own people, and no team has the skill \"B\"",
        ),
        told(&unskilled, "= 500", "= 500\nuses = { water = 1 }", "`uses` of B is of own people, and no team has the skill \"B\""),
        told(
            &workshop,
            "arrangements = [\"one team\"]",
            "arrangements = [\"one team\"]\nevaluation = {}",
            "nothing is said of how W is appraised",
        ),
        told(
            &workshop,
            "arrangements = [\"one team\"]",
            "arrangements = [\"one team\"]\nclusters = { both = [[\"S\"]] }",
            "\"both\" is not among the `arrangements` of W",
        ),
        told(
            &workshop.edit("standards_bind = false", "standards_bind = true"),
            "standard = \"50%\"",
            "standard = \"0%\"",
            "standards bind, and every lot's `standard` is 0%",
        ),
        refused(
            &workshop,
            AT,
            &format!("{AT}\npatience_hours = {{ distribution = \"constant\", mean = 1 }}"),
            "patience does not decide here",
        ),
        refused(&workshop, AT, &format!("{AT}\nqueue_at_most = 3"), "belong together"),
        refused(&workshop, AT, &format!("{AT}\nburstiness = 3"), "planned jobs are neither bursty nor emergencies"),
        refused(
            &with_factor(&workshop),
            AT,
            &format!("{AT}\nfactors = {{ prices = 1 }}"),
            "planned jobs follow their schedule whatever happens",
        ),
    ]
}

fn meals() -> Vec<Entry> {
    let canteen = canteen();
    let at = "seats = 200";
    let add = |more: &str, said| told(&canteen, at, &format!("{at}\n{more}"), said);
    let kitchen = canteen.edit("[[team]]", "[[kitchen]]\nname = \"K\"\nmeals_per_day = 1000\n[[team]]");
    let hours = "[[profile]]\nname = \"P\"\nhours = [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]\nmonths = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]\n[[service]]";
    let months = "months = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]\n";
    let menus = "menus = [{ name = \"a\", share = \"40%\" }, { name = \"b\", share = \"30%\" }, { name = \"c\", share = \"30%\" }]";
    vec![
        refused(
            &canteen,
            "window = \"11:30-12:30\"",
            "window = \"23:30-00:30\"",
            "runs over midnight, and a meal lies within one day: make two lots of it, one until 24:00 and one from 00:00",
        ),
        // Weekdays are named where most of their dates are missed; a date on its own is told as such.
        told(
            &canteen,
            "shift = \"Mon-Fri 07:00-15:00\"",
            "shift = \"Tue-Fri 07:00-15:00\"",
            "no shift of cooks is there from 11:30 to 12:30, when C/S/lunch is served, on Mondays: own people",
        ),
        told(
            &canteen.edit("window = \"11:30-12:30\"", "window = \"05:00-06:00\"").edit("Mon-Fri 07:00-15:00", "Mon-Fri 05:00-15:00"),
            "shift = \"Mon-Fri 05:00-15:00\"",
            "shift = \"Sun-Thu 22:00-07:00\"",
            "when C/S/lunch is served, on 1 day, 2027-01-01: own people then serve nobody — whoever cooks or serves is on shift",
        ),
        refused(&canteen, at, &format!("{at}\nsubstitution = \"50%\""), "lines and substitution need several menus"),
        refused(&canteen, at, &format!("{at}\nlines = \"line-for-each-menu\""), "lines and substitution need several menus"),
        told(
            &canteen.edit(at, &format!("{at}\n{menus}\nlines = \"line-for-each-menu\"")),
            "counters = 4",
            "counters = 2",
            "lunch has fewer counters than menus",
        ),
        add("late_kitchen = { share = \"0%\", minutes = { distribution = \"constant\", mean = 10 } }", "`late_kitchen` is of no days"),
        told(
            &with_factor(&canteen.edit(at, &format!("{at}\nspot_price_per_meal = 8\nspot_price_factors = {{ prices = 1 }}"))),
            "spot_price_per_meal = 8\n",
            "",
            "lunch has no price without a contract that factors could move",
        ),
        told(&kitchen.edit(at, &format!("{at}\nkitchen = \"K\"")), "kitchen = \"K\"", "", "no canteen is cooked for by K"),
        told(
            &canteen.edit("[[service]]", hours).edit(at, &format!("{at}\nprofile = \"P\"")),
            months,
            "",
            "the profile of lunch is of hours alone",
        ),
        told(
            &canteen,
            "absence = \"0%\"",
            "absence = \"0%\"\nemergencies_interrupt = true",
            "no job of cooks is an emergency, so that `emergencies_interrupt` means nothing",
        ),
    ]
}

fn bookings() -> Vec<Entry> {
    let meetings = meetings();
    let add = |more: &str, said| told(&meetings, "crew = 0", &format!("crew = 0\n{more}"), said);
    let item = "[[equipment]]\nname = \"E\"\nservice = \"M\"\nsite = \"S\"\ncount = 1\ncost_per_year = 10\n[[room]]";
    let equipped = meetings.edit("[[room]]", item).edit("crew = 0", "crew = 0\nequipment = { E = 1 }");
    vec![
        add("no_show = \"10%\"", "`no_show` changes nothing"),
        add("release_after_minutes = 10", "nobody stays away, so no room is given up"),
        add("series = { share = \"0%\", meetings = 5 }", "`series` is of no meetings"),
        add("overruns = { share = \"0%\", minutes = { distribution = \"constant\", mean = 10 } }", "`overruns` is of no meetings"),
        add("displaces_with_notice = \"1 day\"", "no meeting could give way to those of talk"),
        told(
            &meetings,
            "seats = 10",
            "seats = 10\nfeatures = [\"screen\"]",
            "no meeting of M needs the feature screen — name it in `needs` of lots, or leave it out",
        ),
        told(
            &meetings,
            "arrangements = [\"each site\"]",
            "arrangements = [\"each site\"]\ncost_per_attendee_hour = 30",
            "no meeting of M can be held at another site, so that nobody is on the way to one",
        ),
        add("elsewhere_within = \"10 minutes\"", "no room that meetings of M/S/talk may have is further away than this"),
        told(&meetings, "name = \"R\"", "name = \"R\"\nonly_for = [\"M/*\"]", "R is for the same lots without it"),
        told(&equipped, "equipment = { E = 1 }", "equipment = { E = 0 }", "meetings of talk take none of E"),
        told(&equipped, "equipment = { E = 1 }", "", "no meeting takes E, which is paid for all the same"),
        told(
            &with_factor(&meetings.edit("crew = 0", "crew = 0\nspot_price_per_booking = 8\nspot_price_factors = { prices = 1 }")),
            "spot_price_per_booking = 8\n",
            "",
            "talk has no price without a contract that factors could move",
        ),
        told(
            &workshop(),
            "[policy]",
            "[[room]]\nname = \"R\"\nservice = \"W\"\nsite = \"S\"\nseats = 10\ncount = 2\ncost_per_room_year = 1000\n[policy]",
            "the service W has no meetings for R",
        ),
    ]
}

fn people() -> Vec<Entry> {
    let at = "absence = \"0%\"";
    let on_call = "on_call = { hours = \"Mon-Fri 17:00-22:00\", people = 1, travel_minutes = 30, pay_per_hour = 40 }";
    let nobody = "with \"each site\" nobody does W/R/A today: no team with the trade is based with it";
    let mut all = vec![told(&two_sites(), "\"one team\"", "\"each site\"", nobody)];
    for (world, name) in [(workshop(), "T"), (canteen(), "cooks"), (served_meetings(), "stewards")] {
        let said: fn(&str) -> &'static str = |name| match name {
            "T" => "nobody of T is ever absent",
            "cooks" => "nobody of cooks is ever absent",
            _ => "nobody of stewards is ever absent",
        };
        all.push(told(&world, at, &format!("{at}\nabsence_days = 5"), said(name)));
        all.push(told(
            &world,
            at,
            &format!("{at}\nleave = [{{ between = \"06-01 to 08-31\", share = \"0%\" }}]"),
            "is on leave in this season",
        ));
        all.push(told(&world, at, &format!("{at}\n{on_call}"), "is an emergency, so that `on_call` means nothing"));
    }
    let workshop = workshop();
    let alarms = workshop
        .edit("arrivals = \"planned\"\n", "")
        .edit(AT, &format!("{AT}\ncrew = 2\nemergency_share = \"20%\"\nemergency_response_within = \"4 hours\""));
    all.push(told(
        &alarms.edit(at, &format!("{at}\n{}", on_call.edit("people = 1", "people = 2"))),
        "people = 2, travel_minutes",
        "people = 1, travel_minutes",
        "1 of T are on call, and every emergency takes at least 2 at once — have 2 on call, or leave `on_call` out",
    ));
    all.push(told(
        &workshop.edit(at, &format!("{at}\nleave = [{{ between = \"2027-06-04 to 2027-06-06\", share = \"40%\" }}]")),
        "2027-06-04",
        "2027-06-05",
        "T is at work on no day of this season, so that leave in it changes nothing — check the dates, or leave it out",
    ));
    all
}

fn contracts() -> Vec<Entry> {
    let (bought, canteen, meetings) = (bought(), canteen(), meetings());
    let at = "administration_per_year = 0";
    let add = |more: &str, said| told(&bought, at, &format!("{at}\n{more}"), said);
    let kitchen = canteen.edit("[policy]", "[[offer]]\nname = \"P\"\nprovider = \"p\"\nlots = [\"C/*\"]\nprice_per_meal = 7\ncounters = 4\nadministration_per_year = 0\n[policy]");
    let halls = meetings.edit(
        "[policy]",
        "[[offer]]\nname = \"P\"\nprovider = \"p\"\nlots = [\"M/*\"]\nprice_per_booking = 7\nadministration_per_year = 0\n[policy]",
    );
    let moved = with_factor(&bought).edit(at, &format!("{at}\nprice_factors = {{ prices = 1 }}"));
    let tiers = bought.edit(at, &format!("{at}\ntiers = [{{ above = 5000, discount = \"10%\" }}]\ntiers_apply = \"to-all\""));
    vec![
        // A contract in force begins no more.
        add("mobilisation_months = 3", "P is in force today, so that `mobilisation_months` acts along a path only"),
        add("learning = { start = \"50%\", months = 6 }", "P is in force today, so that `learning` acts along a path only"),
        add("transition_cost = 100", "P is in force today, so that `transition_cost` acts along a path only"),
        add("indexation = \"3%\"", "`indexation` acts along a path only"),
        add("term_years = 3", "`term_years` acts along a path only"),
        add("from_year = 2", "`from_year` acts along a path only"),
        add("takes_on = { people = 1 }", "`takes_on` acts along a path only"),
        add("term_years = 1\nextension = { years_at_most = 1, retender_cost = 5 }", "`extension` acts along a path only"),
        told(&offered(), at, &format!("{at}\nexit_cost = 9"), "`exit_cost` acts along a path only"),
        told(&offered(), at, &format!("{at}\nterm_years = 1\nearly_exit_cost = 9"), "`early_exit_cost` acts along a path only"),
        // Prices of other work.
        add("price_per_meal = 3", "P covers no meals, so that `price_per_meal` means nothing"),
        add("price_per_booking = 3", "P covers no meetings, so that `price_per_booking` means nothing"),
        add("price_per_attendee = 3", "P covers no meetings, so that `price_per_attendee` means nothing"),
        add("counters = 3", "P covers no meals, so that `counters` means nothing"),
        told(&halls, at, &format!("{at}\nprice_per_job = 3"), "P covers no jobs, so that `price_per_job` means nothing"),
        told(&halls, at, &format!("{at}\nprice_per_labour_hour = 3"), "P covers no jobs, so that `price_per_labour_hour` means nothing"),
        told(
            &kitchen,
            at,
            &format!("{at}\nin_time = \"90%\""),
            "the share in time of meals that come to P directly is simulated from its `counters`",
        ),
        told(
            &kitchen,
            at,
            &format!("{at}\nrepeat_share = \"10%\""),
            "`repeat_share` does not lower it — say what work done again costs (`policy.rework_cost`), or leave it out",
        ),
        told(
            &kitchen,
            "price_per_meal = 7\ncounters = 4",
            "price_per_meal = 7\ncounters = 9",
            "P keeps 9 counters open in each canteen, and none that it covers has more than 4: it is played as if it brought the others — check both",
        ),
        told(&moved, "price_per_job = 80", "price_per_job = 0\nfee_per_year = 9000", "P has no price on which `price_factors` could act"),
        told(&tiers, "price_per_job = 80", "price_per_job = 0\nfee_per_year = 9000", "P has no price on which `tiers` could act"),
    ]
}

fn terms() -> Vec<Entry> {
    let bought = bought();
    let at = "administration_per_year = 0";
    let add = |more: &str, said| told(&bought, at, &format!("{at}\n{more}"), said);
    let two = bought.edit(
        "[policy]",
        "[[offer]]\nname = \"Q\"\nprovider = \"q\"\nlots = [\"W/*\"]\nprice_per_job = 85\nadministration_per_year = 9\n[policy]",
    );
    let bundle = two.edit("[policy]", "[[bundle]]\nname = \"both\"\noffers = [\"P\", \"Q\"]\ndiscount = \"5%\"\n[policy]");
    let water = with_water(&bought).edit("[[resource]]", "[[offer]]\nname = \"E\"\nprovider = \"e\"\nfee_per_year = 10\nadministration_per_year = 9\nsaves = { water = \"20%\" }\n[[resource]]");
    vec![
        add("failure = { per_year = 0, takeover_months = 1, emergency_price = 1.1 }", "P never fails"),
        add(
            "failure = { per_year = 1, takeover_months = 1, emergency_price = 1.1 }\nreserve = { cost_per_year = 1, covers = \"0%\" }",
            "the reserve of P does none of the work",
        ),
        add("failure = { per_year = 1, takeover_months = 1, emergency_price = 0.5 }", "less than before"),
        add("performance = { target = \"0%\", deduction_per_point = \"1%\", at_most = \"5%\" }", "payment by result of P deducts nothing"),
        told(&offered(), at, &format!("{at}\nlearning = {{ start = \"100%\", months = 6 }}"), "P has nothing to learn"),
        told(&water, "water = \"20%\"", "water = \"0%\"", "E saves none of water"),
        add("poor = { share = \"0%\", in_time = \"50%\" }", "no provider of P is a poor one"),
        add("poor = { share = \"10%\", in_time = \"100%\" }", "is as good as a good one in everything"),
        add("poor = []", "no kind of poor provider of P is listed"),
        add("effort = { cost = 10, renewal = 5, deduction = 3, damage = 20 }", "nobody looks at the work of P"),
        add(
            "effort = { cost = 10, renewal = 5, damage = 20 }\nsupervision = [{ name = \"look\", cost_per_year = 1, detection = \"50%\" }]",
            "what supervision of P finds has no consequence",
        ),
        add("retention = \"5%\"", "what is held back from P is never kept"),
        add("tiers_apply = \"to-all\"", "P has no tiers that could apply"),
        add("satisfaction = 1", "how users like the work of P counts nowhere"),
        add("clearance = { cost = 1, months = 0 }", "clearing the provider of P changes nothing"),
        add(
            "poor = { share = \"10%\", in_time = \"50%\" }\nscreening = { cost = 5, sensitivity = \"0%\", specificity = \"90%\" }",
            "turns no poor provider away",
        ),
        refused(&bought, at, &format!("{at}\nhand_back = {{ cost_per_year = 1 }}"), "the plan for handing P back changes nothing"),
        refused(&bought, at, &format!("{at}\nreserve = {{ cost_per_year = 1, covers = \"10%\" }}"), "a reserve for P, which cannot fail"),
        refused(&bought, at, &format!("{at}\nearly_exit_cost = 1"), "P has no term within which it could be ended"),
        refused(&bought, at, &format!("{at}\nshared_savings = \"10%\""), "P saves nothing that could be shared"),
        refused(&offered(), at, &format!("{at}\nterm_years = 3\nterm_left_years = 1"), "P is not in force today"),
        refused(
            &bought,
            at,
            &format!("{at}\nsupervision = [{{ name = \"look\", cost_per_year = 1, detection = \"50%\" }}]"),
            "supervision of P has nothing to act on",
        ),
        add("small = true", "that P is of a small firm counts nowhere: no share is set aside for such firms — add `policy.set_aside`"),
        add(
            "cleared = true",
            "that the provider of P is cleared changes nothing: none of its lots is secret, or asks for escorts — leave it out",
        ),
        add(
            "tiers = [{ above = 5000, discount = \"0%\" }]\ntiers_apply = \"to-all\"",
            "a tier of P gives no discount — say how much, or leave the tier out",
        ),
        add(
            "performance = { target = \"90%\", deduction_per_point = \"0%\", at_most = \"10%\" }",
            "payment by result of P deducts nothing and adds nothing — give `deduction_per_point`",
        ),
        told(
            &bought.edit(at, &format!("{at}\nminimum_per_month = 100\nminimum_per_year = 1201")),
            "1201",
            "1200",
            "`minimum_per_year` of P never binds: twelve times `minimum_per_month` is 1200 — raise it, or leave it out",
        ),
        told(
            &two,
            "[policy]",
            "[[bundle]]\nname = \"both\"\noffers = [\"P\", \"Q\"]\ndiscount = \"5%\"\n[policy]",
            "the bundle both is never whole: its offers are for the same lots, of which each goes to one — bundle offers of different lots",
        ),
        told(&bundle, "discount = \"5%\"", "discount = \"0%\"", "the bundle both gives no discount"),
    ]
}

fn policies() -> Vec<Entry> {
    let workshop = workshop();
    let add = |more: &str, said| told(&workshop, "[policy]", &format!("[policy]\n{more}"), said);
    vec![
        told(&offered(), "[policy]", "[policy]\nproviders_at_least = 1", "whatever is under contract is with one provider at least"),
        add("headcount_quota = 100", "the quota of 100 never binds"),
        told(&workshop, "years = 1", "years = 1\ndiscount_rate = \"3%\"", "there is one year alone, and none after it"),
        told(
            &workshop.edit("spot_price_per_job = 100\n", ""),
            "[policy]",
            "[policy]\noutsourced_share_among = \"may go out\"\noutsourced_share_at_least = \"50%\"",
            "no lot may go out, so that no share of them is asked for",
        ),
        add("outsourced_share_of = \"cost\"\noutsourced_share_among = \"may go out\"", "is of all running cash"),
        told(
            &workshop,
            "shift = \"Mon-Fri 08:00-16:00\"",
            "shift = \"Mon-Fri 08:00-16:00; Hol 08:00-12:00\"",
            "no calendar says which days are holidays",
        ),
        add("redeployed_at_most = 2", "all 2 people may be redeployed: 2 is no limit"),
        add("provider_share_at_most = \"100%\"", "one provider may have all the work"),
        told(
            &workshop.edit("[policy]", "[budget]\ntotal_per_year = 99999\n[policy]"),
            "[budget]",
            "[budget]\ntotal = 99999",
            "the horizon's `total` allows as much as its years do",
        ),
        told(&workshop, "[[site]]", "[[site]]\nname = \"far\"\ndepartment = \"D\"\n[[site]]", "nothing is done at far"),
        told(
            &offered()
                .edit("spot_price_per_job = 100\n", "")
                .edit(AT, &format!("{AT}\nescort_hours = 1"))
                .edit("[policy]", "[policy]\nescort_cost_per_hour = 5"),
            "price_per_job = 80",
            "price_per_job = 80\ncleared = true",
            "is cleared, so that nobody is accompanied",
        ),
        told(
            &workshop.edit("[policy]", "[policy]\ncost_per_hire = 5"),
            "new_hires = true",
            "new_hires = false",
            "nobody may be hired, so that a hire costs nothing",
        ),
        add("escort_cost_per_hour = 5", "no lot asks that anybody be accompanied"),
        add("mark_cost = \"5%\"", "no provider's work is liked more or less"),
        add("rework_cost = \"5%\"", "no provider must do any work again"),
        refused(&workshop, "[policy]", "[budget]\nheld = \"in every replication\"\n[policy]", "there is no cap to hold"),
        told(
            &workshop.edit("cost_per_redeployment = 1000", "cost_per_redeployment = 0"),
            "[policy]",
            "[budget]\none_off = 5\n[policy]",
            "nothing is spent once here",
        ),
        told(&workshop, "\nyears = 1", "", "falls on a single year"),
        refused(&workshop, "[policy]", "[budget]\ntotal_per_year = 99999\ndepartments_bind = true\n[policy]", "no department has a share"),
        refused(&workshop, "[policy]", "[policy]\nset_aside = \"10%\"", "no offer is of a small firm"),
    ]
}

fn factors() -> Vec<Entry> {
    let moved = with_factor(&workshop()).edit(AT, &format!("{AT}\nspot_price_factors = {{ prices = 1 }}"));
    let at = "spread = 0.1\ndrawn = \"year\"";
    let spot = "spot_price_factors = { prices = 1 }";
    vec![
        told(
            &moved,
            spot,
            "spot_price_factors = { prices = 0 }",
            "with an effect of 0 the factor prices moves nothing here — say how much",
        ),
        told(
            &moved.edit(at, "spread = 0\nlevel = 2\ndrawn = \"year\""),
            spot,
            "spot_price_factors = { prices = -1.5 }",
            "at its level 2 would multiply by -0.50, less than nothing: it makes it 0 — a multiplier is 1 + effect × (factor − 1)",
        ),
        told(
            &moved.edit("spread = 0.1", "spread = 0.2"),
            spot,
            "spot_price_factors = { prices = -5 }",
            "would multiply by less than nothing in 15% of its draws, which are taken as 0 — a multiplier is 1 + effect × (factor − 1)",
        ),
        told(
            &moved,
            at,
            &format!("{at}\nbetween = [\"2031-01-01 to 2031-02-01\"]"),
            "these days of the factor prices are not in the horizon — check the dates, or leave them out",
        ),
        refused(&moved, at, &format!("{at}\nbetween = []"), "`between` is empty — say something in it, or leave it out"),
        told(
            &moved,
            at,
            &format!("{at}\npersistence = \"50%\""),
            "the factor prices is drawn once in the horizon, so that `persistence` means nothing — draw it more often (`drawn`)",
        ),
        told(
            &moved.edit(at, "spread = 0.1\npersistence = \"50%\"\nlevel = 2\ndrawn = \"month\""),
            "spread = 0.1",
            "spread = 0",
            "the factor prices does not vary, so that `persistence` means nothing — give it a `spread`, or leave it out",
        ),
    ]
}

fn declared() -> Vec<Entry> {
    let workshop = workshop();
    let add = |table: &str, said| told(&workshop, "[[service]]", &format!("{table}\n[[service]]"), said);
    let water = with_water(&workshop);
    vec![
        add("[[factor]]\nname = \"heat\"\nspread = 0.1\ndrawn = \"year\"", "the factor heat moves nothing"),
        add("[[profile]]\nname = \"even\"", "no lot has the profile even"),
        add(
            "[[asset]]\nname = \"pump\"\ncount = 1\nmean_life_years = 1\nshape = 1\nage_years = { distribution = \"constant\", mean = 0 }\nrepair = \"minimal\"",
            "no lot is of the failures or the servicing of pump",
        ),
        told(&water, "base_per_head = 3", "", "nothing uses water"),
        told(&water, "base_per_head = 3", "target_per_head = 3", "nothing uses water, so that its target is always reached"),
        told(
            &with_factor(&water).edit(AT, &format!("{AT}\nspot_price_factors = {{ prices = 1 }}")),
            "base_per_head = 3",
            "base_factors = { prices = 1 }",
            "water has no base use that factors could move",
        ),
    ]
}

fn paths() -> Vec<Entry> {
    let idle = idle_team();
    let add = |more: &str, said| told(&idle, "[path]", &format!("[path]\n{more}"), said);
    vec![
        add("retirement_age = 65", "so that nobody retires"),
        add("pension_per_year = 5", "so that nobody retires"),
        add("redeployed_per_year = 9", "people may be redeployed in a year: 9 is no limit"),
        add("lots_moved_per_year = 9", "lots may change hands in a year: 9 is no limit"),
        add("severance = { cost = 5, per_year = 0 }", "nobody is paid to leave: `per_year` is 0"),
        add("back_and_forth = true", "there are no rooms, and no service has two arrangements"),
        told(
            &idle.edit("spot_price_per_job = 100\n", ""),
            "[path]",
            "[path]\nspot_growth = \"2%\"",
            "no lot has a price without a contract",
        ),
        told(&workshop(), "people = 2", "people = 2\nages = { 50 = 2 }", "`ages` acts along a path only"),
        refused(
            &idle,
            "[path]",
            "[path]\nretirement_age = 65\nearly_retirement = { years_before = 3, cost = 1 }",
            "no team gives the ages of its people",
        ),
        refused(&idle, "[path]", "[path]\nseverance = {}", "it is not said what people are paid who leave"),
    ]
}
