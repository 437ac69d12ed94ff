"""Jobs by the clock: once, also after a fault, also with two workers; and the page about them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from lianfang.base.jobs import schedule as table
from lianfang.base.jobs.presenters import every_words
from lianfang.base.jobs.public import Job, register_jobs, run_due_jobs, schedule
from lianfang.base.kernel import clock
from tests.builders.world import World

pytestmark = pytest.mark.django_db
MORNING = datetime.fromisoformat("2026-11-23T08:00:00+08:00")


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """A schedule with one job of a minute that notes its runs."""
    monkeypatch.setattr(table, "_entries", {})
    done: list[str] = []

    def run() -> str:
        done.append("ran")
        return f"第 {len(done)} 次"

    schedule("test.count", "计数", every_seconds=60, run=run)
    with clock.moved_to(MORNING):
        register_jobs()
        yield done


def at(seconds: int) -> datetime:
    return MORNING + timedelta(seconds=seconds)


def test_a_job_runs_when_its_time_has_come_and_not_before(runs: list[str]) -> None:
    assert run_due_jobs() == ["test.count"]
    assert run_due_jobs() == []
    with clock.moved_to(at(59)):
        assert run_due_jobs() == []
    with clock.moved_to(at(60)):
        assert run_due_jobs() == ["test.count"]

    assert len(runs) == 2


def test_registering_again_keeps_the_times_and_takes_the_new_interval(runs: list[str]) -> None:
    run_due_jobs()
    schedule("test.count", "计数（新）", every_seconds=300, run=lambda: "")

    register_jobs()

    job = Job.objects.get()
    assert (job.every_seconds, job.label) == (300, "计数（新）")
    assert job.next_run_at == at(60)


def test_a_job_held_by_another_worker_is_left_alone(runs: list[str]) -> None:
    Job.objects.update(claimed_until=at(300))

    assert run_due_jobs() == []
    assert runs == []


def test_the_claim_of_a_killed_worker_lapses(runs: list[str]) -> None:
    Job.objects.update(claimed_until=at(300))

    with clock.moved_to(at(301)):
        assert run_due_jobs() == ["test.count"]


def test_a_failing_job_is_noted_backs_off_and_recovers(runs: list[str]) -> None:
    def fail() -> str:
        raise RuntimeError("no")

    schedule("test.count", "计数", every_seconds=60, run=fail)
    run_due_jobs()
    once = Job.objects.get()
    with clock.moved_to(at(120)):
        run_due_jobs()
    twice = Job.objects.get()
    schedule("test.count", "计数", every_seconds=60, run=lambda: "好了")
    with clock.moved_to(at(600)):
        run_due_jobs()
    after = Job.objects.get()

    assert (once.last_failed, once.failures_in_row, once.next_run_at) == (True, 1, at(120))
    assert (twice.failures_in_row, twice.next_run_at) == (2, at(120 + 240))
    assert (after.last_failed, after.failures_in_row, after.last_result) == (False, 0, "好了")
    assert "no" not in twice.last_result


def test_a_job_that_fails_for_long_is_tried_every_hour(runs: list[str]) -> None:
    def fail() -> str:
        raise RuntimeError

    schedule("test.count", "计数", every_seconds=900, run=fail)
    register_jobs()
    Job.objects.update(failures_in_row=20)

    run_due_jobs()

    assert Job.objects.get().next_run_at == at(3600)


def test_a_job_that_is_no_longer_entered_does_not_run(runs: list[str]) -> None:
    table._entries.clear()

    assert run_due_jobs() == []


def test_the_page_tells_each_jobs_state_in_words(runs: list[str], county: World, login) -> None:
    client = login(county.actors["sysadmin"])
    fresh = client.get("/jobs/").content.decode()
    run_due_jobs()
    ran = client.get("/jobs/").content.decode()
    with clock.moved_to(at(60 + 601)):
        late = login(county.actors["sysadmin"]).get("/jobs/").content.decode()
    Job.objects.update(last_failed=True, failures_in_row=3)
    failed = client.get("/jobs/").content.decode()

    assert "尚未运行" in fresh
    assert "第 1 次" in ran
    assert "正常" in ran
    assert "未按时运行" in late
    assert "失败（连续 3 次）" in failed


def test_the_page_says_when_no_worker_ever_ran(county: World, login) -> None:
    assert "后台任务从未运行" in login(county.actors["sysadmin"]).get("/jobs/").content.decode()


@pytest.mark.parametrize("who", ["secadmin", "auditor", "chief", "li"])
def test_the_page_is_for_the_system_administrator_only(county: World, login, who: str) -> None:
    assert login(county.actors[who]).get("/jobs/").status_code == 403


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (60, "每 1 分钟"),
        (90, "每 90 秒"),
        (3600, "每 1 小时"),
        (86400, "每 1 天"),
        (172800, "每 2 天"),
    ],
)
def test_an_interval_is_said_in_its_largest_whole_unit(seconds: int, words: str) -> None:
    assert every_words(seconds) == words


def test_every_job_of_the_house_has_words() -> None:
    from lianfang.config.jobs import enter_jobs

    enter_jobs()

    assert all(entry.label and entry.every_seconds for entry in table.entries().values())
    assert len(table.entries()) >= 3
