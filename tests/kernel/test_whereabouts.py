import pytest

from lianfang.base.kernel.whereabouts import whereabouts


@pytest.mark.parametrize(
    ("area", "place", "said"),
    [
        ("北庭镇", "中心学校", "北庭镇中心学校"),
        ("北庭镇", "北庭镇中心学校", "北庭镇中心学校"),
        ("北庭镇", "", "北庭镇"),
    ],
)
def test_an_area_is_named_once(area: str, place: str, said: str) -> None:
    assert whereabouts(area, place) == said
