from django.urls import path

from annotator.exchange.views import corrections, exporting, feeds, machines, reports

urlpatterns = [
    path("annotations/<uuid:pk>/claimreview.json", machines.claimreview, name="claimreview"),
    path("annotations/<uuid:pk>.jsonld", machines.web_annotation, name="web-annotation"),
    path("checks.json", feeds.checks_feed, name="checks-feed"),
    path("texts/<uuid:pk>/checks.json", feeds.text_checks_feed, name="text-checks-feed"),
    path("texts/<uuid:pk>/checks/report/", reports.checks_report, name="checks-report"),
    path("texts/<uuid:pk>/export/", exporting.export_text, name="export-text"),
    path("texts/<uuid:pk>/edition/", exporting.edition_of_text, name="edition"),
    path("groups/<uuid:pk>/export/", exporting.export_group, name="export-group"),
    path("me/export/", exporting.export_mine, name="export-mine"),
    path("annotations/<uuid:pk>/corrections/", corrections.corrections, name="corrections"),
]
