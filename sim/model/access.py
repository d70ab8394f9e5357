"""Access: whoever holds the ground lets a movement pass, delays it or refuses it.

Endogenous: likelier refused by the guilty and in violence, so the record thins out when it matters
most. The mission itself suspends movements above a threshold.
"""

from __future__ import annotations

from collections.abc import Mapping

from sim import config
from sim.events import MovementAnswered
from sim.kernel.replication import Replication
from sim.model.entities import OTHER, Report, Violation
from sim.model.situation import Situation


class Access:
    """Answers every request of the mission and of convoys to pass."""

    __slots__ = ("rep", "settings", "situation", "usual_per_day")

    def __init__(
        self,
        rep: Replication,
        settings: config.Access,
        situation: Situation,
        usual_per_day: Mapping[str, float] | None = None,
    ) -> None:
        """``usual_per_day``: incidents a day by zone, where it isn't the usual number of all."""
        self.rep = rep
        self.usual_per_day = usual_per_day or {}
        self.settings = settings
        self.situation = situation

    def usual(self, zone: str) -> float:
        """Incidents a day that are usual in a zone."""
        return self.usual_per_day.get(zone, self.settings.usual_incidents_per_day)

    def ask_for_team(
        self, report: Report, violation: Violation | None, attempt: int
    ) -> tuple[str, float]:
        """The answer to a team, and its delay in hours.

        A team crosses the line of contact, so both sides are asked: first the one that fired (or is
        said to have), which refuses more often, then the other.
        """
        accused = violation.side if violation is not None else report.suspect_side
        guilty = violation is not None and violation.covered
        longest_h = 0.0
        for number, side in enumerate((accused, OTHER[accused])):
            answer, delay_h = self.ask(
                "team",
                report.id,
                report.zone,
                side,
                guilty=guilty and side == accused,
                attempt=2 * attempt + number,
            )
            if answer in ("denied", "suspended"):
                return answer, 0.0
            longest_h = max(longest_h, delay_h)
        return "delayed" if longest_h else "free", longest_h

    def ask(
        self,
        mover: str,
        movement: int,
        zone: str,
        holder_side: str,
        *,
        guilty: bool = False,
        attempt: int = 0,
    ) -> tuple[str, float]:
        """The answer (free, delayed, denied, suspended) and the delay in hours.

        ``movement`` names the draw: the incident or the convoy, which exist in every scenario.
        """
        settings, uniform = self.settings, self.rep.uniform
        recent = self.situation.recent_incidents_per_day(zone)
        answer, delay_h = "free", 0.0
        if recent > settings.suspended_above_incidents_per_day:
            answer = "suspended"
        else:
            violence = recent / self.usual(zone)
            refusal: float = getattr(settings.refusal_probability, holder_side)
            refusal *= violence**settings.violence_exponent if settings.violence_exponent else 1.0
            refusal *= settings.guilty_factor if guilty else 1.0
            refusal *= self.situation.factor("access_refusal", holder_side)
            if uniform(movement, mover, "refused", attempt) < refusal:
                answer = "denied"
            elif uniform(movement, mover, "held up", attempt) < getattr(
                settings.delay_probability, holder_side
            ):
                answer = "delayed"
                long = uniform(movement, mover, "held up long", attempt) < settings.long_delay_share
                delay_h = (settings.long_delay_min if long else settings.short_delay_min) / 60.0
        self.rep.record(
            MovementAnswered(self.rep.now, mover, movement, zone, holder_side, answer, delay_h)
        )
        return answer, delay_h
