"""What operators see in the admin, and what nobody can do there."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib import admin
from django.core import mail
from django.db import connection
from django.db.models import Model
from django.forms import modelform_factory
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotator.library.admin import TextForm
from annotator.library.models import Upload
from annotator.library.publishing import publish
from annotator.notes.models import (
    Anchor,
    Annotation,
    Check,
    Decision,
    Edit,
    Notice,
    Query,
    Reference,
    ReferenceEdit,
    Reopening,
    Repair,
    Reply,
    Source,
    Tag,
    Verdict,
)
from annotator.people.models import User
from tests.making import WORDS, make_note, make_text, make_upload
from texts.models import Revision, Text

pytestmark = pytest.mark.django_db

OURS = {"texts", "people", "library", "notes"}
LOOKED_AT = [Anchor, Annotation, Check, Decision, Edit, Notice, Query, Repair, Reopening, Reply]
LOOKED_AT += [Revision, Reference, ReferenceEdit, Source, Tag, Upload, Verdict]
REGISTERED = [*LOOKED_AT, Text, User, EmailAddress]
SECRET = "Zanzibar-7791"


def names(model: type[Model]) -> str:
    return model.__name__


def page(model: type[Model], kind: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=args)


def as_operator(**fields: Any) -> Client:
    client = Client()
    operator = User.objects.create_user("operator", "operator@example.org", "correct horse", is_staff=True, **fields)
    client.force_login(operator)
    return client


@pytest.fixture
def superuser(db: None) -> Client:
    return as_operator(is_superuser=True)


@pytest.fixture
def operator(db: None) -> Client:
    return as_operator()


def everything(author: User, number: int = 0, visibility: str = "public", words: str = "A thought.") -> Annotation:
    """At least one row of every model."""
    text = make_text(author=author)
    note = make_note(text, author, visibility=visibility, body=words, tags=[f"tag {words}"[:60]])
    note.amend(author, body=f"{words} Amended.")
    make_upload(author)
    Reply.objects.create(annotation=note, author=author, body=words)
    Notice.objects.create(person=author, annotation=note, words=words)
    assert text.latest
    Repair.objects.create(annotation=note, revision=text.latest, act="left", by=author)
    query = make_note(text, author, "editing", visibility=visibility, query=Query(proposed=words))
    query.query.decide("stet", author, words)
    check = make_note(text, author, "assessing", visibility=visibility, check=Check(speaker=words))
    Source.objects.create(quote_check=check.quote_check, citation=words, added_by=author)
    book = Reference.objects.create(kind="book", title=f"Memoirs {number} {visibility}", added_by=author)
    book.amend(author, date="1948")
    finding = {"wording": "altered", "attribution": "confirmed"}
    check.quote_check.give(Verdict(reader=author, reason=words, **finding))
    other = User.objects.create_user(f"reader{number}", f"reader{number}@example.org")
    check.quote_check.give(Verdict(reader=other, reason=words, **finding))
    check.quote_check.reopen(author, words)
    EmailAddress.objects.get_or_create(user=author, email=author.email, defaults={"verified": True})
    return note


def test_every_model_of_ours_is_registered() -> None:
    ours = {model for model in apps.get_models() if model._meta.app_label in OURS}
    assert {model for model in ours if not admin.site.is_registered(model)} == set()
    assert {model for model in admin.site._registry if model._meta.app_label in OURS} == ours


@pytest.mark.parametrize("who", ["superuser", "operator"])
def test_operators_list_search_and_open_rows(who: str, learner1: User, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(who)
    everything(learner1)
    for model in REGISTERED:
        assert model._default_manager.exists(), names(model)
        assert client.get(page(model, "changelist")).status_code == 200, names(model)
        assert client.get(page(model, "changelist"), {"q": "learner"}).status_code == 200, names(model)
        for row in model._default_manager.all():
            assert client.get(page(model, "change", row.pk)).status_code == 200, names(model)
            assert client.get(page(model, "history", row.pk)).status_code == 200, names(model)


def test_nothing_is_added_in_the_admin(superuser: Client) -> None:
    for model in [*LOOKED_AT, Text, EmailAddress]:
        assert superuser.get(page(model, "add")).status_code == 403, names(model)
        assert superuser.post(page(model, "add"), {}).status_code == 403, names(model)


def test_nothing_is_deleted_in_the_admin(superuser: Client, learner1: User) -> None:
    everything(learner1)
    for model in REGISTERED:
        before = model._default_manager.count()
        row = model._default_manager.all()[0]
        assert superuser.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403, names(model)
        act = {"action": "delete_selected", "_selected_action": [str(row.pk)], "post": "yes"}
        superuser.post(page(model, "changelist"), act)
        assert model._default_manager.count() == before, names(model)


def test_what_happened_is_not_changed_in_the_admin(superuser: Client, learner1: User) -> None:
    everything(learner1)
    for model in LOOKED_AT:
        before = list(model._default_manager.order_by("pk").values())
        row = model._default_manager.all()[0]
        changes = {field.name: "1" for field in model._meta.concrete_fields}
        assert superuser.post(page(model, "change", row.pk), changes).status_code == 403, names(model)
        assert list(model._default_manager.order_by("pk").values()) == before, names(model)


def queries_of_lists(client: Client) -> dict[str, int]:
    counts = {}
    for model in REGISTERED:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page(model, "changelist"), {"q": "e"}).status_code == 200
        counts[names(model)] = len(queries)
    return counts


def test_a_list_costs_the_same_for_one_row_and_for_twenty(superuser: Client, learner1: User) -> None:
    everything(learner1)
    few = queries_of_lists(superuser)
    for number in range(1, 20):
        everything(learner1, number)
    assert queries_of_lists(superuser) == few
    assert max(few.values()) <= 6


def test_readers_and_visitors_are_not_let_in(client: Client, instructor: User) -> None:
    address = page(Text, "changelist")
    assert client.get(address).headers["Location"] == f"{reverse('admin:login')}?next={address}"
    assert client.get(reverse("admin:login")).headers["Location"].startswith(reverse("account_login"))
    client.force_login(instructor)
    assert client.get(address).status_code == 302
    assert client.get(reverse("admin:login")).status_code == 403


def test_an_operator_reads_no_words_of_a_private_note(operator: Client, learner1: User) -> None:
    everything(learner1, visibility="private", words=SECRET)
    for model in (
        Annotation,
        Tag,
        Anchor,
        Repair,
        Reply,
        Edit,
        Notice,
        Query,
        Decision,
        Check,
        Source,
        Verdict,
        Reopening,
    ):
        rows = model._default_manager.all()
        listed = operator.get(page(model, "changelist"))
        assert len(listed.context["cl"].result_list) == len(rows) > 0
        assert SECRET.encode() not in listed.content
        assert b"Ribbnetrop" not in listed.content and b">56<" not in listed.content  # nor where it stands
        for row in rows:
            assert operator.get(page(model, "change", row.pk)).status_code == 403
            assert operator.get(page(model, "history", row.pk)).status_code == 403


def test_a_private_note_is_not_found_by_its_words(operator: Client, learner1: User) -> None:
    everything(learner1, visibility="private", words=SECRET)
    for model in (Annotation, Tag, Reply, Edit, Notice, Query, Decision, Check, Source, Verdict, Reopening):
        found = operator.get(page(model, "changelist"), {"q": SECRET[:5]})
        assert found.status_code == 200 and len(found.context["cl"].result_list) == 0
    for lookup in ("body__startswith", "tags__name__startswith", "edits__before__icontains"):
        assert operator.get(page(Annotation, "changelist"), {lookup: "Zan"}).status_code in (302, 400)
    assert operator.get(page(Reply, "changelist"), {"annotation__body__startswith": "Zan"}).status_code in (302, 400)


def test_what_an_author_took_back_is_not_shown_to_operators(operator: Client, learner1: User) -> None:
    note = make_note(make_text(author=learner1), learner1, body=SECRET)
    assert SECRET in operator.get(page(Annotation, "changelist")).content.decode()
    note.remove()
    assert SECRET not in operator.get(page(Annotation, "changelist")).content.decode()
    assert operator.get(page(Annotation, "change", note.pk)).status_code == 403


def test_a_first_verdict_stays_blind_for_operators(operator: Client, learner1: User) -> None:
    check = make_note(make_text(author=learner1), learner1, "assessing").quote_check
    Source.objects.create(quote_check=check, citation="A book.", added_by=learner1)
    check.give(Verdict(reader=learner1, wording="not_found", attribution="disputed", reason=SECRET))
    listed = operator.get(page(Verdict, "changelist")).content.decode()
    assert "not_found" not in listed and "disputed" not in listed
    assert operator.get(page(Verdict, "change", check.verdicts.get().pk)).status_code == 403


def test_what_is_said_about_a_text_is_put_right(operator: Client, learner1: User) -> None:
    text = make_text(author=learner1)
    fields = {"title": "Better", "language": "de", "direction": "ltr", "readers": "members"}
    assert operator.post(page(Text, "change", text.pk), {**fields, "kind": "comment"}).status_code == 302
    changed = Text.objects.get(pk=text.pk)
    assert (changed.title, changed.language, changed.readers, changed.kind) == ("Better", "de", "members", "article")
    refused = operator.post(page(Text, "change", text.pk), {**fields, "title": ""})
    assert b"An article needs a title." in refused.content


def test_a_comment_keeps_to_its_article(operator: Client, learner1: User) -> None:
    comment = make_text(author=learner1, parent=make_text(author=learner1), title="")
    fields = {"byline": "Anna", "language": "en", "direction": "ltr", "title": "X", "readers": "members"}
    assert operator.post(page(Text, "change", comment.pk), fields).status_code == 302
    comment.refresh_from_db()
    assert (comment.byline, comment.title, comment.readers) == ("Anna", "", "everyone")


def test_saving_details_takes_no_revision_back(learner1: User) -> None:
    """Somebody publishes after the operator's request has read the text."""
    text = make_text(author=learner1)
    form = modelform_factory(Text, TextForm, fields=["title"])({"title": "Better"}, instance=text)
    assert form.is_valid()
    publish(Text.objects.get(pk=text.pk), WORDS + " More.", author=learner1, base=text.latest)
    admin.site._registry[Text].save_model(RequestFactory().post("/"), form.save(commit=False), form, True)
    now = Text.objects.get(pk=text.pk)
    assert now.latest and (now.title, now.latest.number) == ("Better", 2)


def rights(**changed: str) -> dict[str, str]:
    return {"username": "learner1", "email": "learner1@example.org", "is_active": "on", **changed}


def test_an_operator_lets_somebody_edit_and_switches_an_account_off(operator: Client, learner1: User) -> None:
    assert operator.post(page(User, "change", learner1.pk), rights(may_edit="on")).status_code == 302
    assert User.objects.get(pk=learner1.pk).may_edit
    off = {name: value for name, value in rights().items() if name != "is_active"}
    operator.post(page(User, "change", learner1.pk), off)
    assert not User.objects.get(pk=learner1.pk).is_active


def test_only_a_superuser_makes_operators(operator: Client, learner1: User) -> None:
    operator.post(page(User, "change", learner1.pk), rights(is_staff="on", is_superuser="on"))
    assert not User.objects.filter(pk=learner1.pk, is_staff=True).exists()
    User.objects.filter(username="operator").update(is_superuser=True)
    operator.post(page(User, "change", learner1.pk), rights(is_staff="on"))
    assert User.objects.filter(pk=learner1.pk, is_staff=True, is_superuser=False).exists()


def test_an_operator_cannot_take_over_another(operator: Client, learner1: User) -> None:
    User.objects.filter(pk=learner1.pk).update(is_staff=True)
    seen = operator.get(page(User, "change", learner1.pk))
    assert seen.status_code == 200 and learner1.password.encode() not in seen.content
    assert operator.post(page(User, "change", learner1.pk), rights(email="me@example.org")).status_code == 403
    address = reverse("admin:auth_user_password_change", args=[learner1.pk])
    new = {"password1": "brand new staple", "password2": "brand new staple", "usable_password": "true"}
    assert operator.post(address, new).status_code == 403
    learner1.refresh_from_db()
    assert learner1.check_password("correct horse battery")


def test_an_operator_sets_a_new_password(operator: Client, learner1: User) -> None:
    new = {"password1": "brand new staple", "password2": "brand new staple", "usable_password": "true"}
    address = reverse("admin:auth_user_password_change", args=[learner1.pk])
    assert operator.post(address, new).status_code == 302
    learner1.refresh_from_db()
    assert learner1.check_password("brand new staple")


def test_an_account_made_by_an_operator_confirms_its_address_at_first_sign_in(operator: Client, client: Client) -> None:
    password = {"password1": "brand new staple", "password2": "brand new staple", "usable_password": "true"}
    operator.post(page(User, "add"), {"username": "anna", "email": "Anna@Example.org", **password})
    anna = User.objects.get(username="anna")
    assert anna.email == "anna@example.org"
    address = EmailAddress.objects.get(user=anna)
    assert (address.email, address.primary, address.verified) == ("anna@example.org", True, False)
    client.post(reverse("account_login"), {"login": "anna", "password": "brand new staple"})
    assert mail.outbox[0].to == ["anna@example.org"]


def test_an_address_changed_by_an_operator_is_the_one_to_confirm(operator: Client, learner1: User) -> None:
    EmailAddress.objects.create(user=learner1, email=learner1.email, primary=True, verified=True)
    operator.post(page(User, "change", learner1.pk), rights(email="new@example.org"))
    rows = {row.email: (row.primary, row.verified) for row in EmailAddress.objects.filter(user=learner1)}
    assert rows == {"new@example.org": (True, False)}
    assert User.objects.get(pk=learner1.pk).email == "new@example.org"


def test_an_operator_vouches_for_an_address(operator: Client, learner1: User) -> None:
    address = EmailAddress.objects.create(user=learner1, email=learner1.email, primary=True)
    act = {"action": "make_verified", "_selected_action": [str(address.pk)]}
    operator.post(page(EmailAddress, "changelist"), act)
    address.refresh_from_db()
    assert address.verified
