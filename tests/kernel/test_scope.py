"""Which rows come back to whom, by area and by unit."""

import pytest

from lianfang.base.kernel.actor import Actor
from lianfang.base.kernel.scope import concerning_area, own_units, paths_to, within_area
from lianfang.county.orgs.models import Area, Unit
from tests.builders.world import COUNTY, World

pytestmark = pytest.mark.django_db


def codes(condition: object) -> set[str]:
    return set(Area.objects.filter(condition).values_list("code", flat=True))


def test_a_township_sees_itself_alone(county: World, li: Actor) -> None:
    assert codes(within_area(li, "path")) == {"652327103"}


def test_the_county_sees_its_townships_and_no_other_county(county: World, office: Actor) -> None:
    assert codes(within_area(office, "path")) == {COUNTY, "652327103", "652327101"}


def test_what_concerns_a_township_lies_in_it_or_above_it(county: World, li: Actor) -> None:
    assert codes(concerning_area(li, "path")) == {"650000", "652300", COUNTY, "652327103"}


def test_a_code_that_only_begins_alike_is_another_area(county: World, li: Actor) -> None:
    alike = Area.objects.create(
        code="6523271031", name="另一处", level="township", path=li.area_path.rstrip("/") + "1/"
    )

    assert alike.code not in codes(within_area(li, "path"))


@pytest.mark.parametrize("scope", [within_area, concerning_area])
def test_an_actor_without_an_area_sees_nothing(county: World, scope) -> None:
    assert codes(scope(Actor(name=""), "path")) == set()


@pytest.mark.parametrize("scope", [within_area, concerning_area])
def test_a_job_of_the_system_sees_everything(county: World, scope) -> None:
    assert codes(scope(Actor.system("检查"), "path")) == set(county.areas)


def test_a_collective_answers_for_its_members(county: World, wang: Actor) -> None:
    hospital = Unit.objects.filter(own_units(wang, "pk"))

    assert {unit.code for unit in hospital} == {"county-hospital"}


def test_paths_lead_from_the_top_down() -> None:
    assert paths_to("65/6523/652327/") == ["65/", "65/6523/", "65/6523/652327/"]
