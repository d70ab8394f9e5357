"""A network of posts on a straight line, as settings of the project's own stations."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from conftest import compose

from sim import config
from sim.kernel.distance import EARTH_KM_PER_DEGREE
from sim.kernel.replication import Replication
from sim.model.attribution import Attribution
from sim.model.network import Network
from sim.model.posts import Post, Watch
from sim.model.situation import Situation


def line_of_posts(
    rep: Replication, places_km: Sequence[float], posts_km: Sequence[float], range_km: float
) -> Network:
    """Places ``place 0``, ... and posts, each with two people on watch, at kilometres along a line.

    A mortar is seen by a half-normal of sigma ``range_km`` / 2, sure at no distance; nothing is
    heard and nobody complains.
    """
    mission = compose_once().mission
    watches, pattern = mission.watches, mission.posts["op_wafidin"]
    model = world_on_a_line(tuple(places_km), range_km)
    posts = []
    for number, km in enumerate(posts_km):
        settings = pattern.model_copy(update={"lat": 0.0, "lon": km / EARTH_KM_PER_DEGREE})
        name = f"post {number}"
        post = Post(rep, name, settings, watches, Watch(2, 2), (6.0, 18.0), staffed=True)
        post.people = 2
        posts.append(post)
    return Network(rep, model, watches, posts, Attribution(rep, model, Situation(rep, 72.0)))


@cache
def compose_once() -> config.Scenario:
    """The shipped scenario, of which posts and kinds of fire are taken."""
    return compose()


@cache
def world_on_a_line(places_km: tuple[float, ...], range_km: float) -> config.World:
    """Its world with places on the equator instead of its own."""
    world = compose_once().world.model_dump()

    def place(km: float) -> dict[str, Any]:
        degrees = km / EARTH_KM_PER_DEGREE
        return {"label": "p", "lat": 0.0, "lon": degrees, "held_by": "side_a"}

    zone = world["zones"]["eastern_ghouta"] | {
        "places": {f"place {number}": place(km) for number, km in enumerate(places_km)}
    }
    world["zones"] = {"zone": zone}
    for group in world["groups"].values():
        group["places"] = {"place 0": 1.0}
    world["violence"]["kinds"]["mortar"] |= {"seen_day_km": range_km, "heard_km": 0.0}
    world["observation"] |= {"seen_by_one_probability": 1.0, "blocked_lines_of_sight": {}}
    world["complaints"]["probability"] = {"side_a": 0.0, "side_b": 0.0}
    return config.World.model_validate(world)
