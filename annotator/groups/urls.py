from django.urls import path

from annotator.groups.views import joining, managing, mine, people, sections

urlpatterns = [
    path("groups/", mine.groups, name="groups"),
    path("groups/new/", mine.new_group, name="new-group"),
    path("groups/invitations/<int:pk>/accept", mine.accept_invitation, name="accept-invitation"),
    path("groups/invitations/<int:pk>/decline", mine.decline_invitation, name="decline-invitation"),
    path("groups/<uuid:pk>/settings/", managing.settings, name="group-settings"),
    path("groups/<uuid:pk>/archive", managing.archive, name="archive-group"),
    path("groups/<uuid:pk>/unarchive", managing.unarchive, name="unarchive-group"),
    path("groups/<uuid:pk>/texts/", managing.texts, name="group-texts"),
    path("groups/<uuid:pk>/texts/<uuid:text>/remove", managing.remove_text, name="remove-group-text"),
    path("groups/<uuid:pk>/people/", people.people, name="group-people"),
    path("groups/<uuid:pk>/people/add", people.add_person, name="add-person"),
    path("groups/<uuid:pk>/people/list/", people.add_list, name="add-list"),
    path("groups/<uuid:pk>/people/history/", people.people_history, name="people-history"),
    path("groups/<uuid:pk>/people/<int:member>/role", people.set_role, name="set-role"),
    path("groups/<uuid:pk>/people/<int:member>/remove/", people.remove, name="remove-person"),
    path("groups/<uuid:pk>/people/<int:member>/sections/", sections.limit_assistant, name="limit-assistant"),
    path("groups/<uuid:pk>/sections/", sections.sections, name="group-sections"),
    path("groups/<uuid:pk>/sections/<int:division>/", sections.sections, name="division"),
    path("groups/<uuid:pk>/sections/<int:division>/draw/", sections.draw_sections, name="draw-sections"),
    path("groups/<uuid:pk>/sections/<int:division>/fill", sections.fill_sections, name="fill-sections"),
    path("groups/<uuid:pk>/sections/<int:division>/place", sections.place_learner, name="place-learner"),
    path("groups/<uuid:pk>/sections/<int:division>/new/", sections.new_section, name="new-section"),
    path("groups/<uuid:pk>/sections/<int:division>/<int:section>/", sections.edit_section, name="edit-section"),
    path("groups/<uuid:pk>/sections/<int:division>/<int:section>/remove/", sections.take_away, name="remove-section"),
    path("groups/<uuid:pk>/links", people.make_link, name="make-link"),
    path("groups/<uuid:pk>/invitations/<int:invitation>/revoke", people.revoke, name="revoke-invitation"),
    path("groups/<uuid:pk>/leave/", joining.leave, name="leave-group"),
    path("join/<str:token>", joining.join, name="join-group"),
]
