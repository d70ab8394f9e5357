"""What is wrong with a calibration is told in a line each, before anything is simulated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sim.commands.simulating import make_kinds_known
from sim.points.find_points import find_points
from sim.scenario import Composer, open_composer
from sim.settings.files import SettingsFiles, SettingsProblem

PROJECT = Path(__file__).parents[2]
GOOD = [f"2017-06-{day:02d},russia,eastern_ghouta,1" for day in range(1, 31)]


@pytest.fixture(scope="module")
def composer() -> Iterator[Composer]:
    """All settings files, read once."""
    make_kinds_known()
    with open_composer(SettingsFiles(PROJECT)) as opened:
        yield opened


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["data=none.csv"], "none.csv: there is no such file"),
        (["data=."], ".: is a folder: name the CSV file in it"),
        ([], "configs/experiment/calibrate.yaml:9: experiment.data: give a file of daily counts"),
        (["data=wrong.csv"], "wrong.csv:2: zone = ghouta: no zone is called so"),
        (["data=good.csv", "wide_points=20"], "command line: experiment.wide_points = 20: so many"),
        (
            [
                "data=good.csv",
                "experiment.over.recovery_depth.setting=world.violence.recovery.dpth",
            ],
            "experiment.over.recovery_depth.setting = world.violence.recovery.dpth: no number of",
        ),
        (
            ["data=good.csv", "experiment.over.recovery_depth.from=0.8"],
            "experiment.over.recovery_depth.from = 0.8: the range must hold the value that stands",
        ),
        (
            ["data=good.csv", "experiment.over.recovery_depth.to=1.5"],
            "recovery_depth.to = 1.5: world.violence.recovery.depth: must be below 1",
        ),
        (
            ["data=good.csv", "experiment.over.contagion.setting=world.violence.spread_km"],
            "needs 'setting' with one key, or 'factor_on' with a list of keys",
        ),
        (
            [
                "data=good.csv",
                "experiment.over.contagion.factor_on=[world.violence.recovery.depth]",
            ],
            "'world.violence.recovery.depth' is moved by 'contagion' already",
        ),
        (
            ["data=good.csv", "world.violence.recovery.depth=0.5"],
            "command line: 'world.violence.recovery.depth' is set here",
        ),
    ],
)
def test_one_line_for_what_is_wrong(
    composer: Composer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    line: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wrong.csv").write_text("date,ledger,zone,count\n2017-05-06,russia,ghouta,1\n")
    Path("good.csv").write_text("\n".join(["date,ledger,zone,count", *GOOD]))
    with pytest.raises(SettingsProblem) as found:
        find_points(composer, ["experiment=calibrate", *words], multirun=False)
    (said,) = found.value.lines
    assert line in said
