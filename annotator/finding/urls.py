from django.urls import path

from annotator.finding.views import pages

urlpatterns = [
    path("search/", pages.search, name="search"),
    path("search/facets/", pages.facets, name="search-facets"),
]
