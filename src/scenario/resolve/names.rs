//! Names: those that the program makes beside those that a planner gives. Each stands for one thing, wherever it is written or read back.

use super::*;

/// Targets of `status_quo.direct` and of plan files that are no offers.
const TARGETS: [&str; 2] = ["spot", "nobody"];
/// What the program adds to the name of a team whose people accompany others.
const ESCORTS: &str = "escorts";

impl Resolver<'_> {
    /// Names that would stand for two things.
    pub(super) fn check_names(&mut self, lots: &[Lot], offers: &[Offer]) {
        self.check_patterns();
        self.check_lot_names(lots);
        self.check_offer_names(offers);
        self.check_unit_names(lots);
        self.check_titles();
        let bundles: Vec<String> = self.file.bundle.iter().map(|bundle| bundle.name.clone()).collect();
        self.unique("bundle", &bundles);
    }

    /// A star stands for any name where lots are listed.
    fn check_patterns(&mut self) {
        let file = self.file;
        let mut names: Vec<(Vec<Step<'_>>, &str)> = Vec::new();
        for (index, site) in file.site.iter().enumerate() {
            names.push((vec![Key("site"), Index(index), Key("name")], &site.name));
        }
        for (index, service) in file.service.iter().enumerate() {
            names.push((vec![Key("service"), Index(index), Key("name")], &service.name));
            let of = |table, row| vec![Key("service"), Index(index), Key(table), Index(row), Key("name")];
            names.extend(service.work_orders.iter().enumerate().map(|(row, lot)| (of("work_orders", row), lot.name.as_str())));
            names.extend(service.sittings.iter().enumerate().map(|(row, lot)| (of("sittings", row), lot.name.as_str())));
            names.extend(service.bookings.iter().enumerate().map(|(row, lot)| (of("bookings", row), lot.name.as_str())));
        }
        for (place, _) in names.iter().filter(|(_, name)| *name == "*") {
            self.error(place, "\"*\" stands for any name in a pattern of lots", "give it another name");
        }
    }

    /// A lot, and the secret part of another that is named after it.
    fn check_lot_names(&mut self, lots: &[Lot]) {
        let mut paths = HashSet::new();
        for (index, lot) in lots.iter().enumerate() {
            if !paths.insert(lot.path.as_str()) {
                let (table, row) = super::load::place_of(lots, index);
                let place = [Key("service"), Index(lot.service), Key(table), Index(row), Key("name")];
                self.error(&place, format!("the lot {} is there twice", lot.path), "give each lot of a service and site a name of its own");
            }
        }
    }

    /// The ways of an offer, and another offer that is called like one of them.
    fn check_offer_names(&mut self, offers: &[Offer]) {
        let file = self.file;
        for (index, offer) in file.offer.iter().enumerate() {
            let place = [Key("offer"), Index(index), Key("name")];
            if TARGETS.contains(&offer.name.as_str()) {
                let message = format!("\"{}\" says where work goes that no offer takes", offer.name);
                self.error(&place, message, "give the offer another name");
            }
            let longer = |other: &&file::Offer| offer.name.strip_prefix(other.name.as_str()).is_some_and(|rest| rest.starts_with(" + "));
            if let Some(other) = file.offer.iter().find(longer) {
                let message = format!("the name \"{}\" is one that a way of the offer \"{}\" could have", offer.name, other.name);
                self.error(&place, message, "ways of an offer are named after it with \" + \": give it another name");
            }
        }
        let mut ways = HashSet::new();
        let mut told = HashSet::new();
        for (number, way) in offers.iter().enumerate() {
            if ways.insert(way.name.as_str()) || !told.insert(way.family) {
                continue;
            }
            let first = offers.iter().position(|other| other.name == way.name).unwrap_or(number);
            let Some(index) = file.offer.iter().position(|offer| offer.name == offers[way.family].name) else { continue };
            if offers[first].family == way.family {
                let message = format!("two ways of the offer have the same name, \"{}\"", way.name);
                let place = [Key("offer"), Index(index), Key("supervision")];
                self.error(
                    &place,
                    message,
                    "rename the level of supervision: \"cleared\", \"screened\", \"hand-back plan\" and \"reserve\" are taken",
                );
            } else {
                let place = [Key("offer"), Index(index), Key("name")];
                self.error(&place, format!("\"{}\" is a way of two offers", way.name), "give one of them another name");
            }
        }
    }

    /// Units are named after a team, or after a service for its rooms; where there are several, with the site or department added.
    fn check_unit_names(&mut self, lots: &[Lot]) {
        let file = self.file;
        let with_rooms = |service: &file::Service| file.room.iter().any(|room| room.service == service.name);
        let rooms: Vec<(usize, &str)> = file
            .service
            .iter()
            .enumerate()
            .filter(|(_, service)| with_rooms(service))
            .map(|(index, service)| (index, service.name.as_str()))
            .collect();
        let teams = file.team.iter().enumerate().map(|(index, team)| ("team", index, team.name.as_str()));
        let bases: Vec<(&'static str, usize, &str)> = teams.chain(rooms.iter().map(|(index, name)| ("service", *index, *name))).collect();
        let names: HashSet<&str> = bases.iter().map(|(_, _, name)| *name).collect();
        let sites = file.site.iter().map(|site| site.name.as_str());
        let places: HashSet<&str> = sites.chain(file.department.iter().map(|department| department.name.as_str())).collect();
        for (index, team) in file.team.iter().enumerate() {
            if rooms.iter().any(|(_, name)| *name == team.name) {
                let message = format!("the team \"{}\" is called like a service with rooms", team.name);
                self.error(
                    &[Key("team"), Index(index), Key("name")],
                    message,
                    "the people of its rooms go by that name: rename one of them",
                );
            }
            if file.policy.escort_team.as_ref() == Some(&team.name) && places.contains(ESCORTS) {
                let message = format!("a site or department is called \"{ESCORTS}\", as are those of {} who accompany others", team.name);
                self.error(&[Key("policy"), Key("escort_team")], message, "rename the site or department");
            }
        }
        for (table, index, name) in &bases {
            for (at, _) in name.match_indices('@') {
                let (base, place) = (&name[..at], &name[at + 1..]);
                if !names.contains(base) {
                    continue;
                }
                // Two made names are alike where a place is called "PLACE@PLACE".
                let doubled = || {
                    places.iter().any(|long| {
                        long.strip_prefix(place).and_then(|rest| rest.strip_prefix('@')).is_some_and(|rest| places.contains(rest))
                    })
                };
                if places.contains(place) || place == ESCORTS || doubled() {
                    let message = format!("\"{name}\" is also how people of \"{base}\" at \"{place}\" are called");
                    self.error(&[Key(table), Index(*index), Key("name")], message, "give it a name without @");
                }
            }
        }
        for (index, team) in file.team.iter().enumerate() {
            let kinds = ["jobs", "meals", "meetings"];
            let mut does = [false; 3];
            for lot in lots.iter().filter(|lot| team.skills.contains(&lot.trade)) {
                let kind = match &lot.kind {
                    LotKind::WorkOrders(_) => 0,
                    LotKind::Sittings(_) => 1,
                    LotKind::Bookings(spec) if spec.crew > 0 => 2,
                    LotKind::Bookings(_) => continue,
                };
                does[kind] = true;
            }
            let does: Vec<&str> = kinds.into_iter().zip(does).filter(|(_, does)| *does).map(|(kind, _)| kind).collect();
            if does.len() < 2 {
                continue;
            }
            let place = [Key("team"), Index(index), Key("skills")];
            let message = format!("the team {} has skills for {}: its people are counted for each", team.name, does.join(" and "));
            let help = "split it into one team for each, with the people that each has";
            // Rooms go by the name of their service; jobs and meals would both go by the team's.
            if does[..2] == ["jobs", "meals"] { self.error(&place, message, help) } else { self.warning(&place, message, help) }
        }
    }

    /// Things of one kind that reports show by the same title.
    fn check_titles(&mut self) {
        let file = self.file;
        let language = file.scenario.language;
        let title = |title: &Option<Title>, name: &str| Scenario::title_of(title.as_ref(), name, language);
        let tables: [(&'static str, Vec<String>); 7] = [
            ("department", file.department.iter().map(|of| title(&of.title, &of.name)).collect()),
            ("site", file.site.iter().map(|of| title(&of.title, &of.name)).collect()),
            ("service", file.service.iter().map(|of| title(&of.title, &of.name)).collect()),
            ("team", file.team.iter().map(|of| title(&of.title, &of.name)).collect()),
            ("room", file.room.iter().map(|of| title(&of.title, &of.name)).collect()),
            ("resource", file.resource.iter().map(|of| title(&of.title, &of.name)).collect()),
            ("offer", file.offer.iter().map(|of| title(&of.title, &of.name)).collect()),
        ];
        for (table, titles) in tables {
            let mut before = HashSet::new();
            for (index, title) in titles.iter().enumerate() {
                if !before.insert(title) {
                    let message = format!("two {table}s are shown as \"{title}\"");
                    self.warning(
                        &[Key(table), Index(index), Key("title")],
                        message,
                        "reports could not tell them apart: give each a title of its own",
                    );
                }
            }
        }
    }

    /// Money in a currency that readers know.
    pub(super) fn check_currency(&mut self) {
        let code = &self.file.scenario.currency;
        let place = [Key("scenario"), Key("currency")];
        if CODES.split_whitespace().any(|known| known == code) {
            return;
        }
        let meant = match code.trim() {
            "元" | "人民币" | "￥" | "¥" | "RMB" | "rmb" | "CN¥" => Some("CNY"),
            "$" | "US$" | "美元" => Some("USD"),
            "€" | "欧元" => Some("EUR"),
            "£" | "英镑" => Some("GBP"),
            "港元" | "HK$" => Some("HKD"),
            other => CODES.split_whitespace().find(|known| known.eq_ignore_ascii_case(other)),
        };
        let help = meant.map_or_else(|| "write a code of ISO 4217, such as CNY, USD or EUR".into(), |code| format!("write \"{code}\""));
        if code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase()) {
            self.warning(&place, format!("\"{code}\" is no currency of ISO 4217"), help);
        } else {
            self.error(&place, format!("\"{code}\" is no currency code"), help);
        }
    }
}

/// Currencies in use, by ISO 4217.
const CODES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLF CLP CNY COP \
    CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES \
    KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB \
    PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH \
    UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";
