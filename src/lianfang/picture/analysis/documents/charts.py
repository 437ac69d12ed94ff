"""Charts of analyses as SVG: drawn here, without scripts, so that they print and can be kept."""

from collections.abc import Sequence
from datetime import date
from html import escape

from lianfang.picture.analysis.rules.outcome import Outcome, Point, said

WIDTH, HEIGHT = 860, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 16, 34, 40
BAR, FLAG, LINE, BAND, INK, GRID = "#4a7fb5", "#c0392b", "#b9770e", "#cfe0f0", "#2c3e50", "#dfe5eb"
FONT = "Noto Sans SC, Microsoft YaHei, sans-serif"
MOST_LABELS = 8


def draw_chart(outcome: Outcome, title: str) -> str:
    """Draw an outcome; a reader without eyes gets the title and the first sentence."""
    points = outcome.points
    top = _top(points, outcome.draw)
    frame = _Frame(len(points), top)
    body = {"band": _band, "bound": _bound, "nowcast": _nowcast}.get(outcome.draw, _bars)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
            f'width="{WIDTH}" height="{HEIGHT}" class="lf-svg" font-family="{FONT}" font-size="12">'
        ),
        f"<title>{escape(title)}</title><desc>{escape(outcome.words[0])}</desc>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        f'<text x="{LEFT}" y="18" font-size="14" fill="{INK}">{escape(title)}</text>',
        *_grid(frame),
        *body(points, frame),
        *_days(points, frame),
        *_legend(outcome),
        "</svg>",
    ]
    return "".join(parts)


class _Frame:
    """Where a place in time and a height stand on the paper."""

    def __init__(self, count: int, top: float) -> None:
        self.step = (WIDTH - LEFT - RIGHT) / max(count, 1)
        self.top = top

    def x(self, place: float) -> float:
        return LEFT + self.step * place

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * min(value, self.top) / self.top


def _top(points: Sequence[Point], draw: str) -> float:
    """A round number above everything; a band's far tails are cut, or the rest would be flat."""
    heights = [p.value or 0 for p in points] + [p.expected or 0 for p in points]
    highs = sorted(p.high for p in points if p.high is not None)
    if highs:
        reach = highs[int(0.9 * (len(highs) - 1))] if draw == "band" else highs[-1]
        heights.append(max(reach, 2.0 if draw == "band" else 0))
    most = max(heights, default=0) or 1
    for step in (1, 2, 3, 4, 5, 6, 8, 10):
        scale = 10 ** (len(str(int(most))) - 1)
        if most <= step * scale:
            return float(step * scale)
    return float(most)


def _grid(frame: _Frame) -> list[str]:
    parts = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        value, y = frame.top * share, frame.y(frame.top * share)
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>'
            f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="{INK}">{said(value)}</text>'
        )
    return parts


def _bars(points: Sequence[Point], frame: _Frame) -> list[str]:
    width = max(frame.step * 0.82, 0.6)
    base = frame.y(0)
    return [
        f'<rect x="{frame.x(i) + (frame.step - width) / 2:.2f}" y="{frame.y(p.value):.1f}" width="{width:.2f}" '
        f'height="{base - frame.y(p.value):.1f}" fill="{FLAG if p.is_flagged else BAR}"/>'
        for i, p in enumerate(points)
        if p.value
    ]


def _bound(points: Sequence[Point], frame: _Frame) -> list[str]:
    return [*_bars(points, frame), *_line([p.high for p in points], frame, LINE)]


def _nowcast(points: Sequence[Point], frame: _Frame) -> list[str]:
    parts = []
    width = max(frame.step * 0.82, 0.6)
    for i, p in enumerate(points):
        if p.expected is None or p.low is None or p.high is None:
            continue
        middle = frame.x(i + 0.5)
        parts.append(
            f'<rect x="{middle - width / 2:.2f}" y="{frame.y(p.expected):.1f}" width="{width:.2f}" '
            f'height="{frame.y(0) - frame.y(p.expected):.1f}" fill="{BAND}" stroke="{BAR}" stroke-width="0.5"/>'
        )
    parts += _bars(points, frame)
    parts += [
        f'<line x1="{frame.x(i + 0.5):.1f}" x2="{frame.x(i + 0.5):.1f}" y1="{frame.y(p.low):.1f}" '
        f'y2="{frame.y(p.high):.1f}" stroke="{INK}"/>'
        for i, p in enumerate(points)
        if p.low is not None and p.high is not None and p.high > p.low
    ]
    return parts


def _band(points: Sequence[Point], frame: _Frame) -> list[str]:
    parts = []
    for run in _runs(points):
        upper = [f"{frame.x(i + 0.5):.1f},{frame.y(points[i].high or 0):.1f}" for i in run]
        lower = [f"{frame.x(i + 0.5):.1f},{frame.y(points[i].low or 0):.1f}" for i in reversed(run)]
        parts.append(f'<polygon points="{" ".join(upper + lower)}" fill="{BAND}"/>')
    one = frame.y(1)
    parts.append(
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{one:.1f}" y2="{one:.1f}" stroke="{FLAG}" stroke-dasharray="5 4"/>'
    )
    return [*parts, *_line([p.value for p in points], frame, BAR)]


def _runs(points: Sequence[Point]) -> list[list[int]]:
    """Places in a row that have a value."""
    runs: list[list[int]] = [[]]
    for i, p in enumerate(points):
        if p.value is None or p.low is None or p.high is None:
            runs.append([])
        else:
            runs[-1].append(i)
    return [run for run in runs if run]


def _line(values: Sequence[float | None], frame: _Frame, colour: str) -> list[str]:
    """A line that breaks where there is no value."""
    commands, is_down = [], False
    for i, value in enumerate(values):
        if value is None:
            is_down = False
            continue
        commands.append(f"{'L' if is_down else 'M'}{frame.x(i + 0.5):.1f} {frame.y(value):.1f}")
        is_down = True
    if not commands:
        return []
    return [f'<path d="{"".join(commands)}" fill="none" stroke="{colour}" stroke-width="1.8"/>']


def _days(points: Sequence[Point], frame: _Frame) -> list[str]:
    each = max(1, -(-len(points) // MOST_LABELS))
    return [
        f'<text x="{frame.x(i + 0.5):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle" fill="{INK}">{_short(p.start)}</text>'
        for i, p in enumerate(points)
        if i % each == 0
    ]


def _short(day: date) -> str:
    return f"{day.year % 100:02d}-{day.month:02d}-{day.day:02d}"


def _legend(outcome: Outcome) -> list[str]:
    marks = {
        "bars": [(BAR, outcome.value_label)],
        "band": [(BAR, "R(t)"), (BAND, "95%范围"), (FLAG, "R=1")],
        "bound": [(BAR, outcome.value_label), (FLAG, "高于上限"), (LINE, "上限")],
        "nowcast": [(BAR, "已报"), (BAND, "推算"), (INK, "推算范围")],
    }[outcome.draw]
    parts, x = [], WIDTH - RIGHT
    for colour, label in reversed(marks):
        x -= 14 * len(label) + 26
        parts.append(
            f'<rect x="{x}" y="9" width="12" height="10" fill="{colour}"/>'
            f'<text x="{x + 16}" y="18" fill="{INK}">{escape(label)}</text>'
        )
    return parts
