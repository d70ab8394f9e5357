"""KPIs of besieged places' supply."""

from __future__ import annotations

from sim.analysis.kpis.declaration import Pair, kpi
from sim.analysis.kpis.view import View
from sim.events import StockDay


def _days(view: View) -> list[StockDay]:
    # a day's row is written at its end
    return [
        event for event in view.joins.log.of(StockDay) if view.since_h < event.hour <= view.until_h
    ]


@kpi("stock-out days", "days", "lower", page_one=True)
def stock_out_days(view: View) -> Pair:
    """Days, summed over places, on which consumption found no stock."""
    return sum(event.unmet_tonnes > 0.0 for event in _days(view)), 1


@kpi("need met from the stock", "share", "higher", ratio=True, page_one=True)
def need_met_share(view: View) -> Pair:
    """Tonnes consumed over tonnes needed, over all places."""
    consumed = sum(event.consumed_tonnes for event in _days(view))
    return consumed, consumed + unmet_tonnes(view)[0]


@kpi("stock in store", "tonnes", "higher")
def stock_mean_tonnes(view: View) -> Pair:
    """Tonnes in store at the end of the day, over all places, on average."""
    days = _days(view)
    return sum(event.stock_tonnes for event in days), len({event.hour for event in days})


@kpi("need that found no stock", "tonnes", "lower")
def unmet_tonnes(view: View) -> Pair:
    """Tonnes of consumption that found no stock, over all places."""
    return sum(event.unmet_tonnes for event in _days(view)), 1
