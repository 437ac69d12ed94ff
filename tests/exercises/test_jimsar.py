"""The county's own scenario, played in full on the packs as they are shipped."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from lianfang.base.kernel.actor import Actor
from lianfang.command.emergencies.public import (
    Emergency,
    Proposal,
    ReportCard,
    assess,
    latest_grading,
)
from lianfang.command.measures.models import Measure, UpwardReport
from lianfang.command.surveillance.public import Signal, load_programmes, load_sites
from lianfang.command.tasks.models import (
    Addressee,
    DispatchMeeting,
    LogEntry,
    OrderReminder,
    Promise,
    Supervision,
)
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
    load_programmes(actor=loader, folder=PACKS / "china")
    load_sites(actor=loader, folder=PACKS / "jimsar")


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
    _the_grade_follows_from_the_facts(exercise.emergency)
    _the_command_was_at_work(exercise.emergency)
    # Nobody wrote the signal down: detection raised it from the school's morning check, a day before
    # the hospital's counts would have.
    found = Signal.objects.exclude(indicator=None).order_by("found_at", "id")
    hospital = found.get(indicator__programme__code="hospital-syndromes")
    assert found[0].indicator.code == "school-vomit"
    assert found[0].state == "raised"
    assert (hospital.found_at - found[0].found_at).total_seconds() > 20 * 3600


def _the_grade_follows_from_the_facts(emergency: Emergency) -> None:
    """The county's recognition is a fact on record (G4-5): proposed and decided are one."""
    grading = latest_grading(emergency)
    assert (grading.proposed, grading.grade, grading.missing) == (4, 4, "")
    assert assess(emergency).judgement.grade == 4


def _the_command_was_at_work(emergency: Emergency) -> None:
    """What the demonstration county opens with: measures, orders, supervision, log, daily meetings."""
    states = list(Measure.objects.order_by("proposed_at").values_list("state", flat=True))
    lines = Counter(Addressee.objects.values_list("order__kind", "state"))
    supervised = Supervision.objects.exclude(opened_by=None).get()
    assert states == ["lifted", "lifted"]
    assert UpwardReport.objects.exclude(sent_at=None).count() == 2
    assert lines == {("directive", "cleared"): 8, ("notice", "signed"): 8}
    assert OrderReminder.objects.exists()
    assert (supervised.rung, supervised.closing) == (2, "struck_off")
    assert Supervision.objects.filter(opened_by=None, closing="struck_off").exists()
    assert LogEntry.objects.filter(emergency=emergency, is_significant=True).count() == 3
    assert DispatchMeeting.objects.filter(emergency=emergency).exclude(ended_at=None).count() == 3
    assert Counter(Promise.objects.values_list("state", flat=True)) == {"kept": 4, "moved": 1}


def test_the_first_hour_begins_with_a_signal_of_the_school() -> None:
    load_packs()
    run_scenario(
        actor=CONDUCTOR, scenario=read_scenario(SHIPPED), begins_at=BEGINS, until=timedelta(hours=1)
    )

    first = Signal.objects.order_by("found_at", "id")[0]
    assert (first.indicator.code, first.color, first.cases) == ("school-vomit", 3, 12)
    assert first.place == "北庭演示学校"
    assert first.state == "raised"
