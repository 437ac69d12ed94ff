"""How times, levels and lists are written in a scenario file."""

import re
from datetime import time, timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field

from lianfang.base.kernel.levels import Grade, Level, level_from_text

SPAN = re.compile(r"(?P<sign>-?)(?:(?P<hours>\d{1,4})h)?(?:(?P<minutes>\d{1,4})m)?")
DAYS = re.compile(r"\+(\d{1,2})d")


def read_span(text: object) -> timedelta:
    """
    Read `0h10m`, `27h`, `50m` or `-14h`.

    :raises ValueError: anything else.
    """
    if isinstance(text, timedelta):
        return text
    match = SPAN.fullmatch(str(text).strip())
    if match is None or not (match["hours"] or match["minutes"]):
        raise ValueError("时间应写作 0h10m、27h、50m 或 -14h（小时、分钟）")
    span = timedelta(hours=int(match["hours"] or 0), minutes=int(match["minutes"] or 0))
    return -span if match["sign"] else span


def read_days(text: object) -> object:
    if isinstance(text, int):
        return text
    match = DAYS.fullmatch(str(text).strip())
    if match is None:
        raise ValueError("期限应写作 +10d（自当日起的天数）")
    return int(match[1])


def read_level(text: object) -> Level:
    try:
        return text if isinstance(text, Level) else level_from_text(str(text))
    except KeyError as fault:
        raise ValueError("级别应为 I、II、III 或 IV") from fault


def read_grade(text: object) -> Grade:
    return text if isinstance(text, Grade) else Grade(read_level(text).value)


def read_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def read_time_of_day(text: object) -> object:
    try:
        return text if isinstance(text, time) else time.fromisoformat(str(text))
    except ValueError as fault:
        raise ValueError('时刻应写作 "10:00"，并加引号') from fault


Span = Annotated[timedelta, BeforeValidator(read_span)]
Words = Annotated[str, Field(min_length=1)]
Texts = Annotated[list[Words], BeforeValidator(read_list), Field(min_length=1)]
LevelText = Annotated[Level, BeforeValidator(read_level)]
GradeText = Annotated[Grade, BeforeValidator(read_grade)]
Share = Annotated[float, Field(gt=0, le=3)]
