//! Money and resources: what may be spent and used.

use houqin::outcome::CostLine;

use crate::common::Edit;
use crate::keys::entry::{Entry, Expect::*, Figure, moves, refused, reported};
use crate::keys::figures::{cash, chosen, feasible, line, people, today};
use crate::keys::shown::report;
use crate::keys::worlds::{JOBS, bought, busy, offered, workshop};

pub fn entries() -> Vec<Entry> {
    [budget(), resources()].into_iter().flatten().collect()
}

/// Jobs by own people, or at the spot price, or not at all for 400 each; jobs come at random, so that years differ.
fn chancy() -> String {
    busy()
        .edit("people = 1", "people = 0")
        .edit("new_hires = true", "new_hires = false")
        .edit("spot_price_per_job = 100", "spot_price_per_job = 100\nspot_price_factors = { prices = 1 }")
        .edit("[[service]]", "[[factor]]\nname = \"prices\"\nspread = 0.5\ndrawn = \"year\"\n[[service]]")
}

fn undone() -> Figure {
    chosen(|_, prediction| prediction.unserved_cost)
}

fn budget() -> Vec<Entry> {
    let workshop = workshop().edit("people = 2", "people = 0");
    // Everything bought costs 12,000 a year, 1,000 a month on average.
    let two = workshop.edit("[[site]]", "[[department]]\nname = \"E\"\nheadcount = 20\n[[site]]");
    let shared = two.edit("[policy]", "[budget]\ntotal_per_year = 20000\ndepartment_share = { D = \"90%\", E = \"10%\" }\n[policy]");
    let held = chancy().edit("[policy]", "[budget]\ntotal_per_year = 80000\n[policy]");
    vec![
        moves("budget.total_per_year", &workshop, "[policy]", "[budget]\ntotal_per_year = 5000\n[policy]", undone(), Is(400.0 * JOBS)),
        // A year's even share of it.
        moves("budget.total", &workshop, "[policy]", "[budget]\ntotal = 5000\n[policy]", undone(), Is(400.0 * JOBS)),
        moves(
            "budget.total",
            &workshop.edit("years = 1", "years = 2").edit("[policy]", "[budget]\ntotal = 30000\n[policy]"),
            "total = 30000",
            "total = 20000",
            undone(),
            Is(400.0 * JOBS),
        ),
        // Two idle people could go, and the fund pays for one.
        moves(
            "budget.one_off",
            &bought().edit("[policy]", "[budget]\none_off = 5000\n[policy]"),
            "one_off = 5000",
            "one_off = 1500",
            people(),
            Is(1.0),
        ),
        moves("budget.per_month", &workshop, "[policy]", "[budget]\nper_month = 500\n[policy]", undone(), Is(400.0 * JOBS)),
        // The mean year keeps the cap; some years do not.
        moves("budget.held", &held, "total_per_year = 80000", "total_per_year = 80000\nheld = \"in every replication\"", undone(), Up),
        moves(
            "budget.department_share",
            &shared.edit("[policy]", "[policy]\n").edit("\ndepartment_share", "\ndepartments_bind = true\ndepartment_share"),
            "D = \"90%\", E = \"10%\"",
            "D = \"10%\", E = \"90%\"",
            undone(),
            Is(400.0 * JOBS),
        ),
        moves(
            "budget.departments_bind",
            &shared.edit("D = \"90%\", E = \"10%\"", "D = \"10%\", E = \"90%\""),
            "total_per_year = 20000",
            "total_per_year = 20000\ndepartments_bind = true",
            undone(),
            Is(400.0 * JOBS),
        ),
    ]
}

/// Water for a hundred heads: 3 each, 2 a unit.
fn resources() -> Vec<Entry> {
    let water = workshop().edit("[policy]", "[[resource]]\nname = \"water\"\nunit = \"m3\"\nprice = 2\nbase_per_head = 3\n[policy]");
    let factor = water.edit("[[service]]", "[[factor]]\nname = \"heat\"\nlevel = 1.5\nspread = 0\ndrawn = \"year\"\n[[service]]");
    // The offer is cheap and thirsty.
    let thirsty = offered()
        .edit("[policy]", "[[resource]]\nname = \"water\"\nunit = \"m3\"\nprice = 0.1\nbase_per_head = 3\n[policy]")
        .edit("price_per_job = 80", "price_per_job = 80\nuses = { water = 10 }");
    let spent = || line(CostLine::Resources);
    vec![
        refused("resource.name", &thirsty, "name = \"water\"", "name = \"gas\"", "there is no resource \"water\""),
        reported("resource.unit", &water, "unit = \"m3\"", "unit = \"barrel\"", report, "barrel"),
        moves("resource.price", &water, "price = 2", "price = 3", spent(), Is(3.0 * 300.0)),
        moves("resource.base_per_head", &water, "base_per_head = 3", "base_per_head = 4", spent(), Is(2.0 * 400.0)),
        moves(
            "resource.base_factors",
            &factor,
            "base_per_head = 3",
            "base_per_head = 3\nbase_factors = { heat = 1 }",
            today(|summary| summary.resources[0].mean),
            Is(450.0),
        ),
        moves(
            "resource.per_head_at_most",
            &thirsty,
            "base_per_head = 3",
            "base_per_head = 3\nper_head_at_most = 5",
            cash(),
            Near(100.0 * JOBS + 2000.0 + 30.0, 1.0),
        ),
        reported("resource.target_per_head", &water, "base_per_head = 3", "base_per_head = 3\ntarget_per_head = 2.345", report, "2.345"),
        moves(
            "policy.first",
            &workshop()
                .edit("unserved_cost_per_job = 400", "unserved_cost_per_job = 40")
                .edit("[policy]", "[budget]\ntotal_per_year = 99999\n[policy]"),
            "[policy]",
            "[policy]\nfirst = \"service\"",
            undone(),
            Is(0.0),
        ),
        moves(
            "policy.headcount_quota",
            &workshop().edit("spot_price_per_job = 100\n", "").edit("[policy]", "[policy]\nredeployed_at_most = 2"),
            "redeployed_at_most = 2",
            "redeployed_at_most = 2\nheadcount_quota = 0",
            undone(),
            Is(400.0 * JOBS),
        ),
        moves(
            "policy.redeployed_at_most",
            &workshop(),
            "[policy]",
            "[policy]\nredeployed_at_most = 0",
            crate::keys::figures::people(),
            Is(2.0),
        ),
        moves(
            "policy.standards_bind",
            &workshop()
                .edit("people = 2", "people = 0")
                .edit("new_hires = true", "new_hires = false")
                .edit("standard = \"50%\"", "standard = \"90%\""),
            "standards_bind = false",
            "standards_bind = true",
            feasible(),
            Is(0.0),
        ),
    ]
}
