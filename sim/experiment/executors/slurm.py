"""Workers as jobs of a Slurm cluster, through dask-jobqueue; their scheduler is in this process."""

from __future__ import annotations

import shutil
import signal
import threading
from contextlib import suppress
from typing import Any

from sim.experiment.problems import EngineProblem
from sim.run_settings import Slurm

SLURM_CLOSES_WITHIN_S = 30.0


def open_slurm(settings: Slurm) -> Any:
    """Hand in the jobs; gives a ``dask_jobqueue.SLURMCluster``, whose ``close`` ends them.

    EngineProblem when this machine knows no Slurm, or Slurm takes no job.
    """
    cluster_class = _class_of_cluster()
    if shutil.which("sbatch") is None:
        raise EngineProblem(
            "cluster=slurm: there is no command sbatch here: start this on a machine of the Slurm"
            " cluster"
        )
    cluster = None
    try:
        cluster = cluster_class(**_as_jobqueue_says(settings))
        cluster.sync(_hand_in, cluster, settings.jobs)
    except Exception as error:
        if cluster is not None:
            with suppress(Exception):  # it ends jobs that were taken, and stumbles over the others
                cluster.close(timeout=SLURM_CLOSES_WITHIN_S)
            cluster.shutdown_on_close = False  # it would wait for them when Python ends
        words = " ".join(str(error).split())
        raise EngineProblem(f"cluster=slurm: no job could be started ({words})") from None
    return cluster


def _class_of_cluster() -> Any:
    answers = signal.getsignal(signal.SIGINT)
    try:
        from dask_jobqueue import SLURMCluster
    except ImportError as error:
        raise EngineProblem(
            f"cluster: needs the extra packages: pip install '.[cluster]' ({error})"
        ) from None
    finally:
        # dask-jobqueue 0.9 has Ctrl-C end Python as soon as it is imported
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, answers)
    return SLURMCluster


async def _hand_in(cluster: Any, jobs: int) -> None:
    """Waits until Slurm has taken them, so that its refusal is heard."""
    cluster.scale(jobs=jobs)
    await cluster


def _as_jobqueue_says(settings: Slurm) -> dict[str, Any]:
    hours, minutes = divmod(max(1, round(settings.walltime_h * 60)), 60)
    return {
        "queue": settings.queue,
        "account": settings.account,
        "cores": settings.cores_per_job,
        "processes": settings.cores_per_job,  # one thread each: Python simulates one at a time
        "memory": f"{settings.memory_per_job_mb}MB",
        "walltime": f"{hours:02d}:{minutes:02d}:00",
        "interface": settings.network_interface,
        "job_extra_directives": settings.job_directives,
        "job_script_prologue": settings.commands_before,
        "log_directory": settings.log_folder,
        "scheduler_options": {"dashboard_address": ":0"},
        "silence_logs": False,
    }
