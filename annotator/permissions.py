"""Every right of the site, each written once, as a Q.

The same Q filters lists, loads objects and decides which buttons show. Knows no model: it goes through the user and
the names of fields. `at` is the path from the queried model to the one the right is about, such as "text__".
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    Aggregate,
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    JSONField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.utils import timezone

Actor = AbstractBaseUser | AnonymousUser

NOBODY = Q(pk__in=[])
WRITERS = ["instructor", "assistant", "learner"]  # roles; an observer reads
MEMBERS = [*WRITERS, "observer"]
TEACHERS = ["instructor", "assistant"]
ANYBODY = ~NOBODY  # not Q(): an empty Q vanishes from an "or" instead of making it true
_known_readable: ContextVar[bool] = ContextVar("known_readable", default=False)


@contextmanager
def among_readable() -> Iterator[None]:
    """Rights asked here are about rows that are known to be readable, so that each need not ask for that again."""
    before = _known_readable.set(True)
    try:
        yield
    finally:
        _known_readable.reset(before)


def _at(at: str, **lookups: Any) -> Q:
    return Q(**{f"{at}{name}": value for name, value in lookups.items()})


def may_edit_texts(user: Actor) -> bool:
    """May import texts, edit their metadata and words, and decide typo queries."""
    return user.is_authenticated and user.is_active and bool(getattr(user, "may_edit", False))


def _if(allowed: bool) -> Q:
    return ANYBODY if allowed else NOBODY


def _own(user: Actor, at: str = "", by: str = "author") -> Q:
    """What `user` is said to have made, in the field `by`."""
    return _at(at, **{by: user.pk}) if user.is_authenticated else NOBODY


def as_columns(rights: Mapping[str, Callable[[Any], Q]], user: Actor) -> dict[str, Case]:
    """Annotations by which each row tells what `user` may do with it."""
    return {
        name: Case(When(rule(user), then=Value(True)), default=Value(False), output_field=BooleanField())
        for name, rule in rights.items()
    }


def _memberships(user: Actor, **narrowed: Any) -> Any:
    """Those that hold now. Inside a condition they are a subquery: nothing is asked beforehand, no row comes twice."""
    here = _viewed_in(user)
    held = user.memberships.filter(left=None, **narrowed)  # type: ignore[union-attr]
    return held.filter(group=here) if here else held


def _viewed_in(user: Actor) -> Any:
    """The one group that somebody else looks at through this person's eyes; None for who is there themselves."""
    return getattr(user, "viewed_in", None)


def _groups(user: Actor, at: str, roles: Collection[str] = MEMBERS, *, still_open: bool = False) -> Q:
    """Those that `user` is in, in one of these roles; with `still_open` none that is archived."""
    if not user.is_authenticated:
        return NOBODY
    keys = _group_keys(user, roles, still_open=still_open)
    return NOBODY if keys == [] else _at(at, pk__in=keys)


class Held(Aggregate):
    """Groups, roles, limits and when they were archived, as a list of lists in JSON."""

    output_field = JSONField()
    allow_distinct = False

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="json_group_array(json_array(%(expressions)s))", **extra)

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="jsonb_agg(jsonb_build_array(%(expressions)s))", **extra)


def remembering_groups(people: Any) -> Any:
    """Each of `people` brings its groups along: no right asks for them again, and many conditions are spared a subquery."""
    return people.annotate(groups_held=_held(people.model))


@cache
def _held(person: Any) -> Subquery:
    """Built once: a queryset copies what it takes in."""
    memberships = person.memberships.rel.related_model._default_manager
    held = memberships.filter(person=OuterRef("pk"), left=None).order_by().values("person")
    listed = held.annotate(held=Held("group", "role", "limited", "group__archived")).values("held")
    return Subquery(listed)


def _known_groups(user: Any) -> list[tuple[uuid.UUID, str, bool, bool]] | None:
    """(group, role, limited to sections, still open) of each membership, for who remembers them; None for who does not."""
    if not hasattr(user, "groups_held"):
        return None
    if not hasattr(user, "groups_known"):  # read once: every right of a page asks
        user.groups_known = [
            (uuid.UUID(group), role, bool(limited), archived is None)
            for group, role, limited, archived in user.groups_held or []
        ]
    known: list[tuple[uuid.UUID, str, bool, bool]] = user.groups_known
    return known


def in_no_group(user: Actor) -> bool:
    """As far as is known without asking."""
    return not user.is_authenticated or _known_groups(user) == []


def _group_keys(
    user: Actor, roles: Collection[str] = MEMBERS, *, still_open: bool = False, limited: bool | None = None
) -> Any:
    """The keys of such groups, as they are known or as a subquery; only those where `user` is `limited` to sections, or is not."""
    known = _known_groups(user)
    if known is not None:
        asked = (True, False) if limited is None else (limited,)
        return [
            key
            for key, role, is_limited, is_open in known
            if role in roles and is_limited in asked and (is_open or not still_open)
        ]
    held = _memberships(user, role__in=roles, **({} if limited is None else {"limited": limited}))
    return (held.filter(group__archived=None) if still_open else held).values("group")


def _in_reach(user: Actor, at: str, person: str, group: str = "group") -> Q:
    """About somebody whose work `user` reviews: all of a group, or who sits in a section that an assistant is limited to."""
    if not user.is_authenticated:
        return NOBODY
    whole, part = (_group_keys(user, TEACHERS, limited=limited) for limited in (False, True))
    here = {"person": OuterRef(f"{at}{person}"), "division__group": OuterRef(f"{at}{group}")}
    mine = _memberships(user, limited=True).values("sections")
    charged = Exists(_seats(user).filter(section__in=mine, **here))
    return _at(at, **{f"{group}__in": whole}) | _at(at, **{f"{group}__in": part}) & Q(charged)


def _seats(user: Actor) -> Any:
    """All that are taken, by anybody."""
    return user.seats.model.objects.filter(until=None)  # type: ignore[union-attr]


def revocable_tokens(user: Actor, at: str = "") -> Q:
    """One's own, as long as they open something."""
    return _own(user, at, "person") & _at(at, revoked=None)


def may_make_classes(user: Actor) -> bool:
    """Anybody who is signed in makes reading groups; a class, which adds people unasked and sends mail, an editor."""
    return may_edit_texts(user)


def readable_groups(user: Actor, at: str = "") -> Q:
    """A group is for those who are in it, and nobody else learns that it exists."""
    return _groups(user, at)


def manageable_groups(user: Actor, at: str = "") -> Q:
    """Its instructors archive it and open it again; what is archived is otherwise only read."""
    return _groups(user, at, ["instructor"])


def changeable_groups(user: Actor, at: str = "") -> Q:
    """Its instructors add and remove people and texts, make joining links and say what it is."""
    return _groups(user, at, ["instructor"], still_open=True)


def writable_groups(user: Actor, at: str = "") -> Q:
    """Who is in a group writes in it; an observer only reads, and so does everybody once it is archived."""
    return _groups(user, at, WRITERS, still_open=True)


def own_uploads(user: Actor, at: str = "") -> Q:
    """A document on its way into the library is seen by who gave it alone."""
    return _if(may_edit_texts(user)) & _own(user, at, "person")


def _shown(user: Actor) -> Any:
    """The articles shown to the groups that `user` is in."""
    return _memberships(user, group__shown__isnull=False).values("group__shown__text")


def readable_texts(user: Actor, at: str = "") -> Q:
    """A comment is as readable as its article: open, for signed-in people, or for groups and who added it."""
    if _known_readable.get():
        return ANYBODY
    if not user.is_authenticated and not settings.ANONYMOUS_READING:
        return NOBODY
    if _viewed_in(user):
        return _in_groups(user, at)
    open_to = ["everyone", "members"] if user.is_authenticated else ["everyone"]
    readable = _at(at, parent=None, readers__in=open_to) | _at(at, parent__readers__in=open_to)
    if not user.is_authenticated:
        return readable
    added = _at(at, parent=None, added_by=user.pk) | _at(at, parent__added_by=user.pk)
    return readable | added | _in_groups(user, at)


def _of_viewed(user: Actor, at: str) -> Q:
    """What others may see through this person's eyes: nothing private, nothing of other groups."""
    here = _viewed_in(user)
    return _at(at, visibility="public") | _at(at, group=here) if here else ANYBODY


def _in_groups(user: Actor, at: str) -> Q:
    """Shown to a group that `user` is in, and the comments on it."""
    if in_no_group(user):
        return NOBODY
    return _at(at, pk__in=_shown(user)) | _at(at, parent__in=_shown(user))


def showable_texts(user: Actor, at: str = "") -> Q:
    """Articles that one may show to a group one instructs: open ones, and a closed one if it is one's own or an editor's."""
    theirs = _if(may_edit_texts(user)) | _own(user, at, "added_by")
    return _at(at, parent=None) & readable_texts(user, at) & (~_at(at, readers="groups") | theirs)


def editable_texts(user: Actor, at: str = "") -> Q:
    return _if(may_edit_texts(user)) & readable_texts(user, at)


def annotatable_texts(user: Actor, at: str = "") -> Q:
    return _if(user.is_authenticated) & readable_texts(user, at)


def _existing(at: str = "") -> Q:
    return _at(at, deleted=None)


def readable_annotations(user: Actor, at: str = "") -> Q:
    """On a readable text: what is public, one's own, what one's groups see, and what their instructors see."""
    if _known_readable.get():
        return ANYBODY
    return _existing(at) & _visible(user, at)


def gone_annotations(user: Actor, at: str = "") -> Q:
    """What one could read if it were not deleted: that it is gone is no secret."""
    return _at(at, deleted__isnull=False) & _visible(user, at)


def _visible(user: Actor, at: str) -> Q:
    visible = _at(at, visibility="public") | _own(user, at) | _seen_in_groups(user, at)
    return readable_texts(user, f"{at}text__") & visible & _of_viewed(user, at)


def readable_foreign(user: Actor, at: str = "") -> Q:
    """What came about things that are not here: public, one's own, or for the groups one is in or instructs."""
    return _existing(at) & _visible_foreign(user, at)


def gone_foreign(user: Actor, at: str = "") -> Q:
    return _at(at, deleted__isnull=False) & _visible_foreign(user, at)


def _visible_foreign(user: Actor, at: str) -> Q:
    public = _at(at, visibility="public") & _if(user.is_authenticated or settings.ANONYMOUS_READING)
    if not user.is_authenticated:
        return public
    shared = _at(at, visibility="group") & _groups(user, f"{at}group__")
    taught = _at(at, visibility__in=["group", "instructors"]) & _groups(user, f"{at}group__", TEACHERS)
    return (public | _own(user, at) | shared | taught) & _of_viewed(user, at)


def changeable_foreign(user: Actor, at: str = "") -> Q:
    return _own(user, at) & readable_foreign(user, at) & _writable(user, at)


def _seen_in_groups(user: Actor, at: str) -> Q:
    """Instructors see all that is written in their group; others what is for the group, as far as assignments show it.

    An assistant who is limited to sections sees what is written there, and what others wrote who teach.
    """
    if in_no_group(user):
        return NOBODY
    limited, whole = (_group_keys(user, limited=limited) for limited in (True, False))
    taught = _in_reach(user, at, "author") | _at(at, group__in=limited) & _by_a_teacher(user, at)
    shared = _at(at, visibility="group", group__in=whole) & _disclosed(user, at)
    return _at(at, visibility__in=["group", "instructors"]) & taught | shared


def _disclosed(user: Actor, at: str) -> Q:
    """Set for no assignment, or for one that shows `user` the notes of peers; what an instructor wrote is no peer's."""
    shown = _assignments(user).filter(assignments_with_peers(user)).order_by().values("pk")
    peers = _at(at, assignment__in=shown) & _by_a_peer(user, at)
    return _at(at, assignment=None) | peers | _by_a_teacher(user, at)


def _by_a_peer(user: Actor, at: str) -> Q:
    """For an assignment without sections, or by who sits in the same one as `user`."""
    undivided = _assignments(user).filter(division=None).order_by().values("pk")
    written = {"person": OuterRef(f"{at}author"), "division__assignments": OuterRef(f"{at}assignment")}
    own = _seats(user).filter(person=user.pk).values("section")
    return _at(at, assignment__in=undivided) | Q(Exists(_seats(user).filter(section__in=own, **written)))


def _by_a_teacher(user: Actor, at: str, group: str = "group") -> Q:
    """Written by who teaches the group it is in."""
    written = {"group": OuterRef(f"{at}{group}"), "person": OuterRef(f"{at}author")}
    return Q(Exists(user.memberships.model.objects.filter(left=None, role__in=TEACHERS, **written)))  # type: ignore[union-attr]


def _writable(user: Actor, at: str = "") -> Q:
    """Outside groups, or in one that `user` may write in now."""
    return _at(at, group=None) | writable_groups(user, f"{at}group__")


def _taught(user: Actor, at: str = "") -> Q:
    """In a group that `user` instructs."""
    return changeable_groups(user, f"{at}group__")


def readable_replies(user: Actor, at: str = "") -> Q:
    """A reply is as readable as what it answers."""
    return readable_annotations(user, f"{at}annotation__") & _existing(at)


def readable_entries(user: Actor, at: str = "") -> Q:
    """What is found of notes and replies is as readable as they are."""
    existing = _at(at, reply=None) | _existing(f"{at}reply__")
    return readable_annotations(user, f"{at}annotation__") & existing


def named_entries(user: Actor, at: str = "") -> Q:
    """Those whose writer `user` may know, note or reply: as named_annotations, about who wrote this one."""
    if not user.is_authenticated:
        return _at(at, annotation__assignment=None)
    named = _assignments(user).filter(assignments_with_names(user)).order_by().values("pk")
    known = _at(at, annotation__assignment=None) | _at(at, annotation__assignment__in=named)
    return known | _own(user, at) | _by_a_teacher(user, at, "annotation__group")


def gone_replies(user: Actor, at: str = "") -> Q:
    return _at(at, deleted__isnull=False) & readable_annotations(user, f"{at}annotation__")


def answerable_annotations(user: Actor, at: str = "") -> Q:
    """Who reads a note and is signed in may reply to it; in a group, who may write there."""
    return _if(user.is_authenticated) & readable_annotations(user, at) & _writable(user, at)


def changeable_annotations(user: Actor, at: str = "") -> Q:
    """One's own; what one wrote in a group one has left, or that is archived, stays as it is."""
    return _own(user, at) & readable_annotations(user, at) & _writable(user, at)


def restorable_annotations(user: Actor, at: str = "") -> Q:
    """What one has deleted oneself can be brought back."""
    mine = _own(user, at) & readable_texts(user, f"{at}text__") & _writable(user, at)
    return mine & _at(at, deleted__isnull=False)


def changeable_replies(user: Actor, at: str = "") -> Q:
    return _own(user, at) & readable_replies(user, at) & _writable(user, f"{at}annotation__")


def restorable_replies(user: Actor, at: str = "") -> Q:
    mine = _own(user, at) & answerable_annotations(user, f"{at}annotation__")
    return mine & _at(at, deleted__isnull=False)


def resolvable_annotations(user: Actor, at: str = "") -> Q:
    """Notes are resolved and reopened by their author, an editor of the text or an instructor of their group."""
    theirs = _own(user, at) | _if(may_edit_texts(user)) | _taught(user, at)
    resolvable = _at(at, motivation__in=["commenting", "questioning"])
    return theirs & answerable_annotations(user, at) & resolvable


def repairable_annotations(user: Actor, at: str = "") -> Q:
    """Where a note stands after its words changed is decided by its author, an editor of the text or an instructor of its group."""
    theirs = _own(user, at) | _if(may_edit_texts(user)) | _taught(user, at)
    on_words = _at(at, start__isnull=False) | ~_at(at, unplaced="")
    return theirs & answerable_annotations(user, at) & on_words


def readable_notices(user: Actor, at: str = "") -> Q:
    """One's own, about a note or an assignment one can read still; one about several notes goes with their text."""
    mine = NOBODY if _viewed_in(user) else _own(user, at, "person")
    several = _at(at, revision__isnull=False) & readable_texts(user, f"{at}annotation__text__")
    work = _at(at, assignment__isnull=False) & readable_assignments(user, f"{at}assignment__")
    return mine & (readable_annotations(user, f"{at}annotation__") | several | work)


def questions_to_settle(user: Actor, at: str = "") -> Q:
    """A question's author or an editor marks the reply that answers it."""
    return resolvable_annotations(user, at) & _at(at, motivation="questioning")


def queries_to_decide(user: Actor, at: str = "") -> Q:
    """An editor of the text decides typo queries."""
    return _if(may_edit_texts(user)) & readable_annotations(user, at) & _at(at, motivation="editing")


def queries_to_withdraw(user: Actor, at: str = "") -> Q:
    return changeable_annotations(user, at) & _at(at, motivation="editing")


def checks_to_work_on(user: Actor, at: str = "") -> Q:
    """Whoever may reply to a quote check may add sources to it and give a verdict."""
    return answerable_annotations(user, at) & _at(at, motivation="assessing")


def checks_to_change(user: Actor, at: str = "") -> Q:
    """Who is said to have written it, and where, is the word of the check's author."""
    return changeable_annotations(user, at) & _at(at, motivation="assessing")


def checks_to_claim(user: Actor, at: str = "") -> Q:
    """What nobody is at work on and two readers have not settled."""
    free = _at(at, quote_check__claimed_by=None, quote_check__state__in=["open", "proposed"])
    return checks_to_work_on(user, at) & free


def checks_to_release(user: Actor, at: str = "") -> Q:
    """By the reader who is at work on it, or by an editor when that reader stays away."""
    mine = _own(user, at, "quote_check__claimed_by")
    taken = _at(at, quote_check__claimed_by__isnull=False)
    return (mine | _if(may_edit_texts(user)) & taken) & checks_to_work_on(user, at)


def checks_to_reopen(user: Actor, at: str = "") -> Q:
    """What two readers have settled is opened again by an editor."""
    return _if(may_edit_texts(user)) & _settled(at) & checks_to_work_on(user, at)


def checks_to_correct(user: Actor, at: str = "") -> Q:
    """Words that a judged check found wrong are proposed for correction; before, that would tell what was found."""
    return _settled(at) & checks_to_work_on(user, at)


def _settled(at: str) -> Q:
    """Two readers have judged."""
    return _at(at, quote_check__state__in=["confirmed", "disputed"])


def readable_verdicts(user: Actor, at: str = "") -> Q:
    """Verdicts are blind: one's own, and those that are disclosed because two readers have given theirs."""
    own = NOBODY if _viewed_in(user) else _own(user, at, "reader")
    disclosed = _at(at, disclosed__isnull=False)
    return (own | disclosed) & readable_annotations(user, f"{at}quote_check__annotation__")


def readable_sources(user: Actor, at: str = "") -> Q:
    return readable_annotations(user, f"{at}quote_check__annotation__") & _existing(at)


def removable_sources(user: Actor, at: str = "") -> Q:
    """By who added it, as long as no verdict leans on it; one that was withdrawn does not."""
    mine = _own(user, at, "added_by")
    unjudged = _at(at, quote_check__round=1, quote_check__state__in=["open", "claimed"])
    return mine & readable_sources(user, at) & unjudged


def texts_to_cover(user: Actor, at: str = "") -> Q:
    """Whoever may annotate a text may say what in it was looked at."""
    return annotatable_texts(user, at)


def ticks_to_undo(user: Actor, at: str = "") -> Q:
    """One's own; an editor takes back anybody's."""
    mine = _own(user, at, "by")
    return (mine | _if(may_edit_texts(user))) & texts_to_cover(user, f"{at}text__") & _at(at, undone=None)


def texts_to_sign_off(user: Actor, at: str = "") -> Q:
    """An editor answers for a text, and takes that back."""
    return editable_texts(user, at)


def readable_references(user: Actor, at: str = "") -> Q:
    """The shelf of sources is for everybody who is signed in; what they add is for all of them."""
    return _if(user.is_authenticated)


def changeable_references(user: Actor, at: str = "") -> Q:
    """By who put it on the shelf, or by an editor."""
    mine = _own(user, at, "added_by")
    return (mine | _if(may_edit_texts(user))) & readable_references(user, at)


def _assignments(user: Actor) -> Any:
    """All there are."""
    return user.assignments_made.model.objects.all()  # type: ignore[union-attr]


def readable_assignments(user: Actor, at: str = "") -> Q:
    """For the group it is set for; before it opens, for who teaches there."""
    opened = _at(at, opens=None) | _at(at, opens__lte=timezone.now())
    return readable_groups(user, f"{at}group__") & opened | reviewable_assignments(user, at)


def changeable_assignments(user: Actor, at: str = "") -> Q:
    """The group's instructors set, change and archive it, give more time and reveal notes."""
    return changeable_groups(user, f"{at}group__")


def reviewable_assignments(user: Actor, at: str = "") -> Q:
    """Instructors and assistants see how far those are whom they review, and read what they hand in."""
    return _groups(user, f"{at}group__", TEACHERS)


def writable_assignments(user: Actor, at: str = "") -> Q:
    """Who writes in the group writes for its assignments, also late."""
    return writable_groups(user, f"{at}group__") & readable_assignments(user, at) & _at(at, archived=None)


def assignments_to_hand_in(user: Actor, at: str = "") -> Q:
    """Work is set for learners."""
    mine = _groups(user, f"{at}group__", ["learner"], still_open=True)
    return mine & readable_assignments(user, at) & _at(at, archived=None)


def assignments_with_peers(user: Actor, at: str = "") -> Q:
    """Those in which `user` sees the notes of peers now: the one rule of "peers shown"."""
    if not user.is_authenticated:
        return NOBODY
    now = timezone.now()
    longer = user.extensions.filter(due__gt=now).values("assignment")  # type: ignore[attr-defined]
    past = _at(at, peers="after_due", due__lte=now) & ~_at(at, pk__in=longer)
    written = _at(at, peers="after_own", pk__in=_written_enough(user))
    shown = _at(at, peers="always") | _at(at, revealed__lte=now) | past | written
    return readable_groups(user, f"{at}group__") & shown | reviewable_assignments(user, at)


def _written_enough(user: Actor) -> Any:
    """The assignments for which `user` has written as much as opens the notes of the others. Highlights and private notes do not count."""
    shared = user.annotations.filter(deleted=None, assignment__isnull=False, group__isnull=False)  # type: ignore[union-attr]
    mine = shared.exclude(motivation="highlighting")
    counted = mine.order_by().values("assignment").annotate(written=Count("pk"))
    return counted.filter(written__gte=F("assignment__peers_after")).values("assignment")


def assignments_with_names(user: Actor, at: str = "") -> Q:
    """Where it is anonymous, only who teaches the group knows who wrote what."""
    return _at(at, anonymous=False) | reviewable_assignments(user, at)


def named_annotations(user: Actor, at: str = "") -> Q:
    """Those whose author `user` may know. Not a right to read: use it beside readable_annotations."""
    if not user.is_authenticated:
        return _at(at, assignment=None)
    named = _assignments(user).filter(assignments_with_names(user)).order_by().values("pk")
    known = _at(at, assignment=None) | _at(at, assignment__in=named)
    return known | _own(user, at) | _by_a_teacher(user, at)


def assignments_to_review(user: Actor, at: str = "") -> Q:
    """Instructors and assistants write reviews as long as the group is open."""
    return _groups(user, f"{at}group__", TEACHERS, still_open=True)


def reviewable_people(user: Actor, at: str = "") -> Q:
    """On memberships, also those that are over: whose work instructors read, and assistants that of their sections."""
    return _in_reach(user, at, "person")


def reviewable_learners(user: Actor, at: str = "") -> Q:
    """On memberships: the learners there are now."""
    return _at(at, left=None, role="learner") & reviewable_people(user, at)


def memberships_to_view_as(user: Actor, at: str = "") -> Q:
    """Learners, through whose eyes the instructors of their group may look at it."""
    learners = _at(at, left=None, role="learner")
    return learners & manageable_groups(user, f"{at}group__") & ~_own(user, at, "person")


def assignments_to_release(user: Actor, at: str = "") -> Q:
    """What learners are told is the word of an instructor."""
    return changeable_assignments(user, at)


def readable_reviews(user: Actor, at: str = "") -> Q:
    """A draft is for who teaches the group; what is released also for the learner it is about, and for nobody else."""
    if not user.is_authenticated:
        return NOBODY
    released = _at(at, learner=user.pk, release__isnull=False, release__undone=None)
    taught = _in_reach(user, at, "learner", "assignment__group")
    return taught | released & readable_assignments(user, f"{at}assignment__")


def readable_feedback(user: Actor, at: str = "") -> Q:
    """What a review says of one note, where the note itself is shown: nobody sees it there before its release."""
    return readable_reviews(user, f"{at}review__") & _at(at, review__release__isnull=False)


def endorsable_annotations(user: Actor, at: str = "") -> Q:
    """Who teaches a group stands behind notes in it."""
    taught = _groups(user, f"{at}group__", TEACHERS, still_open=True)
    return readable_annotations(user, at) & taught


def readable_phrases(user: Actor, at: str = "") -> Q:
    """One's own, and those shared with who teaches the group."""
    taught = _groups(user, f"{at}group__", TEACHERS)
    return taught & (_own(user, at, "owner") | _at(at, shared=True))


def removable_phrases(user: Actor, at: str = "") -> Q:
    return readable_phrases(user, at) & _own(user, at, "owner")
