"""The written reference equals the code; every room introduces itself."""

from pathlib import Path

import pytest

from lianfang.config.reference import pages

from .plan_of_house import SOURCE, WINGS

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", sorted(pages()))
def test_a_reference_page_is_up_to_date(name: str) -> None:
    written = (DOCS / "reference" / name).read_text(encoding="utf-8")

    assert written == pages()[name], "run `make docs`"


def test_every_room_has_a_readme_of_half_a_page() -> None:
    rooms = [
        folder
        for wing in WINGS
        for folder in (SOURCE / wing).iterdir()
        if (folder / "apps.py").exists()
    ]
    missing = [folder.name for folder in rooms if not (folder / "README.md").exists()]
    long = [
        f.name
        for f in rooms
        if (f / "README.md").exists() and (f / "README.md").read_text().count("\n") > 60
    ]

    assert (missing, long) == ([], [])


def test_every_setting_of_the_environment_is_documented() -> None:
    import re

    page = (DOCS / "reference" / "settings.md").read_text(encoding="utf-8")
    used = set()
    for path in SOURCE.rglob("*.py"):
        used |= set(
            re.findall(
                r"environ(?:\.get\(|\[|\.setdefault\()\s*[\"'](LIANFANG_[A-Z_]+)",
                path.read_text(encoding="utf-8"),
            )
        )

    assert {name for name in used if f"`{name}`" not in page} == set()


def test_links_between_pages_lead_somewhere() -> None:
    import re

    pages_written = [*DOCS.rglob("*.md"), DOCS.parent / "README.md"]
    broken = [
        f"{page.name} → {target}"
        for page in pages_written
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
        if not target.startswith(("http://", "https://")) and not (page.parent / target).exists()
    ]

    assert broken == []
