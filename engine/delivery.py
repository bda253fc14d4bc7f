"""Whether what was sent out arrived: mails, SMS and letters say it differently."""

FINAL_MAIL = {"sent": "sent", "exception": "failed", "cancel": "failed"}
FINAL_SMS = {
    "sent": "sent",
    "bounce": "failed",
    "exception": "failed",
    "canceled": "failed",
}


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
