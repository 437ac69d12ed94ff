"""What the map can show beside tasks: cases, measures, isolation places of every township, from records."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.permissions import Permission
from lianfang.command.emergencies.public import Emergency, EmergencyState, list_emergencies
from lianfang.command.measures.public import list_measures
from lianfang.county.orgs.public import Area
from lianfang.county.places.public import PlaceStatus, Sector, list_places

from .queries import county_path

# A few sick people of one township are somebody: exact only for whoever may analyse (ADR 0030).
FEW = 4
NAMED = 3


@dataclass(frozen=True)
class Row:
    """One record behind a figure: how many it adds, and where it is read."""

    area_path: str
    count: int
    title: str
    url: str


@dataclass(frozen=True)
class Layer:
    """One figure of every township, with its definition, its age and the records behind it."""

    key: str
    label: str
    noun: str
    unit: str
    definition: str
    url: str
    age: str
    as_of: datetime | None
    is_of_persons: bool = False
    values: dict[str, int] = field(default_factory=dict)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    # What lies above townships and can be given to none of them.
    elsewhere: int = 0
    hides_few: bool = False

    def value(self, code: str) -> int:
        """The number that colours; a hidden one is as light as the lightest."""
        found = self.values.get(code, 0)
        return 1 if self._is_hidden(found) else found

    def words(self, code: str) -> str:
        found = self.values.get(code, 0)
        return f"1—{FEW}" if self._is_hidden(found) else str(found)

    def named(self, code: str) -> list[Row]:
        return self.rows.get(code, [])[:NAMED]

    def unnamed(self, code: str) -> int:
        return max(len(self.rows.get(code, [])) - NAMED, 0)

    def _is_hidden(self, value: int) -> bool:
        return self.hides_few and 0 < value <= FEW


def layers_of(
    actor: Actor, emergency: Emergency, at: datetime, areas: Sequence[Area]
) -> list[Layer]:
    """
    The layers that the actor may see and that have records, each counted by township.

    The caller has asked whether the actor sees the work of the whole county.
    """
    found = []
    if actor.may(Permission.EMERGENCY_VIEW):
        found.append(_cases(actor, emergency, areas))
    if actor.may(Permission.MEASURE_VIEW):
        found.append(_measures(actor, emergency, at, areas))
    if actor.may(Permission.PLACE_VIEW):
        found.append(_isolation(actor, emergency, areas))
    return [layer for layer in found if layer.values or layer.elsewhere]


def _cases(actor: Actor, emergency: Emergency, areas: Sequence[Area]) -> Layer:
    rows = list_emergencies(
        actor, state=EmergencyState.OPEN, exercise=emergency.is_exercise
    ).filter(area_path__startswith=county_path(emergency.area_path), cases_now__gt=0)
    lines = list(rows.values_list("area_path", "cases_now", "name", "uuid", "counted_at"))
    asked = urlencode({"state": EmergencyState.OPEN.value, "exercise": int(emergency.is_exercise)})
    layer = Layer(
        "cases", "在办事件病例", "累计病例", "例",
        "本县未结案事件最近一次登记的累计病例数，按事件所在乡镇相加；人数少的只对有分析权限的人显示准确数",
        f"{reverse('emergencies:emergency_list')}?{asked}", "最早一份登记截至",
        min((line[4] for line in lines), default=None), is_of_persons=True,
        hides_few=not actor.may(Permission.ANALYSIS_VIEW),
    )  # fmt: skip
    return _filled(layer, areas, (
        Row(path, cases, name, reverse("emergencies:emergency_detail", args=[uuid]))
        for path, cases, name, uuid, _ in lines
    ))  # fmt: skip


def _measures(actor: Actor, emergency: Emergency, at: datetime, areas: Sequence[Area]) -> Layer:
    rows = list_measures(actor, emergency=emergency.uuid, standing="now").order_by("ends_at", "id")
    asked = urlencode({"emergency": str(emergency.uuid), "standing": "now"})
    layer = Layer(
        "measures", "管控措施", "有效措施", "项", "本事件此刻有效的管控措施，按措施所在乡镇计",
        f"{reverse('measures:measure_list')}?{asked}", "截至", at,
    )  # fmt: skip
    return _filled(layer, areas, (
        Row(path, 1, title, reverse("measures:measure_detail", args=[uuid]))
        for path, title, uuid in rows.values_list("area_path", "title", "uuid")
    ))  # fmt: skip


def _isolation(actor: Actor, emergency: Emergency, areas: Sequence[Area]) -> Layer:
    rows = list_places(
        actor, sector=Sector.ISOLATION, area_path=county_path(emergency.area_path),
        exercise=emergency.is_exercise,
    ).exclude(status=PlaceStatus.CLOSED)  # fmt: skip
    lines = list(rows.values_list("area_path", "capacity", "name", "uuid", "recorded_at"))
    layer = Layer(
        "isolation", "集中隔离床位", "床位", "张",
        "未关闭的集中隔离场所登记的容纳人数，按所在乡镇相加；不是空余床位",
        f"{reverse('places:place_list')}?sector={Sector.ISOLATION.value}", "最近一处登记于",
        max((line[4] for line in lines), default=None),
    )  # fmt: skip
    return _filled(layer, areas, (
        Row(path, capacity or 0, name, reverse("places:place_detail", args=[uuid]))
        for path, capacity, name, uuid, _ in lines
    ))  # fmt: skip


def _filled(layer: Layer, areas: Sequence[Area], rows: Iterable[Row]) -> Layer:
    """Give each row to the township that it lies in."""
    values: dict[str, int] = defaultdict(int)
    named: dict[str, list[Row]] = defaultdict(list)
    elsewhere = 0
    for row in rows:
        inside = next((a for a in areas if row.area_path.startswith(a.path)), None)
        if inside is None:
            elsewhere += row.count
            continue
        values[inside.code] += row.count
        named[inside.code].append(row)
    return replace(layer, values=dict(values), rows=dict(named), elsewhere=elsewhere)
