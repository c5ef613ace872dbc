from django.urls import path

from annotator.finding.views import feeds, pages, saved, within

urlpatterns = [
    path("search/", pages.search, name="search"),
    path("search/facets/", pages.facets, name="search-facets"),
    path("search/within/<uuid:pk>/", within.search_within, name="search-within"),
    path("search/suggest/", pages.suggest, name="search-suggest"),
    path("search/feed/", feeds.search_feed, name="search-feed"),
    path("search/saved/", saved.saved_searches, name="saved-searches"),
    path("search/saved/new", saved.save_search, name="save-search"),
    path("search/saved/<int:pk>/remove", saved.remove_search, name="remove-search"),
    path("search/saved/<int:pk>/link", saved.make_feed_link, name="make-feed-link"),
    path("search/saved/<int:pk>/revoke", saved.revoke_feed_link, name="revoke-feed-link"),
    path("feeds/<str:token>/", feeds.saved_feed, name="saved-feed"),
]
