"""Labels of KPIs in the names that the settings give, and what actors did in words.

A KPI of one of many is named after its key in the settings (a ledger, zone, checkpoint or actor):
its label says the key in words, ``ledger of russia``. A reader knows it by the label that the
settings give it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.analysis.kpis.declaration import FROM_FIRST_POST

NAMED = (
    ("world", "guarantors"),
    ("world", "zones"),
    ("world", "party_checkpoints"),
    ("world", "actors"),
    ("mission", "checkpoints"),
    ("mission", "actors"),
)
"""Blocks of the settings whose members have a label."""
DEEDS = {
    "adaptation_changed_in_kind": "incidents of a kind that is noticed less",
    "adaptation_moved_elsewhere": "incidents moved to where fewer look",
    "adaptation_moved_to_night": "incidents moved into the night",
    "additional_zone_opened": "zones added to the ceasefire",
    "additional_zone_sites_let_in": "sites of the mission opened in an added zone",
    "air_channel_air_incidents": "incidents between aircraft of outside air forces",
    "airdrops_called_off": "air drops called off",
    "airdrops_dropped_tonnes": "tonnes dropped from the air",
    "airdrops_drops": "air drops",
    "airdrops_lost_tonnes": "tonnes dropped from the air and lost",
    "alternative_carrier_taken_over": "convoys taken over by another carrier",
    "bulletins_asked_to_confirm": "published reports that the others were asked to confirm",
    "bulletins_confirmed": "published reports that the others confirmed",
    "bulletins_count": "entries told of in published bulletins",
    "contingent_came_people": "people whom guarantors added to those who man their sites",
    "contingent_left_people": "people whom guarantors took from those who man their sites",
    "deminers_cleared_ha": "hectares cleared of mines",
    "detainee_exchanges_detainees": "detainees exchanged",
    "hotline_open_h": "hours that the hotline was open",
    "intra_side_clashes_clashes": "clashes within a side",
    "joint_patrols_bombed": "joint patrols bombed",
    "joint_patrols_cut_short": "joint patrols cut short",
    "joint_patrols_full_route": "joint patrols over the full route",
    "joint_patrols_km": "kilometres driven by joint patrols",
    "joint_patrols_patrols": "joint patrols that set out",
    "joint_patrols_traces_found": "traces of incidents found by joint patrols",
    "joint_working_group_formed": "joint working groups formed",
    "joint_working_group_maps_approved": "maps approved by the joint working group",
    "joint_working_group_maps_late_days": "days by which the maps were late",
    "mobile_patrols_blocked": "times that a mobile patrol was blocked",
    "mobile_patrols_days_on_duty": "days on duty of mobile patrols",
    "mobile_patrols_delayed": "times that a mobile patrol was held up",
    "mobile_patrols_driven_home": "times that a mobile patrol was driven home by fire",
    "mobile_patrols_places_visited": "places visited by mobile patrols",
    "mobile_patrols_suspended_days": "days of mobile patrols lost to violence",
    "mobile_patrols_tours": "tours of mobile patrols",
    "mobile_patrols_traces_found": "traces of incidents found by mobile patrols",
    "no_fly_breaches": "air strikes in spite of the no-fly zone",
    "outsider_strikes_strikes": "strikes by outsiders",
    "places_join_joined": "settlements that joined the ceasefire",
    "provoked_departure_came_back": "groups that came back to the ceasefire",
    "provoked_departure_left": "groups that left the ceasefire when provoked",
    "provoked_departure_out_days": "days that groups stayed out of the ceasefire",
    "repair_interrupted": "repairs interrupted",
    "repair_out_of_service_people": "people without water or power at the start",
    "repair_repaired": "repairs finished",
    "repair_restored_people": "people whose supply was restored",
    "returns_days_waited": "days that returns waited for quiet",
    "returns_returned_people": "people who returned",
    "silence_regimes_silence_agreed": "local silence regimes agreed",
    "silence_regimes_silence_days": "days of local silence agreed",
    "silence_regimes_silence_refused": "local silence regimes refused",
    "uav_sorties_hours_aloft": "hours of UAVs in the air",
    "uav_sorties_lost": "UAVs lost",
    "uav_sorties_not_flown": "UAV sorties not flown",
    "uav_sorties_seen": "incidents seen by UAVs",
    "uav_sorties_sorties": "UAV sorties",
}
"""Kind of an actor and what it did -> in words; what isn't here is called as the log calls it."""
DEED = "deeds_"
LEDGER_OF = "ledger of "
LATER = ", from the first post on"


def names_in(settings: Mapping[str, Any]) -> dict[str, str]:
    """Key of whatever has a label in a scenario's settings -> that label."""
    found: dict[str, str] = {}
    for part, block in NAMED:
        members = (settings.get(part) or {}).get(block) or {}
        for name, about in members.items():
            label = about.get("label") if isinstance(about, dict) else None
            if label:
                found.setdefault(name, str(label))
    return found


def in_own_names(kpi: str, label: str, names: Mapping[str, str]) -> str:
    """A KPI's label with the label of what it is named after in place of its key."""
    whole = kpi.removesuffix(FROM_FIRST_POST)
    words = label.removesuffix(LATER)
    since = label.removeprefix(words)
    if whole.startswith(DEED) and (deed := DEEDS.get(whole.removeprefix(DEED))):
        return deed + since
    parts = whole.split("_")
    for first in range(1, len(parts)):
        key = "_".join(parts[first:])
        own = names.get(key)
        if own and words.endswith(in_words := key.replace("_", " ")):
            before = words.removesuffix(in_words)
            if before.endswith(LEDGER_OF):  # of a name that may want an article
                before = f"{before.removesuffix(LEDGER_OF)}ledger: "
            return before + own + since
    return label
