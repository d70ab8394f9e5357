"""Deaths in the model and the mission's own harm, with what they rest on."""

from __future__ import annotations

from sim.report.blocks import Block, Section, Words
from sim.report.folder.read import NotInResults
from sim.report.material import Material
from sim.report.tables.all_deaths import with_all_deaths
from sim.report.tables.kpi_tables import by_scenario, members, of_pair
from sim.report.words.wording import Wording

DEATHS = "deaths_per_month"
HARM = "security_incidents_per_1000_person_days"
ASSUMED = (
    "Deaths in the model follow incidents by assumption: of each kind of incident an assumed share "
    "kills, and how many die then is drawn from an assumed distribution. So these figures compare "
    "scenarios; they forecast nothing."
)
NOT_THE_SAME = (
    "What counts as a violation differs between these scenarios: the same death may count as one "
    "in a violation in one of them and not in another. Only all deaths can be compared."
)
OF_THE_MISSION = (
    "Harm to the mission: posts driven into shelter, threats found at its checkpoints, convoys "
    "attacked, and what befell patrols, teams and UAVs. They are counted in a run and per 1,000 "
    "days that a person was paid for: in a larger mission the second can be lower while more "
    "people are harmed, so it isn't called better or worse."
)


def section(material: Material) -> Section:
    """Deaths by scenario, by side and kind for the pair, and harm to the mission."""
    results = material.results
    if not results.has(DEATHS):
        raise NotInResults("these results hold no deaths")
    columns = [
        ("Deaths a month", DEATHS),
        ("By those the ceasefire doesn't cover, deaths a month", "uncovered_deaths_per_month"),
        ("In fire that is no violation, deaths a month", "disturbance_deaths_per_month"),
    ]
    apart = [*members(results, f"{DEATHS}_by"), *members(results, f"{DEATHS}_of")]
    harm = of_pair(
        material,
        "Harm to the mission",
        [
            ("Own people harmed a month", "mission_casualties_per_month"),
            ("Aid convoys attacked a month", "convoys_attacked_per_month"),
            ("Security incidents in a run", "security_incidents"),
            ("Security incidents, per 1,000 person-days", HARM),
            *members(results, HARM, "Of these:"),
        ],
    )
    by_all = by_scenario(material, "Deaths by scenario", columns)
    if by_all and results.what_counts_differs:
        by_all = with_all_deaths(by_all, Wording(results, material.settings))
    if by_all is None and harm is None:
        raise NotInResults("nobody died and nobody of the mission was harmed")
    blocks: list[Block | None] = [
        Words(ASSUMED),
        Words(NOT_THE_SAME) if by_all and results.what_counts_differs else None,
        by_all,
        _lethal_shares(material),
        of_pair(material, "Deaths a month, by the side that fired and by kind", apart),
        Words(OF_THE_MISSION) if harm else None,
        harm,
    ]
    return Section("casualties", "Deaths, and harm to the mission", [one for one in blocks if one])


def _lethal_shares(material: Material) -> Words | None:
    """The shares that deaths follow from, of the baseline; None in results that don't tell."""
    settings = material.results.settings[material.results.baseline]
    kinds = settings.get("world", {}).get("violence", {}).get("kinds", {})
    shares = [
        f"{kind['label']} {100.0 * kind['lethal_probability']:.3g}\N{NO-BREAK SPACE}%"
        for kind in kinds.values()
        if "label" in kind and "lethal_probability" in kind
    ]
    return Words(f"Assumed share that kills: {', '.join(shares)}.") if shares else None
