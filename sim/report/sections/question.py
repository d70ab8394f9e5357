"""What was compared to answer the question, which is the report's title, and what is amiss."""

from __future__ import annotations

import json

from sim.report.answer.standing import selection
from sim.report.answer.what_if import is_what_if
from sim.report.blocks import Block, Box, Bullets, Section, Words
from sim.report.folder.about_study import OF_FORCES
from sim.report.folder.read import Results
from sim.report.folder.study_tables import design_of
from sim.report.material import Material
from sim.report.read_first import notes, warnings
from sim.report.tables.decided import what_was_decided
from sim.report.words.wording import Wording


def section(material: Material) -> Section:
    """Warnings, and the comparison in a sentence."""
    results = material.results
    blocks: list[Block] = []
    if said := warnings(results):
        blocks.append(Box("Read this first", [Bullets(said)], kind="warning"))
    blocks.append(Words(_compared(Wording(results, material.settings))))
    if searched := _searched(results):
        blocks.append(Words(searched))
    who, own = _own_question(results)
    of_study = design_of(results) in OF_FORCES  # it asks another question of the scenario
    compared = "compared" in results.manifest  # the folders may hold one value of what it asks for
    if own and own != results.manifest.get("question") and not of_study and not compared:
        asking = Wording(results, material.settings).quoted(who) if who else "the scenario itself"
        blocks.append(Words(f"The question that {asking} asks: {own}"))
    blocks += [Words(note) for note in notes(results)]
    blocks += what_was_decided(results.everything)
    alone = len(results.everything.names) == 1
    return Section("question", f"What was {'simulated' if alone else 'compared'}", blocks)


def _compared(wording: Wording) -> str:
    """How many scenarios, of how many days, where, and how often each was simulated."""
    whole = wording.results.everything
    count = len(whole.names)
    days = sorted({int(own["days"]) for own in whole.settings.values() if "days" in own})
    lasting = ""
    if days:
        first, last = days[0], days[-1]
        lasting = f" of {first:,} days" if first == last else f" of {first:,} to {last:,} days"
    places = {str(own.get("world", {}).get("label") or "") for own in whole.settings.values()}
    where = f" ({places.pop()})" if len(places) == 1 and all(places) else ""
    often = "once" if whole.replications == 1 else f"{whole.replications:,} times"
    done = f"begun {often}; none finished" if whole.without_figures else f"simulated {often}"
    if count == 1:
        drawn_anew = whole.replications > 1 and not whole.without_figures
        chance = ", with chance drawn anew each time" if drawn_anew else ""
        return f"One scenario{lasting}{where} was {done}{chance}. Nothing was compared."
    named = ""
    if count == 2:
        (other,) = (name for name in whole.names if name != whole.baseline)
        named = f": {wording.quoted(other)}, and the baseline {wording.quoted(whole.baseline)}"
    if whole.fewest_replications < whole.replications and "compared" in whole.manifest:
        done = done.replace("simulated ", "simulated up to ")
    _, selected_from = selection(whole)
    what = f"{count:,} finalists of {selected_from:,}" if selected_from else f"{count:,}"
    said = f"Compared were {what} scenarios{lasting}{where}{named}. Each was {done}{_luck(whole)}."
    if count == 2:
        return said
    return f"{said} The baseline, which the others are set against, is " + (
        f"{wording.quoted(whole.baseline)}."
    )


def _searched(results: Results) -> str:
    """What a study simulated to find what it reports; empty where everything is reported."""
    finished, in_all = (results.manifest.get(key) for key in ("finished", "replications_in_all"))
    if design_of(results) not in OF_FORCES or not finished or not in_all or in_all <= finished:
        return ""
    return (
        f"To find them {in_all - finished:,} further replications were simulated. They aren't in "
        "the comparison: what is picked by its figures looks better in them than it is."
    )


def _luck(whole: Results) -> str:
    """Whether scenarios met the same chance, and in what they differ then."""
    if whole.without_figures:
        return ""
    if not whole.paired:
        return ", with the same luck within a folder, but not between folders"
    luck = "all with the same luck" + (" each time" if whole.replications > 1 else "")
    worlds = {json.dumps(own.get("world"), sort_keys=True) for own in whole.settings.values()}
    nobody_decided = is_what_if(whole) or len(worlds) > 1
    if "compared" in whole.manifest or (nobody_decided and not whole.guesses):
        return f", {luck}"
    by = "decided or assumed" if whole.guesses else "decided"
    return f", {luck}, so that they differ only by what was {by}"


def _own_question(results: Results) -> tuple[str, str]:
    """The question that all scenarios share, or who beside the baseline asks which: of two
    scenarios the other one was asked about."""
    asked = {name: str(own.get("question") or "") for name, own in results.settings.items()}
    if len(set(asked.values())) == 1:
        return "", next(iter(asked.values()))
    others = [name for name in asked if name != results.baseline]
    return (others[0], asked[others[0]]) if len(others) == 1 else ("", "")
