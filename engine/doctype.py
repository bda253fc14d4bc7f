"""Refuse XML that declares a document type.

It is the only door for entity bombs and external entities, and no file of a
spreadsheet or of a bank has use for it.
"""

from collections.abc import Callable
from typing import NoReturn
from xml.parsers import expat

from .table_error import TableError

_HEAD_CHUNK = 4096
_HEAD_CHUNKS = 16
"""So much may stand before the root element ends its opening tag. The parser begins
anew with each chunk while a tag is open, so that an endless one would take hours."""


class _HeadRead(Exception):
    """The root element has begun: nothing can be declared any more."""


def refuse_doctype(read: Callable[[int], bytes], name: str) -> None:
    """Refuse XML that declares a document type.

    The parser itself looks, so that no encoding can hide the declaration. What is no
    XML (a picture) ends the check; were it to be read as XML it would fail.

    :param read: returns the next bytes, as a stream's own ``read``.
    :param name: what is told as the place.
    :raise TableError: ``doctype`` with ``part``, or ``unreadable`` when no element
        begins for long.
    """

    def refuse(*_declaration: object) -> NoReturn:
        raise TableError("doctype", part=name)

    def stop(*_element: object) -> NoReturn:
        raise _HeadRead

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = stop
    try:
        for _ in range(_HEAD_CHUNKS):
            chunk = read(_HEAD_CHUNK)
            parser.Parse(chunk, not chunk)
            if not chunk:
                return
    except (_HeadRead, expat.ExpatError):
        return
    raise TableError("unreadable", detail="no root element")
