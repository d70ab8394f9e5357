"""The question that was asked, what was compared to answer it, and what is amiss with it."""

from __future__ import annotations

from sim.report.blocks import Block, Box, Bullets, Section, Words
from sim.report.material import Material
from sim.report.read import Results
from sim.report.read_first import notes, warnings
from sim.report.standing import selection
from sim.report.wording import Wording


def section(material: Material) -> Section:
    """Warnings, the question in the planner's own words, and the comparison in a sentence."""
    results = material.results
    blocks: list[Block] = []
    if said := warnings(results):
        blocks.append(Box("Read this first", [Bullets(said)], kind="warning"))
    asked = str(results.manifest.get("question") or "")
    if asked:
        blocks.append(Words(asked, strong=True))
    blocks.append(Words(_compared(Wording(results, material.settings))))
    own = _own_question(results)
    if own and own != asked:
        blocks.append(Words(f"The question that the scenario itself asks: {own}"))
    blocks += [Words(note) for note in notes(results)]
    return Section("question", "The question", blocks)


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
    if count == 1:
        return (
            f"One scenario{lasting}{where} was simulated {often}, with chance drawn anew each "
            "time. Nothing was compared."
        )
    named = ""
    if count == 2:
        (other,) = (name for name in whole.names if name != whole.baseline)
        named = f": {wording.quoted(other)}, and the baseline {wording.quoted(whole.baseline)}"
    luck = (
        "all with the same luck each time, so that they differ only by what was decided"
        f"{' or assumed' if whole.guesses else ''}"
    )
    if "compared" in whole.manifest:
        luck = "all with the same luck each time" if whole.paired else "not all with the same luck"
        often = f"up to {often}" if whole.replications > 1 else often
    _, selected_from = selection(whole)
    what = f"{count:,} finalists of {selected_from:,}" if selected_from else f"{count:,}"
    said = (
        f"Compared were {what} scenarios{lasting}{where}{named}. Each was simulated {often}, "
        f"{luck}."
    )
    if count == 2:
        return said
    return f"{said} The baseline, which the others are set against, is " + (
        f"{wording.quoted(whole.baseline)}."
    )


def _own_question(results: Results) -> str:
    """The question that all scenarios share, if they do."""
    asked = {str(own.get("question") or "") for own in results.settings.values()}
    return asked.pop() if len(asked) == 1 else ""
