"""The seats of the command that every exercise has, and the account names of those who sit there."""

from datetime import datetime

from lianfang.base.kernel import clock

from .injects import Desk

# Posts are older than any story, which may be played as if it had happened last week.
IN_OFFICE_SINCE = datetime(2020, 1, 1, tzinfo=clock.BEIJING)
# Seats of the command that every exercise has, with the short names by which people sign in.
SEATS = {
    Desk(unit="county-government", role="leader"): "demo-leader",
    Desk(unit="command-office", role="office_chief"): "demo-chief",
    Desk(unit="command-office", role="office_staff"): "demo-staff",
    Desk(unit="command-office", role="duty_officer"): "demo-duty",
    Desk(unit="command-office", role="system_admin"): "demo-sysadmin",
    Desk(unit="command-office", role="security_admin"): "demo-secadmin",
    Desk(unit="command-office", role="audit_admin"): "demo-auditor",
    Desk(unit="county-health", role="health_officer"): "demo-health",
    Desk(unit="county-cdc", role="epidemiologist"): "demo-cdc",
    Desk(unit="county-cdc", role="worker"): "demo-worker",
}


def username_of(desk: Desk) -> str:
    """The account of the fictional person at a desk."""
    if desk in SEATS:
        return SEATS[desk]
    role = "" if desk.role == "liaison" else f"-{desk.role.replace('_', '-')}"
    return f"demo-{desk.unit}{role}"
