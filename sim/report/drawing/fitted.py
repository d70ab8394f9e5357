"""Words of a finished chart that have no room in their place: broken into lines until they have."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Text

GAP_PX = 6.0
"""Between words of neighbouring panels."""
LEAST_PT = 6.0
"""Type of one long word is made smaller down to this, where it can't be broken."""


def fitted(figure: Figure) -> bool:
    """Break what is wider than its place; whether anything was.

    The figure has been laid out once. Names of panels and words of their axes have the room up to
    the middle between panels, legends that of the figure: words in another language, or a planner's
    own, are longer than those that a chart was designed with.
    """
    legends = [one for one in figure.findobj(Legend) if isinstance(one, Legend)]
    narrowed = [_narrowed(legend, figure) for legend in legends]
    return any([*narrowed, *(_made_to_fit(text, room) for text, room in list(_in_panels(figure)))])


def _in_panels(figure: Figure) -> Iterator[tuple[Text, float]]:
    """Names of panels and words of their axes, each with its room in pixels."""
    panels = [one for one in figure.findobj(Axes) if isinstance(one, Axes) and one.get_visible()]
    places = [panel.get_window_extent() for panel in panels]
    width_px, height_px = figure.bbox.width, figure.bbox.height
    for panel, place in zip(panels, places, strict=True):
        across = [(o.x0, o.x1) for o in places if o.y0 < place.y1 and o.y1 > place.y0]
        along = [(o.y0, o.y1) for o in places if o.x0 < place.x1 and o.x1 > place.x0]
        yield from (
            (text, _room((place.x0, place.x1), across, width_px))
            for text in (panel.title, panel.xaxis.label)
        )
        yield panel.yaxis.label, _room((place.y0, place.y1), along, height_px)


def _room(own: tuple[float, float], others: list[tuple[float, float]], end: float) -> float:
    """The room of words in the middle of a panel, from ``own[0]`` to ``own[1]`` on one axis."""
    low, high = own
    before = max([(low + there) / 2 for _, there in others if there <= low], default=0.0)
    behind = min([(high + there) / 2 for there, _ in others if there >= high], default=end)
    middle = (low + high) / 2
    return 2.0 * min(middle - before, behind - middle) - GAP_PX


def _narrowed(legend: Legend, figure: Figure) -> bool:
    """Break a legend's longest words until it leaves the figure at no side."""
    place, margin_px = legend.get_window_extent(), GAP_PX / 2
    beyond = max(place.x1 + margin_px - figure.bbox.width, margin_px - place.x0)
    if beyond <= 0.0:
        return False
    breakable = [text for text in legend.get_texts() if " " in text.get_text()]
    while breakable and legend.get_window_extent().width > place.width - beyond:
        widest = max(breakable, key=_length)
        if not _broken(widest, _length(widest) - 1.0):
            breakable.remove(widest)
    left = (place.width - beyond) / legend.get_window_extent().width
    for text in legend.get_texts() if left < 1.0 else []:
        text.set_fontsize(_no_smaller(text, left))
    return True


def _made_to_fit(text: Text, room_px: float) -> bool:
    """Break a text so that it fits, and make its type smaller where one word has no room."""
    if not text.get_text().strip() or not text.get_visible() or _length(text) <= room_px:
        return False
    if not _broken(text, room_px):
        text.set_fontsize(_no_smaller(text, room_px / _length(text)))
    return True


def _broken(text: Text, room_px: float) -> bool:
    """Break a text at blanks into the fewest lines that fit; whether they do."""
    words = text.get_text()
    in_one = " ".join(words.split())
    longest = max(map(len, in_one.split()))
    for characters in range(max(map(len, words.split("\n"))) - 1, longest - 1, -1):
        text.set_text("\n".join(textwrap.wrap(in_one, characters, break_long_words=False)))
        if _length(text) <= room_px:
            return True
    return False


def _no_smaller(text: Text, factor: float) -> float:
    """So many points of type, but never fewer than can be read, nor more than there are."""
    now = float(text.get_fontsize())
    return min(max(now * factor, LEAST_PT), now)


def _length(text: Text) -> float:
    """How long a text's longest line is, in pixels, along the direction in which it is written."""
    place = text.get_window_extent()
    return float(place.height if text.get_rotation() == 90.0 else place.width)
