"""Documents that people read, print and put into papers: one structure, as HTML and as DOCX."""

from common.documents.model import (
    Block,
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
    "Document",
    "Heading",
    "Link",
    "Listing",
    "Paragraph",
    "Table",
    "paragraph",
]
