from django.urls import path

from annotator.people import views
from annotator.people.token_pages import revoke_token, tokens

urlpatterns = [
    path("me/", views.preferences, name="preferences"),
    path("me/tokens/", tokens, name="tokens"),
    path("me/tokens/<int:pk>/revoke", revoke_token, name="revoke-token"),
]
