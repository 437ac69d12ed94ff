"""The settings of a method, checked, with their names for people."""

from dataclasses import dataclass

from lianfang.base.kernel.errors import RuleBroken


@dataclass(frozen=True)
class Options:
    """What a person set. `method` and `interval` as in choices; the rest only where it applies."""

    method: str = "curve"
    interval: str = "day"
    area: str = ""
    si_mean: float = 5.0
    si_sd: float = 3.0
    window: int = 7
    recent: int = 21
    longest_delay: int = 14


def check_options(options: Options) -> None:
    """
    Refuse settings with which nothing can be estimated.

    :raises RuleBroken: a serial interval of a day or less, a window of other than 1–60 days.
    """
    if options.si_mean <= 1 or options.si_sd <= 0:
        raise RuleBroken(
            "代际间隔的平均值须大于1天，标准差须大于0。请按病种填写，例如流感2.6与1.5。",
            fields={"si_mean": "须大于1天"},
        )
    for name, value, most in (
        ("window", options.window, 60),
        ("recent", options.recent, 120),
        ("longest_delay", options.longest_delay, 60),
    ):
        if not 1 <= value <= most:
            raise RuleBroken(f"天数须在 1 到 {most} 之间。", fields={name: f"1–{most}"})


USED = {
    "reproduction": ("si_mean", "si_sd", "window"),
    "growth": ("recent",),
    "nowcast": ("recent", "longest_delay"),
}
LABELS = {
    "si_mean": ("代际间隔平均值", "天"),
    "si_sd": ("代际间隔标准差", "天"),
    "window": ("时间窗", "天"),
    "recent": ("最近", "天"),
    "longest_delay": ("最长报告延迟", "天"),
}


def used_options(options: Options) -> list[tuple[str, str, str]]:
    """Key, label and value of the settings that this method looks at."""
    rows = []
    for key in USED.get(options.method, ()):
        label, unit = LABELS[key]
        rows.append((key, label, f"{getattr(options, key):g}{unit}"))
    return rows
