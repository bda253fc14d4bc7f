"""How dates, numbers and links look on a paper, in the language of its reader."""

import base64
import io
from datetime import date, timedelta
from functools import lru_cache

import babel.dates
import qrcode
from PIL import Image

from odoo.tools.misc import babel_locale_parse, formatLang, get_lang

QR_MASK = 3
QR_PIXELS = 4
"""Pixels per module."""
_DAY = timedelta(days=1)


def amount(env, value, currency):
    """Write an amount in the decimals of its currency, without the symbol."""
    # A refund of nothing must not print as -0.00.
    return formatLang(env, currency.round(value) or 0.0, digits=currency.decimal_places)


def day(env, value):
    """Write a date short: 2026/10/5, 10/5/2026; empty when there is none."""
    return _skeleton(env, "yMd", value) if value else ""


def month(env, value):
    """Write the month of a date: 2026年10月, October 2026."""
    return _skeleton(env, "yMMMM", value)


def period(env, start, end):
    """Write a span of days, as months when it is made of whole ones."""
    if not (start and end):
        return day(env, start or end)
    if start.day == 1 and (end + _DAY).day == 1:
        first, last = month(env, start), month(env, end)
    else:
        first, last = day(env, start), day(env, end)
    return first if first == last else f"{first} – {last}"


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


def _skeleton(env, skeleton, value: date):
    """Write a date by a CLDR skeleton in the language of the environment."""
    return _written(get_lang(env).code, skeleton, value)


@lru_cache(maxsize=4096)
def _written(lang_code, skeleton, value: date):
    """The same few dates stand on all bills of a run."""
    locale = babel_locale_parse(lang_code)
    return babel.dates.format_skeleton(skeleton, value, locale=locale)
