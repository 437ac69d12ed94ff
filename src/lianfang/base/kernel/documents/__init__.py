"""Official documents: what they say, and how they are set as Word and PDF files."""

from lianfang.base.kernel.documents.content import (
    Attachment,
    Block,
    Figure,
    FigureTable,
    Heading,
    OfficialDocument,
    PageBreak,
    Paragraph,
    Table,
    chinese_number,
    number_headings,
    official_date,
    official_number,
)
from lianfang.base.kernel.documents.docx import to_docx
from lianfang.base.kernel.documents.pdf import to_pdf

__all__ = [
    "Attachment",
    "Block",
    "Figure",
    "FigureTable",
    "Heading",
    "OfficialDocument",
    "PageBreak",
    "Paragraph",
    "Table",
    "chinese_number",
    "number_headings",
    "official_date",
    "official_number",
    "to_docx",
    "to_pdf",
]
