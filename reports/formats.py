"""How dates, numbers and links look on a paper, in the language of its reader."""

import base64
import io

import qrcode
from PIL import Image

from odoo.tools.misc import formatLang, get_lang

from ..models.mixins.date_words import day, month, period

__all__ = [
    "amount",
    "day",
    "listing",
    "month",
    "period",
    "qr_data_uri",
    "void_mark",
]

QR_MASK = 3
QR_PIXELS = 4
"""Pixels per module."""


def amount(env, value, currency):
    """Write an amount in the decimals of its currency, without the symbol."""
    # A refund of nothing must not print as -0.00.
    return formatLang(env, currency.round(value) or 0.0, digits=currency.decimal_places)


def listing(env, texts):
    """Join texts that hold commas of their own."""
    chinese = get_lang(env).code.startswith("zh")
    return ("；" if chinese else "; ").join(texts)


def void_mark(env):
    """Return 作废, which a void paper must carry, and what it means to its reader."""
    meaning = env._("VOID")
    return ("作废", "" if meaning == "作废" else meaning)


def qr_data_uri(text):
    """Return a QR code of ``text`` as a PNG within a data URI.

    A link to the server would need one request per page of a mass print. The mask
    is fixed: readers understand each of the eight, trying them all for the
    prettiest costs more than the rest of a bill.
    """
    code = qrcode.QRCode(
        border=2,
        error_correction=qrcode.constants.ERROR_CORRECT_M,
        mask_pattern=QR_MASK,
    )
    code.add_data(text)
    modules = code.get_matrix()
    image = Image.new("1", (len(modules), len(modules)))
    image.putdata([not dark for row in modules for dark in row])
    stream = io.BytesIO()
    image.resize([QR_PIXELS * side for side in image.size]).save(stream, "PNG")
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()
