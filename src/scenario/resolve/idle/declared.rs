//! What is declared and nothing refers to.

use super::super::*;

impl Resolver<'_> {
    /// Features that no meeting of the rooms' service needs; each is told once, of the first room that has it.
    pub(super) fn idle_features(&mut self) {
        let file = self.file;
        let mut told = HashSet::new();
        for (index, room) in file.room.iter().enumerate() {
            let Some(service) = file.service.iter().find(|service| service.name == room.service) else { continue };
            for (position, feature) in room.features.iter().enumerate() {
                let is_needed = service.bookings.iter().any(|lot| lot.needs.contains(feature));
                if !is_needed && told.insert((&room.service, feature)) {
                    let place = [Key("room"), Index(index), Key("features"), Index(position)];
                    let message = format!("no meeting of {} needs the feature {feature}", room.service);
                    self.idle(&place, message, "name it in `needs` of lots, or leave it out");
                }
            }
        }
    }

    pub(super) fn unused(&mut self, lots: &[Lot], offers: &[Offer]) {
        let file = self.file;
        let jobs = || file.service.iter().flat_map(|service| &service.work_orders);
        let meals = || file.service.iter().flat_map(|service| &service.sittings);
        let meetings = || file.service.iter().flat_map(|service| &service.bookings);
        let effects = |factor: usize| {
            let of_lots = lots.iter().flat_map(|lot| [&lot.factors, &lot.spot_factors]);
            let of_offers = offers.iter().flat_map(|offer| [&offer.price_factors, &offer.failure_factors]);
            of_lots.chain(of_offers).any(|effects| effects.iter().any(|(other, _)| *other == factor))
        };
        for (index, factor) in file.factor.iter().enumerate() {
            let name = &factor.name;
            let moves_use = file.resource.iter().any(|resource| resource.base_factors.contains_key(name));
            if !effects(index) && !moves_use {
                self.idle(
                    &[Key("factor"), Index(index)],
                    format!("the factor {name} moves nothing"),
                    "name it in `factors`, or leave it out",
                );
            }
        }
        for (index, profile) in file.profile.iter().enumerate() {
            let own = |name: &Option<String>| name.as_ref() == Some(&profile.name);
            let used =
                jobs().any(|lot| own(&lot.profile)) || meals().any(|lot| own(&lot.profile)) || meetings().any(|lot| own(&lot.profile));
            if !used {
                let message = format!("no lot has the profile {}", profile.name);
                self.idle(&[Key("profile"), Index(index)], message, "name it as a lot's `profile`, or leave it out");
            }
        }
        for (index, asset) in file.asset.iter().enumerate() {
            let own = |name: &Option<String>| name.as_ref() == Some(&asset.name);
            if !jobs().any(|lot| own(&lot.failures_of) || own(&lot.servicing_of)) {
                let message = format!("no lot is of the failures or the servicing of {}", asset.name);
                self.idle(&[Key("asset"), Index(index)], message, "name it in `failures_of` or `servicing_of`, or leave it out");
            }
        }
        for (index, kitchen) in file.kitchen.iter().enumerate() {
            if !meals().any(|lot| lot.kitchen.as_ref() == Some(&kitchen.name)) {
                let message = format!("no canteen is cooked for by {}", kitchen.name);
                self.idle(&[Key("kitchen"), Index(index)], message, "name it as a canteen's `kitchen`, or leave it out");
            }
        }
        for (index, item) in file.equipment.iter().enumerate() {
            if !meetings().any(|lot| lot.equipment.get(&item.name).is_some_and(|count| *count > 0)) {
                let message = format!("no meeting takes {}, which is paid for all the same", item.name);
                self.idle(&[Key("equipment"), Index(index)], message, "name it in `equipment` of lots, or leave it out");
            }
        }
        for (index, room) in file.room.iter().enumerate() {
            let of_service = |lot: &Lot| file.service.get(lot.service).is_some_and(|service| service.name == room.service);
            if !lots.iter().any(|lot| of_service(lot) && matches!(lot.kind, LotKind::Bookings(_))) {
                let message = format!("the service {} has no meetings for {}", room.service, room.name);
                self.idle(&[Key("room"), Index(index)], message, "give it `bookings`, or leave the room out");
            }
        }
        for (index, resource) in file.resource.iter().enumerate().filter(|(_, resource)| resource.target_per_head.is_none()) {
            let uses = || lots.iter().map(|lot| &lot.uses).chain(offers.iter().map(|offer| &offer.uses));
            if resource.base_per_head <= 0.0 && uses().all(|uses| uses.get(index).is_none_or(|amount| *amount <= 0.0)) {
                let message = format!("nothing uses {}", resource.name);
                self.idle(
                    &[Key("resource"), Index(index)],
                    message,
                    "say what uses it (`base_per_head`, or `uses` of lots and offers), or leave it out",
                );
            }
        }
        for (index, service) in file.service.iter().enumerate() {
            for cluster in service.clusters.keys().filter(|name| !service.arrangements.contains(name)) {
                let place = [Key("service"), Index(index), Key("clusters"), Key(cluster)];
                self.idle(
                    &place,
                    format!("\"{cluster}\" is not among the `arrangements` of {}", service.name),
                    "list it there, or leave it out",
                );
            }
        }
    }
}
