"""Reads who leads and who supports from sentences such as “由甲牵头，乙、丙配合”."""

import re
from dataclasses import dataclass

from lianfang.county.plans.reading.orgs import names_in, split_names

_SUPPORTING = "(?:配合|协助|协同|参与|协办|参加|支持|分工负责)"


@dataclass
class Roles:
    """
    “由甲牵头，乙、丙配合”: who leads and who supports, and where the words stand.

    `task` is the stretch between the two (“由甲牵头开展流调，乙配合”), empty if there is none.
    """

    start: int
    end: int
    lead: list[tuple[int, int]]
    support: list[tuple[int, int]]
    task: tuple[int, int] = (0, 0)


_HELPERS = (
    r"[，,、；;]\s*(?:由)?(?P<support>[^。；;：:（）()]{2,300}?)(?:负责|积极|密切|共同|做好|予以)?"
    + _SUPPORTING
    + r"(?:工作|落实|实施)?"
)
_LEADS = re.compile(
    r"由?(?P<lead>[^，。；;：:（）()]{2,80}?)"
    r"(?P<said>(?:负责)?牵头(?:负责|组织|实施|落实)?|负责)(?:" + _HELPERS + r")?(?=[，,。；;）)]|$)"
)
_LEADS_TASK = re.compile(
    r"由?(?P<lead>[^，。；;：:（）()]{2,80}?)"
    r"(?:(?:负责)?牵头(?:负责)?(?P<task>[^。；;：:]{3,160}?)|(?P<duty>负责[^。；;：:]{2,160}?))"
    + _HELPERS.replace("[^。；;：:（）()]{2,300}?", "[^，,。；;：:（）()]{2,300}?")
    + r"(?=[。；;]|$)"
)


def roles_at(chars: str, place: int) -> Roles | None:
    """Read “由甲牵头，乙、丙配合” at this place."""
    match = _LEADS.match(chars, place)
    if not match or (match.group("said") == "负责" and not match.group("support")):
        return None
    return _roles(chars, match)


def roles_around(chars: str, place: int) -> Roles | None:
    """Read “由甲牵头开展流调，乙、丙配合” at this place: the task stands between the roles."""
    match = _LEADS_TASK.match(chars, place)
    roles = _roles(chars, match) if match else None
    if match and roles:
        roles.task = match.span("task" if match.group("task") else "duty")
    return roles


def helpers_of(words_of_duty: str) -> list[str]:
    """Names of the units at the end of a clause of their own (“…，乙、丙配合”)."""
    match = re.search(_HELPERS + "$", words_of_duty)
    return names_in(match.group("support")) or [] if match else []


def _roles(chars: str, match: re.Match[str]) -> Roles | None:
    lead = _names_of(chars, match, "lead")
    support = _names_of(chars, match, "support") if match.group("support") else []
    if not lead or support is None:
        return None
    return Roles(match.start(), match.end(), lead, support)


def _names_of(chars: str, match: re.Match[str], group: str) -> list[tuple[int, int]] | None:
    start, end = match.span(group)
    text = re.sub(r"等(?:有关|相关)?(?:部门|单位|成员单位)?$", "", chars[start:end])
    if names_in(text) is None:
        return None
    return [(start + a, start + b) for a, b in split_names(text)]
