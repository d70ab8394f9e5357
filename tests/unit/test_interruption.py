"""What is said when a run is asked to stop."""

from __future__ import annotations

import signal

import pytest

from sim.experiment.interruption import Interruption


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (signal.SIGINT, "stopping when what runs has finished; Ctrl-C again: now"),
        # nobody is at the keyboard
        (signal.SIGTERM, "stopping when what runs has finished"),
        (signal.SIGHUP, "stopping when what runs has finished"),
    ],
)
def test_the_first_signal_is_told_and_the_second_ends_it(number: signal.Signals, said: str) -> None:
    told: list[str] = []
    before = signal.signal(number, signal.SIG_DFL)  # who started the tests may ignore it
    try:
        with Interruption(told.append) as interruption:
            assert interruption.asked is None
            signal.raise_signal(number)
            assert interruption.asked == number
            with pytest.raises(KeyboardInterrupt):
                signal.raise_signal(number)
        assert told == [said]
        assert signal.getsignal(number) == signal.SIG_DFL
    finally:
        signal.signal(number, before)


def test_a_signal_that_was_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup has it
    try:
        with Interruption(print) as interruption:
            signal.raise_signal(signal.SIGHUP)
            assert interruption.asked is None
    finally:
        signal.signal(signal.SIGHUP, before)
