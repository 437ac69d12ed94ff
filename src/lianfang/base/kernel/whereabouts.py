"""Area and place as officials say them."""


def whereabouts(area: str, place: str) -> str:
    """Area and place in one, without naming the area twice: 北庭镇, 北庭镇中心学校 → 北庭镇中心学校."""
    return place if place.startswith(area) else f"{area}{place}"
