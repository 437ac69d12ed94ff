"""Time series drawn by the server: bars or a line, limits, alarms; the same numbers stand in a table beside it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 48, 10, 12, 26
TICKS = 4
MOST_LABELS = 8


@dataclass(frozen=True)
class Bar:
    """One day: where it is drawn, its value, and whether something fired."""

    day: date
    value: Decimal | None
    x: float
    y: float
    width: float
    height: float
    is_alarm: bool


@dataclass(frozen=True)
class Line:
    """A horizontal line with its words: a limit or a mark of the scale."""

    y: float
    label: str


@dataclass(frozen=True)
class Chart:
    """Everything a template needs to draw one series, and its rows for the table."""

    bars: tuple[Bar, ...]
    points: str
    marks: tuple[Line, ...]
    limits: tuple[Line, ...]
    labels: tuple[tuple[float, str], ...]
    measure: str
    is_line: bool
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM

    @property
    def rows(self) -> list[Bar]:
        """The rows of the table beside it, latest first, days without a value left out."""
        return [bar for bar in reversed(self.bars) if bar.value is not None]

    @property
    def is_empty(self) -> bool:
        return not self.rows


def draw(
    values: Mapping[date, Decimal],
    first: date,
    last: date,
    *,
    measure: str,
    alarms: Collection[date] = (),
    limits: Sequence[tuple[str, Decimal | None]] = (),
    is_line: bool = False,
) -> Chart:
    """Lay a series out: one place per day from first to last, gaps left empty."""
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    known = [value for value in limits if value[1] is not None]
    top = max([*values.values(), *(value for _, value in known), Decimal(1)])  # type: ignore[type-var]
    top = _round_up(top)
    step = (WIDTH - LEFT - RIGHT) / max(len(days), 1)
    bars = tuple(
        _bar(day, place, values.get(day), top, step, is_alarm=day in alarms)
        for place, day in enumerate(days)
    )
    points = " ".join(f"{b.x + b.width / 2:.1f},{b.y:.1f}" for b in bars if b.value is not None)
    marks = tuple(Line(_y(top * n / TICKS, top), _words(top * n / TICKS)) for n in range(TICKS + 1))
    drawn = tuple(
        Line(_y(value, top), f"{label} {_words(value)}")
        for label, value in known
        if value is not None
    )
    return Chart(bars, points, marks, drawn, _labels(days, step), measure, is_line)


def _bar(
    day: date, place: int, value: Decimal | None, top: Decimal, step: float, *, is_alarm: bool
) -> Bar:
    y = _y(value or Decimal(0), top)
    gap = min(step * 0.2, 2)
    return Bar(day, value, round(LEFT + place * step + gap / 2, 1), y, round(max(step - gap, 0.5), 1),
               round(HEIGHT - BOTTOM - y, 1), is_alarm)  # fmt: skip


def _y(value: Decimal, top: Decimal) -> float:
    share = float(max(value, Decimal(0)) / top) if top else 0.0
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - share), 1)


def _round_up(value: Decimal) -> Decimal:
    """The next round number: 1, 2, 5 times a power of ten."""
    size = Decimal(10) ** (value.adjusted())
    for factor in (1, 2, 4, 5, 8, 10):
        if value <= size * factor:
            return size * factor
    return size * 10


def _words(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _labels(days: Sequence[date], step: float) -> tuple[tuple[float, str], ...]:
    every = max(1, -(-len(days) // MOST_LABELS))
    return tuple(
        (round(LEFT + (place + 0.5) * step, 1), f"{day.month}-{day.day}")
        for place, day in enumerate(days)
        if place % every == 0
    )
