"""The county and the township that an area lies in, read off its path."""

from lianfang.command.surveillance.choices import Scope

# So many steps from the top: 650000/652300/652327/ is a county.
DEPTHS = {Scope.COUNTY: 3, Scope.TOWNSHIP: 4}


def area_within(area_path: str, scope: Scope) -> str:
    """The path of the county or township that an area lies in; the area's own for other scopes."""
    depth = DEPTHS.get(scope)
    if depth is None:
        return area_path
    return "/".join(area_path.split("/")[:depth]).rstrip("/") + "/"
