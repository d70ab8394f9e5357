"""How to read means, intervals and differences: told once, in the same words wherever."""

from __future__ import annotations

from sim.report.folder.read import Results

MEANS = (
    "In square brackets: where the mean lies with 95 % confidence, as far as chance goes; not how "
    "far the model may be wrong."
)
ONCE = "Each scenario was simulated once, so there are no intervals, and no difference is shown."
ALONE = "It was simulated once, so there are no intervals."
AT_ONCE = (
    "A difference shown holds for all scenarios at once with 95 % confidence, for one figure at a "
    "time: of many figures a few differ by chance alone."
)
NO_DIFFERENCE = (
    "“No difference shown” is an answer: these runs don't tell the two apart, which doesn't make "
    "them equal."
)
POINTS = "Differences of shares are in percentage points."
EACH_KIND = (
    "All intervals have 95 % confidence. Those of means, of the two sides, of quantiles, and what "
    "is said of “most runs”: each by itself. Those of differences from the baseline: all scenarios "
    "together, one figure at a time; of many figures a few differ by chance alone."
)


def luck(results: Results) -> str:
    """Whether the scenarios met the same chance; empty for one alone."""
    if len(results.everything.names) == 1:
        return ""
    if results.paired:
        return "Scenarios are compared under the same luck, replication by replication."
    return (
        "Scenarios of one folder are compared under the same luck, those of different folders not: "
        "differences are paired within a folder, not between folders."
    )


def means(results: Results) -> str:
    """How to read a mean: what its brackets say, or why it has none."""
    everything = results.everything
    if everything.replications > 1:
        return MEANS
    return ALONE if len(everything.names) == 1 else ONCE


def how_to_read(results: Results) -> str:
    """What stands over the tables of a comparison."""
    if len(results.names) == 1 or results.everything.replications < 2:
        return means(results)
    paired = "" if results.paired else luck(results)
    return " ".join(filter(None, (MEANS, AT_ONCE, NO_DIFFERENCE, POINTS, paired)))
