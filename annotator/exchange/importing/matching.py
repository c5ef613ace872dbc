"""Which texts, people and groups of this site are meant by those that a file names. Guesses: the page asks."""

from __future__ import annotations

import re
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.db.models.functions import Lower

from annotator import permissions
from annotator.exchange.arriving import Creator, Source
from annotator.groups.models import Group
from annotator.people.models import User
from texts.models import Text

UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
OWN_TEXT = re.compile(rf"/texts/({UUID.pattern})", re.IGNORECASE)
COMMENT = re.compile(r"(.+), comment (\d+)")


def key_in(address: str) -> uuid.UUID | None:
    """The last key in an address of this program, or in an id of its tables."""
    found = UUID.findall(address)
    return uuid.UUID(found[-1]) if found else None


def texts_here(user: permissions.Actor) -> Any:
    return Text.objects.filter(permissions.annotatable_texts(user)).select_related("parent")


def label(text: Text) -> str:
    """As it is written in the field that asks for it; `text_called` reads it."""
    return f"{text.parent}, comment {text.place}" if text.parent else text.title


def text_called(words: str, user: permissions.Actor) -> Text | None:
    """By its address or its title. Raises ValueError, with a sentence, for none and for several."""
    if own := OWN_TEXT.search(words):
        found: Text | None = texts_here(user).filter(pk=own[1]).first()
    else:
        comment = COMMENT.fullmatch(words)
        title, place = (comment[1], int(comment[2])) if comment else (words, None)
        several = list(_titled(title, place, user)[:2])
        if len(several) > 1:
            raise ValueError("Several texts have this title. Paste the address of the one you mean.")
        found = several[0] if several else None
    if found is None:
        raise ValueError("There is no such text here. Write its title or paste its address.")
    return found


def _titled(title: str, place: int | None, user: permissions.Actor) -> Any:
    if place is None:
        return texts_here(user).filter(parent=None, title__iexact=title)
    return texts_here(user).filter(parent__title__iexact=title, place=place)


def guess_texts(sources: Sequence[Source], user: permissions.Actor) -> dict[str, Text]:
    """By address of the source, where one text alone fits: its key here, where it was first published, its title."""
    keys = [one[1] for source in sources if (one := OWN_TEXT.search(source.address))]
    titles = {source.title.lower() for source in sources if source.title}
    addresses = {form for source in sources for form in (*same_address(source.address), *same_address(source.url))}
    here = texts_here(user).annotate(lower=Lower("title"), of=Lower("parent__title"))
    meant = Q(pk__in=keys) | Q(lower__in=titles, parent=None) | Q(of__in=titles) | Q(source_url__in=addresses)
    known: dict[Any, list[Text]] = defaultdict(list)
    for text in here.filter(meant):
        for name in _names(text):
            known[name].append(text)
    found = {source.address: _only(known, _names_of(source)) for source in sources}
    return {address: text for address, text in found.items() if text}


def _names(text: Text) -> list[Any]:
    """What a file may know it by, the surest first."""
    if text.parent:
        return [text.pk, (text.parent.title.lower(), text.place)]
    return [text.pk, *same_address(text.source_url), (text.title.lower(), None)]


def _names_of(source: Source) -> list[Any]:
    own = OWN_TEXT.search(source.address)
    return [
        *([uuid.UUID(own[1])] if own else []),
        *same_address(source.address),
        *same_address(source.url),
        (source.title.lower(), source.place),
    ]


def _only(known: dict[Any, list[Text]], names: Iterable[Any]) -> Text | None:
    for name in names:
        if len({text.pk for text in known.get(name, [])}) == 1:
            return known[name][0]
    return None


def same_address(address: str) -> list[str]:
    """An address as it may be written elsewhere: with and without its last slash, by http and https."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https"):
        return []
    rest = f"{parts.netloc}{parts.path.rstrip('/')}"
    query = f"?{parts.query}" if parts.query else ""
    return [f"{scheme}://{rest}{slash}{query}" for scheme in ("https", "http") for slash in ("", "/")]


def people_here(user: permissions.Actor) -> Any:
    """In whose name one may import: editors in anybody's, also of who has left and of stand-ins; others in that of people in
    groups they instruct."""
    if permissions.may_edit_texts(user):
        return User.objects.all()
    taught = Group.objects.filter(permissions.changeable_groups(user))
    return (
        User.objects.filter(is_active=True)
        .filter(memberships__group__in=taught.values("pk"), memberships__left=None)
        .distinct()
    )


def person_called(words: str, user: permissions.Actor) -> Any:
    """By user name or confirmed address; None if there is nobody."""
    confirmed = EmailAddress.objects.filter(verified=True, email__iexact=words).values("user")
    return people_here(user).filter(Q(username__iexact=words) | Q(pk__in=confirmed)).first()


def guess_people(creators: Sequence[Creator], user: permissions.Actor) -> dict[str, Any]:
    """By creator's key, where one person alone fits: their confirmed address, their key here, their name."""
    emails = {one.email.lower() for one in creators if one.email}
    held = EmailAddress.objects.filter(verified=True).annotate(lower=Lower("email")).filter(lower__in=emails)
    by_email = dict(held.values_list("lower", "user"))
    names = {one.name for one in creators}
    keys = [key for one in creators if (key := key_in(one.key))]
    wanted = Q(username__in=names) | Q(display_name__in=names) | Q(pk__in=[*keys, *by_email.values()])
    known: dict[Any, list[Any]] = defaultdict(list)
    for person in people_here(user).filter(wanted):
        for name in {person.pk, person.username, person.display_name}:
            known[name].append(person)
    guessed = {one.key: _person(one, known, by_email) for one in creators}
    return {key: person for key, person in guessed.items() if person}


def _person(creator: Creator, known: dict[Any, list[Any]], by_email: dict[str, Any]) -> Any:
    for name in (by_email.get(creator.email.lower()), key_in(creator.key), creator.name):
        if name and len(known.get(name, [])) == 1:
            return known[name][0]
    return None
