"""Two officers deciding in the same second, on an engine with row locks."""

import threading

import pytest
from django.db import connection

from lianfang.base.kernel.errors import Refused, Stale
from lianfang.command.emergencies.models import Proposal, Response
from lianfang.command.emergencies.public import approve_proposal, refuse_proposal
from tests.builders.emergencies import build_proposal
from tests.builders.plans import build_plan
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
