"""Reading a printed paper back: its page as a tree, its words, its code."""

import base64
import io

import qrcode
from lxml import html
from PIL import Image

QR_BORDER = 2


def tree_of(env, report, records, user=None):
    """Render the paper as ``user`` and return it as an lxml tree."""
    reports = env["ir.actions.report"].with_user(user or env.user)
    content, _type = reports._render_qweb_html(report, records.ids)
    return html.fromstring(content)


def words_of(page, css_class):
    """Texts of the elements with a class, white space made single blanks."""
    path = f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {css_class} ')]"
    return [_words(node) for node in page.xpath(path)]


def rows_of(page, css_class):
    """Texts of the cells of each table row with a class."""
    return [
        [_words(cell) for cell in row]
        for row in page.xpath(f".//tr[@class='{css_class}']")
    ]


def qr_matrix(data_uri):
    """Modules of a QR code drawn into a PNG data URI, read from its pixels."""
    head, data = data_uri.split(",")
    assert head == "data:image/png;base64"
    image = Image.open(io.BytesIO(base64.b64decode(data))).convert("1")
    first_dark = next(x for x in range(image.width) if not image.getpixel((x, x)))
    side = first_dark // QR_BORDER
    modules = range(QR_BORDER, image.width // side - QR_BORDER)
    return [
        [
            not image.getpixel((side * x + side // 2, side * y + side // 2))
            for x in modules
        ]
        for y in modules
    ]


def qr_modules(text):
    """Modules of the QR code that a paper must show for ``text``."""
    code = qrcode.QRCode(
        border=0,
        error_correction=qrcode.constants.ERROR_CORRECT_M,
        mask_pattern=3,
    )
    code.add_data(text)
    return code.get_matrix()


def _words(node):
    return " ".join(node.text_content().split())
