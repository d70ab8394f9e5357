"""Controls: what chance offered in a run beside its exact mean, for control variates.

Only what was drawn without regard to anything that happens in the run, so that the mean is known
from the scenario alone. Where it isn't (an actor modifies the flow of vehicles), there is no row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sim import config
from sim.events import ControlObserved, ConvoyRequested
from sim.kernel.replication import Replication
from sim.model.checkpoints import Checkpoint
from sim.model.violence import Violence


def controls(
    rep: Replication,
    scenario: config.Scenario,
    violence: Violence,
    checkpoints: Iterable[Checkpoint],
) -> Iterator[ControlObserved]:
    """One row for each control, at the end of a run."""
    found = {
        "immigrants": violence.offered_by_background(),
        "requests": _requests(rep, scenario),
        "arrivals": _arrivals(checkpoints),
    }
    for name, (observed, expected) in found.items():
        if expected > 0.0:
            yield ControlObserved(rep.horizon_h, name, float(observed), float(expected))


def _requests(rep: Replication, scenario: config.Scenario) -> tuple[int, float]:
    """Convoys that agencies asked for, without those asked for once more in another's stead."""
    expected = {
        name: actor.expected_requests(rep.horizon_h)
        for name, actor in scenario.actors().items()
        if actor.enabled
    }
    asking = {name for name, requests in expected.items() if requests > 0.0}
    observed = sum(
        event.agency in asking and not event.instead_of for event in rep.log.of(ConvoyRequested)
    )
    return observed, sum(expected.values())


def _arrivals(checkpoints: Iterable[Checkpoint]) -> tuple[int, float]:
    due = [checkpoint.due for checkpoint in checkpoints]
    if not all(one.is_as_planned for one in due):
        return 0, 0.0
    return sum(one.observed for one in due), sum(one.expected for one in due)
