"""Which room reacts to what another one did. The only place where events are connected."""

from lianfang.base.kernel.events import connect
from lianfang.command.emergencies.public import (
    ResponseEnded,
    ResponseLevelChanged,
    ResponseStarted,
)
from lianfang.command.tasks.public import (
    close_tasks_of_ended_response,
    issue_tasks_of_started_response,
    match_tasks_to_changed_level,
)


def connect_rooms() -> None:
    """Connect every event to its handlers, once, at start-up."""
    connect(ResponseStarted, issue_tasks_of_started_response)
    connect(ResponseLevelChanged, match_tasks_to_changed_level)
    connect(ResponseEnded, close_tasks_of_ended_response)
