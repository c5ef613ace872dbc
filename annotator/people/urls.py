from django.urls import path

from annotator.people import views
from annotator.people.token_pages import revoke_token, tokens
from annotator.people.unsent_pages import throw_away, unsent

urlpatterns = [
    path("me/", views.preferences, name="preferences"),
    path("me/tokens/", tokens, name="tokens"),
    path("me/tokens/<int:pk>/revoke", revoke_token, name="revoke-token"),
    path("me/unsent/", unsent, name="unsent"),
    path("me/unsent/<slug:key>/throw-away", throw_away, name="throw-away-unsent"),
]
