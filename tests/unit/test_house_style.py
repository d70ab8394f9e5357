"""A house style: size, type, colours, files and words of every chart, and what can't be had."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text
from matplotlib.transforms import Bbox
from PIL import Image
from synthetic_results import two_factor_points, write_results

from sim.commands.report_checks import with_its_words
from sim.report.charts import CHARTS, draw_all
from sim.report.drawing.retouch import AS_IT_STANDS
from sim.report.drawing.slim_svg import slim
from sim.report.drawing.style import house_style, save, settle, style_problem
from sim.report.folder.read import NotInResults, Results, ResultsProblem, read_results
from sim.report.words.labels import relabel
from sim.report.words.own_words import label_problems
from sim.report_settings import ReportSettings

PROJECT = Path(__file__).parents[2]
BASELINE = "planned, investigate_first"
FIRST = "1_true_and_recorded"


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    folder = tmp_path_factory.mktemp("styled")
    return read_results(write_results(folder, two_factor_points(), BASELINE, replications=4))


def settled(results: Results, settings: ReportSettings, name: str = FIRST) -> Figure:
    with house_style(settings):
        figure = CHARTS[name].draw(results)
        settle(figure)
        figure.draw_without_rendering()
    return figure


def texts(figure: Figure) -> list[Text]:
    return [text for text in figure.findobj(Text) if isinstance(text, Text)]


@pytest.mark.parametrize(
    ("labels", "text", "said"),
    [
        ({"lean": "small", "lean, record only": "A"}, "lean, record only", "A"),
        ({"people": "persons", "people reached": "aided"}, "people reached, %", "aided, %"),
        ({"lean": "small"}, "leaning on lean posts", "leaning on small posts"),
        ({"true": "false", "false": "true"}, "true and false", "false and true"),
        ({"true incidents a day": "TID"}, "true incidents a\nday", "TID"),
        ({"a day": "par jour"}, "incidents\na\nday, true", "incidents\npar jour, true"),
        ({"%": "per cent"}, "% of 5 %", "per cent of 5 per cent"),
        ({"": "x", " ": "y"}, "a b", "a b"),
        ({"a.b": "x"}, "aXb a.b", "aXb x"),
        ({"eastern_ghouta": "A"}, "eastern ghouta, lean", "A, lean"),
        ({"eastern ghouta": "A"}, "eastern_ghouta", "A"),
    ],
)
def test_words_are_replaced_whole_and_the_longest_first(
    labels: dict[str, str], text: str, said: str
) -> None:
    assert relabel(text, labels) == said


def test_labels_reach_every_text_of_a_chart_but_not_simulated(results: Results) -> None:
    labels = {
        "True beside recorded incidents a day": "Vrais et enregistrés",
        "true incidents": "vrais",
        "incidents or entries a day, in the model": "par jour, dans le modèle",
        "investigate first": "enquêter d'abord",
        "staffing": "effectifs",
    }
    figure = settled(results, ReportSettings(labels=labels))
    said = "\n".join(text.get_text() for text in texts(figure))
    for new in labels.values():
        assert new in said
    assert "enquêter d'abord (baseline)" in said  # a tick
    assert "investigate first" not in said
    assert "staffing" not in said
    fixed = {"SIMULATED": "SIMULÉ", "Recorded is not true.": "Le registre n'est pas la réalité."}
    for settings, translated in (
        (ReportSettings(labels=fixed | {"SIMULATED": ""}), False),
        (ReportSettings(language_labels=fixed), True),
    ):
        said = "\n".join(text.get_text() for text in texts(settled(results, settings)))
        for old, new in fixed.items():
            assert (new in said, old in said) == (translated, not translated)


def test_lines_that_were_broken_are_broken_again(results: Results) -> None:
    long = "personnes atteintes par les convois humanitaires"
    settings = ReportSettings(labels={"people reached": long})
    figure = settled(results, settings, "2_paired_differences")
    panels = [ax for ax in figure.findobj(Axes) if "atteintes" in ax.get_xlabel()]
    assert panels
    for panel in panels:
        assert len(panel.get_xlabel().split("\n")) > 2
        assert long in panel.get_xlabel().replace("\n", " ")
        assert panel.xaxis.label.get_window_extent().width < 1.25 * panel.bbox.width


def test_size_type_and_colours_reach_the_files(results: Results, tmp_path: Path) -> None:
    settings = ReportSettings(
        width_cm=20.0, font_size_pt=10.0, colors={"true": "#123456", "ink": "#654321"}
    )
    with house_style(settings):
        figure = CHARTS[FIRST].draw(results)
        files = save(figure, tmp_path, "chart")
    assert Image.open(files["png"]).width == pytest.approx(20.0 / 2.54 * 200, abs=1)
    svg = files["svg"].read_text(encoding="utf-8")
    root = ElementTree.fromstring(svg)
    assert root.attrib["width"].startswith("566.9")
    assert "#123456" in svg
    assert "#0072b2" not in svg
    assert "#654321" in svg
    assert b"/Type3" in files["pdf"].read_bytes()  # fonts go with it
    assert {t.get_fontsize() for t in texts(figure) if t.get_text() == "true incidents"} == {
        7.5 * 10.0 / 8.0
    }
    labels = [t for t in texts(figure) if t.get_text() == "graduated"]
    assert {t.get_fontsize() for t in labels} == {7.5 * 10.0 / 8.0}


def test_type_shrinks_where_a_chart_is_too_narrow_for_it(results: Results) -> None:
    figure = settled(results, ReportSettings(width_cm=10.5), "2_paired_differences")
    assert figure.get_figwidth() == pytest.approx(10.5 / 2.54)
    for ax in figure.findobj(Axes):
        assert ax.get_window_extent().width > 0.05 * figure.bbox.width


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "width_cm", "font_size_pt"),
    [
        ("en", 16.0, 8.0),
        ("ru", 16.0, 8.0),
        ("ru", 21.0, 12.0),
        ("fr", 16.0, 9.0),
        ("tr", 14.0, 8.0),
    ],
)
def test_words_stay_on_the_chart_and_off_each_other(
    results: Results, language: str, width_cm: float, font_size_pt: float
) -> None:
    """Whatever the language and the type: titles, legends, names of panels, words of axes."""
    asked = ReportSettings(language=language, width_cm=width_cm, font_size_pt=font_size_pt)
    asked = with_its_words(asked, PROJECT)
    looked_at = 0
    for name, chart in CHARTS.items():
        with house_style(asked):
            try:
                figure = chart.draw(results)
            except NotInResults:
                continue
            settle(figure)
            figure.draw_without_rendering()
        places = {text: text.get_window_extent() for text in in_the_open(figure)}
        for text, place in places.items():
            assert place.x0 >= -1.0, (name, text.get_text())
            assert place.x1 <= figure.bbox.width + 1.0, (name, text.get_text())
        for (one, first), (other, second) in combinations(places.items(), 2):
            lapped = Bbox.intersection(first, second)
            assert lapped is None or min(lapped.width, lapped.height) < 2.0, (
                f"{name}: {one.get_text()!r} lies over {other.get_text()!r}"
            )
        looked_at += 1
    assert looked_at >= 10


def in_the_open(figure: Figure) -> list[Text]:
    """Title, SIMULATED, words of legends, names of panels, words of their axes."""
    panels = [one for one in figure.findobj(Axes) if isinstance(one, Axes)]
    found = [one for ax in panels for one in (ax.title, ax.xaxis.label, ax.yaxis.label)]
    found += [text for text in texts(figure) if text.get_label() == AS_IT_STANDS]
    legends = [one for one in figure.findobj(Legend) if isinstance(one, Legend)]
    found += [text for legend in legends for text in legend.get_texts()]
    return [text for text in found if text.get_text().strip() and text.get_visible()]


def test_files_and_charts_are_those_asked_for(tmp_path: Path) -> None:
    write_results(tmp_path, ["one", "two"], "one", replications=3)
    results = read_results(tmp_path)
    asked = ["3_convoys", "11_estimators", FIRST]
    drawn = draw_all(results, ReportSettings(charts=asked, formats=["png"]))
    assert list(drawn.charts) == ["3_convoys", FIRST]
    names = {path.name for path in (tmp_path / "charts").iterdir()}
    assert names == {f"{name}.{kind}" for name in ("3_convoys", FIRST) for kind in ("png", "svg")}
    assert all(path.is_file() for path in drawn.files)
    with pytest.raises(ResultsProblem, match=r"no chart called '3_convoy' - did you mean"):
        draw_all(results, ReportSettings(charts=["3_convoy"]))


@pytest.mark.parametrize(
    ("labels", "key", "said"),
    [
        ({"SIMULATED": "MODELLED"}, "SIMULATED", "every chart says this as it stands"),
        ({"Recorded is not true.": "So it was."}, "Recorded is not true.", "as it stands"),
        ({"lean": " "}, "lean", "the new words are empty"),
        ({"lean": "as few " * 12}, "lean", "have 84 letters, at most 60 have room in a chart"),
        ({"paid people": "staff", "deaths a month": "Staff"}, "deaths a month", "same new words"),
        ({"record_only": "Record first"}, "record_only", "another scenario or KPI"),
        ({"lean": "surge", "surge": "lean"}, "lean", "another scenario or KPI"),
        ({"deaths a month": "true incidents a day"}, "deaths a month", "another scenario or KPI"),
        ({"recorded incidents": "True incidents"}, "recorded incidents", "can't be called 'true'"),
        ({"better": "worse"}, "better", "what is 'better' can't be called 'worse'"),
        ({"lean": "small", "lean, record first": "small, record only"}, "lean", "read the same"),
    ],
)
def test_labels_that_would_mislead_are_refused(labels: dict[str, str], key: str, said: str) -> None:
    compared = ["record_only", "record_first", "lean, record_only", "lean, record_first"]
    compared += ["surge, record_only", "lean", "surge", "deaths a month", "true incidents a day"]
    found = dict(label_problems(labels, compared))
    assert said in found[key]


def test_labels_that_only_rename_are_taken() -> None:
    labels = {"eastern_ghouta": "A", "eastern ghouta": "A", "paid people": "observers and staff"}
    labels |= {"recorded incidents": "incidents on record", "better": "plus favorable"}
    assert not list(label_problems(labels, ["eastern_ghouta", "paid people", "true incidents"]))


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"colors": {"true": "#ffe680"}}, "report.colors.true: #ffe680 is too light on white"),
        ({"colors": {"ink": "#888888"}}, "report.colors.ink: #888888 is too light on white"),
        ({"colors": {"true": "#D55E00"}}, "true (#D55E00) and recorded (#D55E00) can't be told"),
        ({"colors": {"tru": "#000000"}}, "no colour called 'tru' - did you mean 'true'"),
        ({"colors": {"true": "red"}}, "report.colors.true: 'red' is no colour; write #rrggbb"),
        ({"colors": {"true": "#12345"}}, "is no colour"),
        (
            {"font_size_pt": 12},
            "12 points need charts of 21.0 cm (report.width_cm)",
        ),
        ({"font": "No Such Font At All"}, "no font 'No Such Font At All' is installed here"),
    ],
)
def test_what_cannot_be_had_is_said_in_one_line(settings: dict[str, object], said: str) -> None:
    asked = ReportSettings.model_validate(settings)
    problem = style_problem(asked)
    assert problem is not None
    assert said in problem
    assert "\n" not in problem
    with pytest.raises(ResultsProblem), house_style(asked):
        pass


def test_the_usual_style_can_be_had() -> None:
    assert style_problem(ReportSettings()) is None
    assert style_problem(ReportSettings(font="DejaVu Serif")) is None
    assert style_problem(ReportSettings(font_size_pt=12, width_cm=21)) is None
    assert style_problem(ReportSettings(width_cm=10.5)) is None


@pytest.mark.slow
def test_an_svg_keeps_its_text_and_loses_its_weight(results: Results, tmp_path: Path) -> None:
    for name in (FIRST, "4_incidents_by_week", "9_under_watch", "10_why_the_record_differs"):
        with house_style(ReportSettings(formats=["svg"])):
            path = save(CHARTS[name].draw(results), tmp_path, name)["svg"]
        svg = path.read_text(encoding="utf-8")
        root = ElementTree.fromstring(svg)
        assert ">SIMULATED</text>" in svg
        assert root.attrib["style"].startswith("font-family: 'DejaVu Sans', 'Verdana'")
        assert len(svg) < 60_000


def test_slimming_changes_no_word_and_no_figure_of_a_name() -> None:
    svg = (
        '<svg version="1.1"><!-- x --><g id="text_1"><text style="font-size: 8px; font-family: '
        "'A', sans-serif\" x=\"1.234567\" transform=\"rotate(-0 1.234567 2)\"> x=\"0.123456\""
        '</text></g><g id="patch_2"><path d="M 0 0" style="fill: none"/></g></svg>'
    )  # fmt: skip
    assert slim(svg) == (
        '<svg style="font-family: \'A\', sans-serif" version="1.1"><g><text '
        'style="font-size: 8px; " x="1.23"> x="0.123456"</text></g></svg>'
    )
