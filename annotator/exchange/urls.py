from django.urls import path

from annotator.exchange.views import (
    annotations,
    api,
    containers,
    corrections,
    exporting,
    feeds,
    importing,
    machines,
    reports,
)

urlpatterns = [
    path("annotations/", containers.site_container, name="annotations"),
    path("annotations/<uuid:pk>", annotations.annotation, name="annotation"),
    path("annotations/<uuid:pk>/claimreview.json", machines.claimreview, name="claimreview"),
    path("api/", api.api, name="api"),
    path("api/openapi.json", api.openapi, name="openapi"),
    path("annotations/<uuid:pk>.jsonld", annotations.web_annotation, name="web-annotation"),
    path("texts/<uuid:pk>/annotations/", containers.text_container, name="text-annotations"),
    path("groups/<uuid:pk>/annotations/", containers.group_container, name="group-annotations"),
    path("checks.json", feeds.checks_feed, name="checks-feed"),
    path("texts/<uuid:pk>/checks.json", feeds.text_checks_feed, name="text-checks-feed"),
    path("texts/<uuid:pk>/checks/report/", reports.checks_report, name="checks-report"),
    path("texts/<uuid:pk>/export/", exporting.export_text, name="export-text"),
    path("texts/<uuid:pk>/edition/", exporting.edition_of_text, name="edition"),
    path("groups/<uuid:pk>/export/", exporting.export_group, name="export-group"),
    path("search/export/", exporting.export_search, name="export-search"),
    path("me/export/", exporting.export_mine, name="export-mine"),
    path("import/notes/", importing.import_notes, name="import-notes"),
    path("import/notes/<uuid:pk>/", importing.import_of_notes, name="import-of-notes"),
    path("import/notes/<uuid:pk>/choose", importing.choose, name="choose-for-import"),
    path("import/notes/<uuid:pk>/step", importing.import_step, name="import-step"),
    path("import/notes/<uuid:pk>/store", importing.store_import, name="store-import"),
    path("import/notes/<uuid:pk>/discard", importing.discard_import, name="discard-import"),
    path("annotations/<uuid:pk>/corrections/", corrections.corrections, name="corrections"),
]
