"""Whether what was sent out arrived: mails, SMS and letters say it differently."""

import re

FINAL_MAIL = {"sent": "sent", "exception": "failed", "cancel": "failed"}
FINAL_SMS = {
    "sent": "sent",
    "bounce": "failed",
    "exception": "failed",
    "canceled": "failed",
}
_WRONG_ADDRESS = re.compile(r"5\.(1\.([0-4]|6|9|10)|2\.1)(?![.\d])")
"""Permanent, and about the addressee: unknown, moved, no such host, closed. A full mail
box (x.2.2), a refusal of what was said (5.7) or of the sender (5.1.7) is neither."""


def outcome_of(channel: str, final: str | None, signed: bool = False) -> str:
    """Return ``sent``, ``failed`` or ``waiting``.

    A message is sent when its own record says so, a letter when somebody signed for
    it; nothing else makes it so.

    :param channel: ``mail``, ``sms``, ``letter`` or ``lawyer``
    :param final: state of the mail, or status of the SMS
    :param signed: the letter was signed for, and when, with the signature or a scan
    """
    if channel == "mail":
        return FINAL_MAIL.get(final or "", "waiting")
    if channel == "sms":
        return FINAL_SMS.get(final or "", "waiting")
    return "sent" if signed else "waiting"


def is_wrong_address(status: str) -> bool:
    """Whether a mail server says that nobody can be reached at an address, ever.

    :param status: its code as in RFC 3463, such as ``5.1.1``, maybe with a remark
    """
    return bool(_WRONG_ADDRESS.match(status.strip()))
