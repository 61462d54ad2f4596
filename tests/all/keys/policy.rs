//! Rules that a plan must keep, and what counts how much.

use houqin::outcome::CostLine;

use crate::common::Edit;
use crate::keys::entry::{Entry, Expect::*, moves};
use crate::keys::figures::{cash, chosen, feasible, people, today};
use crate::keys::worlds::{JOBS, bought, busy, offered, workshop};

pub fn entries() -> Vec<Entry> {
    let workshop = workshop();
    let idle = workshop.clone();
    let needed = workshop
        .edit("people = 2", "people = 0")
        .edit("unserved_cost_per_job = 400", "unserved_cost_per_job = 4000")
        .edit("spot_price_per_job = 100\n", "");
    let second = "[[offer]]\nname = \"Q\"\nprovider = \"q\"\nlots = [\"W/*\"]\nprice_per_job = 85\nadministration_per_year = 0\n[policy]";
    let lot_text = workshop[workshop.find("[[service.work_orders]]").unwrap()..workshop.find("[[team]]").unwrap()].to_owned();
    let two_lots = offered()
        .edit("[[team]]", &format!("{}[[team]]", lot_text.edit("name = \"A\"", "name = \"B\"")))
        .edit("skills = [\"A\"]", "skills = [\"A\", \"B\"]")
        .edit("[policy]", second)
        .edit("[policy]", "[policy]\noutsourced_share_at_least = \"100%\"")
        .edit_all("spot_price_per_job = 100\n", "")
        .edit("lots = [\"W/*\"]\nprice_per_job = 85", "lots = [\"W/*\"]\nprice_per_job = 200");
    let unserved = || today(|summary| summary.unserved_cost.mean);
    let redoing = bought().edit("price_per_job = 80", "price_per_job = 80\nrepeat_share = \"10%\"");
    let liked = bought().edit("price_per_job = 80", "price_per_job = 80\nsatisfaction = 2");
    let late = bought().edit("price_per_job = 80", "price_per_job = 80\nin_time = \"90%\"");
    let risky = busy()
        .edit("people = 1", "people = 0")
        .edit("new_hires = true", "new_hires = false")
        .edit("[[service]]", "[[factor]]\nname = \"prices\"\nspread = 0.5\ndrawn = \"year\"\n[[service]]")
        .edit("spot_price_per_job = 100", "spot_price_per_job = 100\nspot_price_factors = { prices = 1 }")
        .edit(
            "[policy]",
            "[[offer]]\nname = \"P\"\nprovider = \"p\"\nlots = [\"W/*\"]\nprice_per_job = 112\nadministration_per_year = 0\n[policy]",
        );
    let takes_risk = risky.edit("[policy]", "[policy]\nrisk = { weight = 0.001, level = \"70%\" }");
    // Today nobody does what the second department asks for, and it pays nothing.
    let undone = workshop
        .edit("[[site]]", "[[department]]\nname = \"E\"\nheadcount = 20\n[[site]]")
        .edit("people = 2", "people = 0")
        .edit("new_hires = true", "new_hires = false")
        .edit("[[team]]", &format!("{}[[team]]", lot_text.edit("name = \"A\"", "name = \"B\"\ndepartment = \"E\"")))
        .edit("[status_quo]", "[status_quo]\ndirect = { \"W/S/A\" = \"spot\", \"W/S/B\" = \"nobody\" }");
    let apart = workshop
        .edit(
            "[[team]]",
            &format!(
                "{}[[team]]",
                lot_text.edit("name = \"A\"", "name = \"B\"").edit("spot_price_per_job = 100", "spot_price_per_job = 300")
            ),
        )
        .edit("[status_quo]", "[status_quo]\ndirect = { \"W/S/B\" = \"spot\" }");
    vec![
        moves("policy.headcount_quota", &needed, "[policy]", "[policy]\nheadcount_quota = 0", people(), Is(0.0)),
        moves("policy.new_hires", &needed, "new_hires = true", "new_hires = false", people(), Is(0.0)),
        moves("policy.cost_per_hire", &needed, "[policy]", "[policy]\ncost_per_hire = 3000", cash(), Near(33_000.0 + 3000.0, 1.0)),
        // Two people who are not needed: bought at the spot price, and redeployed.
        // Of 2,000 spent once two years have 1,000 each at no interest, and 2,000 / (1 + 1/2) at as much again.
        moves(
            "scenario.discount_rate",
            &bought().edit("years = 1", "years = 2\ndiscount_rate = 0"),
            "discount_rate = 0",
            "discount_rate = \"100%\"",
            cash(),
            Near(120.0 * 80.0 + 2000.0 / 1.5, 0.5),
        ),
        moves(
            "policy.cost_per_redeployment",
            &idle,
            "cost_per_redeployment = 1000",
            "cost_per_redeployment = 1500",
            cash(),
            Near(100.0 * JOBS + 3000.0, 1.0),
        ),
        moves("policy.redeployed_at_most", &idle, "[policy]", "[policy]\nredeployed_at_most = 1", people(), Is(1.0)),
        moves(
            "policy.outsourced_share_at_least",
            &offered()
                .edit("price_per_job = 80", "price_per_job = 300")
                .edit("spot_price_per_job = 100\n", "")
                .edit("personnel = 30000", "personnel = 3000"),
            "[policy]",
            "[policy]\noutsourced_share_at_least = \"100%\"",
            cash(),
            Up,
        ),
        // Own people do one lot, and another that is thrice as dear is bought.
        moves(
            "policy.outsourced_share_of",
            &apart,
            "[policy]",
            "[policy]\noutsourced_share_of = \"lots\"",
            today(|summary| summary.outsourced_share.mean),
            Near(0.5, 0.02),
        ),
        moves(
            "policy.outsourced_share_among",
            &apart.edit_first("spot_price_per_job = 100\n", "confidential = true\n"),
            "[policy]",
            "[policy]\noutsourced_share_among = \"may go out\"",
            today(|summary| summary.outsourced_share.mean),
            Near(1.0, 1e-9),
        ),
        moves(
            "policy.provider_share_at_most",
            &two_lots,
            "[policy]",
            "[policy]\nprovider_share_at_most = \"60%\"",
            cash(),
            Near((80.0 + 200.0) * JOBS + 2000.0, 1.0),
        ),
        moves(
            "policy.providers_at_least",
            &two_lots,
            "[policy]",
            "[policy]\nproviders_at_least = 2",
            cash(),
            Near((80.0 + 200.0) * JOBS + 2000.0, 1.0),
        ),
        // A tenth of the jobs, at a share of what going without one costs.
        moves("policy.rework_cost", &redoing, "[policy]", "[policy]\nrework_cost = \"50%\"", unserved(), Is(0.1 * 0.5 * 400.0 * JOBS)),
        moves("policy.mark_cost", &liked, "[policy]", "[policy]\nmark_cost = \"5%\"", unserved(), Is(-2.0 * 0.05 * 400.0 * JOBS)),
        moves("policy.late_cost", &late, "[policy]", "[policy]\nlate_cost = \"20%\"", unserved(), Is(0.1 * 0.2 * 400.0 * JOBS)),
        moves(
            "policy.risk",
            &risky,
            "[policy]",
            "[policy]\nrisk = { weight = 1, level = \"70%\" }",
            chosen(|_, prediction| prediction.cash),
            Up,
        ),
        moves("policy.risk.weight", &takes_risk, "weight = 0.001", "weight = 1", cash(), Up),
        // The mean of the dearest nine tenths is little above that of all.
        moves(
            "policy.risk.level",
            &risky
                .edit("[policy]", "[policy]\nrisk = { weight = 0.5, level = \"70%\" }")
                .edit("planning_samples = 20", "planning_samples = 200")
                .edit("\nreplications = 20", "\nreplications = 200"),
            "level = \"70%\"",
            "level = \"10%\"",
            cash(),
            Down,
        ),
        moves(
            "policy.departments_no_worse",
            &undone,
            "[policy]",
            "[policy]\ndepartments_no_worse = true",
            chosen(|_, prediction| prediction.unserved_cost),
            Is(400.0 * JOBS),
        ),
        moves(
            "policy.spot_in_time",
            &workshop
                .edit("people = 2", "people = 0")
                .edit("new_hires = true", "new_hires = false")
                .edit("standard = \"50%\"", "standard = \"75%\"")
                .edit("standards_bind = false", "standards_bind = true"),
            "spot_in_time = \"80%\"",
            "spot_in_time = \"70%\"",
            feasible(),
            Is(0.0),
        ),
        moves(
            "status_quo.arrangement",
            &two_ways(),
            "[status_quo]",
            "[status_quo]\narrangement = { W = \"one team\" }",
            today(|summary| summary.line(CostLine::Administration)),
            Is(4000.0),
        ),
    ]
}

/// Two arrangements, of which the first costs nothing to run.
fn two_ways() -> String {
    workshop().edit(
        "arrangements = [\"one team\"]",
        "arrangements = [\"each site\", \"one team\"]\ncoordination_per_year = { \"one team\" = 4000 }",
    )
}
