from django.urls import path

from annotator.review.views import assignments, copying, exports, handing, overview, overview_heat, setting

urlpatterns = [
    path("assignments/", assignments.assignments, name="assignments"),
    path("groups/<uuid:pk>/assignments/new/", setting.new_assignment, name="new-assignment"),
    path("assignments/<uuid:pk>/", assignments.assignment, name="assignment"),
    path("assignments/<uuid:pk>/strip", assignments.strip, name="assignment-strip"),
    path("assignments/<uuid:pk>/edit/", setting.edit_assignment, name="edit-assignment"),
    path("assignments/<uuid:pk>/archive", setting.archive, name="archive-assignment"),
    path("assignments/<uuid:pk>/unarchive", setting.unarchive, name="unarchive-assignment"),
    path("assignments/<uuid:pk>/reveal", setting.reveal, name="reveal-notes"),
    path("assignments/<uuid:pk>/hide", setting.hide, name="hide-notes"),
    path("assignments/<uuid:pk>/extend", setting.extend, name="extend-assignment"),
    path("assignments/<uuid:pk>/extensions/<int:extension>/end", setting.end_extension, name="end-extension"),
    path("assignments/<uuid:pk>/hand-in", handing.hand_in_work, name="hand-in"),
    path("assignments/<uuid:pk>/take-back", handing.take_work_back, name="take-work-back"),
    path("assignments/<uuid:pk>/work/<uuid:person>/", handing.work, name="work"),
    path("assignments/<uuid:pk>/overview/", overview.overview, name="overview"),
    path("assignments/<uuid:pk>/overview/text/", overview_heat.overview_heat, name="overview-heat"),
    path("assignments/<uuid:pk>/overview/<uuid:person>/", overview.person, name="overview-person"),
    path("assignments/<uuid:pk>/export/notes.csv", exports.export_notes, {"form": "csv"}, name="export-notes-csv"),
    path("assignments/<uuid:pk>/export/notes.xlsx", exports.export_notes, {"form": "xlsx"}, name="export-notes-xlsx"),
    path(
        "assignments/<uuid:pk>/export/learners.csv",
        exports.export_learners,
        {"form": "csv"},
        name="export-learners-csv",
    ),
    path(
        "assignments/<uuid:pk>/export/learners.xlsx",
        exports.export_learners,
        {"form": "xlsx"},
        name="export-learners-xlsx",
    ),
    path("groups/<uuid:pk>/copy/", copying.copy, name="copy-group"),
]
