"""Random numbers by name: the same wherever and whenever they are asked for."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim.kernel.streams import Streams, identity

NAMES: list[tuple[int | str, ...]] = [("a",), ("a", 1), ("a", 2), ("b", 1), (7, "a"), (7, "a", 0)]

IDENTITY = 744354630827131257
UNIFORM = 0.03874746643346094
PAIR = (0.4830678445614839, 0.15770642963839754)
UNIFORMS = [0.16250018150145673, 0.8307863241877561, 0.7724678300461097, 0.45237153319174206]
GENERATED = 0.6272068623419003


class Digest:
    """Stands in for a hash: every byte it gives is the same."""

    def __init__(self, byte: bytes) -> None:
        self.byte = byte

    def copy(self) -> Digest:
        return self

    def update(self, _name: bytes) -> None:
        pass

    def digest(self) -> bytes:
        return self.byte * 8


class TwoOrFour(Digest):
    def __init__(self, byte: bytes, words: int) -> None:
        super().__init__(byte)
        self.words = words

    def digest(self) -> bytes:
        return self.byte * 8 * self.words


@pytest.mark.parametrize("byte", [b"\x00", b"\xff"])
def test_the_least_and_the_largest_number_lie_strictly_inside(byte: bytes) -> None:
    streams: Any = Streams(1, 0)
    streams._keyed = Digest(byte)
    streams._keyed_two, streams._keyed_four = TwoOrFour(byte, 2), TwoOrFour(byte, 4)
    numbers = [streams.uniform("a"), *streams.pair("a"), *streams.uniforms("a")]
    assert len(numbers) == 7
    assert len(set(numbers)) == 1
    edge = 0.5 * 2.0**-52
    assert numbers[0] == (edge if byte == b"\x00" else 1.0 - edge)
    assert 0.0 < numbers[0] < 1.0


def test_numbers_stay_what_they_were_when_this_was_written() -> None:
    """A change here changes every result ever published."""
    streams = Streams(20170506, 3)
    assert identity("post", 3) == IDENTITY
    assert streams.uniform("post", 3) == UNIFORM
    assert streams.pair("post", 3) == PAIR
    assert streams.uniforms("post", 3) == UNIFORMS
    assert float(streams.generator("post", 3).random()) == GENERATED


def test_another_process_gives_the_same_identity() -> None:
    program = "from sim.kernel.streams import identity; print(identity('post', 3))"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) == IDENTITY


def test_numbers_depend_on_nothing_but_their_name() -> None:
    def numbers(streams: Streams, name: tuple[int | str, ...]) -> list[float]:
        return [streams.uniform(*name), *streams.pair(*name), *streams.uniforms(*name)]

    there, back = Streams(1, 0), Streams(1, 0)
    ahead = {name: numbers(there, name) for name in NAMES}
    behind = {name: numbers(back, name) for name in reversed(NAMES)}
    assert ahead == behind
    assert len({number for found in ahead.values() for number in found}) == 7 * len(NAMES)


def test_seed_and_replication_make_other_numbers() -> None:
    assert len({Streams(*about).uniform("a") for about in [(1, 0), (0, 1), (1, 1), (11, 0)]}) == 4


def test_a_numpy_integer_is_another_name() -> None:
    """Nothing refuses it, so a name must be made of Python's own integers."""
    streams = Streams(1, 0)
    assert streams.uniform("a", np.int64(3)) != streams.uniform("a", 3)
    assert streams.uniform("a", int(np.int64(3))) == streams.uniform("a", 3)


def test_a_generator_starts_anew_and_its_raw_words_are_those_of_raw() -> None:
    streams = Streams(1, 0)
    assert streams.generator("a").random(3).tolist() == streams.generator("a").random(3).tolist()
    for name in ("a", "b", "a"):
        words = streams.generator(name).bit_generator.random_raw(9).tolist()
        assert streams.raw(9, name).tolist() == words
    assert streams.raw(9, "a").tolist() != streams.raw(9, "b").tolist()


def test_numbers_are_level_and_neighbours_unrelated() -> None:
    streams = Streams(1, 0)
    four = np.array([streams.uniforms("incident", number) for number in range(2000)])
    assert np.abs(four.mean(axis=0) - 0.5).max() < 3.9 * (1.0 / 12.0 / 2000) ** 0.5
    between = np.corrcoef(four.T)[np.triu_indices(4, 1)]
    assert np.abs(between).max() < 3.9 / 2000**0.5
    one = [streams.uniform("incident", number) for number in range(2000)]
    assert abs(np.corrcoef(list(pairwise(one)), rowvar=False)[0, 1]) < 3.9 / 2000**0.5
