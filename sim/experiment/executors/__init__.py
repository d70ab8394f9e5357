"""Where batches are simulated: in this process, in processes beside it, or on a cluster."""

from __future__ import annotations

from collections.abc import Callable

from sim.experiment.executors.base import Executors
from sim.experiment.executors.local import InThisProcess, LocalProcesses
from sim.experiment.plan import Plan

__all__ = ["Executors", "executors_for"]


def executors_for(plan: Plan, say: Callable[[str], None]) -> Executors:
    """The ones that a plan asks for; ``say`` hears of what a planner should know."""
    if plan.cluster.asked_for:
        from sim.experiment.executors.dask_cluster import DaskCluster

        return DaskCluster(plan.cluster, say)
    if plan.workers == 1 and plan.worker_memory_mb is None:
        return InThisProcess()
    return LocalProcesses(plan.workers, plan.worker_memory_mb)
