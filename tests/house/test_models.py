"""What every table owes its reader: a sentence, a name, its personal data, its constraints."""

import re

import pytest
from django.apps import apps
from django.db import models

from .plan_of_house import STOREY

OURS = [m for m in apps.get_models() if m._meta.app_label in STOREY and not m._meta.auto_created]
# Moments that are not acts of a person; each says why in its model.
NOT_ACTS = {
    "accounts.User.password_set_at", "accounts.ApiToken.expires_at", "accounts.PastPassword.set_at",
    "accounts.AnsweredWrite.created_at", "audit.AuditRow.recorded_at", "notices.Notice.created_at",
    "notices.OutboxItem.due_at", "notices.Delivery.created_at", "notices.Delivery.next_try_at",
    "notices.Delivery.sent_at",
    "jobs.Job.next_run_at", "jobs.Job.last_started_at", "jobs.Job.last_finished_at",
    "orgs.Shift.starts_at", "orgs.Shift.ends_at", "orgs.Handover.reminded_at",
    "orgs.Post.starts_at", "orgs.Post.ends_at", "surveillance.Signal.began_at", "surveillance.Signal.found_at",
    "surveillance.Signal.verify_due_at", "surveillance.Evidence.found_at", "surveillance.DetectionRun.started_at",
    "surveillance.DetectionRun.finished_at", "surveillance.NotificationReceipt.receipt_due_at",
    "surveillance.NotificationReceipt.reply_due_at",
    "tasks.Task.due_at", "tasks.Reminder.due_at", "tasks.Reminder.sent_at", "situation.Report.cutoff_at", "review.Review.cutoff_at",
    "emergencies.Clock.due_at", "emergencies.ClockReminder.sent_at", "exercises.Exercise.begins_at", "exercises.Exercise.reached_at", "exercises.InjectLog.story_at",
    "measures.Measure.starts_at", "measures.Measure.ends_at", "measures.Subject.starts_at", "measures.Subject.ends_at",
    "measures.Subject.last_exposed_at", "measures.UpwardReport.due_at", "measures.Complaint.due_at",
}  # fmt: skip
FORBIDDEN = re.compile(
    r"ethnic|nationality_group|minzu|religio|faith|politic|party_member|face_|fingerprint|track_point"
    r"|gps_log|rumou?r_author|poster_account|social_score|credit_score",
    re.IGNORECASE,
)


def names(model: type[models.Model]) -> str:
    return f"{model._meta.app_label}.{model.__name__}"


@pytest.mark.parametrize("model", OURS, ids=names)
def test_a_model_says_what_one_row_is(model: type[models.Model]) -> None:
    assert model.__doc__, "no docstring"
    assert not model.__doc__.startswith(f"{model.__name__}("), "Django's own docstring"


@pytest.mark.parametrize("model", OURS, ids=names)
def test_a_model_has_a_chinese_name_and_so_has_every_column(model: type[models.Model]) -> None:
    unnamed = [
        field.name
        for field in model._meta.concrete_fields
        if field.name not in {"id", "uuid", "password", "last_login"}
        and not re.search(r"[\u4e00-\u9fff]", str(field.verbose_name))
    ]

    assert re.search(r"[\u4e00-\u9fff]", str(model._meta.verbose_name))
    assert unnamed == []


@pytest.mark.parametrize("model", OURS, ids=names)
def test_a_model_declares_its_personal_data(model: type[models.Model]) -> None:
    declared = getattr(model, "Personal", None)

    assert declared is not None
    if getattr(declared, "none", False):
        return
    columns = {field.name for field in model._meta.concrete_fields}
    assert declared.fields
    assert set(declared.fields) <= columns
    assert declared.why
    assert declared.kept


@pytest.mark.parametrize("model", OURS, ids=names)
def test_no_column_watches_or_sorts_people(model: type[models.Model]) -> None:
    assert [field.name for field in model._meta.get_fields() if FORBIDDEN.search(field.name)] == []


@pytest.mark.parametrize(
    "word", ["ethnicity", "religion", "political_status", "face_template", "rumor_author"]
)
def test_a_planted_column_of_that_kind_is_found(word: str) -> None:
    assert FORBIDDEN.search(word)


def test_every_act_has_its_actor() -> None:
    faults = [
        f"{names(model)}.{field.name}"
        for model in OURS
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateTimeField) and field.name.endswith("_at")
        if f"{names(model)}.{field.name}" not in NOT_ACTS
        and f"{field.name[:-3]}_by" not in {f.name for f in model._meta.concrete_fields}
    ]

    assert faults == []


def test_every_closed_list_is_a_constraint() -> None:
    faults = []
    for model in OURS:
        checks = " ".join(
            str(c.condition)
            for c in model._meta.constraints
            if isinstance(c, models.CheckConstraint)
        )
        faults += [
            f"{names(model)}.{field.name}"
            for field in model._meta.concrete_fields
            if field.choices
            and not field.null
            and f"{field.name}__" not in checks
            and f"'{field.name}'" not in checks
        ]

    assert faults == []
