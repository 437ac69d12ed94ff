"""Analyses, kept by the service as the epidemiologist would."""

from datetime import date, timedelta

from lianfang.picture.analysis.public import Analysis, Options, save_analysis
from lianfang.picture.analysis.rules.series import Series, build_series

from .world import World


def build_case_series(*, days: int = 60, name: str = "个案表.xlsx") -> Series:
    """A line list of an outbreak that grows and falls, with days of report."""
    first = date(2026, 3, 2)
    cells, pairs = [], []
    for number in range(days):
        count = 2 + number // 3 if number < days // 2 else max(1, (days - number) // 3)
        day = first + timedelta(days=number)
        cells.append(("北庭镇" if number % 3 else "三台镇", day, float(count)))
        pairs += [(day, day + timedelta(days=d), 1.0) for d in range(3) if number + d < days]
    return build_series(name, "upload", cells, is_list=True, rows=days, pairs=pairs)


def build_analysis(
    world: World,
    *,
    by: str = "cdc",
    method: str = "reproduction",
    title: str = "北庭镇诺如病毒 R(t)",
    emergency: object = None,
    series: Series | None = None,
) -> Analysis:
    """An analysis kept by the CDC."""
    return save_analysis(
        actor=world.actors[by],
        series=series or build_case_series(),
        options=Options(method=method),
        title=title,
        emergency_uuid=emergency.uuid if emergency else None,
    )
