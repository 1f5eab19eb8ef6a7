"""The addresses of run-sheets and of what stays of a session."""

from django.urls import URLPattern, URLResolver, include, path

from sessions.views import afterwards, exercises, items, runsheets

cohort_urls = [
    path("c/<str:code>/agendas/", exercises.overview, name="agendas"),
    path("c/<str:code>/exercises/", exercises.library, name="exercises"),
    path("c/<str:code>/exercises/new/", exercises.new, name="exercise-new"),
    path(
        "c/<str:code>/exercises/<int:exercise_id>/retire/",
        exercises.retire,
        name="exercise-retire",
    ),
]
sheet_urls = [
    path("", runsheets.sheet, name="runsheet"),
    path("country/", runsheets.speak, name="runsheet-country"),
    path("exercises/", exercises.insert, name="runsheet-exercises"),
    path("items/new/", items.new, name="runsheet-item-new"),
    path("items/<int:item_id>/", items.item, name="runsheet-item"),
    path("items/<int:item_id>/answer/", items.answer, name="runsheet-answer"),
    path("items/<int:item_id>/lead/", runsheets.lead, name="runsheet-lead"),
    path("items/<int:item_id>/put/", runsheets.put, name="runsheet-put"),
    path("items/<int:item_id>/withdraw/", items.withdraw, name="runsheet-withdraw"),
    path("offers/<int:offer_id>/", items.offer, name="runsheet-offer"),
    path("order/", runsheets.order, name="runsheet-order"),
    path("paper/", runsheets.paper, name="runsheet-paper"),
    path("proposal/", items.propose, name="runsheet-propose"),
    path("setting/", runsheets.setting, name="runsheet-setting"),
    path("start/", runsheets.start, name="runsheet-start"),
    path("template/", runsheets.keep, name="runsheet-template"),
]
session_urls: list[URLPattern | URLResolver] = [
    path("afterwards/", afterwards.kept, name="afterwards"),
    path("afterwards/actions/<int:action_id>/", afterwards.action, name="action"),
    path("afterwards/notes/<int:note_id>/", afterwards.note, name="note"),
    path("afterwards/wins/<int:win_id>/", afterwards.win_out, name="win-out"),
    path("debrief/", afterwards.debrief, name="debrief"),
    path("debrief/<int:debrief_id>/taken/", afterwards.taken_up, name="debrief-taken"),
    path("run-sheet/", include(sheet_urls)),
]
