"""Bytes of an exported text file to text, refusing what cannot be read for certain."""

import codecs
from typing import NamedTuple

from .table_error import TableError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SURELY_UTF8 = 8
"""So many characters beyond ASCII that are valid UTF-8 are no accident of GBK."""


class DecodedText(NamedTuple):
    """The text of a file and the encoding it was found in."""

    text: str
    encoding: str


def decode_text(data: bytes, encoding: str | None = None) -> DecodedText:
    """Decode UTF-8 (with or without mark), UTF-16 with mark, or GB18030 (hence GBK).

    :param encoding: the encoding a file's layout prescribes; nothing else is tried.
    :raise TableError: ``bad_encoding`` with ``encoding``, ``row`` (line, from 1) and
        ``offset`` (byte, from 0) of the first byte that does not fit; ``binary`` when
        the bytes are no text.
    """
    if encoding is None:
        encoding, data = _detect(data)
    else:
        data = _without_mark(data, encoding)
    text = _decode(data, encoding)
    if "\0" in text:
        raise TableError("binary")
    return DecodedText(text, encoding)


def _detect(data: bytes) -> tuple[str, bytes]:
    """Return the encoding and the bytes after the byte order mark."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return encoding, data[len(mark) :]
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A damaged UTF-8 file must not come out as Chinese-looking rubbish.
        read = data[: error.start].decode("utf-8")
        damaged = sum(not char.isascii() for char in read) >= _SURELY_UTF8
        return ("utf-8" if damaged else "gb18030"), data
    return "utf-8", data


def _without_mark(data: bytes, encoding: str) -> bytes:
    """Return the bytes after the byte order mark of this encoding, if they have it."""
    for mark, marked in _BYTE_ORDER_MARKS:
        if codecs.lookup(encoding).name == codecs.lookup(marked).name:
            return data.removeprefix(mark)
    return data


def _decode(data: bytes, encoding: str) -> str:
    """Decode strictly, naming the place of the first byte that does not fit."""
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise TableError(
            "bad_encoding",
            encoding=encoding,
            row=data.count(b"\n", 0, error.start) + 1,
            offset=error.start,
        ) from error
