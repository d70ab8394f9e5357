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
    before = signal.getsignal(number)
    with Interruption(told.append) as interruption:
        assert interruption.asked is None
        signal.raise_signal(number)
        assert interruption.asked == number
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
    assert told == [said]
    assert signal.getsignal(number) == before
