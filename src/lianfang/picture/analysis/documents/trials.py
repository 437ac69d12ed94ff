"""A series with its known outbreaks, and beneath it one line of alarms per method."""

from html import escape

from lianfang.picture.analysis.choices import Tried
from lianfang.picture.analysis.rules.outcome import said
from lianfang.picture.analysis.rules.trials import Settings, Tested, Trial

WIDTH, CURVE, STRIP = 900, 220, 18
LEFT, RIGHT, TOP, FOOT = 150, 16, 40, 30
BAR, HIT, FALSE, BAND, INK, GRID = "#4a7fb5", "#c0392b", "#b9770e", "#f6d9d5", "#2c3e50", "#dfe5eb"
FONT = "Noto Sans SC, Microsoft YaHei, sans-serif"
MOST_LABELS = 7
LEAST_WIDTH = 3.0
MARKS = ((BAND, "已知暴发"), (HIT, "命中的报警"), (FALSE, "误报"))


def draw_trial(trial: Trial, tested: Tested, settings: Settings, words: str) -> str:
    """Draw the curve, the outbreaks behind it and the alarms of each method below."""
    methods = list(tested.alarms)
    height = TOP + CURVE + FOOT + STRIP * len(methods) + 10
    step = (WIDTH - LEFT - RIGHT) / max(len(trial.counts), 1)
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
            f'width="{WIDTH}" height="{height}" class="lf-svg" font-family="{FONT}" font-size="12">'
        ),
        f"<title>{escape(trial.name)}</title><desc>{escape(words)}</desc>",
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="18" font-size="14" fill="{INK}">{escape(trial.name)}</text>',
        *_legend(),
        *_bands(trial, step, height),
        *_curve(trial, step),
        *_days(trial, step),
    ]
    for line, method in enumerate(methods):
        y = TOP + CURVE + FOOT + STRIP * line
        parts += _strip(trial, settings, method, tested.alarms[method], (step, y))
    return "".join([*parts, "</svg>"])


def _legend() -> list[str]:
    parts, x = [], WIDTH - RIGHT
    for colour, label in reversed(MARKS):
        x -= 13 * len(label) + 26
        parts.append(
            f'<rect x="{x}" y="9" width="12" height="10" fill="{colour}"/>'
            f'<text x="{x + 16}" y="18" fill="{INK}">{label}</text>'
        )
    return parts


def _bands(trial: Trial, step: float, height: int) -> list[str]:
    return [
        f'<rect x="{LEFT + step * first:.2f}" y="{TOP}" width="{max(step * (last - first + 1), LEAST_WIDTH):.2f}" '
        f'height="{height - TOP - 8}" fill="{BAND}"/>'
        for first, last in trial.outbreaks
    ]


def _curve(trial: Trial, step: float) -> list[str]:
    most = max((count for count in trial.counts if count is not None), default=0) or 1
    base, width = TOP + CURVE, max(step * 0.82, 0.6)
    parts = []
    for share in (0, 0.5, 1):
        y = base - CURVE * share
        parts.append(
            f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{GRID}"/>'
            f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="{INK}">{said(most * share, 1)}</text>'
        )
    parts += [
        f'<rect x="{LEFT + step * place:.2f}" y="{base - CURVE * count / most:.1f}" width="{width:.2f}" '
        f'height="{CURVE * count / most:.1f}" fill="{BAR}"/>'
        for place, count in enumerate(trial.counts)
        if count
    ]
    return parts


def _days(trial: Trial, step: float) -> list[str]:
    each = max(1, -(-len(trial.counts) // MOST_LABELS))
    return [
        f'<text x="{LEFT + step * (place + 0.5):.1f}" y="{TOP + CURVE + 18}" text-anchor="middle" fill="{INK}">{trial.label(place)}</text>'
        for place in range(0, len(trial.counts), each)
        # The last label would run out of the paper.
        if place == 0 or LEFT + step * place < WIDTH - 40
    ]


def _strip(
    trial: Trial, settings: Settings, method: str, places: tuple[int, ...], at: tuple[float, float]
) -> list[str]:
    """One method: its name, a line, and a mark per alarm; hits stand taller than false alarms."""
    step, y = at
    name = f'<text x="{LEFT - 8}" y="{y + 12}" text-anchor="end" fill="{INK}">'
    rule = f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y + 14}" y2="{y + 14}" stroke="{GRID}"/>'
    parts = [f"{name}{Tried(method).label}</text>", rule]
    width = max(step, 1.4)
    for place in places:
        is_hit = trial.is_in_outbreak(place, settings.grace)
        tall = 13 if is_hit else 8
        parts.append(
            f'<rect x="{LEFT + step * place:.2f}" y="{y + 14 - tall}" width="{width:.2f}" height="{tall}" '
            f'fill="{HIT if is_hit else FALSE}"/>'
        )
    return parts
