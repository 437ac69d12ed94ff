"""What reading a plan gives: units with their duties, doubts, and what was left out and why."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Span:
    """A stretch of the source with the reason why it is doubtful or was left out."""

    start: int
    end: int
    why: str


@dataclass(frozen=True)
class DutyReading:
    """
    One duty in the plan's own words.

    `text` equals the source between `start` and `end` unless a line break or recognition spaces
    inside the sentence were taken out.
    """

    text: str
    start: int
    end: int


@dataclass
class UnitReading:
    """
    One unit, or several named in one heading, with the duties the plan gives it in one role.

    `name` is the heading as written, `names` the organisations in it.
    """

    name: str
    names: list[str]
    role: str
    start: int
    end: int
    duties: list[DutyReading] = field(default_factory=list)


@dataclass
class Reading:
    """Everything found in one plan; together the parts cover all of the text."""

    units: list[UnitReading]
    doubts: list[Span]
    ignored: list[Span]

    def as_json(self) -> dict[str, Any]:
        return {
            "units": [
                {
                    "name": unit.name,
                    "names": list(unit.names),
                    "role": unit.role,
                    "duties": [
                        {"text": duty.text, "start": duty.start, "end": duty.end}
                        for duty in unit.duties
                    ],
                }
                for unit in self.units
            ],
            "doubts": [_span(item) for item in self.doubts],
            "ignored": [_span(item) for item in self.ignored],
        }


def _span(item: Span) -> dict[str, Any]:
    return {"start": item.start, "end": item.end, "why": item.why}
