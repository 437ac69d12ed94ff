"""A boundary file from its upload to the map: looked at, adopted, replaced, taken out of use."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from lianfang.base.audit.models import AuditRow
from lianfang.base.kernel.errors import NotAllowed, NotFound, RuleBroken
from lianfang.county.orgs import services
from lianfang.county.orgs.models import BoundarySet, BoundaryShape
from lianfang.county.orgs.queries import outlines_of
from tests.builders.orgs import boundary_file, build_boundaries
from tests.builders.tasks import start_response

pytestmark = pytest.mark.django_db
COUNTY = "650000/652300/652327/"


def test_a_file_is_previewed_matched_anew_adopted_replaced_and_removed(
    county, sysadmin, login
) -> None:
    client = login(sysadmin)
    raw = boundary_file("652327101", "652327103", "999999999", name="北庭镇")
    given = {"source": "县自然资源局，2026年", "file": SimpleUploadedFile("乡镇.geojson", raw)}
    answer = client.post("/orgs/areas/boundaries/", given)
    draft = BoundarySet.objects.get()
    page = client.get(answer.url).content.decode()

    assert (answer.status_code, draft.state, draft.key) == (302, "draft", "code")
    assert "启用这 2 个边界" in page
    assert "999999999" in page
    assert "对不上" in page
    assert outlines_of(COUNTY) == []
    client.post(f"{answer.url}match/", {"key": "name"})
    page = client.get(answer.url).content.decode()
    assert "重复" in page
    assert "启用这" not in page
    client.post(f"{answer.url}adopt/")
    draft.refresh_from_db()
    assert draft.state == "draft"
    client.post(f"{answer.url}match/", {"key": "code"})

    client.post(f"{answer.url}adopt/")
    draft.refresh_from_db()
    assert draft.state == "in_force"
    assert [shape.area.code for shape in outlines_of(COUNTY)] == ["652327101", "652327103"]
    assert not BoundaryShape.objects.exclude(properties={}).exists()
    second = build_boundaries(county, "652327101")
    draft.refresh_from_db()
    assert (draft.state, draft.ended_by_id) == ("replaced", sysadmin.user_id)
    assert [shape.area.code for shape in outlines_of(COUNTY)] == ["652327101"]
    client.post(f"/orgs/areas/boundaries/{second.uuid}/remove/")
    assert outlines_of(COUNTY) == []
    with pytest.raises(RuleBroken, match="不用再移除"):
        services.remove_boundaries(actor=sysadmin, set_uuid=second.uuid)
    acts = AuditRow.objects.filter(action__startswith="orgs.boundaries").order_by("id")
    verbs = [act.action.rpartition(".")[2] for act in acts]
    assert verbs == ["uploaded", "matched", "matched", "adopted", "uploaded", "replaced", "adopted", "removed"]  # fmt: skip
    book = client.get("/orgs/areas/boundaries/?export=xlsx").content
    rows = list(openpyxl.load_workbook(io.BytesIO(book)).active.iter_rows(values_only=True))
    assert sum("乡镇.geojson" in row for row in rows) == 2


def test_a_bad_file_is_refused_beside_its_field_and_nothing_is_kept(
    county, sysadmin, login
) -> None:
    client = login(sysadmin)
    given = {"source": "测绘", "file": SimpleUploadedFile("乡镇.geojson", b"{}")}

    answer = client.post("/orgs/areas/boundaries/", given)

    large = SimpleUploadedFile("乡镇.geojson", b" " * (10 * 1024 * 1024 + 1))
    told = client.post("/orgs/areas/boundaries/", {"source": "测绘", "file": large})
    assert "超过 10 MB" in told.content.decode()
    assert answer.status_code == 422
    assert "FeatureCollection" in answer.content.decode()
    assert "测绘" in answer.content.decode()
    with pytest.raises(RuleBroken, match="来源"):
        services.upload_boundaries(
            actor=sysadmin, file_name="x", raw=boundary_file("652327100"), source=" "
        )
    assert not BoundarySet.objects.exists()


def test_only_who_maintains_areas_brings_boundaries_and_only_in_the_own_area(
    county, office, sysadmin, login
) -> None:
    found = build_boundaries(county, adopted=False)

    with pytest.raises(NotAllowed):
        services.adopt_boundaries(actor=office, set_uuid=found.uuid)
    assert login(office).get("/orgs/areas/boundaries/").status_code == 403
    BoundarySet.objects.update(area_path="650000/650100/")
    with pytest.raises(NotFound):
        services.adopt_boundaries(actor=sysadmin, set_uuid=found.uuid)
    found.refresh_from_db()
    assert found.state == "draft"


def test_the_boards_draw_the_outlines_and_every_number_leads_to_its_rows(
    county, plan, staff, login, django_assert_max_num_queries
) -> None:
    emergency = start_response(county, plan).emergency
    client = login(staff)
    tiles = client.get(f"/live/{emergency.uuid}/map/").content.decode()
    build_boundaries(county, "652327103")

    with django_assert_max_num_queries(16):
        answer = client.get(f"/live/{emergency.uuid}/map/?figure=issued")
    page, shown = answer.content.decode(), answer.context["map"]
    wall = client.get("/live/wall/").content.decode()

    assert "live-tiles" in tiles
    assert "<svg viewBox" in page
    assert "<svg viewBox" in wall
    assert "<svg viewBox" in client.get(f"/live/{emergency.uuid}/replay/").content.decode()
    assert page.count('class="live-area is-step-') == 1
    assert "没有边界：" in page
    shape = next(one for one in shown.shapes if one.line.name == "北庭镇")
    assert shape.value > 0
    assert f"下达任务 {shape.value} 件" in client.get(shape.url).content.decode()
    assert client.get(shape.url.replace("652327103", "1")).status_code == 404
    assert client.get(f"/live/{emergency.uuid}/map/?export=xlsx").content.startswith(b"PK")
