"""The county's own scenario, played in full on the packs as they are shipped."""

from collections import Counter
from pathlib import Path

import pytest

from lianfang.base.kernel.actor import Actor
from lianfang.command.emergencies.public import Proposal, ReportCard
from lianfang.county.orgs.public import load_orgs
from lianfang.county.plans.public import load_catalogue, load_plan
from lianfang.county.standards.public import load_standards
from lianfang.picture.exercises.public import (
    audit_is_whole,
    outcome_of,
    read_scenario,
    run_scenario,
)
from tests.builders.exercises import BEGINS, CONDUCTOR, SHIPPED

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.timeout(420)]
PACKS = Path(__file__).parents[2] / "packs"


def load_packs() -> None:
    loader = Actor.system("装载数据包")
    load_standards(actor=loader, folder=PACKS / "china")
    load_catalogue(actor=loader, folder=PACKS / "china")
    load_orgs(actor=loader, folder=PACKS / "jimsar")
    load_plan(actor=loader, folder=PACKS / "jimsar")


def test_all_units_of_the_county_go_through_the_whole_outbreak() -> None:
    load_packs()

    exercise = run_scenario(actor=CONDUCTOR, scenario=read_scenario(SHIPPED), begins_at=BEGINS)

    outcome = outcome_of(exercise)
    steps = Counter(Proposal.objects.values_list("kind", "state"))
    assert outcome.units_tasked == 29
    assert outcome.duties_covered >= 90
    assert outcome.failures == 0
    assert steps["raise", "approved"] == 1
    assert steps["lower", "refused"] == 1
    assert steps["lower", "approved"] == 1
    assert outcome.tasks["signed"] > 500
    assert outcome.tasks["overdue"] >= 1
    assert outcome.tasks["returned"] >= 5
    assert outcome.tasks["open"] == 0
    assert [r.kind for r in outcome.reports] == ["initial", *["progress"] * 5, "final"]
    assert all(report.docx and report.pdf for report in outcome.reports)
    assert all(score.signed for score in outcome.units)
    cards = ReportCard.objects.order_by("approved_at").values_list("kind", "state")
    assert list(cards) == [(kind, "approved") for kind in ("initial", "progress", "closing")]
    assert audit_is_whole()
