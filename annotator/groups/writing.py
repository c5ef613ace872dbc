"""Mail to those who are invited into a class. What cannot be sent is said; the invitation stands all the same."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from annotator.groups.models import Group


def write_to(addresses: Iterable[str], group: Group, by: object, here: str) -> bool:
    """One mail for each address; `here` is the address of the page of groups. False if the mail could not be sent."""
    subject = f"{settings.SITE_NAME}: {by} invites you to “{group}”".replace("\n", " ").replace("\r", " ")
    words = (
        f"{by} invites you to read with “{group}”.\n\n"
        f"Sign in or sign up with this e-mail address, and accept it here:\n\n{here}\n\n"
        "If you know nothing of this, you need do nothing.\n"
    )
    mails = [EmailMessage(subject, words, to=[address]) for address in addresses]
    try:
        get_connection().send_messages(mails)
    except OSError:  # smtplib's errors are among them
        return False
    return True
