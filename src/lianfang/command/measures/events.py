"""What this room tells the rooms above it. Published inside the deciding transaction."""

from dataclasses import dataclass

from lianfang.base.kernel.actor import Actor

from .models import Measure, Subject


@dataclass(frozen=True)
class MeasureOrdered:
    """A measure was decided and binds from `measure.starts_at` until `measure.ends_at`."""

    measure: Measure
    actor: Actor


@dataclass(frozen=True)
class MeasureEnded:
    """A measure binds nobody any more: it ended by itself, was lifted, or revoked from above."""

    measure: Measure
    actor: Actor


@dataclass(frozen=True)
class SubjectBound:
    """A person is under a measure from now on, until exactly `subject.ends_at`."""

    subject: Subject
    actor: Actor


@dataclass(frozen=True)
class SubjectFreed:
    """A person is under a measure no longer; `subject.state` says how it came."""

    subject: Subject
    actor: Actor
