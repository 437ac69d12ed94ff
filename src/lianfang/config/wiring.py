"""Which room reacts to what another one did. The only place where events are connected."""

from lianfang.base.accounts.public import SignedIn
from lianfang.base.kernel.events import connect
from lianfang.base.notices.public import enter_directory
from lianfang.base.search.public import enter_finder
from lianfang.command.emergencies.public import (
    EmergencyRecorded,
    ResponseEnded,
    ResponseLevelChanged,
    ResponseStarted,
    enter_history,
    list_team_occasions,
    signal_follow_ups,
    signal_history,
)
from lianfang.command.measures.public import (
    control_follow_ups,
    decide_source_control,
    draft_source_control,
    draft_waiting_controls,
)
from lianfang.command.measures.public import history as measures_history
from lianfang.command.surveillance.public import (
    SourceControlProposed,
    enter_decider,
    enter_follow_ups,
)
from lianfang.command.tasks.public import (
    close_tasks_of_ended_response,
    issue_tasks_of_started_response,
    match_tasks_to_changed_level,
    tasks_history,
)
from lianfang.county.orgs.public import MAILBOXES, demand_second_factor, enter_occasions
from lianfang.picture.portal.public import TASKS


def connect_rooms() -> None:
    """Connect every event to its handlers, once, at start-up."""
    connect(SignedIn, demand_second_factor)
    connect(ResponseStarted, issue_tasks_of_started_response)
    connect(ResponseLevelChanged, match_tasks_to_changed_level)
    connect(ResponseEnded, close_tasks_of_ended_response)
    enter_finder(TASKS)
    connect(SourceControlProposed, draft_source_control)
    connect(EmergencyRecorded, draft_waiting_controls)
    enter_follow_ups(signal_follow_ups)
    enter_follow_ups(control_follow_ups)
    enter_decider(decide_source_control)
    enter_history(signal_history)
    enter_history(tasks_history)
    enter_history(measures_history)
    enter_directory(MAILBOXES)
    enter_occasions(list_team_occasions)
