"""Where batches are simulated: in this process, in processes beside it, or on a cluster."""

from __future__ import annotations

from sim.experiment.executors.base import Executors
from sim.experiment.executors.local import InThisProcess, LocalProcesses
from sim.experiment.plan import Plan

__all__ = ["Executors", "executors_for"]


def executors_for(plan: Plan) -> Executors:
    """The ones that a plan asks for."""
    if plan.workers == 1:
        return InThisProcess()
    return LocalProcesses(plan.workers)
