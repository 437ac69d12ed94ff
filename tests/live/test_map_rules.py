"""Outlines on a board and the steps of a legend."""

import pytest

from lianfang.picture.live.rules import bounds, draw, inside, step_of


def square(west: float, south: float, size: float) -> list[list[float]]:
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def test_a_degree_square_is_drawn_narrow_at_sixty_degrees() -> None:
    board = draw([[[square(89, 59.5, 1)]]])

    assert (board.width - 16) / (board.height - 16) == pytest.approx(0.5, rel=1e-3)
    assert board.drawn[0].path.startswith("M8 ")
    assert board.drawn[0].path.endswith("Z")


def test_outlines_keep_their_places_and_words_stand_inside() -> None:
    hole = square(89.4, 44.4, 0.2)
    west, east = draw(
        [[[square(89, 44, 1), hole]], [[square(90, 44, 1)], [square(92, 44, 0.1)]]]
    ).drawn

    assert west.x < east.x
    assert west.y == pytest.approx(east.y)
    assert west.path.count("M") == 2
    # A horseshoe: its centre of gravity lies outside, the words do not.
    shoe = [(0, 0), (9, 0), (9, 9), (6, 9), (6, 2), (3, 2), (3, 9), (0, 9), (0, 0)]
    x, _ = inside([(float(a), float(b)) for a, b in shoe])
    assert x in (1.5, 7.5)


@pytest.mark.parametrize(
    ("values", "steps"),
    [([], []), ([0, 0], []), ([1], [(1, 1)]), ([2, 0], [(1, 1), (2, 2)]), ([3], [(1, 1), (2, 2), (3, 3)]),
     ([10], [(1, 4), (5, 8), (9, 10)]), ([4], [(1, 2), (3, 4)])],
)  # fmt: skip
def test_steps_are_equal_and_reach_the_largest(
    values: list[int], steps: list[tuple[int, int]]
) -> None:
    assert bounds(values) == steps
    assert step_of(0, steps) == 0
    if values and max(values):
        assert step_of(max(values), steps) == 3
        assert step_of(1, steps) == 4 - len(steps)
