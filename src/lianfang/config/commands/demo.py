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
    prepare_demonstration_duty(actor=actor, folder=Path(settings.LIANFANG_PACKS) / "jimsar")
    for unit, role in OFFERED:
        username = username_of(Desk(unit=unit, role=role))
        _, password = open_fictional_account(actor=actor, username=username)
        accounts.append((ROLES[role].label, unit_by_code(unit).short_name, username, password))
    return accounts


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
