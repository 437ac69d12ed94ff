"""What of a response is still open in this room, for whoever decides on its end."""

from collections.abc import Iterable

from django.urls import reverse

from lianfang.base.kernel.open_ends import OpenEnd, register_open_ends
from lianfang.command.emergencies.public import Response

from .choices import MeasureState
from .queries import open_measures_of


def open_measures(response: Response) -> Iterable[OpenEnd]:
    """Measures that still bind, and measures that wait to be decided."""
    states = list(open_measures_of(response.emergency).values_list("state", flat=True))
    waiting = states.count(MeasureState.PROPOSED)
    url = f"{reverse('measures:measure_list')}?emergency={response.emergency.uuid}"
    yield OpenEnd(
        "未解除的管控措施", len(states) - waiting, url, "终止响应前应先解除，或写明继续的依据"
    )
    yield OpenEnd("待决定的管控措施", waiting, url, "终止前宜先决定或撤回")


register_open_ends("measures", open_measures)
