"""The demonstration county: an outbreak in the middle of its story, and somebody at every desk."""

import argparse
from datetime import timedelta
from pathlib import Path
from typing import Any

SCENARIO = "jimsar-norovirus-school"
# The story begins at its own time of day, so the demonstration stands within half a day of the
# scenario's middle, whatever the hour at which it is first started.
AROUND = timedelta(hours=12)
# Whom a visitor is offered, in the order of the command: unit, role.
OFFERED = (
    ("county-government", "leader"),
    ("command-office", "office_chief"),
    ("command-office", "office_staff"),
    ("command-office", "duty_officer"),
    ("county-health", "health_officer"),
    ("county-cdc", "epidemiologist"),
    ("county-cdc", "worker"),
    ("education", "liaison"),
    ("hospital-people", "liaison"),
    ("township-beiting", "liaison"),
    ("school-demo-beiting", "liaison"),
    ("command-office", "system_admin"),
    ("command-office", "security_admin"),
    ("command-office", "audit_admin"),
)
# Who dealt with the signals of the county's past.
HANDLER = ("county-cdc", "epidemiologist")

Account = tuple[str, str, str, str]


def add_parser(subparsers: Any) -> None:
    parser = subparsers.add_parser("demo", help="准备演示县（serve --demo 会自动准备）")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    from lianfang.config.commands import load

    load.prepare_database()
    load.load_packs()
    accounts = prepare()
    print(
        "演示县已准备好。演示账号（密码为本次临时生成，用 lianfang serve --demo 启动时会重新生成）："
    )
    for role, unit, username, password in accounts:
        print(f"  {username:<24} {password:<16} {role} · {unit}")
    return 0


def prepare() -> list[Account]:
    """
    Make the demonstration where there is none yet, and open its accounts anew.

    Returns role, unit, account and password of each desk that is offered. An exercise once played
    is left as it is: what visitors did in it stays.
    """
    from django.conf import settings

    from lianfang.base.accounts.public import ROLES, open_fictional_account
    from lianfang.base.kernel.actor import Actor
    from lianfang.county.orgs.public import prepare_demonstration_duty, unit_by_code
    from lianfang.picture.exercises.public import Desk, find_scenario, username_of

    scenario = find_scenario(SCENARIO)
    if not _is_played(scenario):
        _play(scenario)
    actor, accounts = Actor.system("准备演示账号"), []
    folder = Path(settings.LIANFANG_PACKS) / "jimsar"
    prepare_demonstration_duty(actor=actor, folder=folder)
    _give_a_past(folder)
    for unit, role in OFFERED:
        username = username_of(Desk(unit=unit, role=role))
        _, password = open_fictional_account(actor=actor, username=username)
        accounts.append((ROLES[role].label, unit_by_code(unit).short_name, username, password))
    return accounts


def _give_a_past(folder: Path) -> None:
    """After the story, which must not find other signals because of it."""
    from lianfang.base.accounts.public import User
    from lianfang.base.kernel.actor import Actor
    from lianfang.command.surveillance.public import prepare_everyday
    from lianfang.county.orgs.public import actor_at, list_posts_of
    from lianfang.picture.exercises.public import Desk, username_of

    unit, role = HANDLER
    user = User.objects.get(username=username_of(Desk(unit=unit, role=role)))
    post = list_posts_of(user)[0]
    actor = Actor.system("生成演示日常数据")
    count = prepare_everyday(actor=actor, folder=folder, handler=actor_at(post))
    if count:
        print(f"县内日常监测数据为虚构：已按 everyday.yaml 生成 {count} 个数值。", flush=True)


def close() -> int:
    """Let nobody sign in as a fictional person any more: this start shows no demonstration."""
    from lianfang.base.accounts.public import close_fictional_accounts
    from lianfang.base.kernel.actor import Actor

    return close_fictional_accounts(actor=Actor.system("停用演示账号"))


def _is_played(scenario: Any) -> bool:
    """A first start that was broken off half-way does not count; the next one plays anew."""
    from lianfang.base.kernel.actor import Actor
    from lianfang.picture.exercises.public import list_exercises

    played = list_exercises(Actor.system("准备演示县")).filter(scenario=scenario.code)
    return any(
        exercise.reached_at - exercise.begins_at >= scenario.middle - AROUND
        for exercise in played.filter(interruption="")
    )


def _play(scenario: Any) -> None:
    from lianfang.base.kernel import clock
    from lianfang.base.kernel.actor import Actor
    from lianfang.picture.exercises.public import run_scenario, story_start

    print("首次启动：正在演练中生成演示县的数据，约需半分钟……", flush=True)
    begins_at = story_start(scenario, scenario.middle - AROUND)
    run_scenario(
        actor=Actor.system("准备演示县"), scenario=scenario, begins_at=begins_at,
        until=clock.now() - begins_at,
    )  # fmt: skip
