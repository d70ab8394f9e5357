"""Every key of a run that stands beside its scenarios: how much to simulate, where, and how to
compare. None of them changes what a replication gives, but the seed."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from sim.config import Settings, plugin_of, unit
from sim.report_settings import ReportSettings


def _scheduler_address(address: str) -> str:
    if not re.fullmatch(r"(tcp|tls)://(\[[0-9a-fA-F:.]+\]|[^\s:/\[\]]+):\d{1,5}", address):
        raise ValueError("must be like tcp://host:8786")
    return address


class Slurm(Settings):
    """What a Slurm cluster is asked for; each job holds as many worker processes as cores."""

    queue: str | None = None
    """The partition; null: the cluster's own default."""
    account: str | None = None
    jobs: Annotated[int, Field(ge=1, le=1000, json_schema_extra=unit("jobs"))]
    cores_per_job: Annotated[int, Field(ge=1, le=1024, json_schema_extra=unit("cores"))]
    memory_per_job_mb: Annotated[int, Field(ge=256, json_schema_extra=unit("MB"))]
    walltime_h: Annotated[float, Field(gt=0.0, le=8784.0, json_schema_extra=unit("hours"))]
    network_interface: str | None = None
    """Of the network that the nodes share, such as ib0; null: the usual one."""
    job_directives: list[str] = Field(default_factory=list)
    """Further options of the job, such as ``--exclusive``."""
    commands_before: list[str] = Field(default_factory=list)
    """What a job does before its workers start, such as ``module load python``."""
    log_folder: str | None = None
    """Where jobs write what they print; null: Slurm's own place."""


class Cluster(Settings):
    """Where to simulate, if not here: on a running Dask cluster, or on jobs of Slurm."""

    address: (
        Annotated[str, AfterValidator(_scheduler_address), Field(json_schema_extra=unit("address"))]
        | None
    ) = None
    """Of a running scheduler, such as ``tcp://host:8786``."""
    scheduler_file: Annotated[str, Field(min_length=1)] | None = None
    """The file that a running scheduler wrote, seen from the folder where the command is typed."""
    slurm: Slurm | None = None
    wait_s: Annotated[float, Field(gt=0.0, le=604_800.0, json_schema_extra=unit("seconds"))] = 10.0
    """How long to wait for a scheduler, and for workers when there are none."""

    @property
    def asked_for(self) -> bool:
        """Whether to simulate elsewhere at all."""
        return any((self.address, self.scheduler_file, self.slurm))

    @model_validator(mode="after")
    def _one_cluster(self) -> Cluster:
        given = [n for n in ("address", "scheduler_file", "slurm") if getattr(self, n) is not None]
        if len(given) > 1:
            raise ValueError(f"{' and '.join(given)} are given: give one of them")
        return self


class RunSettings(Settings):
    """What a run needs beside its scenarios."""

    experiment: Annotated[Any, plugin_of("design")]
    replications: Annotated[int, Field(ge=1, le=100_000, json_schema_extra=unit("replications"))]
    seed: Annotated[int, Field(ge=0)]
    workers: Annotated[int, Field(ge=1, le=1024, json_schema_extra=unit("processes"))] | None
    """None: as many as there are processor cores."""
    results_folder: Annotated[str, Field(min_length=1)] | None
    """None: ``results`` in the project."""
    worth_seeing: Annotated[float, Field(ge=0.0, le=1.0, json_schema_extra=unit("share"))] = 0.05
    """Share of the baseline's mean that a difference must have to be worth seeing: where none
    shows, the verdict says how many replications it takes to see one of this size."""
    control_variates: list[Literal["immigrants", "requests", "arrivals"]] = Field(
        default_factory=list
    )
    """What chance gave more or less of than expected is taken out of means and their differences:
    incidents that the background offers, aid requests, vehicles due at checkpoints."""
    cluster: Cluster = Cluster()
    redo_failed: bool = False
    """Simulate again what is kept as failed; else it stays failed."""
    replication_limit_s: (
        Annotated[float, Field(gt=0.0, le=31_622_400.0, json_schema_extra=unit("seconds"))] | None
    ) = 600.0
    """A replication that takes longer is broken off and kept as failed; null: none is."""
    worker_memory_mb: Annotated[int, Field(ge=64, json_schema_extra=unit("MB"))] | None = None
    """What a replication may take, beyond what a worker takes to start; one that needs more is kept
    as failed. None: an equal share of the machine's memory, at least 1 GB."""
    failed_share_at_most: Annotated[
        float, Field(ge=0.0, le=1.0, json_schema_extra=unit("share"))
    ] = 0.05
    """A scenario of which more replications failed is not compared: what is left of it is biased
    if failing depends on what happens."""
    report: ReportSettings = ReportSettings()
    """How it is reported."""
