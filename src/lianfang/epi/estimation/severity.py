"""How often contacts fall ill and cases die."""

from collections.abc import Iterable
from dataclasses import dataclass

from lianfang.epi.analysis.proportions import ProportionMethod
from lianfang.epi.analysis.two_by_two import attack_rate
from lianfang.epi.results import Estimate

NO_OUTCOME = "没有已有转归的病例，病死率不可估计"


@dataclass(frozen=True)
class CaseFatality:
    """
    Deaths among cases whose outcome is known.

    `naive` is deaths over all cases, which is too low while outcomes are pending.
    """

    deaths: int
    resolved: int
    pending: int
    wilson: Estimate
    exact: Estimate
    naive: Estimate


def case_fatality(
    deaths: int, recovered: int, pending: int = 0, *, level: float = 0.95
) -> CaseFatality:
    """
    Give the fatality among resolved cases (Ghani et al., Am J Epidemiol 2005;162:479).

    :raises ValueError: negative counts.
    """
    if any(n < 0 for n in (deaths, recovered, pending)):
        raise ValueError("counts must not be negative")
    resolved = deaths + recovered
    answers = []
    for total, method in (
        (resolved, "wilson"),
        (resolved, "exact"),
        (resolved + pending, "wilson"),
    ):
        found = attack_rate(deaths, total, method, level)  # type: ignore[arg-type]
        if not total:
            found = Estimate(found.value, found.low, found.high, level, method, NO_OUTCOME)
        answers.append(found)
    return CaseFatality(deaths, resolved, pending, *answers)


def secondary_attack_rate(
    ill_contacts: int,
    contacts: int,
    *,
    immune: int = 0,
    method: ProportionMethod = "wilson",
    level: float = 0.95,
) -> Estimate:
    """
    Give ill contacts over contacts at risk (contacts less those known immune; primary cases not counted).

    :raises ValueError: negative counts, more immune than contacts, or more ill than at risk.
    """
    if immune > contacts:
        raise ValueError("no more contacts can be immune than there are contacts")
    return attack_rate(ill_contacts, contacts - immune, method, level)


def outcomes(values: Iterable[str], *, died: str, recovered: str) -> tuple[int, int, int]:
    """Count deaths, recoveries and all else (pending) of a column of outcomes."""
    found = list(values)
    deaths, well = found.count(died), found.count(recovered)
    return deaths, well, len(found) - deaths - well
