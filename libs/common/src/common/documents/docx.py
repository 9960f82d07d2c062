"""A document as DOCX (ISO/IEC 29500); the library that writes it is loaded by the first one."""

from common.documents.model import Document

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def render(document: Document) -> bytes:
    """Give the file; the same document gives the same bytes."""
    from common.documents.docx_writing import write  # noqa: PLC0415 (8 MB few processes need)

    return write(document)
