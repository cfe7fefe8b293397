"""sources.yaml is edited, then `archiver judge` says what that changes, offline."""

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

import archiver
from archiver import config
from archiver.cli import main
from archiver.console.report import exit_code
from archiver.errors import ConfigError, Locked
from archiver.facts import Ruled
from archiver.membership.differences import Kind
from archiver.model import Challenge, Verdict
from archiver.pipeline import replay, run
from archiver.rejudging import Judged, rejudge, review
from archiver.store import open_archive
from tests.edits import ANA, BREAD, SOURCES, TONE, Desk
from tests.stories import go


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def judged(desk: Desk, *, dry_run: bool = False) -> Judged:
    """The edit judged an hour after the last run."""
    desk.clock.advance(3600)
    settings = config.read(desk.config)
    return rejudge(desk.path, settings, dry_run=dry_run, now=desk.clock.now)


def told(found: Judged) -> list[tuple[str, str, str, str | None]]:
    return [(one.challenge, one.kind, one.post, one.round) for one in found.changes]


def later(desk: Desk) -> datetime:
    desk.clock.advance(3600)
    return desk.clock.now()


def files(path: Path) -> dict[str, bytes]:
    """What lies in an archive, without what can be made again."""
    return {
        str(one.relative_to(path)): one.read_bytes()
        for one in sorted(path.rglob("*"))
        if one.is_file() and "derived" not in one.parts
    }


def is_sound(desk: Desk) -> bool:
    """Whether `check` finds nothing, also when the catalog is made again with the same verdicts."""
    before = [m for c in desk.archive.challenges() for m in desk.archive.memberships(c.id)]
    ruled = [fact for c in desk.archive.challenges() for fact in desk.archive.rulings(c)]
    sound = desk.archive.check() == []
    archiver.open(desk.path).rebuild()
    after = [m for c in desk.archive.challenges() for m in desk.archive.memberships(c.id)]
    again = [fact for c in desk.archive.challenges() for fact in desk.archive.rulings(c)]
    return sound and before == after and ruled == again and desk.archive.check() == []


def test_without_an_edit_nothing_changes(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert judged(desk).changes == ()
    assert main(["judge", *desk.words]) == 0
    assert "nothing changed; " in capsys.readouterr().out
    assert is_sound(desk)


def test_a_post_that_is_included_with_its_round(desk: Desk) -> None:
    desk.listed("include", '{url: "https://www.ben.example/bread?utm_source=mail", round: week-2}')
    dry = judged(desk, dry_run=True)
    assert told(dry) == [("spring", Kind.JOINED, BREAD, "week-2")]
    assert dry.changes[0].reason == "sources.yaml, include of spring"
    assert told(judged(desk)) == told(dry)
    found = desk.archive.membership("spring", BREAD)
    assert found and (found.decided_by, found.round) == ("organiser", "week-2")
    assert found.rules and found.rules.verdict is Verdict.OUTSIDE
    assert is_sound(desk)


def test_a_post_that_is_excluded(desk: Desk) -> None:
    desk.listed("exclude", "http://ana.example/motivation/#comments")
    found = judged(desk)
    assert told(found) == [("spring", Kind.LEFT, ANA, None)]
    assert found.titles == {ANA: "What keeps me going"}
    assert told(judged(desk)) == []
    desk.edit("- http://ana.example/motivation/#comments", "[]")
    (back,) = judged(desk).changes
    assert (back.kind, back.round) == (Kind.JOINED, "week-1")
    assert back.reason == "no longer in sources.yaml, exclude of spring"
    assert is_sound(desk)


def test_a_phrase_makes_a_member_and_without_it_the_post_is_unsure_again(desk: Desk) -> None:
    desk.listed("phrases", "Beans and peas")
    (joined,) = judged(desk).changes
    assert (joined.kind, joined.post) == (Kind.JOINED, TONE)
    assert "Beans and peas" in joined.reason
    desk.edit("Beans and peas", "a phrase of nobody")
    (unsure,) = judged(desk).changes
    assert (unsure.kind, unsure.before) == (Kind.UNSURE, Verdict.MEMBER)
    assert unsure.reason.startswith("no longer: ") and "Beans" in unsure.reason


def test_a_round_that_is_set_by_hand_is_told_as_another_round(desk: Desk) -> None:
    desk.listed("include", f"{{url: '{ANA}', round: week-2}}")
    (moved,) = judged(desk).changes
    assert (moved.kind, moved.round_before, moved.round) == (Kind.ROUND, "week-1", "week-2")


def test_an_address_that_leads_to_the_post_is_as_good_as_its_own(desk: Desk) -> None:
    old = "http://before.example/?p=7"
    with desk.archive.writing("r5", later(desk)) as writer:
        writer.alias(old, BREAD, desk.clock.now())
        writer.settle("before.example", desk.clock.now())
    desk.listed("include", f"{{url: '{old}', round: week-1}}")
    found = judged(desk)
    assert told(found) == [("spring", Kind.JOINED, BREAD, "week-1")] and not found.idle
    assert is_sound(desk)


def test_where_a_rule_fails_what_was_judged_before_holds(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*args: object) -> object:
        raise ZeroDivisionError

    before = desk.archive.memberships("spring")
    desk.edit("id: spring", "id: may")
    with monkeypatch.context() as patch:
        patch.setattr("archiver.membership.organiser.rule", fails)
        assert main(["judge", *desk.words]) == 1
    assert "ZeroDivisionError" in capsys.readouterr().out
    assert desk.archive.memberships("spring") == before and desk.archive.check() == []
    assert dict(judged(desk).renamed) == {"may": "spring"}


def test_a_dry_run_meets_a_rule_that_fails_as_judge_does(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(post: object, challenge: Challenge, *args: object) -> None:
        if challenge.id == "spring":
            raise ZeroDivisionError("by nobody")

    desk.edit("id: fall\n", "id: autumn\n")
    desk.listed("exclude", ANA)
    before = files(desk.path)
    monkeypatch.setattr("archiver.membership.organiser.rule", fails)
    for form in ([], ["--json"]):
        assert main(["judge", "--dry-run", *form, *desk.words]) == 1
        told = capsys.readouterr()
        assert "autumn" in told.out and "Traceback" in told.out and "left" not in told.out
        (line,) = told.err.splitlines()
        assert line.startswith("archiver: a rule fails: ZeroDivisionError: by nobody; ")
    assert files(desk.path) == before
    assert main(["judge", *desk.words]) == 1
    assert capsys.readouterr().err.splitlines() == [line]


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_a_post_that_has_another_writer_is_told_of(
    desk: Desk, dry: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    desk.listed("writers", "{name: Ana Lima, blogs: ['http://ana.example/']}")
    assert main(["judge", *dry, *desk.words]) == 0
    told = capsys.readouterr().out
    assert "spring: 1 has another writer" in told and "(nobody -> Ana Lima)" in told
    desk.edit("Ana Lima", "Ana Lima Sá")
    assert main(["judge", "--json", *dry, *desk.words]) == 0
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    assert (change["kind"], change["post"], change["writer"], change["writer_before"]) == (
        "has another writer",
        ANA,
        "Ana Lima Sá",
        "" if dry else "Ana Lima",
    )


def test_who_wrote_what_is_outside_is_no_news(desk: Desk) -> None:
    desk.listed("writers", "{name: Fay Ode, blogs: ['http://fay.example/']}")
    assert told(judged(desk)) == []
    assert {m.writer for m in desk.archive.memberships("spring") if "fay" in m.post} == {"Fay Ode"}


def test_a_replay_passes_over_what_only_judged(desk: Desk, tmp_path: Path) -> None:
    desk.listed("exclude", ANA)
    judged(desk)
    again = tmp_path / "again"
    reports = replay(config.read(desk.config), desk.path, again)
    assert [exit_code(report) for report in reports] == [0]
    found = archiver.open(again).membership("spring", ANA)
    assert found and found.verdict is Verdict.OUTSIDE


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    desk.listed("exclude", ANA)
    before = files(desk.path)
    judged(desk, dry_run=True)
    assert files(desk.path) == before
    found = desk.archive.membership("spring", ANA)
    assert found and found.verdict is Verdict.MEMBER, "nor is the catalog another one"


def test_while_a_run_is_at_work_it_waits_for_nobody(desk: Desk) -> None:
    with open_archive(desk.path).writing("r9", desk.clock.now()), pytest.raises(Locked):
        judged(desk)


# ---- a challenge with another id


RENAMINGS = {
    "the same title": [],
    "the same rounds": [("title: The Spring Writing Challenge", "title: Writing in May")],
}


@pytest.mark.parametrize("edits", RENAMINGS.values(), ids=RENAMINGS)
def test_a_renamed_challenge_keeps_what_it_has(desk: Desk, edits: list[tuple[str, str]]) -> None:
    desk.listed("include", BREAD)
    judged(desk)
    for old, new in [("id: spring", "id: spring-2017"), *edits]:
        desk.edit(old, new)
    found = judged(desk)
    assert dict(found.renamed) == {"spring-2017": "spring"} and not found.gone
    assert [one.post for one in found.changes if one.post in (BREAD, TONE)] == []
    (challenge, _) = desk.archive.challenges()
    assert (challenge.id, challenge.formerly) == ("spring-2017", ("spring",))
    assert {m.post for m in desk.archive.memberships("spring-2017")} >= {ANA, BREAD, TONE}
    assert desk.archive.memberships("spring") == ()
    assert [fact.url for fact in desk.archive.rulings(challenge)] == [BREAD], "and her decision"
    assert not judged(desk).renamed, "it is told once"
    assert is_sound(desk)


def test_a_run_knows_a_renamed_challenge_too(desk: Desk) -> None:
    desk.edit("id: spring", "id: may")
    desk.clock.advance(3600)
    report = run(
        config.read(desk.config), archive=desk.path, transport=desk.net, now=desk.clock.now
    )
    assert report.lines == ("may was called spring before",) and exit_code(report) == 0
    assert report.joined == (), "its members are not new"
    assert desk.archive.challenges()[0].formerly == ("spring",)
    desk.clock.advance(3600)
    again = run(config.read(desk.config), archive=desk.path, transport=desk.net, now=desk.clock.now)
    assert again.lines == () and desk.archive.challenges()[0].formerly == ("spring",)
    assert is_sound(desk)


def test_a_challenge_that_was_renamed_twice_and_back(desk: Desk) -> None:
    for old, new in (("spring", "may"), ("may", "flowers"), ("flowers", "spring")):
        desk.edit(f"id: {old}\n", f"id: {new}\n")
        assert dict(judged(desk).renamed) == {new: old}
    (challenge, _) = desk.archive.challenges()
    assert challenge.formerly == ("flowers", "may")
    assert is_sound(desk)


def test_a_clone_without_its_catalog_is_judged_as_well(desk: Desk) -> None:
    shutil.rmtree(desk.path / "derived")
    desk.listed("exclude", ANA)
    assert told(judged(desk)) == [("spring", Kind.LEFT, ANA, None)]
    assert is_sound(desk)


def test_a_challenge_that_is_gone_keeps_its_posts_and_is_told_of(desk: Desk) -> None:
    desk.write(SOURCES[: SOURCES.index("  - id: fall")])
    found = judged(desk)
    assert dict(found.gone) == {"fall": 1} and not found.renamed and not found.changes
    assert [c.id for c in desk.archive.challenges()] == ["spring", "fall"]
    assert is_sound(desk)


def test_another_season_is_not_the_old_one_renamed(desk: Desk) -> None:
    desk.edit("id: fall", "id: winter")
    desk.edit("title: The Fall Writing Challenge", "title: The Winter Writing Challenge")
    desk.edit("Which tool did you give up, and what came in its place?", "What do you read?")
    desk.edit("id: fall-1", "id: winter-1")
    found = judged(desk)
    assert not found.renamed and list(found.gone) == ["fall"]


WINTER = """\
  - id: spring
    title: Winter Knitting Bees
    rounds:
      - {id: w1, prompt: "What do you knit in the winter by the fire?", opens: 2018-01-02}
    sources:
      - {id: zed, feed: http://zed.example/feed.xml}
"""


@pytest.mark.parametrize("then", ["renamed before", "gone since", "at once", "swapped"])
def test_an_id_that_another_challenge_had_is_refused(
    desk: Desk, then: str, capsys: pytest.CaptureFixture[str]
) -> None:
    base = desk.config.read_text("utf-8")
    moved = base.replace("id: spring\n", "id: spring17\n")
    texts = {
        "renamed before": moved + WINTER,
        "gone since": base[: base.index("  - id: spring")]
        + base[base.index("  - id: fall") :]
        + WINTER,
        "at once": moved + WINTER,
        "swapped": moved.replace("id: fall\n", "id: spring\n").replace("spring17", "fall"),
    }
    if then in ("renamed before", "gone since"):
        desk.write(moved)
        assert main(["judge", *desk.words]) == 0
    before, kept = files(desk.path), desk.archive.memberships("spring")
    desk.write(texts[then])
    capsys.readouterr()
    for form in ([], ["--dry-run"]):
        assert main(["judge", *form, *desk.words]) == 2
        told = capsys.readouterr().err
        assert "has an id that `" in told and "that was never used" in told
    with pytest.raises(ConfigError, match="had before"):
        go(desk.path, desk.net, desk.clock, text=texts[then])
    assert files(desk.path) == before and desk.archive.memberships("spring") == kept
    desk.write(
        texts[then].replace("id: spring\n", "id: spring18\n").replace("id: fall\n", "id: f\n")
    )
    assert main(["judge", *desk.words]) == 0


def test_a_challenge_may_have_its_own_id_back_and_be_edited_as_a_whole(desk: Desk) -> None:
    for name, old in (("spring17", "spring"), ("spring", "spring17")):
        desk.edit(f"id: {old}\n", f"id: {name}\n")
        assert dict(judged(desk).renamed) == {name: old}
    desk.edit("title: The Spring Writing Challenge", "title: Bees")
    desk.edit("id: week-1", "id: w-1")
    desk.edit("id: week-2", "id: w-2")
    assert not judged(desk).renamed


def test_an_archive_with_the_old_id_is_merged_into_the_new_one(desk: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(desk.path, other)
    desk.edit("id: spring", "id: may")
    judged(desk)
    old = tmp_path / "old"
    shutil.copytree(other, old)
    open_archive(desk.path).merge(other, "m1", later(desk))
    assert {c.id for c in desk.archive.challenges()} == {"may", "fall"}
    open_archive(old).merge(desk.path, "m2", later(desk))
    rejudge(old, config.read(desk.config), now=lambda: later(desk))
    assert {c.id for c in archiver.open(old).challenges()} == {"may", "fall"}


# ---- lines that match nothing


def test_idle_lines_are_named_with_their_place(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.listed(
        "include", "http://nobody.example/a", "{url: http://nobody.example/b, round: week-1}"
    )
    desk.listed("exclude", "http://nobody.example/c", f"{ANA}?utm_source=feed")
    desk.listed("phrases", "a phrase of nobody")
    found = judged(desk)
    values = {one.value: (one.key, one.line) for one in found.idle}
    assert values == {
        f"http://nobody.example/{name}": (key, desk.line_of(f"nobody.example/{name}"))
        for name, key in (("a", "include"), ("b", "include"), ("c", "exclude"))
    }
    assert [(one.key, one.value) for one in found.unused] == [("phrases", "a phrase of nobody")]
    assert main(["judge", *desk.words]) == 0
    out = capsys.readouterr().out
    place = f"{desk.config}:{desk.line_of('nobody.example/b')}"
    assert f"{place}: include of spring: http://nobody.example/b: no post of nobody.example" in out
    assert "phrases of spring: a phrase of nobody: no verdict rests on this phrase" in out
    assert main(["judge", "--json", *desk.words]) == 0
    assert len(json.loads(capsys.readouterr().out)["idle"]) == 3


@pytest.mark.parametrize(
    ("included", "excluded"),
    [
        (BREAD, BREAD),
        (BREAD, "'https://www.ben.example/bread?utm_source=x'"),
        (f"{{url: '{BREAD}#x', round: week-1}}", BREAD),
    ],
)
def test_what_is_excluded_as_well_is_not_included_and_that_is_told(
    desk: Desk, included: str, excluded: str, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.listed("include", TONE, included)  # stands above the other
    desk.listed("exclude", ANA, excluded)
    assert main(["judge", *desk.words]) == 0
    (line,) = (one for one in capsys.readouterr().out.splitlines() if "exclude wins" in one)
    assert f"sources.yaml:{desk.line_of(included)}: include of spring: {BREAD}" in line
    found = desk.archive.membership("spring", BREAD)
    assert found and found.verdict is Verdict.OUTSIDE


def test_a_run_warns_of_idle_addresses_and_fails_not(desk: Desk) -> None:
    desk.listed("exclude", "http://ben.example/cake")
    desk.clock.advance(3600)
    report = run(
        config.read(desk.config), archive=desk.path, transport=desk.net, now=desk.clock.now
    )
    assert exit_code(report) == 0
    (line,) = report.lines
    assert "exclude of spring: http://ben.example/cake: the archive holds no such post" in line


def test_a_writer_of_whom_no_post_is_known(desk: Desk) -> None:
    from dataclasses import replace

    from archiver.model import Participant

    settings = config.read(desk.config)
    people = (
        Participant(name="Dora", blogs=("https://www.dora.example/feed.xml",)),
        Participant(name="Gus", blogs=("https://dora.example/@gus/",)),
        Participant(name="Nobody"),
    )
    spring = replace(settings.challenges[0], writers=people)
    settings = replace(settings, challenges=(spring, *settings.challenges[1:]))
    found = rejudge(desk.path, settings, dry_run=True)
    assert [(one.key, one.value) for one in found.idle] == [
        ("writers", "Gus"),
        ("writers", "Nobody"),
    ]


# ---- what was decided by hand


def ruled(desk: Desk) -> list[tuple[str, str | None, str | None]]:
    every = [fact for info in desk.archive.runs() for fact in desk.archive.facts(info.id)]
    return [(f.url, f.verdict, f.round) for f in every if isinstance(f, Ruled)]


def test_what_is_decided_by_hand_is_noted_once_and_when_it_is_taken_back(desk: Desk) -> None:
    desk.listed("include", f"{{url: '{TONE}', round: week-1}}")
    desk.listed("exclude", ANA)
    judged(desk)
    judged(desk)
    assert ruled(desk) == [(ANA, "outside", None), (TONE, "member", "week-1")]
    desk.edit("round: week-1}", "round: week-2}")
    judged(desk)
    assert ruled(desk)[2:] == [(TONE, "member", "week-2")]
    desk.edit(f"- {ANA}", "[]")
    judged(desk)
    assert ruled(desk)[3:] == [(ANA, None, None)]
    assert is_sound(desk)


def test_a_merge_keeps_the_newest_decision(desk: Desk, tmp_path: Path) -> None:
    desk.listed("include", BREAD)
    judged(desk)
    other = tmp_path / "other"
    shutil.copytree(desk.path, other)
    desk.edit(f"include:\n      - {BREAD}", f"exclude:\n      - {BREAD}")
    judged(desk)
    for ours, theirs in ((desk.path, other), (other, desk.path)):
        open_archive(ours).merge(theirs, f"from-{theirs.name}", later(desk))
        archive = archiver.open(ours)
        (fact,) = archive.rulings(archive.challenges()[0])
        assert fact.verdict is Verdict.OUTSIDE


def test_the_review_lists_the_unsure_and_what_was_decided(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    desk.listed("include", BREAD, ANA)
    judged(desk)
    spring, _ = review(desk.archive)
    assert [m.post for m in spring.unsure] == [TONE]
    assert (len(spring.decided), spring.agreed) == (2, 1)
    assert main(["judge", "--review", "--challenge", "spring", *desk.words]) == 0
    out = capsys.readouterr().out
    assert "spring: 1 unsure" in out and f"The garden  {TONE}" in out and "2017-05-09" in out
    assert "decided by hand: 2, as the rules had said: 1" in out and "fall" not in out
    assert main(["judge", "--review", "--json", *desk.words]) == 0
    first = json.loads(capsys.readouterr().out)[0]
    assert first["unsure"][0]["decides"]["kind"] == "window"
    assert {one["url"]: one["agrees"] for one in first["decided"]} == {ANA: True, BREAD: False}


def test_the_review_begins_with_the_nearest(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    archive = desk.archive
    (one,) = (m for m in archive.memberships("spring") if m.post == TONE)
    every = [replace(one, post=f"p{n}", confidence=c) for n, c in enumerate((0.2, None, 0.6))]
    monkeypatch.setattr(archive, "memberships", lambda challenge: tuple(every))
    assert [m.confidence for m in review(archive, "spring")[0].unsure] == [0.6, 0.2, None]


def test_at_the_command_line(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.listed("exclude", ANA)
    assert main(["judge", "--dry-run", *desk.words]) == 0
    dry = capsys.readouterr().out
    assert "spring: 1 left" in dry and "(member, week-1 -> outside)" in dry
    assert "1 verdict would change" in dry
    assert main(["judge", "--json", *desk.words]) == 0
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    assert (change["kind"], change["before"], change["title"]) == (
        "left",
        "member",
        "What keeps me going",
    )
    assert main(["judge", "-q", *desk.words]) == 0
    assert capsys.readouterr().out == ""
    assert main(["judge", "--challenge", "sping", *desk.words]) == 2
    assert "sources.yaml: no challenge `sping` (did you mean `spring`?)" in capsys.readouterr().err
