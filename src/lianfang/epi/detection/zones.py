"""Candidate areas of a scan: each place with its nearest neighbours, as circles grow."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from .series import Flags, Floats

EARTH_KM = 6371.0088


def distances_km(longitude: ArrayLike, latitude: ArrayLike) -> Floats:
    """Great-circle distances between places in degrees, in kilometres: places × places."""
    turned = np.radians(np.asarray(longitude, dtype=np.float64))
    raised = np.radians(np.asarray(latitude, dtype=np.float64))
    half = np.sin((raised[:, None] - raised) / 2) ** 2
    half += np.cos(raised[:, None]) * np.cos(raised) * np.sin((turned[:, None] - turned) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))))


def distances_plane(points: ArrayLike) -> Floats:
    """
    Distances between points on a plane (places × coordinates), in the unit of the coordinates.

    :raises ValueError: more than two axes, an infinite coordinate.
    """
    places = _places(points)
    return np.asarray(np.sqrt(((places[:, None, :] - places) ** 2).sum(axis=2)))


def circular_zones(
    distances: ArrayLike, population: ArrayLike | None = None, largest_share: float = 0.5
) -> Flags:
    """
    Zones × places: around every place, its nearest neighbours until a share of the population is in.

    Without a population every place weighs the same. Equal zones are listed once.

    :raises ValueError: distances not square, largest_share not in (0, 1].
    """
    table = np.asarray(distances, dtype=np.float64)
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise ValueError("distances must be places × places")
    if not 0 < largest_share <= 1:
        raise ValueError("largest_share must be above 0 and at most 1")
    number = len(table)
    people = np.ones(number) if population is None else np.asarray(population, dtype=np.float64)
    order = np.argsort(table, axis=1, kind="stable")
    inside = np.cumsum(people[order], axis=1) <= people.sum() * largest_share
    centre, size = np.nonzero(inside)
    rank = np.argsort(order, axis=1)
    return unique_zones(rank[centre] <= size[:, None])


def zones_of(members: Iterable[Sequence[int]], places: int) -> Flags:
    """
    Zones × places from lists of place numbers.

    :raises ValueError: a number outside the places.
    """
    lists = [list(zone) for zone in members]
    zones = np.zeros((len(lists), places), dtype=bool)
    for row, zone in enumerate(lists):
        if any(not 0 <= place < places for place in zone):
            raise ValueError(f"zones must name places 0 to {places - 1}")
        zones[row, zone] = True
    return zones


def unique_zones(zones: Flags) -> Flags:
    """Each set of places once, in the order of first appearance."""
    if not len(zones):
        return zones
    _, first = np.unique(np.packbits(zones, axis=1), axis=0, return_index=True)
    return zones[np.sort(first)]


def _places(points: ArrayLike) -> Floats:
    places = np.asarray(points, dtype=np.float64)
    if places.ndim not in (1, 2) or np.isinf(places).any():
        raise ValueError("points must be places × coordinates, and finite")
    return places[:, None] if places.ndim == 1 else places
