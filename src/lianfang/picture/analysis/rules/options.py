"""The settings of a method, checked, with their names for people."""

from dataclasses import dataclass

from lianfang.base.kernel.errors import RuleBroken


@dataclass(frozen=True)
class Options:
    """
    What a person set. `method` and `interval` as in choices; the rest only where it applies.

    None: what is usual for the method. `baseline` counts intervals, `min_sigma` cases, `around` the weeks
    on both sides of the same time in earlier `years`, `train` per cent of the series.
    """

    method: str = "curve"
    interval: str = "day"
    area: str = ""
    si_mean: float = 5.0
    si_sd: float = 3.0
    window: int = 7
    recent: int = 21
    longest_delay: int = 14
    baseline: int = 7
    min_sigma: float = 0.0
    alpha: float | None = None
    years: int = 3
    around: int | None = None
    percentile: float = 80.0
    comparison: str = ">"
    train: int = 50
    k: float = 1.04
    h: float = 2.26


LIMITS: dict[str, tuple[float, float]] = {
    "window": (1, 60),
    "recent": (1, 120),
    "longest_delay": (1, 60),
    "baseline": (3, 60),
    "min_sigma": (0, 1000),
    "alpha": (0.0001, 0.2),
    "years": (1, 10),
    "around": (0, 8),
    "percentile": (50, 99),
    "train": (10, 90),
    "k": (0, 10),
    "h": (0.1, 50),
}
COMPARISONS = (">", "≥")


def check_options(options: Options) -> None:
    """
    Refuse settings with which nothing can be estimated.

    :raises RuleBroken: a serial interval of a day or less, a setting outside its limits.
    """
    if options.si_mean <= 1 or options.si_sd <= 0:
        raise RuleBroken(
            "代际间隔的平均值须大于1天，标准差须大于0。请按病种填写，例如流感2.6与1.5。",
            fields={"si_mean": "须大于1天"},
        )
    for name, (least, most) in LIMITS.items():
        value = getattr(options, name)
        if value is not None and not least <= value <= most:
            words = f"{LABELS[name][0]}须在 {least:g} 到 {most:g} 之间。"
            raise RuleBroken(words, fields={name: f"{least:g}–{most:g}"})
    if options.comparison not in COMPARISONS:
        raise RuleBroken("与界值比较只能是“>”或“≥”。", fields={"comparison": "请选“>”或“≥”"})


USED = {
    "reproduction": ("si_mean", "si_sd", "window"),
    "growth": ("recent",),
    "nowcast": ("recent", "longest_delay"),
    "ears_c1": ("baseline", "alpha", "min_sigma"),
    "ears_c2": ("baseline", "alpha", "min_sigma"),
    "ears_c3": ("baseline", "alpha", "min_sigma"),
    "cusum": ("train", "k", "h"),
    "farrington": ("years", "around", "alpha"),
    "percentile": ("years", "around", "percentile", "comparison"),
}
USUAL = "常用值"
LABELS = {
    "si_mean": ("代际间隔平均值", "天"),
    "si_sd": ("代际间隔标准差", "天"),
    "window": ("时间窗", "天"),
    "recent": ("最近", "天"),
    "longest_delay": ("最长报告延迟", "天"),
    "baseline": ("基线期数", "期"),
    "min_sigma": ("最小标准差", "例"),
    "alpha": ("显著性水平", ""),
    "years": ("往年", "年"),
    "around": ("同期前后", "周"),
    "percentile": ("百分位", ""),
    "comparison": ("与界值比较", ""),
    "train": ("训练段占全部", "%"),
    "k": ("参考值 k", ""),
    "h": ("报警界 h", ""),
}


def used_options(options: Options) -> list[tuple[str, str, str]]:
    """Key, label and value of the settings that this method looks at."""
    rows = []
    for key in USED.get(options.method, ()):
        label, unit = LABELS[key]
        value = getattr(options, key)
        shown = USUAL if value is None else value if isinstance(value, str) else f"{value:g}{unit}"
        rows.append((key, label, shown))
    return rows
