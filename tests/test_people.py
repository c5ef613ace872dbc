"""Accounts: how somebody comes to have one, gets in and out, and how they like to read."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from annotator.library import demo
from annotator.people import keys
from annotator.people.models import User
from tests.making import make_note, make_text

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
NEW = "brand new staple 7"
ANNA = {"email": "anna@example.org", "username": "anna", "display_name": "Anna B.", "password1": NEW, "password2": NEW}


@pytest.fixture
def reader(learner1: User) -> User:
    """learner1, whose address is confirmed: they can sign in."""
    EmailAddress.objects.create(user=learner1, email=learner1.email, verified=True, primary=True)
    return learner1


def sign_in(client: Client, name: str = "learner1", password: str = PASSWORD, **more: str) -> Any:
    return client.post(reverse("account_login"), {"login": name, "password": password, **more})


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def link_in_mail() -> str:
    """The path of the only link in the last mail."""
    (link,) = re.findall(r"https?://testserver(/\S+)", str(mail.outbox[-1].body))
    return str(link)


# Signing up


def test_somebody_signs_up_confirms_the_address_and_is_in(client: Client) -> None:
    sent = client.post(reverse("account_signup"), ANNA, follow=True)
    assert b"printed on the console" in sent.content
    assert mail.outbox[0].to == ["anna@example.org"] and "Anna B." in mail.outbox[0].body
    assert not signed_in(client)
    link = link_in_mail()
    asked = client.get(link)
    assert b"anna@example.org" in asked.content and not signed_in(client)  # looking at the link does nothing yet
    done = client.post(link, follow=True)
    assert done.status_code == 200 and signed_in(client)
    assert EmailAddress.objects.get(email="anna@example.org").verified
    anna = User.objects.get(username="anna")
    assert str(anna) == "Anna B." and not (anna.may_edit or anna.is_staff or anna.is_superuser)


def test_a_link_opened_elsewhere_confirms_but_lets_nobody_in(client: Client) -> None:
    client.post(reverse("account_signup"), ANNA)
    elsewhere = Client()
    elsewhere.post(link_in_mail())
    assert EmailAddress.objects.get(email="anna@example.org").verified and not signed_in(elsewhere)
    sign_in(elsewhere, "anna", NEW)
    assert signed_in(elsewhere)


def test_nobody_signs_in_before_the_address_is_confirmed(client: Client) -> None:
    client.post(reverse("account_signup"), ANNA)
    other = Client()
    answer = sign_in(other, "anna", NEW)
    assert answer.headers["Location"] == reverse("account_email_verification_sent")
    assert not signed_in(other)


def test_a_confirmation_link_that_was_made_up_is_refused(client: Client) -> None:
    answer = client.get(reverse("account_confirm_email", args=["made:up"]))
    assert answer.status_code == 200 and b"too old" in answer.content


def test_signing_up_gives_no_rights_that_were_asked_for(client: Client) -> None:
    client.post(reverse("account_signup"), {**ANNA, "may_edit": "on", "is_staff": "on", "is_superuser": "on"})
    anna = User.objects.get(username="anna")
    assert not (anna.may_edit or anna.is_staff or anna.is_superuser)


def test_what_was_typed_stays_when_signing_up_fails(client: Client) -> None:
    answer = client.post(reverse("account_signup"), {**ANNA, "password2": "something else"})
    content = answer.content.decode()
    assert 'value="anna@example.org"' in content and 'value="Anna B."' in content and NEW not in content
    assert "You must type the same password each time." in content


def test_signing_up_with_an_address_that_has_an_account_tells_only_its_owner(client: Client, reader: User) -> None:
    new = client.post(reverse("account_signup"), ANNA)
    again = Client().post(reverse("account_signup"), {**ANNA, "username": "berta", "email": reader.email})
    assert (again.status_code, again.headers["Location"]) == (new.status_code, new.headers["Location"])
    assert mail.outbox[-1].to == [reader.email] and "You have an account with it already" in mail.outbox[-1].body
    assert not User.objects.filter(username="berta").exists()


def test_a_site_can_close_its_door(client: Client, settings: Any) -> None:
    settings.SIGN_UP = False
    assert "made by those who run it" in client.get(reverse("account_signup")).content.decode()
    client.post(reverse("account_signup"), ANNA)
    assert not User.objects.exists()
    assert reverse("account_signup") not in client.get(reverse("account_login")).content.decode()


# In and out


def test_somebody_signs_in_by_name_or_address_and_out_again(client: Client, reader: User) -> None:
    for name in ("learner1", "learner1@example.org", "Learner1@Example.org"):
        assert sign_in(client, name).status_code == 302 and signed_in(client)
        assert b"Sign out" in client.get(reverse("account_logout")).content and signed_in(client)
        assert client.post(reverse("account_logout")).status_code == 302
        assert not signed_in(client)


def test_a_wrong_password_keeps_the_name(client: Client, reader: User) -> None:
    answer = sign_in(client, password="wrong-password-12")
    content = answer.content.decode()
    assert not signed_in(client)
    assert 'value="learner1"' in content and "No account has this name and this password" in content
    assert "wrong-password-12" not in content


def test_a_wrong_password_and_an_unknown_name_are_told_alike(client: Client, reader: User, settings: Any) -> None:
    settings.DEMO = False

    def told(name: str) -> str:
        content = sign_in(client, name, "wrong").content.decode()
        return re.sub(r'(name="csrfmiddlewaretoken" value|X-CSRFToken)"?[=:] ?"[^"]+"', "", content).replace(name, "")

    assert told("learner1") == told("somebody")


def test_somebody_comes_back_to_where_they_were(client: Client, reader: User) -> None:
    text = make_text(author=reader)
    address = reverse("annotate", args=[text.pk])
    sent = client.get(address)
    assert sent.headers["Location"] == f"{reverse('account_login')}?next={address}"
    page = client.get(sent.headers["Location"]).content.decode()
    assert f'name="next" value="{address}"' in page
    assert sign_in(client, next=address).headers["Location"] == address


@pytest.mark.parametrize(
    "foreign", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_another_site(client: Client, reader: User, foreign: str) -> None:
    assert sign_in(client, next=foreign).headers["Location"] == "/"
    assert client.get(reverse("account_login"), {"next": foreign}).headers["Location"] == "/"
    assert client.post(reverse("account_logout"), {"next": foreign}).headers["Location"] == "/"


def test_a_session_lasts_beyond_the_browser_only_when_asked_for(client: Client, reader: User) -> None:
    sign_in(client)
    assert client.session.get_expire_at_browser_close()
    client.post(reverse("account_logout"))
    sign_in(client, remember="on")
    assert not client.session.get_expire_at_browser_close()


def test_who_is_switched_off_is_out_and_does_not_get_in(client: Client, reader: User) -> None:
    sign_in(client)
    User.objects.filter(pk=reader.pk).update(is_active=False)
    assert client.get(reverse("preferences")).status_code == 302
    other = Client()
    answer = sign_in(other)
    assert answer.headers["Location"] == reverse("account_inactive") and not signed_in(other)
    assert b"This account is switched off" in other.get(answer.headers["Location"]).content


def test_guessing_a_password_is_stopped(client: Client, reader: User) -> None:
    for _ in range(5):
        assert "No account has" in sign_in(client, password="wrong").content.decode()
    refused = sign_in(client).content.decode()
    assert "too many attempts" in refused and not signed_in(client)


def test_signing_in_too_often_is_answered_with_a_sentence(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "3/m/ip", "login_failed": ""}
    statuses = [sign_in(client, f"somebody{number}").status_code for number in range(4)]
    assert statuses == [200, 200, 200, 429]
    page = sign_in(client).content.decode()
    assert page.count("<h1") == 1 and "try again in a few minutes" in page
    assert client.get(reverse("account_login")).status_code == 200


# Passwords


def ask_for_a_link(client: Client, email: str) -> Any:
    return client.post(reverse("account_reset_password"), {"email": email}, follow=True)


def test_a_forgotten_password_is_replaced_once(client: Client, reader: User) -> None:
    ask_for_a_link(client, reader.email)
    link = link_in_mail()
    form = client.get(link, follow=True)
    assert b"Choose a new password" in form.content
    assert link not in form.redirect_chain[-1][0]  # the key is not in the address, nor in what the page links to
    done = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW}, follow=True)
    assert b"Your password is changed" in done.content
    again = Client()
    assert b"This link no longer works" in again.get(link, follow=True).content
    assert not signed_in(again)
    assert sign_in(client, password=PASSWORD).status_code == 200 and not signed_in(client)
    sign_in(client, password=NEW)
    assert signed_in(client)


def test_asking_for_a_link_tells_nobody_who_has_an_account(client: Client, reader: User) -> None:
    known, unknown = (ask_for_a_link(Client(), email) for email in (reader.email, "nobody@example.org"))
    assert known.redirect_chain == unknown.redirect_chain
    strip = re.compile(rb'"[A-Za-z0-9]{64}"')
    assert strip.sub(b"", known.content) == strip.sub(b"", unknown.content)
    assert "No account here has it" in mail.outbox[-1].body and "/password/reset/key/" not in mail.outbox[-1].body


def test_who_is_switched_off_gets_no_link(client: Client, reader: User) -> None:
    User.objects.filter(pk=reader.pk).update(is_active=False)
    ask_for_a_link(client, reader.email)
    assert all("/password/reset/key/" not in message.body for message in mail.outbox)


def test_somebody_changes_their_password(client: Client, reader: User) -> None:
    sign_in(client)
    address = reverse("account_change_password")
    wrong = client.post(address, {"oldpassword": "wrong", "password1": NEW, "password2": NEW})
    assert "This is not your present password." in wrong.content.decode()
    easy = client.post(address, {"oldpassword": PASSWORD, "password1": "12345", "password2": "12345"})
    assert b"too short" in easy.content
    assert client.post(address, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}).status_code == 302
    assert signed_in(client)
    reader.refresh_from_db()
    assert reader.check_password(NEW)


# E-mail addresses


def test_an_address_is_added_confirmed_made_the_main_one_and_removed(client: Client, reader: User) -> None:
    sign_in(client)
    address = reverse("account_email")
    client.post(address, {"action_add": "", "email": "other@example.org"})
    assert b"other@example.org" in client.get(address).content
    client.post(address, {"action_primary": "", "email": "other@example.org"})
    assert EmailAddress.objects.get(user=reader, primary=True).email == reader.email  # not before it is confirmed
    client.post(link_in_mail())
    client.post(address, {"action_primary": "", "email": "other@example.org"})
    client.post(address, {"action_remove": "", "email": "learner1@example.org"})
    reader.refresh_from_db()
    assert reader.email == "other@example.org"
    assert [row.email for row in EmailAddress.objects.filter(user=reader)] == ["other@example.org"]


def test_nobody_touches_the_addresses_of_others(client: Client, reader: User, learner2: User) -> None:
    theirs = EmailAddress.objects.create(user=learner2, email=learner2.email, primary=False)
    sign_in(client)
    for act in ("action_remove", "action_primary", "action_send"):
        client.post(reverse("account_email"), {act: "", "email": theirs.email})
    assert EmailAddress.objects.filter(pk=theirs.pk).exists() and mail.outbox == []


# The pages


ENTRANCE = ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]
OWN = ["account_email", "account_change_password", "account_logout", "preferences"]
SEEN_ONCE = ["account_inactive", "account_email_verification_sent", "account_reset_password_from_key_done"]


@pytest.mark.parametrize("name", [*ENTRANCE, *OWN, *SEEN_ONCE])
def test_every_page_of_accounts_is_one_of_the_site(client: Client, reader: User, name: str) -> None:
    if name in OWN:
        sign_in(client)
    content = client.get(reverse(name)).content.decode()
    assert content.count("<h1") == 1 and 'class="bar"' in content
    assert re.search(r"<title>[^·<]+ · Annotator</title>", content)
    assert "placeholder=" not in content[content.index("<main") :]
    fields = re.findall(r'<(?:input|select|textarea)\b(?![^>]*type="(?:hidden|checkbox)")[^>]*\bid="([^"]+)"', content)
    assert [field for field in fields if f'for="{field}"' not in content] == []


@pytest.mark.parametrize("name", OWN)
def test_what_is_ones_own_asks_visitors_to_sign_in(client: Client, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302


def test_the_demo_accounts_are_listed_and_open_with_one_press(client: Client) -> None:
    demo.load()
    page = client.get(reverse("account_login"), {"next": "/people/me/"}).content.decode()
    assert page.count(f'name="password" value="{demo.PASSWORD}"') == len(demo.CAST)
    assert page.count('name="next" value="/people/me/"') == len(demo.CAST) + 1
    for row in demo.CAST:
        visitor = Client()
        assert f"<strong>{row['username']}</strong>" in page
        sign_in(visitor, row["username"], demo.PASSWORD)
        assert signed_in(visitor)


def test_outside_demo_mode_no_account_is_listed(client: Client, settings: Any) -> None:
    demo.load()
    settings.DEMO = False
    for name in ENTRANCE:
        page = client.get(reverse(name)).content.decode()
        assert demo.PASSWORD not in page and "demo" not in page.lower() and "Ruth" not in page


def test_demo_accounts_that_are_not_there_are_not_listed(client: Client) -> None:
    assert b"Demo accounts" not in client.get(reverse("account_login")).content


# Preferences


def chosen(**changed: str) -> dict[str, str]:
    given = {f"key_{act}": key for act, key in keys.DEFAULTS.items()}
    return {"display_name": "Tomás", "shortcuts_on": "on", **given, **changed}


def test_preferences_are_kept(client: Client, reader: User) -> None:
    client.force_login(reader)
    answer = client.post(reverse("preferences"), chosen(key_note="m", marks_in_text="on"), follow=True)
    assert b"Your preferences are kept." in answer.content
    reader.refresh_from_db()
    assert (reader.display_name, reader.marks_in_text, reader.keys) == ("Tomás", True, {"note": "m"})
    assert keys.live_keys(reader)["note"] == "m" and keys.live_keys(reader)["highlight"] == "h"


@pytest.mark.parametrize(
    ("field", "key", "told"),
    [
        ("key_note", "h", "h is given twice"),
        ("key_note", "", "This field is required."),
        ("key_note", " ", "This field is required."),
        ("key_note", "nn", "at most 1 character"),
        ("key_note", "\u200b", "needs one key"),
    ],
)
def test_keys_that_cannot_work_are_refused(client: Client, reader: User, field: str, key: str, told: str) -> None:
    client.force_login(reader)
    answer = client.post(reverse("preferences"), chosen(**{field: key}))
    assert answer.status_code == 422 and told in answer.content.decode()
    assert 'value="Tomás"' in answer.content.decode()
    reader.refresh_from_db()
    assert reader.keys == {} and reader.display_name == ""


def test_two_keys_can_be_swapped(client: Client, reader: User) -> None:
    client.force_login(reader)
    client.post(reverse("preferences"), chosen(key_note="h", key_highlight="n"))
    reader.refresh_from_db()
    assert reader.keys == {"note": "h", "highlight": "n"}


def test_keys_switched_off_are_off_in_the_reader(client: Client, reader: User) -> None:
    client.force_login(reader)
    address = reverse("reader", args=[make_text(author=reader).pk])
    assert "highlight" in client.get(address).content.decode().split("data-keys=")[1].split(">")[0]
    off = {name: value for name, value in chosen().items() if name != "shortcuts_on"}
    client.post(reverse("preferences"), off)
    reader.refresh_from_db()
    assert keys.live_keys(reader) == {}
    assert "highlight" not in client.get(address).content.decode().split("data-keys=")[1].split('"')[1]


def test_preferences_give_no_rights(client: Client, reader: User) -> None:
    client.force_login(reader)
    client.post(reverse("preferences"), chosen(may_edit="on", is_staff="on", username="instructor"))
    reader.refresh_from_db()
    assert (reader.username, reader.may_edit, reader.is_staff) == ("learner1", False, False)


# What others see


def test_a_page_of_somebody_shows_what_the_one_who_looks_may_read(client: Client, reader: User, learner2: User) -> None:
    text, members = make_text(author=reader), make_text(author=reader, readers="members")
    make_note(text, reader, body="For all")
    make_note(members, reader, body="For members")
    make_note(text, reader, body="For me", visibility="private")
    make_note(text, reader, body="Taken back").remove()

    def seen(user: User | None) -> list[str]:
        visitor = Client()
        if user:
            visitor.force_login(user)
        page = visitor.get(reverse("profile", args=[reader.pk])).content.decode()
        assert reader.email not in page
        return [words for words in ("For all", "For members", "For me<", "Taken back") if words in page]

    assert seen(None) == ["For all"]
    assert seen(learner2) == ["For all", "For members"]
    assert seen(reader) == ["For all", "For members", "For me<"]


def test_visitors_of_a_closed_site_are_shown_the_way_in(client: Client, reader: User, settings: Any) -> None:
    """Nothing is told of a text that is not theirs to see, and every page leads to signing in."""
    text = make_text(author=reader)
    settings.ANONYMOUS_READING = False
    for name, keys_of, status in (("library", [], 200), ("reader", [text.pk], 404)):
        answer = client.get(reverse(name, args=keys_of))
        assert answer.status_code == status and text.title not in answer.content.decode()
        assert reverse("account_login") in answer.content.decode()
    sign_in(client)
    assert client.get(reverse("reader", args=[text.pk])).status_code == 200
