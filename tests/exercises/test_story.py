"""What the short story leaves in the small county: read only, played once."""

from collections import Counter

import pytest

from lianfang.base.accounts.public import User
from lianfang.command.emergencies.public import Emergency
from lianfang.command.tasks.public import Task, TaskState
from lianfang.county.orgs.public import Post
from lianfang.picture.exercises.public import Exercise, audit_is_whole, outcome_of
from tests.builders.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def played(stage: tuple[World, Exercise]) -> Exercise:
    return Exercise.objects.get(pk=stage[1].pk)


def verbs_of(exercise: Exercise) -> Counter[str]:
    return Counter(exercise.injects.values_list("verb", flat=True))


def test_the_story_is_played_to_its_closing(played: Exercise) -> None:
    outcome = outcome_of(played)

    assert played.finished_at is not None
    assert played.emergency.is_exercise
    assert Emergency.objects.get(pk=played.emergency_id).state == "closed"
    assert [d.kind for d in outcome.decisions] == ["start", "raise", "lower", "end"]
    assert [r.kind for r in outcome.reports] == ["initial", "progress", "final"]
    assert outcome.units_tasked == 4
    assert outcome.failures == 0
    assert audit_is_whole()


def test_every_task_is_accounted_for(played: Exercise) -> None:
    tasks = outcome_of(played).tasks

    assert tasks["issued"] == Task.objects.filter(parent=None).count()
    assert tasks["issued"] == tasks["accepted"] + tasks["cancelled"] + tasks["open"]
    assert tasks["open"] == 0
    assert tasks["signed"] == tasks["issued"]


def test_units_behave_as_the_script_says(played: Exercise) -> None:
    by_action = {(t.action.code, t.unit.code): t for t in Task.objects.select_related("action", "unit")
                 .filter(parent=None, occurrence=1, is_lifted=False)}  # fmt: skip

    returned, late = by_action["2.1-a", "county-cdc"], by_action["1.1-a", "county-health"]
    assert (returned.returned_times, returned.state) == (1, TaskState.ACCEPTED)
    assert late.submitted_at > late.due_at
    assert by_action["4.1-a", "township-santai"].state == TaskState.CANCELLED
    assert by_action["4.1-a", "township-beiting"].state == TaskState.ACCEPTED
    unsigned = by_action["4.2-a", "township-santai"]
    assert unsigned.signed_at > unsigned.due_at
    assert unsigned.reminders.filter(kind="due", sent_at__lt=unsigned.signed_at).exists()
    assert by_action["3.1-b", "school-beiting"].steps.filter(verb="decline").exists()
    assert by_action["3.1-b", "school-beiting"].state == TaskState.ACCEPTED


def test_a_part_is_done_by_the_township_and_accepted_by_the_bureau(played: Exercise) -> None:
    part = Task.objects.select_related("unit", "from_unit", "parent").get(parent__isnull=False)

    accepted = part.steps.get(verb="accept")
    assert part.unit.code == "township-beiting"
    assert accepted.by.username == "demo-county-education"
    assert part.parent.submitted_at >= accepted.at


def test_raising_issues_and_lowering_lifts(played: Exercise) -> None:
    words = set(Task.objects.values_list("issue_words", flat=True))

    assert any("提高为Ⅲ级" in text for text in words)
    assert Task.objects.filter(is_lifted=True).exists()


def test_everybody_acts_at_a_post_of_the_own_unit_and_nobody_can_sign_in(played: Exercise) -> None:
    fictional = User.objects.filter(username__startswith="demo-")
    signers = Task.objects.exclude(signed_by=None).values_list("signed_by", "unit")

    assert fictional.exists()
    assert not any(user.has_usable_password() for user in fictional)
    assert all(Post.objects.filter(user=user, unit=unit).exists() for user, unit in signers)
    assert not Task.objects.filter(signed_by__in=User.objects.exclude(pk__in=fictional)).exists()


def test_the_log_names_desks_and_never_people(played: Exercise) -> None:
    desks = set(played.injects.values_list("by", flat=True))

    assert "县卫健委 卫生健康行政人员" in desks
    assert not any("演示" in desk for desk in desks)
    assert verbs_of(played)["印发报告"] == 3
    assert verbs_of(played)["分解任务"] == 1
