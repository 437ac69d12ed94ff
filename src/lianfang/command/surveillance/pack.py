"""Programmes, routes of 通报 and sites as the packs describe them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from lianfang.base.kernel.packs import PackReader, PackRow, Row
from lianfang.county.orgs.public import UnitKind

from .choices import Combine, Method, Period, Scope, Sector, SignalSource, WarningColor

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
COLORS = {"red": 1, "orange": 2, "yellow": 3, "blue": 4}
PROGRAMMES = "surveillance.yaml"
ROUTES = "notification_routes.yaml"
SITES = "surveillance_sites.yaml"


def _color(value: object) -> object:
    if value not in COLORS:
        raise ValueError("预警级别应为 red、orange、yellow 或 blue")
    return WarningColor(COLORS[str(value)])


def _span(value: object) -> object:
    """`10h30m`, `34h`, `8d`."""
    if isinstance(value, timedelta):
        return value
    rest, minutes = str(value).strip(), 0
    for sign, size in (("d", 1440), ("h", 60), ("m", 1)):
        if sign in rest:
            number, rest = rest.split(sign, 1)
            minutes += int(number) * size
    if rest or not minutes:
        raise ValueError("时限应写作 10h30m、34h 或 8d")
    return timedelta(minutes=minutes)


Code = Annotated[str, Field(pattern=SLUG, max_length=60)]
Words = Annotated[str, Field(min_length=1, max_length=300)]
Span = Annotated[timedelta, BeforeValidator(_span)]
Part = Annotated[str, Field(min_length=1, max_length=40)]


class RuleRow(PackRow):
    """One way in which an indicator raises a signal."""

    method: Method
    at: Decimal
    days: int = Field(default=1, ge=1, le=400)
    base: int = Field(default=7, ge=1, le=2000)
    least: Decimal = Decimal(0)
    over: Scope
    by_part: bool = False
    color: Annotated[WarningColor, BeforeValidator(_color)]
    basis: Words
    verified: bool

    @property
    def key(self) -> str:
        """What tells the rules of one indicator apart; the threshold may be changed under it."""
        part = "-part" if self.by_part else ""
        return f"{self.method.value}-{self.over.value}{part}-{self.days}-{self.color.value}"


class IndicatorRow(PackRow):
    code: Code
    name: str = Field(min_length=1, max_length=60)
    measure: str = Field(min_length=1, max_length=20)
    definition: Words
    combine: Combine
    decimals: int = Field(default=0, ge=0, le=3)
    lower: Decimal | None = None
    upper: Decimal | None = None
    limit_basis: str = Field(default="", max_length=200)
    disease: str = ""
    zoonotic: bool = False
    acts: list[Code]
    rules: list[RuleRow]

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if (self.lower is not None or self.upper is not None) and not self.limit_basis:
            raise ValueError("写了限值就要写 limit_basis")
        keys = [rule.key for rule in self.rules]
        if len(set(keys)) != len(keys):
            raise ValueError("同一指标的两条规则方法、范围、天数和级别完全相同")
        return self


class ProgrammeRow(PackRow):
    code: Code
    name: str = Field(min_length=1, max_length=60)
    sector: Sector
    period: Period
    due: Span
    part: str = Field(default="", max_length=20)
    source: SignalSource
    lead: Code
    basis: Words
    about: str = ""
    verified: bool
    indicators: Annotated[list[IndicatorRow], Field(min_length=1)]


class RouteRow(PackRow):
    code: Code
    title: str = Field(min_length=1, max_length=60)
    from_: Code = Field(alias="from")
    to: Annotated[list[Code], Field(min_length=1)]
    receipt: Span
    reply: Span
    basis: Words
    verified: bool


class SiteRow(PackRow):
    """One site, or one for `each` unit of a kind."""

    programme: Code
    each: UnitKind | None = None
    code: Code | None = None
    unit: Code | None = None
    name: str = Field(default="", max_length=60)
    area: str | None = None
    parts: list[Part] = []
    demonstration: bool = False

    @model_validator(mode="after")
    def _one_or_each(self) -> Self:
        single = self.unit and self.code and self.name
        if bool(self.each) == bool(single):
            raise ValueError("应写 each，或同时写 code、unit 和 name，二者取一")
        if len(set(self.parts)) != len(self.parts):
            raise ValueError("分项有重复")
        return self


@dataclass(frozen=True)
class NationalPack:
    programmes: list[Row[ProgrammeRow]]
    routes: list[Row[RouteRow]]


def read_national_pack(folder: Path) -> NationalPack:
    """:raises PackFaulty: with every fault of every file."""
    reader = PackReader(folder)
    programmes = reader.yaml_rows(PROGRAMMES, ProgrammeRow)
    routes = reader.yaml_rows(ROUTES, RouteRow)
    reader.require_unique(programmes, lambda row: row.code, "监测项目代号")
    reader.require_unique(routes, lambda row: row.code, "通报关系代号")
    _check_indicators(reader, programmes)
    reader.finish()
    return NationalPack(programmes, routes)


def _check_indicators(reader: PackReader, programmes: Iterable[Row[ProgrammeRow]]) -> None:
    seen: set[str] = set()
    for row in programmes:
        for place, indicator in enumerate(row.data.indicators):
            if indicator.code in seen:
                reader.faults.append(
                    row.fault(f"指标代号“{indicator.code}”重复。", "indicators", place)
                )
            seen.add(indicator.code)


def read_sites(folder: Path, programmes: set[str]) -> list[Row[SiteRow]]:
    """
    The sites of a county; none where its pack has no such file.

    :raises PackFaulty: with every fault of the file.
    """
    if not (folder / SITES).exists():
        return []
    reader = PackReader(folder)
    rows = reader.yaml_rows(SITES, SiteRow)
    for row in rows:
        reader.require_known(row, [row.data.programme], programmes, "监测项目", "programme")
    singles = [row for row in rows if row.data.code]
    reader.require_unique(singles, lambda row: (row.programme, row.code), "报告点")
    reader.finish()
    return rows
