"""Pictures of charts for papers that take no vector drawing."""

import threading
from functools import lru_cache
from pathlib import Path

import typst

from lianfang.base.kernel.fonts import folders, font_files

TEMPLATE = Path(__file__).with_name("picture.typ")
DOTS_PER_INCH = 160
_one_at_a_time = threading.Lock()


def svg_to_png(svg: str) -> bytes:
    """
    Set an SVG drawing as PNG with the fonts of the house; the same drawing gives the same bytes.

    :raises FontsMissing: when no font was built.
    """
    with _one_at_a_time:
        produced = _compiler(font_files()).compile(
            format="png", ppi=DOTS_PER_INCH, sys_inputs={"svg": svg}
        )
    if not isinstance(produced, bytes):
        raise TypeError("typst gave no single picture")
    return produced


@lru_cache(maxsize=2)
def _compiler(files: tuple[Path, ...]) -> typst.Compiler:
    del files  # the key: a changed set of files is read anew
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders())
    )
    return typst.Compiler(input=TEMPLATE, root=TEMPLATE.parent, font_paths=fonts)
