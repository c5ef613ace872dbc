from django.urls import path

from annotator.coverage.views import batches, pages, signing, ticking

urlpatterns = [
    path("texts/<uuid:pk>/coverage/", pages.coverage, name="coverage"),
    path("texts/<uuid:pk>/coverage/line", pages.coverage_line, name="coverage-line"),
    path("texts/<uuid:pk>/coverage/tick", ticking.tick, name="tick"),
    path("texts/<uuid:pk>/coverage/dismiss", ticking.dismiss, name="dismiss"),
    path("texts/<uuid:pk>/coverage/undo", ticking.undo, name="undo-tick"),
    path("texts/<uuid:pk>/coverage/dismiss-all", batches.dismiss_kind, name="dismiss-all"),
    path("texts/<uuid:pk>/coverage/undo/<uuid:batch>", batches.undo_batch, name="undo-batch"),
    path("texts/<uuid:pk>/coverage/sign-off", signing.sign_off_text, name="sign-off"),
    path("sign-offs/<int:pk>/withdraw", signing.withdraw_sign_off, name="withdraw-sign-off"),
]
