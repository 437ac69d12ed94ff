"""Fictional people: seated once, with no way in unless a demonstration opens the door."""

from collections import Counter

import pytest

from lianfang.base.accounts.public import (
    User,
    close_fictional_accounts,
    create_fictional_account,
    open_fictional_account,
)
from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.picture.exercises.public import prepare_people
from tests.builders.exercises import CONDUCTOR, build_scenario
from tests.builders.world import World

pytestmark = pytest.mark.django_db


def test_people_are_prepared_once(county: World) -> None:
    first = prepare_people(actor=CONDUCTOR, scenario=build_scenario())
    second = prepare_people(actor=CONDUCTOR, scenario=build_scenario())

    assert [post.pk for post in first] == [post.pk for post in second]
    assert {
        "leader",
        "office_chief",
        "system_admin",
        "security_admin",
        "audit_admin",
        "worker",
    } <= {post.role for post in first}
    assert max(Counter(post.user_id for post in first).values()) == 1


def test_an_opened_account_takes_its_password_and_another_start_takes_it_away(
    county: World,
) -> None:
    prepare_people(actor=CONDUCTOR, scenario=build_scenario())

    _, first = open_fictional_account(actor=CONDUCTOR, username="demo-leader")
    user, second = open_fictional_account(actor=CONDUCTOR, username="demo-leader")

    assert user.check_password(second)
    assert not user.check_password(first)
    assert not user.is_password_due


def test_a_real_persons_account_is_never_opened(county: World) -> None:
    chief = User.objects.get(username="chief")
    before = chief.password

    with pytest.raises(RuleBroken, match="demo-"):
        open_fictional_account(actor=CONDUCTOR, username="chief")
    with pytest.raises(RuleBroken, match="demo-"):
        create_fictional_account(actor=CONDUCTOR, username="somebody", name="某人")

    chief.refresh_from_db()
    assert chief.password == before
    assert not User.objects.filter(username="somebody").exists()


def test_only_administrators_make_and_open_them(county: World, office: Actor) -> None:
    with pytest.raises(NotAllowed):
        create_fictional_account(actor=office, username="demo-guest", name="演示·来宾")
    with pytest.raises(NotAllowed):
        open_fictional_account(actor=office, username="demo-leader")
    with pytest.raises(NotFound):
        open_fictional_account(actor=CONDUCTOR, username="demo-nobody")

    assert not User.objects.filter(username="demo-guest").exists()


def test_without_a_demonstration_nobody_signs_in_as_a_fictional_person(county: World) -> None:
    create_fictional_account(actor=CONDUCTOR, username="demo-leader", name="演示·县领导")
    real = User.objects.get(pk=county.users["chief"].pk).password
    open_fictional_account(actor=CONDUCTOR, username="demo-leader")

    assert close_fictional_accounts(actor=CONDUCTOR) == 1
    assert close_fictional_accounts(actor=CONDUCTOR) == 0
    assert not User.objects.get(username="demo-leader").has_usable_password()
    assert User.objects.get(pk=county.users["chief"].pk).password == real
