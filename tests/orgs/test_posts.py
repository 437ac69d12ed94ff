"""Granting and ending posts, and what a person may do while holding them."""

from datetime import timedelta

import pytest

from lianfang.base.audit.public import AuditRow
from lianfang.base.kernel import clock
from lianfang.base.kernel.errors import NotAllowed, RuleBroken
from lianfang.base.kernel.permissions import Permission
from lianfang.county.orgs.models import Post
from lianfang.county.orgs.public import actor_at, end_post, find_post, grant_post, list_posts_of

pytestmark = pytest.mark.django_db


def posts() -> list[dict]:
    return list(Post.objects.order_by("pk").values())


def test_a_grant_gives_rights_at_once_and_is_logged(county, secadmin) -> None:
    post = grant_post(
        actor=secadmin,
        user=county.users["wang"],
        unit=county.units["county-cdc"],
        role="epidemiologist",
    )

    actor = actor_at(list_posts_of(county.users["wang"]).get(pk=post.pk))
    row = AuditRow.objects.latest("seq")
    assert actor.may(Permission.SIGNAL_VERIFY)
    assert post.title == "疾控流调人员"
    assert row.action == "orgs.post.granted"
    assert row.changes["role"] == [None, "epidemiologist"]


@pytest.mark.parametrize("who", ["sysadmin", "auditor", "chief", "office", "li"])
def test_only_the_security_administrator_grants_and_ends(who: str, county) -> None:
    before = posts()
    post = list_posts_of(county.users["wang"])[0]

    with pytest.raises(NotAllowed):
        grant_post(
            actor=county.actors[who], user=county.users["wang"],
            unit=county.units["county-cdc"], role="worker",
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        end_post(actor=county.actors[who], post_uuid=post.uuid, reason="试一试")

    assert posts() == before


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("sysadmin", "security_admin"),
        ("sysadmin", "audit_admin"),
        ("auditor", "system_admin"),
        ("sysadmin", "liaison"),
        ("li", "system_admin"),
        ("chief", "audit_admin"),
    ],
)
def test_the_three_administrators_are_three_people_without_other_work(
    who: str, role: str, county, secadmin
) -> None:
    before = posts()

    with pytest.raises(RuleBroken, match="三员分立"):
        grant_post(
            actor=secadmin, user=county.users[who], unit=county.units["command-office"], role=role
        )

    assert posts() == before


def test_after_the_old_post_ended_the_other_administration_may_follow(county, secadmin) -> None:
    old = list_posts_of(county.users["auditor"])[0]
    end_post(actor=secadmin, post_uuid=old.uuid, reason="轮岗")

    grant_post(
        actor=secadmin, user=county.users["auditor"],
        unit=county.units["command-office"], role="system_admin",
    )  # fmt: skip

    assert [post.role for post in list_posts_of(county.users["auditor"])] == ["system_admin"]


def test_nobody_appoints_or_dismisses_themselves(county, secadmin) -> None:
    before = posts()
    own = list_posts_of(county.users["secadmin"])[0]

    with pytest.raises(RuleBroken):
        grant_post(
            actor=secadmin, user=county.users["secadmin"],
            unit=county.units["command-office"], role="security_admin",
        )  # fmt: skip
    with pytest.raises(RuleBroken):
        end_post(actor=secadmin, post_uuid=own.uuid, reason="不干了")

    assert posts() == before


def test_the_same_post_is_not_granted_twice(county, secadmin) -> None:
    before = posts()

    with pytest.raises(RuleBroken, match="无需重复"):
        grant_post(
            actor=secadmin, user=county.users["wang"],
            unit=county.units["county-hospital"], role="liaison",
        )  # fmt: skip

    assert posts() == before


def test_a_shut_account_gets_no_post(county, secadmin) -> None:
    county.users["wang"].is_active = False
    county.users["wang"].save(update_fields=["is_active"])

    with pytest.raises(RuleBroken, match="已停用"):
        grant_post(
            actor=secadmin, user=county.users["wang"],
            unit=county.units["county-cdc"], role="worker",
        )  # fmt: skip


def test_an_ended_post_loses_its_rights_with_the_next_click(
    county, office, secadmin, login
) -> None:
    browser = login(office)
    assert browser.get("/orgs/units/").context["actor"].may(Permission.COUNTY_VIEW)
    post = list_posts_of(county.users["office"])[0]

    end_post(actor=secadmin, post_uuid=post.uuid, reason="调离")

    assert list(browser.get("/orgs/units/").context["page"]) == []
    assert browser.get("/api/v1/account/me").status_code == 401
    assert find_post(county.users["office"], post.pk) is None


def test_an_end_needs_a_reason_and_happens_once(county, secadmin) -> None:
    post = list_posts_of(county.users["wang"])[0]
    before = posts()
    with pytest.raises(RuleBroken):
        end_post(actor=secadmin, post_uuid=post.uuid, reason=" ")
    assert posts() == before

    end_post(actor=secadmin, post_uuid=post.uuid, reason="调离")
    after = posts()
    with pytest.raises(RuleBroken):
        end_post(actor=secadmin, post_uuid=post.uuid, reason="再来")

    assert posts() == after


def test_a_post_counts_between_its_start_and_its_end(county, secadmin) -> None:
    user = county.users["wang"]
    post = list_posts_of(user)[0]
    start, end = post.starts_at, post.starts_at + timedelta(days=2)
    Post.objects.filter(pk=post.pk).update(ends_at=end)

    for moment, count in [
        (start - timedelta(seconds=1), 0),
        (start, 1),
        (end - timedelta(seconds=1), 1),
        (end, 0),
    ]:
        with clock.moved_to(moment):
            assert list_posts_of(user).count() == count


def test_a_person_acts_at_one_post_at_a_time(county, wang, secadmin, login) -> None:
    second = grant_post(
        actor=secadmin, user=county.users["wang"],
        unit=county.units["county-cdc"], role="epidemiologist",
    )  # fmt: skip
    browser = login(wang)
    assert browser.get("/api/v1/account/me").json()["role"] == "liaison"

    answer = browser.post("/orgs/posts/choose/", {"post": str(second.uuid)})

    assert answer.status_code == 302
    assert browser.get("/api/v1/account/me").json()["role"] == "epidemiologist"
    acting = {p["role"]: p["is_acting"] for p in browser.get("/api/v1/orgs/posts/mine").json()}
    assert acting == {"liaison": False, "epidemiologist": True}


@pytest.mark.parametrize("chosen", ["", "nonsense", "999999"])
def test_choosing_nothing_changes_nothing(chosen: str, wang, login) -> None:
    browser = login(wang)

    assert browser.post("/orgs/posts/choose/", {"post": chosen}).status_code == 404
    assert browser.session["post_id"] == wang.post_id


def test_nobody_acts_at_another_persons_post(wang, chief, login) -> None:
    browser = login(wang)

    answer = browser.post("/orgs/posts/choose/", {"post": str(chief.post_id)})

    assert answer.status_code == 404
    assert browser.get("/api/v1/account/me").json()["role"] == "liaison"
