from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("annotator.exchange.urls")),  # first, because programs ask most often
    path("", include("annotator.groups.urls")),
    path("", include("annotator.library.urls")),
    path("", include("annotator.notes.urls")),
    path("", include("annotator.checking.urls")),
    path("", include("annotator.coverage.urls")),
    path("", include("annotator.review.urls")),
    path("", include("annotator.finding.urls")),
    path("", include("annotator.notebook.urls")),
    path("", include("annotator.account.urls")),
    path("people/", include("annotator.people.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]

handler404 = "annotator.exchange.views.missing.not_found"
