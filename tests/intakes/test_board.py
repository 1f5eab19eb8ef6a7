"""The board at the desk: who sees which rows and columns, and what is done with several."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AccessNeed
from audit import history
from audit.models import Entry
from intakes import board, conflicts, exports, opinions, questions, support
from intakes.models import Candidacy, CandidacyState, Opinion, QuestionKind, SupportState
from tests.intakes.making import people_for, states
from tests.world import sign_in

S = CandidacyState
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]


def browser_of(user):
    client = Client()
    sign_in(client, user)
    return client


@pytest.fixture
def coordinator(world):
    return browser_of(world.people["coordinator"])


@pytest.fixture
def reviewer(world):
    return browser_of(world.people["reviewer"])


@pytest.fixture
def forming(world):
    return world.cohorts["forming"]


def url(name="board", *args, **said):
    found = reverse(f"admin:intakes_{name}", args=args)
    return found + "?" + "&".join(f"{key}={value}" for key, value in said.items())


def read(candidacy):
    return reverse("admin:intakes_candidacy_change", args=[candidacy.pk])


def text(response):
    if response.streaming:
        return b"".join(response.streaming_content).decode()
    return response.content.decode()


def shown(response):
    return [row.candidacy for row in response.context["rows"]]


def act(client, rows, wanted, query="", **sent):
    form = {"act": wanted, "pick": [row.pk for row in rows]} | sent
    return client.post(url("board_act") + query, form, follow=True)


def write(candidacy, **fields):
    for name, value in fields.items():
        setattr(candidacy.application, name, value)
    candidacy.application.save()


# ------------------------------------------------- looking


class TestLooking:
    def test_the_board_opens_where_somebody_waits_to_be_read(self, coordinator, world):
        page = coordinator.get(url())

        assert page.context["view"].intake == world.intakes["open"]
        assert {one.cohort for one in shown(page)} == {world.cohorts["forming"]}
        assert shown(page)[0].state == S.IN_REVIEW

    def test_drafts_and_other_programs_are_not_on_it(self, coordinator, world):
        draft = world.applications["drafting"].candidacies.get()
        foreign = people_for(world.cohorts["foreign"], 1, S.IN_REVIEW)[0]

        page = coordinator.get(url())
        theirs = coordinator.get(url(intake=world.intakes["foreign"].pk))

        assert draft not in shown(page)
        assert theirs.context["view"].intake == world.intakes["open"]
        assert coordinator.get(read(draft)).status_code == 404
        assert coordinator.get(read(foreign)).status_code == 404

    @pytest.mark.parametrize(
        ("said", "fields"),
        [
            ({"region": "Mallee"}, {"region": "Mallee"}),
            ({"setting": "Sport"}, {"setting": "Sport"}),
            ({"stage": "senior"}, {"career_stage": "senior"}),
            ({"organisation": "harbour"}, {"organisation": "The Harbour House"}),
            ({"alone": "on"}, {"sole_worker": True}),
            ({"search": "HARBOUR"}, {"organisation": "The Harbour House"}),
            ({"state": "eligible", "region": "Mallee"}, {"region": "Mallee"}),
        ],
    )
    def test_each_filter_leaves_those_it_names(self, coordinator, forming, said, fields):
        one = people_for(forming, 2, S.ELIGIBLE)[0]
        write(one, **fields)

        assert shown(coordinator.get(url(cohort=forming.pk, **said))) == [one]

    def test_what_one_has_not_read_yet(self, coordinator, world, forming):
        mine, other = people_for(forming, 2, S.IN_REVIEW)
        by = world.people["coordinator"].pk
        opinions.give(candidacy_id=mine.pk, verdict="yes", reason="x", by=by, at=world.at)

        found = shown(coordinator.get(url(cohort=forming.pk, unread="on")))

        assert other in found
        assert mine not in found

    def test_what_makes_no_sense_is_as_if_it_were_not_there(self, coordinator, forming):
        plain = shown(coordinator.get(url(cohort=forming.pk)))
        strange = {"state": "x", "region": "nowhere", "sort": "password", "page": "x", "c": "%00"}

        assert shown(coordinator.get(url(cohort=forming.pk, **strange))) == plain
        for value in ("%00", "9" * 30, "-1", "x"):
            assert coordinator.get(url(intake=value, cohort=value)).status_code == 200
            assert coordinator.get(url(search=value)).status_code == 200

    def test_a_column_sorts_both_ways(self, coordinator, forming):
        rows = people_for(forming, 3, S.ELIGIBLE)
        for row, region in zip(rows, ("b", "a", "c"), strict=True):
            write(row, region=region)

        up = shown(coordinator.get(url(state="eligible", sort="region")))
        down = shown(coordinator.get(url(state="eligible", sort="-region")))

        assert [one for one in up if one in rows] == [rows[1], rows[0], rows[2]]
        assert [one for one in down if one in rows] == [rows[2], rows[0], rows[1]]

    def test_columns_are_chosen_and_kept_for_one_person(self, coordinator, reviewer, forming):
        said = {"c": "hopes"}

        chosen = coordinator.get(url(**said)).context["view"].keys
        coordinator.post(url("board_columns", **said))
        kept = coordinator.get(url()).context["view"].keys

        assert (chosen, kept) == (["who", "hopes"], ["who", "hopes"])
        assert "setting" in reviewer.get(url()).context["view"].keys

    def test_answers_to_further_questions_are_columns(self, coordinator, world, forming):
        asked = questions.add(
            intake_id=forming.intake_id,
            kind=QuestionKind.SHORT,
            words="Which train line?",
            by=world.people["coordinator"].pk,
            at=world.at,
        )
        one = people_for(forming, 1, S.IN_REVIEW)[0]
        asked.answers.create(application=one.application, intake=forming.intake, words="Upfield")

        page = coordinator.get(url(c=f"q{asked.pk}"))

        assert "Which train line?" in text(page)
        assert "Upfield" in text(page)
        assert "Upfield" in text(coordinator.get(read(one)))

    def test_who_would_rather_not_involve_a_manager_looks_like_who_said_nothing(
        self, coordinator, world, forming
    ):
        one, other = people_for(forming, 2, S.IN_REVIEW)
        for row, state in ((one, SupportState.RATHER_NOT), (other, SupportState.NOT_NEEDED)):
            by = row.application.applicant_id
            support.say_without(application_id=row.application_id, state=state, at=world.at, by=by)

        page = coordinator.get(url(cohort=forming.pk, c="support"))
        words = {row.candidacy: row.cells[-1].words for row in page.context["rows"]}
        found = shown(coordinator.get(url(cohort=forming.pk, support="rather_not")))
        heads = [">Manager<" in text(coordinator.get(read(row))) for row in (one, other)]

        assert (words[one], words[other], heads) == ("", "not needed", [False, True])
        assert one in found
        assert other in found  # a filter that is not there

    def test_the_queries_do_not_grow(self, coordinator, forming, django_assert_num_queries):
        where = url(cohort=forming.pk, c="opinions")
        people_for(forming, 1, S.IN_REVIEW)
        coordinator.get(where)
        with django_assert_num_queries(BOARD_QUERIES):
            coordinator.get(where)
        people_for(forming, 30, S.IN_REVIEW)
        with django_assert_num_queries(BOARD_QUERIES):
            coordinator.get(where)

    def test_the_old_addresses_lead_here(self, coordinator, forming):
        old = reverse("admin:intakes_candidacy_changelist")
        answer = coordinator.get(f"{old}?cohort__id__exact={forming.pk}&state__exact=in_review")

        assert answer.url == url(cohort=forming.pk, state="in_review")
        assert coordinator.get(reverse("admin:intakes_application_changelist")).status_code == 302


BOARD_QUERIES = 15


# ------------------------------------------------- reviewers


class TestReviewers:
    def test_the_desk_of_a_reviewer_is_the_board(self, reviewer, world, forming):
        assert reviewer.get(reverse("admin:index")).url == reverse("admin:intakes_board")
        page = reviewer.get(url())
        links = [
            link["link"] for group in page.context["sidebar_navigation"] for link in group["items"]
        ]

        assert page.status_code == 200
        assert links == [reverse("admin:intakes_board")]

    @pytest.mark.parametrize(
        "name",
        [
            "intakes_queue_changelist",
            "intakes_offer_changelist",
            "intakes_interest_changelist",
            "intakes_pipeline",
            "intakes_board_export",
            "programs_cohort_changelist",
            "notices_notice_changelist",
            "search",
        ],
    )
    def test_nothing_else_is_there_for_them(self, reviewer, name):
        assert reviewer.get(reverse(f"admin:{name}")).status_code == 404

    def test_addresses_and_bands_are_no_columns_of_theirs(self, reviewer, world, forming):
        people_for(forming, 1, S.IN_REVIEW)

        page = reviewer.get(url(c="email"))
        found = reviewer.get(url(search="applicant@example.org"))

        assert page.context["view"].keys == ["who"]
        assert "example.org" not in text(page).replace("reviewer@example.org", "")
        assert found.context.get("rows") == []

    def test_they_say_what_they_think_and_then_see_the_others(self, reviewer, world, forming):
        one = people_for(forming, 1, S.IN_REVIEW)[0]
        by = world.people["coordinator"].pk
        opinions.give(candidacy_id=one.pk, verdict="no", reason="Lives abroad.", by=by, at=world.at)

        before = reviewer.get(read(one))
        missing = reviewer.post(read(one), {"act": "opinion", "verdict": "", "reason": "Typed."})
        said = {"act": "opinion", "verdict": "yes", "reason": "Fits."}
        after = [reviewer.post(read(one), said, follow=True) for _press in range(2)][-1]

        assert "Lives abroad." not in text(before)
        assert "Typed." in text(missing)
        assert "Lives abroad." in text(after)
        assert Opinion.objects.filter(candidacy=one).count() == 2

    def test_they_decide_nothing(self, reviewer, forming):
        one = people_for(forming, 1, S.IN_REVIEW)[0]
        decision = {"act": "decide", "outcome": "eligible", "reason": "x"}

        assert reviewer.post(read(one), decision).status_code == 404
        assert act(reviewer, [one], "suitable", reason="x").status_code == 404
        assert "Suitable" not in text(reviewer.get(url(cohort=forming.pk, c="who")))
        assert states([one]) == [S.IN_REVIEW]

    def test_the_protected_record_and_the_acts_are_not_on_their_page(
        self, reviewer, world, forming
    ):
        one = people_for(forming, 1, S.IN_REVIEW)[0]
        AccessNeed.objects.create(user=one.application.applicant, access="A ramp, please")

        assert "A ramp" not in text(reviewer.get(read(one)))
        assert "acts_of" not in reviewer.get(read(one)).context

    def test_a_conflict_shuts_the_page_and_says_so(self, reviewer, coordinator, world, forming):
        one = people_for(forming, 1, S.IN_REVIEW)[0]
        write(one, hopes="To speak of the quarry")
        where = reverse("admin:intakes_conflict", args=[one.pk])

        empty = reviewer.post(where, {"reason": ""})
        for _press in range(2):
            reviewer.post(where, {"reason": "We share an office."})
        page = reviewer.get(read(one))

        assert "what connects you" in text(empty)
        assert "Somebody else reads this one" in text(page)
        assert "quarry" not in text(page)
        assert one not in shown(reviewer.get(url(cohort=forming.pk)))
        assert "One application is not shown" in text(reviewer.get(url()))
        assert "We share an office." in text(coordinator.get(read(one)))

        conflict = one.application.conflicts.get()
        lift = {"act": "lift", "conflict": conflict.pk, "reason": "Another office."}
        coordinator.post(read(one), lift)
        assert one in shown(reviewer.get(url(cohort=forming.pk)))

    def test_notes_are_for_those_who_read(self, reviewer, coordinator, client, world):
        one = world.applications["applicant"].candidacies.get()
        coordinator.post(read(one), {"act": "note", "words": "Rings true."})
        sign_in(client, world.people["applicant"])
        own = client.get(reverse("intakes:application", args=[one.application_id]))

        assert "Rings true." in text(coordinator.get(read(one)))
        assert "Rings true." not in text(reviewer.get(read(one)))
        assert "Rings true." not in text(own)


# ------------------------------------------------- acts


class TestActs:
    def test_a_reason_is_asked_for_and_then_kept_with_each_decision(
        self, coordinator, world, forming
    ):
        rows = people_for(forming, 3, S.IN_REVIEW)

        asked = act(coordinator, rows, "suitable")
        before = states(rows)
        act(coordinator, rows, "suitable", reason="Fits the mix.")

        assert "Suitable, because" in text(asked)
        assert (before, states(rows)) == ([S.IN_REVIEW] * 3, [S.ELIGIBLE] * 3)
        entries = Entry.objects.filter(verb="candidacy.eligible")
        assert {(e.actor, e.reason.text) for e in entries} == {
            (world.people["coordinator"], "Fits the mix.")
        }

    def test_an_empty_reason_is_asked_for_again(self, coordinator, forming):
        rows = people_for(forming, 1, S.IN_REVIEW)

        page = act(coordinator, rows, "not_this_time", reason=" ")

        assert "Please give a reason" in text(page)
        assert states(rows) == [S.IN_REVIEW]

    def test_what_was_decided_meanwhile_is_said_and_the_rest_is_done(self, coordinator, forming):
        rows = people_for(forming, 1, S.IN_REVIEW)
        decided = people_for(forming, 1, S.ELIGIBLE)

        page = act(coordinator, rows + decided, "not_this_time", reason="Too far away.")

        assert "This was decided meanwhile" in text(page)
        assert states(rows + decided) == [S.UNSUCCESSFUL, S.ELIGIBLE]

    def test_what_was_not_successful_is_read_again(self, coordinator, forming):
        rows = people_for(forming, 1, S.UNSUCCESSFUL)

        act(coordinator, rows, "read_again", reason="New facts.")

        assert states(rows) == [S.IN_REVIEW]

    def test_rows_of_other_programs_are_not_there(self, coordinator, world):
        theirs = people_for(world.cohorts["foreign"], 1, S.IN_REVIEW)

        page = act(coordinator, theirs, "suitable", reason="why")

        assert "Please tick somebody first" in text(page)
        assert states(theirs) == [S.IN_REVIEW]

    def test_all_of_a_view_at_once_but_not_too_many(self, coordinator, forming, monkeypatch):
        from intakes.admin import board_acts

        rows = people_for(forming, 3, S.UNSUCCESSFUL)
        query = f"cohort={forming.pk}&state=unsuccessful"
        monkeypatch.setattr(board_acts, "AT_ONCE", 3)
        refused = act(coordinator, [], "read_again", query, all="1", reason="why")
        monkeypatch.setattr(board_acts, "AT_ONCE", 4)
        act(coordinator, [], "read_again", query, all="1", reason="why")

        assert "at most 3 at once" in text(refused)
        assert states(rows) == [S.IN_REVIEW] * 3

    def test_a_decision_on_the_page_of_one(self, coordinator, forming):
        one = people_for(forming, 1, S.IN_REVIEW)[0]
        said = {"act": "decide", "outcome": "eligible"}

        without = coordinator.post(read(one), said)
        coordinator.post(read(one), said | {"reason": "Fits."})
        late = coordinator.post(
            read(one), {"act": "decide", "outcome": "unsuccessful", "reason": "No room."}
        )

        assert "Please give a reason" in text(without)
        assert "This was decided meanwhile" in text(late)
        assert states([one]) == [S.ELIGIBLE]
        assert coordinator.post(read(one), {"act": "dance"}).status_code == 404

    def test_two_to_four_side_by_side(self, coordinator, reviewer, forming):
        rows = people_for(forming, 5, S.IN_REVIEW)
        write(rows[0], hopes="To meet others")

        for who in (coordinator, reviewer):
            page = act(who, rows[:2], "compare")
            assert [row.candidacy for row in page.context["rows"]] == rows[:2]
            assert "To meet others" in text(page)
        assert "tick two to four" in text(act(coordinator, rows, "compare"))
        assert "tick two to four" in text(act(coordinator, rows[:1], "compare"))

    def test_criteria_are_changed_by_coordinators(self, coordinator, reviewer, world, forming):
        where = reverse("admin:intakes_criteria", args=[world.programs["here"].pk])
        one = people_for(forming, 1, S.IN_REVIEW)[0]

        coordinator.post(where, {"line0": "Works in the country"})

        assert "Works in the country" in text(reviewer.get(read(one)))
        assert reviewer.get(where).status_code == 404
        assert browser_of(world.people["foreign_coordinator"]).get(where).status_code == 404


# ------------------------------------------------- files


class TestFiles:
    def take(self, client, kind="csv", query="", **sent):
        return client.post(url("board_export") + query, {"kind": kind} | sent)

    def test_a_file_has_the_rows_and_columns_of_the_view(self, coordinator, forming):
        people_for(forming, 2, S.ELIGIBLE)
        one = people_for(forming, 1, S.IN_REVIEW)[0]
        write(one, organisation="Südhaus, unit 3")
        query = f"cohort={forming.pk}&search=unit&c=organisation&c=state"

        table = text(self.take(coordinator, query=query))
        book = load_workbook(
            io.BytesIO(text_bytes(self.take(coordinator, kind="xlsx", query=query)))
        )

        wanted = [
            ["Who", "Stands", "Organisation"],
            [str(one.application.applicant), "being read", "Südhaus, unit 3"],
        ]
        assert list(csv.reader(io.StringIO(table.removeprefix(exports.BOM)))) == wanted
        assert [[cell.value for cell in row] for row in book.active.iter_rows()] == wanted

    @pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
    def test_nothing_in_it_is_a_formula(self, coordinator, world, forming, sign):
        asked = questions.add(
            intake_id=forming.intake_id,
            kind=QuestionKind.SHORT,
            words=f"{sign}A1",
            by=world.people["coordinator"].pk,
            at=world.at,
        )
        one = people_for(forming, 1, S.IN_REVIEW)[0]
        write(one, organisation=f"{sign}HYPERLINK(1)")
        query = f"cohort={forming.pk}&search=HYPERLINK&c=organisation&c=q{asked.pk}"

        table = text(self.take(coordinator, query=query)).removeprefix(exports.BOM)
        book = load_workbook(
            io.BytesIO(text_bytes(self.take(coordinator, kind="xlsx", query=query)))
        )

        rows = list(csv.reader(io.StringIO(table)))
        assert (rows[0][2], rows[1][1]) == (f"'{sign}A1", f"'{sign}HYPERLINK(1)")
        cells = [cell for row in book.active.iter_rows() for cell in row if cell.value]
        assert {cell.data_type for cell in cells} == {"s"}
        assert [cell.value for cell in cells if str(cell.value).startswith(sign)] == []

    def test_the_protected_record_needs_a_reason_and_each_person_can_see_it_was_taken(
        self, coordinator, world, forming
    ):
        one = people_for(forming, 1, S.IN_REVIEW)[0]
        AccessNeed.objects.create(user=one.application.applicant, access="A ramp")
        query = f"cohort={forming.pk}"

        plain = text(self.take(coordinator, query=query))
        refused = self.take(coordinator, query=query, protected="on")
        given = text(
            self.take(coordinator, query=query, protected="on", reason="To book the hall.")
        )

        assert "A ramp" not in plain
        assert "what the protected record is needed for" in text(refused)
        assert "A ramp" in given
        assert [
            (e.verb, e.reason.text if e.reason else "") for e in history.about(forming.intake)
        ] == [
            ("board.exported_with_protected", "To book the hall."),
            ("board.exported", ""),
        ]
        assert [e.verb for e in history.about(one.application)] == ["application.protected_read"]

    def test_who_leads_takes_no_protected_record(self, world, forming):
        one = people_for(forming, 1, S.IN_REVIEW)[0]
        AccessNeed.objects.create(user=one.application.applicant, access="A ramp")

        answer = self.take(browser_of(world.people["lead"]), protected="on", reason="why")

        assert "Only who coordinates" in text(answer)

    def test_notes_for_readers_are_in_no_file(self, coordinator, world, forming):
        one = people_for(forming, 1, S.IN_REVIEW)[0]
        by = world.people["coordinator"].pk
        opinions.note(candidacy_id=one.pk, words="Rings true.", by=by, at=world.at)
        every = "&".join(f"c={c.key}" for c in coordinator.get(url()).context["view"].offer)

        assert "Rings true." not in text(self.take(coordinator, query=every))

    def test_only_those_ticked(self, coordinator, forming):
        rows = people_for(forming, 2, S.IN_REVIEW)
        page = act(coordinator, rows[:1], "export")

        table = text(
            coordinator.post(
                page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], {"kind": "csv"}
            )
        )

        assert len(table.splitlines()) == 2

    def test_many_rows_are_read_in_portions(self, coordinator, forming, monkeypatch):
        monkeypatch.setattr(exports, "PORTION", 2)
        people_for(forming, 5, S.ELIGIBLE)
        query = f"cohort={forming.pk}"

        table = text(self.take(coordinator, query=query))

        count = Candidacy.objects.filter(cohort=forming).exclude(state=S.CHOSEN).count()
        assert len(table.splitlines()) == count + 1

    def test_words_that_no_file_can_hold_are_left_out(self):
        assert exports.defused("a\x00b\x1fc") == "abc"
        assert exports.defused("  =1+1") == "'  =1+1"
        assert len(exports.defused("x" * 50_000)) == exports.CELL


def text_bytes(response):
    return b"".join(response.streaming_content)


# ------------------------------------------------- what waits


def test_a_reviewer_is_told_how_many_wait_for_their_opinion(world, forming):
    from intakes import desk

    people_for(forming, 2, S.IN_REVIEW)
    steps = desk.waiting(world.people["reviewer"], world.at)

    waiting = board.unread(world.people["reviewer"], world.at).count()
    assert [(step.count, step.url) for step in steps] == [
        (waiting, reverse("admin:intakes_board") + "?unread=on")
    ]
    for one in board.unread(world.people["reviewer"], world.at):
        conflicts.declare(
            application_id=one.application_id,
            reason="x",
            by=world.people["reviewer"].pk,
            at=world.at,
        )
    assert desk.waiting(world.people["reviewer"], world.at) == []
