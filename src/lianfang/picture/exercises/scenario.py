"""Scenario files: what happens, who does it, and how each unit goes about its tasks."""

import re
from datetime import datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal

from django.conf import settings
from pydantic import BeforeValidator, Field, model_validator

from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotFound
from lianfang.base.kernel.packs import PackReader, PackRow

from .injects import AnyInject, Desk, UpdateTally
from .spans import Share, Span, Texts, Words, read_time_of_day

# A scenario's name is the name of its file; it comes from a command line.
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Saying(PackRow):
    """What a unit writes about some of its tasks: by action, by standard action, or about all."""

    about: list[str] = Field(alias="for", min_length=1)
    words: Texts
    figures: list[tuple[str, Decimal, str]] = []


class Return(PackRow):
    """A first submission that comes back, and what the unit then writes."""

    reason: Words
    redo: Span
    words: Words


class Cannot(PackRow):
    """“It cannot be done”: why, and whether the command agrees or insists."""

    reason: Words
    answer: Literal["excuse", "return"]
    why: Words


class Split(PackRow):
    """Parts that a unit gives to others; `due` is a share of its own time."""

    to: list[str] = Field(min_length=1)
    what: Words
    due: Share


class Behaviour(PackRow):
    """How a unit goes about its tasks; what is left out comes from the rows below."""

    role: str | None = None
    sign: Span | None = None
    reports: int | None = Field(default=None, ge=0, le=3)
    submit: Share | None = None
    accept: Span | None = None
    scale: float | None = Field(default=None, gt=0, le=10)
    says: list[Saying] = []
    late: dict[str, Share] = {}
    unsigned: list[str] = []
    returned: dict[str, Return] = {}
    cannot: dict[str, Cannot] = {}
    split: dict[str, Split] = {}


class Scenario(PackRow):
    """One scenario file, checked."""

    code: str
    title: str = Field(min_length=1, max_length=120)
    summary: str = ""
    county: str
    # Beijing time of day at which the story begins.
    begins: Annotated[time, BeforeValidator(read_time_of_day)] = time(10, 0)
    middle: Span
    ends: Span
    curve: list[tuple[int, int]] = []
    reviewer: Desk
    injects: list[AnyInject] = Field(min_length=1)
    behaviour: dict[str, Behaviour]

    @model_validator(mode="after")
    def _in_story_order(self) -> "Scenario":
        moments = [inject.at for inject in self.injects]
        for place, (before, after) in enumerate(pairwise(moments), start=2):
            if after < before:
                raise ValueError(f"第 {place} 条注入早于前一条，请按剧情时间排列")
        if moments[0] < timedelta(0) or moments[-1] > self.ends:
            raise ValueError("注入的时间应在剧情开始与结束（ends）之间")
        if not timedelta(0) < self.middle < self.ends:
            raise ValueError("middle 应在剧情开始与结束（ends）之间")
        if "defaults" not in self.behaviour:
            raise ValueError("behaviour 缺少 defaults 一行")
        return self

    @model_validator(mode="after")
    def _curve_is_what_is_counted(self) -> "Scenario":
        counted = [inject.tally.cases for inject in self.injects if isinstance(inject, UpdateTally)]
        if self.curve and counted and sum(n for _, n in self.curve) != counted[-1]:
            raise ValueError("curve 的合计与最后一次登记的病例数不一致")
        return self

    @property
    def desks(self) -> list[Desk]:
        """The seats named in the script, each once."""
        named = [self.reviewer, *(inject.by for inject in self.injects)]
        return list(dict.fromkeys(named))


def read_scenario(path: Path) -> Scenario:
    """
    Read and check one scenario file.

    :raises PackFaulty: with every fault, file and line.
    """
    reader = PackReader(path.parent)
    row = reader.yaml_document(path.name, Scenario)
    if row is not None and row.data.code != path.stem:
        reader.faults.append(row.fault(f"code 应与文件名“{path.stem}”一致。", "code"))
    reader.finish()
    assert row is not None  # noqa: S101 — finish() has raised otherwise
    return row.data


def list_scenario_files() -> list[Path]:
    """Every scenario of every county pack, by name."""
    return sorted(Path(settings.LIANFANG_PACKS).glob("*/exercises/*.yaml"), key=lambda p: p.stem)


def find_scenario(code: str) -> Scenario:
    """
    The scenario of a name.

    :raises NotFound: there is none; the message names those that exist.
    :raises PackFaulty: its file has faults.
    """
    files = {path.stem: path for path in list_scenario_files()}
    if not NAME.fullmatch(code) or code not in files:
        known = "、".join(files) or "（没有）"
        raise NotFound(f"没有名为“{code}”的演练脚本。现有脚本：{known}。")
    return read_scenario(files[code])


def story_start(scenario: Scenario, span: timedelta) -> datetime:
    """The latest beginning, at the scenario's time of day, of a story that has lasted a span by now."""
    latest = clock.beijing(clock.now() - span)
    begins = datetime.combine(latest.date(), scenario.begins, tzinfo=clock.BEIJING)
    return begins if begins <= latest else begins - timedelta(days=1)
