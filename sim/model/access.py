"""Access: whoever holds the ground lets a movement pass, delays it or refuses it.

Endogenous: likelier refused by the guilty and in violence, so the record thins out when it matters
most. The mission itself suspends movements above a threshold.
"""

from __future__ import annotations

from sim import config
from sim.events import MovementAnswered
from sim.kernel.replication import Replication
from sim.model.situation import Situation


class Access:
    """Answers every request of the mission and of convoys to pass."""

    __slots__ = ("rep", "settings", "situation")

    def __init__(self, rep: Replication, settings: config.Access, situation: Situation) -> None:
        self.rep = rep
        self.settings = settings
        self.situation = situation

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
            violence = recent / settings.usual_incidents_per_day
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
