"""What mechanisms did, all deaths where violations can't be compared, and the words in use."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from blocks_as_text import tables
from small_material import change_manifest, material_of
from synthetic_results import write_results

from sim.report.blocks import Cell, Column, Table
from sim.report.folder.read import NotInResults
from sim.report.material import Material
from sim.report.sections import comparison, glossary, what_else
from sim.report.tables import all_deaths
from sim.report.words.how_to_read import ALONE, MEANS, ONCE, how_to_read


def material(folder: Path, replications: int = 3, *names: str) -> Material:
    names = names or ("one", "two")
    return material_of(write_results(folder, list(names), "one", replications=replications))


def test_nothing_is_said_of_mechanisms_that_did_nothing(tmp_path: Path) -> None:
    with pytest.raises(NotInResults, match="no mechanism"):
        what_else.section(material(tmp_path / "run"))


def test_what_mechanisms_did_stands_under_their_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = material(tmp_path / "run")
    labels = {"recorded_per_day": {"label": "silence regimes asked for"}}
    change_manifest(found.results.folder, kpi_labels=labels)
    monkeypatch.setattr(what_else, "MECHANISMS", ("recorded_per_day",))
    (table,) = tables(what_else.section(material_of(found.results.folder))).values()
    assert [row[0].text for row in table.rows] == [
        "Silence regimes asked for,\N{NO-BREAK SPACE}entries/day"
    ]


def test_all_deaths_are_told_where_what_counts_differs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = material(tmp_path / "run")
    heads = [Column("Scenario"), Column("Deaths a month")]
    plain = Table("Deaths", heads, [[Cell("one"), Cell("6")], [Cell("two"), Cell("4")]])
    results = material_of(found.results.folder).results
    moved = {"one": np.array([5.0, 6.0, 7.0]), "two": np.array([3.0, 4.0, 6.0])}
    rest = {"one": np.array([1.0, 1.0, 1.0]), "two": np.array([3.0, 3.0, 2.0])}
    values = {"deaths_per_month": moved, "uncovered_deaths_per_month": rest}
    monkeypatch.setattr(all_deaths, "ALL", tuple(values))
    monkeypatch.setattr(type(results), "values", lambda _, kpi: values[kpi])
    monkeypatch.setattr(type(results), "has", lambda _, kpi: kpi in values)
    wording = all_deaths.Wording(results, found.settings)
    table = all_deaths.with_all_deaths(plain, wording)
    assert [column.heading for column in table.columns][1] == all_deaths.HEADING
    assert [row[1].sort for row in table.rows] == [7.0, pytest.approx(7.0)]
    assert [row[2].text for row in table.rows] == ["baseline", "identical"]


def test_only_words_in_use_are_explained_and_those_that_they_need() -> None:
    (terms,) = glossary.only_used("Two ENTRIES of one post.").blocks
    words = [word for word, _ in terms.pairs]  # type: ignore[union-attr]
    assert words == sorted(words)
    assert {"Entry", "Post", "Ledger"} <= {*words}, "an entry is a line in a ledger"
    assert not {"Stock-out", "Manning factor", "Guess"} & {*words}
    (terms,) = glossary.only_used("nothing of the kind").blocks
    assert not terms.pairs  # type: ignore[union-attr]


def test_brackets_are_promised_only_where_there_are_any(tmp_path: Path) -> None:
    assert how_to_read(material(tmp_path / "many").results).startswith(MEANS)
    assert how_to_read(material(tmp_path / "once", 1).results) == ONCE
    assert how_to_read(material(tmp_path / "alone", 1, "one").results) == ALONE
    said = comparison.section(material(tmp_path / "once", 1)).blocks[0]
    assert "brackets" not in str(said)
