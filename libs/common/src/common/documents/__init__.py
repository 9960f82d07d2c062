"""Documents that people read, print and put into papers: one structure, as HTML and as DOCX."""

from common.documents.model import (
    Block,
    Chart,
    Document,
    Heading,
    Link,
    Listing,
    Paragraph,
    Table,
    paragraph,
)

__all__ = [
    "Block",
    "Chart",
    "Document",
    "Heading",
    "Link",
    "Listing",
    "Paragraph",
    "Table",
    "paragraph",
]
