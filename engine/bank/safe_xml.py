"""Read XML messages of banks without trusting them.

No document type, so no entities; no network; libxml2's own limits of depth and text
stay on; the size is limited before anything is parsed. Namespaces are dropped: the
versions of a message differ in theirs, not in the names that are read here.
"""

import io
import re

from lxml import etree

from ..decoding import decode_text
from ..doctype import refuse_doctype
from ..workbook import Limits
from .fault import refusal, table_refusals

Element = etree._Element

_DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,200}\?>")
_DECLARED = re.compile(
    rb"encoding\s*=\s*[\"'](iso-8859-1|windows-1252|big5)[\"']", re.I
)
"""Encodings that cannot be told by looking; all others are found as in text files."""
_HEAD = 300


def parse_xml(data: bytes, limits: Limits | None = None) -> Element:
    """Return the root of a message, its tags without namespace.

    :raise BankFileError: ``empty``, ``file_too_large``, ``binary``, ``bad_encoding``,
        ``doctype``, or ``unreadable`` with the parser's reason as ``detail`` and the
        line.
    """
    with table_refusals():
        (limits or Limits()).check_size(data)
        data = _as_utf8(data)
        refuse_doctype(io.BytesIO(data).read, "")
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise refusal(
            "unreadable", line=error.lineno or None, detail=error.msg or ""
        ) from error
    for element in root.iter(etree.Element):
        element.tag = etree.QName(element).localname
    return root


def _as_utf8(data: bytes) -> bytes:
    """Return a message in UTF-8, without the declaration of its encoding.

    One encoding for all leaves none in which a document type could hide.
    """
    declared = _DECLARED.search(data[:_HEAD])
    text = decode_text(data, declared[1].decode() if declared else None).text
    text = _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1)
    return text.encode("utf-8")


def text_at(element: Element, *paths: str) -> str:
    """Return the text at the first of some paths that has one, on one line."""
    for path in paths:
        found = element.find(path)
        if found is not None:
            text = " ".join("".join(found.itertext()).split())
            if text:
                return text
    return ""


def texts_at(element: Element, path: str) -> list[str]:
    """Return all texts at a path."""
    texts = (" ".join((found.text or "").split()) for found in element.iterfind(path))
    return [text for text in texts if text]
