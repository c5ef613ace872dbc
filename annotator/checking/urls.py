from django.urls import URLPattern, URLResolver, path

from annotator.checking.views import pages, sources, verdicts

urlpatterns: list[URLPattern | URLResolver] = [
    path("annotations/<uuid:pk>/check/", pages.check, name="check"),
    path("annotations/<uuid:pk>/claimed-words", pages.edit_claim, name="edit-claim"),
    path("annotations/<uuid:pk>/source", sources.add_source, name="add-source"),
    path("sources/<int:pk>/remove", sources.remove_source, name="remove-source"),
    path("compare-words", sources.compare_words, name="compare-words"),
    path("annotations/<uuid:pk>/verdict", verdicts.verdict, name="verdict"),
    path("annotations/<uuid:pk>/verdict/withdraw", verdicts.withdraw_verdict, name="withdraw-verdict"),
    path("annotations/<uuid:pk>/claim", verdicts.claim, name="claim"),
    path("annotations/<uuid:pk>/release", verdicts.release, name="release"),
    path("annotations/<uuid:pk>/reopen-check", verdicts.reopen_check, name="reopen-check"),
]
