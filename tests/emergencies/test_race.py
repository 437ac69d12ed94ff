"""Two officers deciding in the same second, on an engine with row locks."""

import threading

import pytest
from django.db import connection

from lianfang.base.kernel.errors import Refused, Stale
from lianfang.command.emergencies.models import Grading, Proposal, Response
from lianfang.command.emergencies.public import (
    approve_proposal,
    decide_grading,
    refuse_proposal,
)
from tests.builders.emergencies import build_emergency, build_proposal
from tests.builders.plans import build_plan
from tests.builders.standards import build_china
from tests.builders.world import build_actor, build_user, build_world

pytestmark = pytest.mark.postgres_only


def test_one_officer_decides_and_the_other_is_told(committed):
    world = build_world()
    build_plan(world)
    deputy = build_actor(
        build_user("deputy", name="副县长"), world.units["county-government"], "leader"
    )
    proposal = build_proposal(world)
    together, outcomes = threading.Barrier(2), []

    def decide(verb, actor):
        try:
            together.wait(timeout=10)
            verb(actor=actor, proposal_uuid=proposal.uuid, opinion="意见")
            outcomes.append("decided")
        except Refused as refusal:
            outcomes.append(type(refusal))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=(approve_proposal, world.actors["chief"])),
        threading.Thread(target=decide, args=(refuse_proposal, deputy)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert sorted(map(str, outcomes)) == sorted(["decided", str(Stale)])
    proposal.refresh_from_db()
    assert proposal.state in ("approved", "refused")
    assert Response.objects.count() == (proposal.state == "approved")
    assert Proposal.objects.count() == 1


def test_one_officer_grades_and_the_other_is_told(committed):
    world = build_world()
    build_china()
    emergency = build_emergency(world, kind="food")
    second = build_actor(
        build_user("second", name="副主任"), world.units["county-health"], "health_officer"
    )
    together, outcomes = threading.Barrier(2), []

    def decide(actor):
        try:
            together.wait(timeout=10)
            decide_grading(
                actor=actor, emergency_uuid=emergency.uuid, grade=5, reason="数量未达到", seen=""
            )
            outcomes.append("decided")
        except Refused as refusal:
            outcomes.append(type(refusal))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=decide, args=(actor,)) for actor in (world.actors["health"], second)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)

    assert sorted(map(str, outcomes)) == sorted(["decided", str(Stale)])
    assert Grading.objects.count() == 1
