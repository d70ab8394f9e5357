"""How far a run is: counts, rate and time left, plain lines in a pipe, a bar in a terminal."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from sim.commands.progress import SECONDS_BETWEEN_LINES, TerminalProgress
from sim.commands.tally import Tally


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


class Terminal(io.StringIO):
    """A file that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def out() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def progress(clock: Clock, out: io.StringIO) -> TerminalProgress:
    return TerminalProgress(Console(file=out, width=80), clock)


def test_rate_and_time_left_are_of_what_is_simulated_now(clock: Clock) -> None:
    tally = Tally(clock)
    tally.total, tally.reused = 1000, 900
    tally.begin()
    simulate(tally, clock, 20, 10.0)
    assert tally.per_s == pytest.approx(2.0)
    assert tally.left_s == pytest.approx(39.5)
    assert tally.rate_and_left_text() == "2.0 replications a second, about 40 s left"


def simulate(tally: Tally, clock: Clock, replications: int, seconds: float) -> None:
    """A first one after the workers have started, then so many in so many seconds, in 2 results."""
    clock.now_s += 30
    tally.advance(1)
    for part in (replications // 2, replications - replications // 2):
        clock.now_s += seconds / 2
        tally.advance(part)


def test_no_rate_is_guessed_from_the_start_of_workers(clock: Clock) -> None:
    """Three results, and five seconds after the first, whichever comes last."""
    tally = Tally(clock)
    tally.total = 100
    tally.begin()
    told = []
    for wait_s in (20, 1, 1, 1, 1, 1):
        clock.now_s += wait_s
        tally.advance(2)
        told.append(tally.rate_and_left_text())
    assert told == [*["starting"] * 5, "2.0 replications a second, about 44 s left"]
    slow = Tally(clock)
    slow.total = 10
    slow.begin()
    assert slow.rate_and_left_text() == "starting"
    told = []
    for _ in range(4):
        clock.now_s += 60
        slow.advance(1)
        clock.now_s += 30
        told.append(slow.rate_and_left_text())
    assert told[:2] == ["", ""]
    assert told[2].endswith("about 10 min left")


def test_the_rate_is_that_of_late(clock: Clock) -> None:
    """A second machine that joins, a laptop that slept: an hour ago tells nothing."""
    tally = Tally(clock)
    tally.total = 100_000
    tally.begin()
    for _ in range(360):
        clock.now_s += 10
        tally.advance(10)
    for _ in range(20):
        clock.now_s += 10
        tally.advance(40)
    assert tally.per_s == pytest.approx(4.0)


@pytest.mark.parametrize(
    ("simulated", "after_s", "total", "words"),
    [
        (25, 10.0, 26, "2.5 replications a second"),
        (5, 100.0, 9, "3.0 replications a minute, about 1 min left"),
        (5, 3000.0, 41, "6.0 replications an hour, about 5 h 50 min left"),
        (2, 120.0, 6003, "1.0 replications a minute, about 4 days 4 h left"),
    ],
)
def test_rates_and_times_are_in_units_that_fit(
    clock: Clock, simulated: int, after_s: float, total: int, words: str
) -> None:
    tally = Tally(clock)
    tally.total = total
    tally.begin()
    simulate(tally, clock, simulated, after_s)
    assert tally.rate_and_left_text() == words


def test_a_pipe_gets_a_line_at_the_start_few_between_and_one_at_the_end(
    clock: Clock, out: io.StringIO, progress: TerminalProgress
) -> None:
    progress.start(360)
    progress.reuse(120)
    for _ in range(48):
        clock.now_s += 1
        progress.advance(5)
    progress.finish()
    lines = out.getvalue().splitlines()
    assert lines[0] == "simulating 240 replications; 120 of 360 known already"
    assert lines[1] == ("170 of 360 replications done; 5.0 replications a second, about 38 s left")
    assert (
        lines[-1] == "360 of 360 replications done; 240 simulated in 48 s; 120 of 360 known already"
    )
    assert len(lines) == 1 + int(48 / SECONDS_BETWEEN_LINES) + 1


def test_a_run_of_days_fills_no_log(
    clock: Clock, out: io.StringIO, progress: TerminalProgress
) -> None:
    progress.start(200_000)
    progress.reuse(0)
    for _ in range(100_000):
        clock.now_s += 2
        progress.advance()
    assert 100 < len(out.getvalue().splitlines()) < 500


def test_nothing_to_simulate_is_one_line(out: io.StringIO, progress: TerminalProgress) -> None:
    progress.start(360)
    progress.reuse(360)
    progress.finish()
    assert out.getvalue() == "known already: all of 360 replications\n"


def test_a_design_that_asks_for_more_goes_on(
    clock: Clock, out: io.StringIO, progress: TerminalProgress
) -> None:
    for total, known in ((20, 20), (40, 10)):
        progress.start(total)
        progress.reuse(known)
    clock.now_s += 5
    progress.advance(10)
    progress.finish()
    first, last = out.getvalue().splitlines()
    assert first == "known already: all of 20 replications"
    assert last == "40 of 40 replications done; 10 simulated in 5 s; 30 of 40 known already"


def test_of_a_study_no_end_is_told_before_it_is_there(clock: Clock, out: io.StringIO) -> None:
    progress = TerminalProgress(Console(file=out), clock, in_steps=True)
    progress.start(40)
    progress.reuse(10)
    for _ in range(4):
        clock.now_s += 11
        progress.advance(5)
    progress.start(60)
    progress.reuse(0)
    progress.finish()
    assert out.getvalue().splitlines() == [
        "simulating 30 replications at first; 10 of 40 known already",
        "15 of 40 replications asked for so far done; starting",
        "20 of 40 replications asked for so far done",
        "25 of 40 replications asked for so far done; 27.3 replications a minute, about 33 s left"
        " of this step",
        "30 of 40 replications asked for so far done; 27.3 replications a minute, about 22 s left"
        " of this step",
        "30 of 60 replications asked for so far done; 20 simulated in 44 s; 10 of 60 known already",
    ]


def test_failures_are_counted_by_scenario_most_first(
    out: io.StringIO, progress: TerminalProgress
) -> None:
    progress.start(100)
    progress.reuse(0)
    progress.advance(50)
    for number in range(1, 8):
        progress.failed(f"level {number}, [bold]a rule", number)
    progress.failed("level 7, [bold]a rule")
    progress.finish()
    assert (
        out.getvalue()
        .splitlines()[-1]
        .endswith(
            "29 failed (8 of 'level 7, [bold]a rule', 6 of 'level 6, [bold]a rule', "
            "5 of 'level 5, [bold]a rule', 4 of 'level 4, [bold]a rule', "
            "3 of 'level 3, [bold]a rule', 3 of 2 more scenarios)"
        )
    )


def test_events_are_lines_of_their_own_at_once(
    out: io.StringIO, progress: TerminalProgress
) -> None:
    progress.start(10)
    progress.reuse(0)
    said = "a worker died; its 8 replications are tried again " + "and again " * 20
    progress.say(said)
    assert out.getvalue().splitlines()[1] == said


def test_a_pipe_gets_no_control_characters_even_with_forced_colours(
    monkeypatch: pytest.MonkeyPatch, out: io.StringIO, clock: Clock
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    progress = TerminalProgress(Console(file=out), clock)
    progress.start(10)
    progress.reuse(1)
    progress.advance(9)
    progress.say("[red]stopping")
    progress.finish()
    assert "[red]stopping" in out.getvalue()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", out.getvalue())


def test_a_terminal_gets_one_bar_and_what_it_cannot_say_below(clock: Clock) -> None:
    screen = Terminal()
    console = Console(file=screen, force_terminal=True, width=100)
    progress = TerminalProgress(console, clock)
    progress.start(360)
    progress.reuse(120)
    for replications in (10, 15, 15):
        clock.now_s += 5
        progress.advance(replications)
    progress.failed("lean")
    progress.say("a worker died")
    progress.finish()
    text = re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", screen.getvalue())
    assert "a worker died" in text
    assert text.splitlines()[-2].endswith("160/360 replications 15 s so far")
    assert text.splitlines()[-1] == (
        "3.0 replications a second, about 1 min left; 120 of 360 known already; "
        "1 failed (1 of 'lean')"
    )


@pytest.mark.parametrize(
    ("file", "scenarios", "simulated", "said"),
    [
        (io.StringIO, 50, 10, False),
        (io.StringIO, 51, 10, True),
        (io.StringIO, 51, 9, False),
        (Terminal, 2, 10, True),
        (Terminal, 2, 9, False),
    ],
)
def test_what_comes_after_the_last_replication_is_told_where_it_takes_long(
    clock: Clock, file: type[io.StringIO], scenarios: int, simulated: int, said: bool
) -> None:
    """A bar that is full is no answer; a run that is broken off draws nothing."""
    screen = file()
    progress = TerminalProgress(Console(file=screen, width=100), clock, scenarios=scenarios)
    progress.start(10)
    progress.reuse(0)
    progress.advance(simulated)
    progress.finish()
    last = screen.getvalue().splitlines()[-1]
    assert last.endswith("writing tables and charts") is said


class BrokenPipe(io.StringIO):
    """A pipe whose reader went away, or a log on a full disk."""

    writes = 0

    def write(self, _text: str) -> int:
        self.writes += 1
        raise BrokenPipeError


def test_what_cannot_be_shown_stops_no_run(clock: Clock) -> None:
    pipe = BrokenPipe()
    progress = TerminalProgress(Console(file=pipe), clock)
    progress.start(10)
    progress.reuse(0)
    progress.advance(10)
    progress.say("stopping")
    progress.finish()
    assert pipe.writes


class Interrupted(io.StringIO):
    """A stream that is just being written to when a signal comes, the first time."""

    def __init__(self) -> None:
        super().__init__()
        self.busy = True

    def write(self, text: str) -> int:
        if self.busy:
            raise RuntimeError("reentrant call inside <_io.BufferedWriter>")
        return super().write(text)


def test_an_event_in_a_signal_handler_is_shown_as_soon_as_it_can_be(clock: Clock) -> None:
    stream = Interrupted()
    progress = TerminalProgress(Console(file=stream), clock)
    progress.say("stopping: finishing what runs")
    stream.busy = False
    progress.start(2)
    progress.reuse(0)
    assert stream.getvalue().splitlines() == [
        "stopping: finishing what runs",
        "simulating 2 replications",
    ]
