"""Whether what was sent out arrived: mails, SMS and letters say it differently."""

import re

FINAL_MAIL = {"sent": "sent", "exception": "failed", "cancel": "failed"}
FINAL_SMS = {
    "sent": "sent",
    "bounce": "failed",
    "exception": "failed",
    "canceled": "failed",
}
_WRONG_ADDRESS = re.compile(r"5\.(1\.([0-4]|6|9|10)|2\.1)")
"""Permanent, and about the addressee: unknown, moved, no such host, closed. A full mail
box (x.2.2), a refusal of what was said (5.7) or of the sender (5.1.7) is neither."""
_CODE = re.compile(r"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![.\d])")
_REPLY = re.compile(r"(?<![\d.])[245]\d\d(?![.\d])")
_VAGUE = re.compile(r"5\.(?!1\.)\d+\.0")
"""Not even whether it is about the address: the words say more."""
_LONGEST = 1000
"""What is read of an answer: anybody may send us one, of any length."""
_ADDRESSES = re.compile(r"<[^>]*>|\S+@\S+")
_WHO = r"(user|recipient|mail ?box|address|account|person)"
_UNKNOWN = re.compile(
    rf"\b(no such|unknown|invalid) (\w+ )?{_WHO}\b"
    rf"|\b{_WHO} (is |was )?(unknown|invalid|unavailable|not found"
    r"|does ?n[o'’]t exist|does not exist)\b"
)
_OTHER = re.compile(
    r"sender|spam|polic|block|reputation|\bspf\b|\bdkim\b|dmarc|full|quota|temporar"
)
"""Refused for who writes, what is written or how much lies there: no wrong address."""


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


def is_wrong_address(status: str, diagnostic: str = "") -> bool:
    """Whether a mail server says that nobody can be reached at an address, ever.

    Many give a status that says no more than *refused*, such as ``5.0.0``, and the
    reason in the diagnostic alone. What may pass some day is never a wrong address.

    :param status: its code as in RFC 3463, such as ``5.1.1``, maybe with a remark
    :param diagnostic: what it answered, such as ``smtp; 550 5.1.1 user unknown``
    """
    diagnostic = diagnostic[:_LONGEST]
    codes = _CODE.findall(status) + _CODE.findall(diagnostic)
    if {code[0] for code in codes + _REPLY.findall(diagnostic)[:1]} != {"5"}:
        return False
    clear = [code for code in codes if not _VAGUE.fullmatch(code)]
    if clear:
        return bool(_WRONG_ADDRESS.fullmatch(clear[0]))
    words = " ".join(_ADDRESSES.sub(" ", diagnostic).lower().split())
    return bool(_UNKNOWN.search(words)) and not _OTHER.search(words)
