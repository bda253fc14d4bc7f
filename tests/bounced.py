"""Mails that come back, as the mail gateway tells of them."""

from email import message_from_string, policy

REPORT = """\
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It came back.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; owner@example.com
Action: %s
Status: %s
%s
--b--
"""


def come_back(one, person, code, action="failed", words=""):
    """Hand over the report on the mail of a delivery ``one`` to ``person``.

    :param code: what the mail server answered, as 5.1.1; none for a mail without report
    :param words: the server's own words
    """
    said = words and f"Diagnostic-Code: {words}\n"
    report = code and message_from_string(
        REPORT % (action, code, said), policy=policy.SMTP
    )
    one.env["mail.thread"]._routing_handle_bounce(
        report,
        {
            "bounced_email": person.email,
            "bounced_partner": person,
            "bounced_msg_ids": [one.message_ref],
            "bounced_message": one.sudo().mail_id.mail_message_id,
            "email_from": "postmaster@example.com",
            "to": "bounce@example.com",
            "message_id": "<1@example.com>",
            "body": "<p>No such user here</p>",
        },
    )
