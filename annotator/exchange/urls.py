from django.urls import path

from annotator.exchange.views import machines

urlpatterns = [
    path("annotations/<uuid:pk>/claimreview.json", machines.claimreview, name="claimreview"),
    path("annotations/<uuid:pk>.jsonld", machines.web_annotation, name="web-annotation"),
]
