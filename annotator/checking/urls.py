from django.urls import URLPattern, URLResolver, path

from annotator.checking.views import exchanging, listing, looking, pages, shelf, sources, verdicts

urlpatterns: list[URLPattern | URLResolver] = [
    path("texts/<uuid:pk>/checks/", listing.checks, name="checks"),
    path("texts/<uuid:pk>/quoted-in/", listing.quoted_in, name="quoted-in"),
    path("annotations/<uuid:pk>/check/", pages.check, name="check"),
    path("annotations/<uuid:pk>/claimed-words", pages.edit_claim, name="edit-claim"),
    path("annotations/<uuid:pk>/source", sources.add_source, name="add-source"),
    path("annotations/sources/<int:pk>/remove", sources.remove_source, name="remove-source"),
    path("annotations/sources/<int:pk>/words", looking.source_words, name="source-words"),
    path("annotations/<uuid:pk>/shelf", sources.look_on_shelf, name="look-on-shelf"),
    path("annotations/<uuid:pk>/find", looking.find_quotation, name="find-quotation"),
    path("annotations/<uuid:pk>/find/use", looking.use_passage, name="use-passage"),
    path("annotations/<uuid:pk>/find/reuse", looking.reuse_sources, name="reuse-sources"),
    path("compare-words", sources.compare_words, name="compare-words"),
    path("annotations/<uuid:pk>/verdict", verdicts.verdict, name="verdict"),
    path("annotations/<uuid:pk>/verdict/withdraw", verdicts.withdraw_verdict, name="withdraw-verdict"),
    path("annotations/<uuid:pk>/claim", verdicts.claim, name="claim"),
    path("annotations/<uuid:pk>/release", verdicts.release, name="release"),
    path("annotations/<uuid:pk>/reopen-check", verdicts.reopen_check, name="reopen-check"),
    path("sources/", shelf.sources, name="sources"),
    path("sources/new", shelf.add_reference, name="add-reference"),
    path("sources/import", exchanging.import_sources, name="import-sources"),
    path("sources/export", exchanging.export_sources, name="export-sources"),
    path("sources/<int:pk>/", shelf.reference, name="reference"),
    path("sources/<int:pk>/edit", shelf.edit_reference, name="edit-reference"),
    path("sources/<int:pk>/export", exchanging.export_reference, name="export-reference"),
]
