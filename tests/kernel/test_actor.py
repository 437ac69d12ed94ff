"""Who passes and who is refused, and why."""

import pytest

from lianfang.base.kernel.actor import Actor, require
from lianfang.base.kernel.errors import NotAllowed
from lianfang.base.kernel.permissions import Permission

LI = Actor(
    name="李联络", user_id=1, unit_id=7, unit_ids=frozenset({7, 8}),
    area_path="650000/652300/652327/652327103/", permissions=frozenset({Permission.TASK_SIGN}),
)  # fmt: skip


def test_the_holder_of_a_permission_passes() -> None:
    assert require(LI, Permission.TASK_SIGN) is None


@pytest.mark.parametrize("unit_id", [7, 8])
def test_own_unit_and_the_units_below_it_pass(unit_id: int) -> None:
    assert require(LI, Permission.TASK_SIGN, unit_id=unit_id) is None


@pytest.mark.parametrize("path", [LI.area_path, LI.area_path + "652327103201/"])
def test_own_area_and_the_areas_within_it_pass(path: str) -> None:
    assert require(LI, Permission.TASK_SIGN, area_path=path) is None


@pytest.mark.parametrize(
    ("permission", "where", "words"),
    [
        (Permission.TASK_REVIEW, {}, "没有这项权限"),
        (Permission.TASK_SIGN, {"unit_id": 9}, "属于其他单位"),
        (
            Permission.TASK_SIGN,
            {"area_path": "650000/652300/652327/652327101/"},
            "不在您的管辖区域",
        ),
        (Permission.TASK_SIGN, {"area_path": "650000/652300/652327/"}, "不在您的管辖区域"),
    ],
)
def test_others_are_refused_with_the_reason(permission: str, where: dict, words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        require(LI, permission, **where)


def test_nobody_signed_in_may_anything() -> None:
    nobody = Actor(name="")

    assert not any(nobody.may(permission) for permission in Permission)


def test_a_job_of_the_system_may_do_what_no_person_answers_for() -> None:
    job = Actor.system("提醒")

    assert require(job, Permission.TASK_REASSIGN, unit_id=1) is None
    assert job.user_id is None


def test_an_actor_is_not_changed_on_the_way() -> None:
    with pytest.raises(AttributeError):
        LI.permissions = frozenset(Permission)
