"""What a besieged place has in store: trade, tunnels and convoys fill it, its people empty it."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from sim import config
from sim.events import StockDay
from sim.kernel import distributions
from sim.kernel.replication import Process, Replication
from sim.model.situation import Situation


@dataclass(slots=True)
class Page:
    """One page of a stock's books: what went in and out, in tonnes, since the page was begun.

    ``unmet_tonnes`` is need that found nothing and ``empty_h`` the hours during which some did;
    ``tonne_hours`` is the stock integrated over time.
    """

    delivered_tonnes: float = 0.0
    flowed_in_tonnes: float = 0.0
    consumed_tonnes: float = 0.0
    spoilt_tonnes: float = 0.0
    unmet_tonnes: float = 0.0
    empty_h: float = 0.0
    tonne_hours: float = 0.0


class Stockpile:
    """A store under continuous review: deliveries in lumps, a level inflow, a level need.

    Between two touches the level moves in a straight line until it meets the floor (empty) or the
    capacity, so that every hour is accounted for exactly, whatever the touches. With Poisson
    deliveries, no inflow and no capacity it is the workload of an M/G/1 queue.
    """

    __slots__ = (
        "capacity_tonnes",
        "hour",
        "inflow_tonnes_per_h",
        "need_tonnes_per_h",
        "page",
        "tonnes",
    )

    def __init__(
        self, tonnes: float, need_tonnes_per_h: float, capacity_tonnes: float = inf
    ) -> None:
        """``tonnes`` in store at hour 0; what is above the capacity spoils at once."""
        self.hour = 0.0
        self.tonnes = 0.0
        self.need_tonnes_per_h = need_tonnes_per_h
        self.inflow_tonnes_per_h = 0.0
        self.capacity_tonnes = capacity_tonnes
        self.page = Page()
        self.deliver(tonnes)
        self.page = Page(spoilt_tonnes=self.page.spoilt_tonnes)

    def deliver(self, tonnes: float) -> None:
        """Add a lump at the present hour; what does not fit spoils. ValueError if negative."""
        if tonnes < 0.0:
            raise ValueError(f"a delivery of {tonnes:g} tonnes is below 0")
        level = self.tonnes + tonnes
        self.tonnes = min(level, self.capacity_tonnes)
        self.page.delivered_tonnes += tonnes
        self.page.spoilt_tonnes += level - self.tonnes

    def advance(self, to_hour: float) -> None:
        """Consume, and let flow in, up to an hour. ValueError if that is past."""
        hours = to_hour - self.hour
        if hours < 0.0:
            raise ValueError(f"hour {to_hour:g} is before hour {self.hour:g}")
        self.hour = to_hour
        net = self.inflow_tonnes_per_h - self.need_tonnes_per_h
        edge, hours_to_edge = self.tonnes, inf
        if net < 0.0:
            edge, hours_to_edge = 0.0, self.tonnes / -net
        elif net > 0.0:
            edge, hours_to_edge = self.capacity_tonnes, (self.capacity_tonnes - self.tonnes) / net
        moving_h = min(hours, hours_to_edge)
        resting_h = hours - moving_h
        end = edge if hours_to_edge <= hours else self.tonnes + net * moving_h
        page = self.page
        page.tonne_hours += (self.tonnes + end) / 2.0 * moving_h + end * resting_h
        unmet = -net * resting_h if net < 0.0 else 0.0
        if net < 0.0:
            page.empty_h += resting_h
        elif net > 0.0:
            page.spoilt_tonnes += net * resting_h
        page.unmet_tonnes += unmet
        page.flowed_in_tonnes += self.inflow_tonnes_per_h * hours
        page.consumed_tonnes += self.need_tonnes_per_h * hours - unmet
        self.tonnes = end

    def turn_page(self) -> Page:
        """Begin a new page of the books; gives the one that is full."""
        page, self.page = self.page, Page()
        return page


class Stock:
    """The stock of one besieged place, with books for every day (``StockDay`` at each midnight).

    At midnight it is settled whether the crossing is open to trade that day: it is not inside a
    dated closure, nor while recent violence in the zone is above a threshold. The day's trade and
    the tunnels' goods come in level over the day; aid comes in lumps.
    """

    __slots__ = (
        "_commercial",
        "_commercial_tonnes_per_h",
        "_page_from_h",
        "_tunnel_tonnes_per_h",
        "pile",
        "place",
        "rep",
        "settings",
        "situation",
        "zone",
    )

    def __init__(
        self,
        rep: Replication,
        place: str,
        zone: str,
        settings: config.Supply,
        situation: Situation,
    ) -> None:
        self.rep = rep
        self.place = place
        self.zone = zone
        self.settings = settings
        self.situation = situation
        need_tonnes_per_h = settings.people * settings.need_kg_per_person_day / 1000.0 / 24.0
        self.pile = Stockpile(
            settings.initial_stock_tonnes, need_tonnes_per_h, settings.capacity_tonnes
        )
        self._commercial = distributions.lognormal(
            settings.commercial_tonnes_per_day, settings.commercial_delivery_cv
        )
        self._page_from_h = 0.0
        self._commercial_tonnes_per_h = 0.0
        self._tunnel_tonnes_per_h = 0.0

    def deliver(self, tonnes: float) -> None:
        """Take in aid now."""
        self.pile.advance(self.rep.now)
        self.pile.deliver(tonnes)

    def open_to_trade(self, day: int) -> bool:
        """Whether trade may pass on a day, as settled at its first hour."""
        for closure in self.settings.commercial_closures.values():
            if closure.from_day <= day < closure.until_day:
                return False
        threshold = self.settings.closed_by_violence_above_per_day
        return threshold is None or (
            self.situation.recent_incidents_per_day(self.zone) <= threshold
        )

    def run(self) -> Process:
        """Keep the books, day after day."""
        day = 0
        while True:
            self._begin(day)
            day += 1
            yield self.rep.wait_until(24.0 * day, urgent=True)
            self.close_books()

    def close_books(self) -> None:
        """Write the page up to now; called at the horizon too, where it may be a part of a day."""
        now, from_h = self.rep.now, self._page_from_h
        if now <= from_h:
            return
        self.pile.advance(now)
        self._page_from_h = now
        page = self.pile.turn_page()
        hours = now - from_h
        self.rep.record(
            StockDay(
                now,
                self.place,
                self.pile.tonnes,
                self._commercial_tonnes_per_h * hours,
                self._tunnel_tonnes_per_h * hours,
                page.delivered_tonnes,
                page.consumed_tonnes,
                page.spoilt_tonnes,
                page.unmet_tonnes,
                page.empty_h,
            )
        )

    def _begin(self, day: int) -> None:
        """Settle the day's trade (drawn whether it may pass or not) and its tunnels."""
        trade_tonnes = self._commercial(self.rep.uniform(self.place, day, "trade"))
        trade_tonnes *= self.situation.factor("trade", self.place)
        self._commercial_tonnes_per_h = trade_tonnes / 24.0 if self.open_to_trade(day) else 0.0
        working_share = min(1.0, max(0.0, self.settings.tunnel_until_day - day))
        self._tunnel_tonnes_per_h = self.settings.tunnel_tonnes_per_day * working_share / 24.0
        self.pile.inflow_tonnes_per_h = self._commercial_tonnes_per_h + self._tunnel_tonnes_per_h
