"""The menu: every place of the house, who may go there, and what waits there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from django.urls import reverse

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.permissions import Permission as P  # noqa: N817


@dataclass(frozen=True)
class Place:
    """One entry of the menu. Any of `permissions` opens it; `counted` names what waits there."""

    section: str
    label: str
    icon: str
    name: str
    permissions: tuple[str, ...] = ()
    counted: str = ""


@dataclass(frozen=True)
class Item:
    """A place as one person sees it on one page."""

    label: str
    icon: str
    url: str
    name: str
    count: int
    active: bool


PLACES: tuple[Place, ...] = (
    Place("", "首页", "home", "portal:home"),
    Place("指挥", "信号", "radar", "surveillance:signal_list", (P.SIGNAL_VIEW,), "signals"),
    Place("指挥", "监测上报", "clipboard-data", "surveillance:site_list", (P.OBSERVATION_VIEW,)),
    Place("指挥", "部门通报", "message-report", "surveillance:notification_list", (P.NOTIFICATION_VIEW,)),
    Place("指挥", "样品", "test-pipe", "surveillance:sample_list", (P.SAMPLE_VIEW,)),
    Place("指挥", "人畜共患对照", "heartbeat", "surveillance:health_page", (P.OBSERVATION_VIEW,)),
    Place("指挥", "事件与响应", "alert-triangle", "emergencies:emergency_list", (P.EMERGENCY_VIEW,)),
    Place("指挥", "响应建议与决定", "gavel", "emergencies:proposal_list", (P.EMERGENCY_VIEW,), "proposals"),
    Place("指挥", "专家库", "users-group", "emergencies:expert_list", (P.EMERGENCY_VIEW,)),
    Place("指挥", "快报", "urgent", "emergencies:flash_list", (P.FLASH_SEND, P.FLASH_NOTE)),
    Place("指挥", "报告卡", "file-certificate", "emergencies:card_list", (P.EMERGENCY_VIEW,)),
    Place("指挥", "报告时限", "hourglass", "emergencies:clock_list", (P.EMERGENCY_VIEW,)),
    Place("指挥", "管控措施", "hand-stop", "measures:measure_list", (P.MEASURE_VIEW,)),
    Place("任务", "本单位任务", "inbox", "tasks:task_inbox", (P.TASK_REPORT,), "inbox"),
    Place("任务", "收到的指令", "mail", "tasks:order_inbox", (P.TASK_REPORT,), "orders"),
    Place("任务", "待我审核", "clipboard-check", "tasks:task_review", (P.TASK_REVIEW, P.TASK_SIGN), "review"),
    Place("任务", "指令与通知", "file-text", "tasks:order_list", (P.COUNTY_VIEW,)),
    Place("指挥", "值班日志", "notes", "tasks:log_list", (P.LOG_WRITE, P.COUNTY_VIEW)),
    Place("指挥", "叫应", "phone-call", "tasks:calldown_list", (P.COUNTY_VIEW,)),
    Place("指挥", "日调度", "presentation", "tasks:meeting_list", (P.COUNTY_VIEW,)),
    Place("任务", "会议承诺", "checks", "tasks:promise_list", (P.TASK_REPORT, P.COUNTY_VIEW)),
    Place("任务", "督办", "flag", "tasks:supervision_list", (P.TASK_VIEW,), "supervised"),
    Place("任务", "任务看板", "layout-kanban", "tasks:task_board", (P.TASK_VIEW,)),
    Place("任务", "任务台账", "list-details", "tasks:task_list", (P.TASK_VIEW,)),
    Place("报告", "材料报送", "file-import", "situation:contribution_list", (P.SITUATION_CONTRIBUTE,), "wanted"),
    Place("报告", "情况报告", "report", "situation:report_list", (P.SITUATION_VIEW,)),
    Place("报告", "指挥大屏", "device-tv", "live:wall", (P.COUNTY_VIEW,)),
    Place("报告", "指标口径", "list-numbers", "live:figure_list", (P.SITUATION_VIEW,)),
    Place("报告", "复盘", "history", "review:review_list", (P.REVIEW_VIEW,)),
    Place("报告", "流行病学分析", "chart-line", "analysis:analysis_list", (P.ANALYSIS_VIEW,)),
    Place("报告", "演练", "masks-theater", "exercises:exercise_list", (P.EXERCISE_VIEW,)),
    Place("对象", "人员", "users", "people:person_list", (P.PERSON_VIEW,)),
    Place("对象", "场所", "map-pin", "places:place_list", (P.PLACE_VIEW,)),
    Place("值守", "在岗电话", "phone", "orgs:duty_now", (P.ROSTER_VIEW,)),
    Place("值守", "值班表", "calendar-event", "orgs:roster_calendar", (P.ROSTER_VIEW,)),
    Place("值守", "交接班", "transfer", "orgs:handover_list", (P.ROSTER_VIEW,)),
    Place("值守", "应急队伍", "ambulance", "orgs:team_board", (P.TEAM_VIEW,)),
    Place("依据", "预案落实", "checklist", "situation:coverage", (P.PLAN_VIEW,)),
    Place("依据", "预案", "book-2", "plans:plan_list", (P.PLAN_VIEW,)),
    Place("依据", "国家规则", "scale", "standards:disease_list", (P.STANDARDS_VIEW,)),
    Place("依据", "单位与区划", "building-community", "orgs:unit_list", (P.PLAN_VIEW, P.UNIT_MANAGE)),
    Place("依据", "工作组", "users-group", "orgs:group_list", (P.PLAN_VIEW,)),
    Place("管理", "账号", "users", "accounts:user_list", (P.USER_MANAGE, P.ROLE_GRANT)),
    Place("管理", "岗位", "id-badge", "orgs:post_list", (P.USER_MANAGE, P.ROLE_GRANT)),
    Place("管理", "审计记录", "shield-check", "audit:row_list", (P.AUDIT_VIEW,)),
    Place("管理", "后台任务", "clock-play", "jobs:job_list", (P.JOBS_VIEW,)),
    Place("管理", "外发渠道", "send", "notices:channel_list", (P.CHANNEL_MANAGE,)),
    Place("管理", "系统健康", "heartbeat", "portal:system_health", (P.JOBS_VIEW,)),
)  # fmt: skip
# Which places a thumb reaches first, in this order; as many as the telephone's bar holds.
ON_TELEPHONE = (
    "portal:home", "emergencies:proposal_list", "tasks:task_inbox", "tasks:task_review",
    "situation:contribution_list", "surveillance:signal_list", "emergencies:emergency_list",
    "tasks:task_board", "situation:report_list", "accounts:user_list", "audit:row_list",
    "jobs:job_list", "portal:system_health",
)  # fmt: skip
# At the desk that takes the calls it is what comes in, where it stands, and the log.
ON_DUTY = (
    "portal:home", "surveillance:signal_list", "emergencies:emergency_list", "tasks:log_list",
)  # fmt: skip
# On the telephone only for whoever has something to do there.
ONLY_FOR = {"emergencies:proposal_list": P.RESPONSE_DECIDE}
TELEPHONE_ITEMS = 4


def open_places(actor: Actor) -> list[Place]:
    """The places an actor may go to."""
    return [
        place
        for place in PLACES
        if not place.permissions or any(actor.may(p) for p in place.permissions)
    ]


@cache
def address_of(name: str) -> str:
    """Where a place lies; the same on every page."""
    return reverse(name)


def menu(actor: Actor, path: str, waiting: Mapping[str, int]) -> list[dict[str, object]]:
    """Sections with their items; the item that the present address belongs to is active."""
    places = open_places(actor)
    addresses = {place.name: address_of(place.name) for place in places}
    active = _active(addresses, path)
    sections: dict[str, list[Item]] = {}
    for place in places:
        sections.setdefault(place.section, []).append(
            Item(
                label=place.label, icon=place.icon, url=addresses[place.name], name=place.name,
                count=waiting.get(place.counted, 0), active=place.name == active,
            )
        )  # fmt: skip
    return [{"label": label, "items": items} for label, items in sections.items()]


def telephone_menu(actor: Actor, sections: list[dict[str, object]]) -> list[Item]:
    """The few items of the bar at the bottom of a telephone."""
    items = {item.name: item for section in sections for item in _items(section)}
    # The officer on duty has no tasks to strike off; whoever has keeps the places of the office.
    is_desk = actor.may(P.FLASH_NOTE) and not actor.may(P.TASK_REVIEW)
    known = [name for name in (ON_DUTY if is_desk else ON_TELEPHONE) if name in items]
    return [items[name] for name in known if name not in ONLY_FOR or actor.may(ONLY_FOR[name])][
        :TELEPHONE_ITEMS
    ]


def _items(section: Mapping[str, object]) -> list[Item]:
    found = section["items"]
    return found if isinstance(found, list) else []


def _active(addresses: Mapping[str, str], path: str) -> str:
    """The name of the longest address the path begins with; the home page only by itself."""
    fits: Callable[[str], bool] = lambda url: path == url or (url != "/" and path.startswith(url))  # noqa: E731
    return max(
        (name for name, url in addresses.items() if fits(url)),
        key=lambda name: len(addresses[name]),
        default="",
    )
