"""What changes by itself makes no version; what the author changes does, be it one figure."""

from dataclasses import replace

import pytest

from archiver.formats.markdown import to_text
from archiver.history.versions import difference, exact_difference, re_extraction
from archiver.model import Change, Post
from tests.stories import PROSE
from tests.test_versions import NOW, after

HASHES = ("0f3c9a5be1d27c44", "9b1e44a07d5c2f68")


def post(markdown: str) -> Post:
    return Post(
        url="https://ana.example/kettle/",
        title="A kettle",
        text=to_text(markdown),
        markdown=markdown,
        published=None,
    )


def change(before: str, now: str, *, template: str = f"{PROSE}\n\n{{}}") -> Change | None:
    return difference(post(template.format(before)), post(template.format(now)))


PASSING = [
    ("3 min ago · 92 reads", "59 min ago · 107 reads"),
    ("59 minutes ago", "1 hour ago"),
    ("Posted yesterday", "Posted 2 days ago"),
    ("Last updated: just now", "Last updated: 3 weeks ago"),
    ("Updated last week", "Updated a month ago"),
    ("Posted by Ana Lee 3 days ago", "Posted by Ana Lee 4 days ago"),
    ("Viewed 1,007 times", "Viewed 1,014 times"),
    ("This post has been viewed 7 times.", "This post has been viewed 21 times."),
    ("You are visitor number 700", "You are visitor number 707"),
    ("1 view", "2 views"),
    ("1.2K claps", "1.3K claps"),
    ("*3 people like this*", "*4 people like this*"),
    ("Rating: 4.3 (12 votes)", "Rating: 4.4 (13 votes)"),
    ("4 min read", "5 min read"),
    ("Page generated in 0.123 seconds", "Page generated in 0.2 seconds"),
    ("Today is Monday, May 1, 2017", "Today is Tuesday, May 2, 2017"),
    ("- 3 likes\n- 2 comments", "- 4 likes\n- 2 comments"),
    ("♥ 3", "♥ 4"),
    ("vor 3 Tagen · 92 Aufrufe", "vor 4 Tagen · 99 Aufrufe"),
    ("il y a 3 jours", "il y a 4 jours"),
    ("hace 2 días | 90 lecturas", "hace 3 días | 94 lecturas"),
    ("3日前 · 90回閲覧", "4日前 · 91回閲覧"),
    ("12 reads", ""),
]


@pytest.mark.parametrize(("before", "now"), PASSING)
def test_a_line_that_does_nothing_but_count_makes_no_version(before: str, now: str) -> None:
    assert change(before, now) is None
    assert change(before, now, template=f"{{}}\n\n{PROSE}") is None


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("I ran 5 km.", "I ran 6 km."),
        ("Total: 5 km", "Total: 6 km"),
        ("5 km · 30 min", "6 km · 31 min"),
        ("- 5 eggs", "- 6 eggs"),
        ("Serves 4 | 30 minutes", "Serves 6 | 40 minutes"),
        ("Rating: 4/5", "Rating: 5/5"),
        ("We meet on May 3.", "We meet on May 4."),
        ("3 May 2017", "4 May 2017"),
        ("42", "43"),
        ("She died 5 years ago.", "She died 6 years ago."),
        ("It has been 5 years.", "It has been 6 years."),
        ("I posted 3 recipes.", "I posted 4 recipes."),
        ("I got 3 comments.", "I got 4 comments."),
        ("There are 5 views of the same hill.", "There are 6 views of the same hill."),
        ("Share this post.", "Like this post."),
        ("| eggs | 5 |\n| --- | --- |", "| eggs | 6 |\n| --- | --- |"),
        ("So I stay.", "So I left."),
    ],
)
def test_a_figure_of_the_author_s_is_an_edit(before: str, now: str) -> None:
    assert change(before, now) is Change.EDITED
    assert change(before, now, template=f"{{}}\n\n{PROSE}") is Change.EDITED


def test_in_the_middle_of_a_text_nothing_counts_by_itself() -> None:
    around = "\n\n".join(f"{n}. {PROSE}" for n in "abcdefg")
    assert change("5 votes", "6 votes", template=f"{around}\n\n{{}}\n\n{around}") is Change.EDITED


def test_what_counts_at_the_end_counts_where_an_earlier_page_ended() -> None:
    around = "\n\n".join(f"{n}. {PROSE}" for n in "abcdefg")
    pages = f"{around}\n\n{{0}}\n\n{around}\n\n{{0}}"
    assert difference(post(pages.format("5 votes")), post(pages.format("6 votes"))) is None


@pytest.mark.parametrize(
    ("before", "now"),
    [
        # a picture is the same whatever its server is told beside its name
        ("/cat.jpg?ver=1", "/cat.jpg?ver=2"),
        ("/cat.jpg?w=600&ssl=1", "/cat.jpg?w=300"),
        ("/cat.jpg?1500000007", "/cat.jpg?1500000099"),
        (
            "https://x.s3.example/cat.jpg?X-Amz-Date=20250101&X-Amz-Signature=0f",
            "https://x.s3.example/cat.jpg?X-Amz-Date=20250102&X-Amz-Signature=9b",
        ),
        (
            "https://d1.cdn.example/cat.jpg?Expires=15&Signature=a~b&Key-Pair-Id=K",
            "https://d1.cdn.example/cat.jpg?Expires=16&Signature=c~d&Key-Pair-Id=K",
        ),
        (
            "https://i0.wp.com/ana.example/cat.jpg?ssl=1",
            "https://i2.wp.com/ana.example/cat.jpg?ssl=1",
        ),
        ("https://i1.wp.com/ana.example/cat.jpg", "https://ana.example/cat.jpg"),
        ("https://1.bp.blogspot.com/-a/s640/cat.jpg", "https://4.bp.blogspot.com/-a/s640/cat.jpg"),
        (
            "https://scontent-fra3-1.xx.fbcdn.net/v/cat.jpg?oh=1&oe=2",
            "https://scontent-lhr8-2.xx.fbcdn.net/v/cat.jpg?oh=3&oe=4",
        ),
        ("https://img.example/show?id=7&token={0}", "https://img.example/show?id=7&token={1}"),
        (
            "https://blobs.example/7?sig=a&se=20250101&sp=r",
            "https://blobs.example/7?sig=b&se=2026&sp=r",
        ),
        ("https://stats.wp.com/b.gif?rand=0.1", "https://stats.wp.com/b.gif?rand=0.2"),
        ("https://c.statcounter.com/1/0/{0}/1/", "https://c.statcounter.com/1/0/{1}/1/"),
        # links
        ("/more;jsessionid={0}", "/more;jsessionid={1}"),
        ("/more.php?PHPSESSID={0}", "/more.php?PHPSESSID={1}"),
        ("/more?id=4&sid={0}", "/more?id=4&sid={1}"),
        ("/more?_wpnonce={0}", "/more?_wpnonce={1}"),
        ("/like?post=4&csrf_token={0}", "/like?post=4&csrf_token={1}"),
        ("/more?utm_source=a", "/more?utm_source=b"),
        ("/more?v={0}", "/more?v={1}"),
        ("/cdn-cgi/l/email-protection#{0}", "/cdn-cgi/l/email-protection#{1}"),
        ("/part#h-{0}", "/part#h-{1}"),
    ],
)
def test_an_address_that_is_made_anew_for_each_answer_is_the_same(before: str, now: str) -> None:
    addresses = [address.format(*HASHES) for address in (before, now)]
    full = [a if a.startswith("https:") else f"https://ana.example{a}" for a in addresses]
    assert full[0] != full[1]
    assert change(f"[more]({full[0]}) and on", f"[more]({full[1]}) and on") is None
    assert change(f"![cat]({full[0]})", f"![cat]({full[1]})") is None
    assert change(f'[{full[0]}]({full[0]} "embed")', f'[{full[1]}]({full[1]} "embed")') is None


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ("/cat.jpg", "/dog.jpg"),
        ("/image.php?id=4", "/image.php?id=5"),
        ("/more?v=1", "/more?v=2"),
        ("/more?policy=a", "/more?policy=b"),
        ("/more?id=507f1f77bcf86cd799439011", "/more?id=507f191e810c19729de860ea"),
        ("/part#one", "/part#two"),
        ("https://blog1.example/a", "https://blog2.example/a"),
    ],
)
def test_another_address_is_a_retouch(before: str, now: str) -> None:
    full = [a if "://" in a else f"https://ana.example{a}" for a in (before, now)]
    assert change(f"[more]({full[0]}) and on", f"[more]({full[1]}) and on") is Change.RETOUCHED


def links(*names: str, host: str = "ana.example") -> str:
    return "\n".join(f"- [{name.title()}](https://{host}/{name}/)" for name in names)


def test_other_posts_of_the_blog_that_change_from_look_to_look_make_no_version() -> None:
    template = f"{PROSE} {PROSE}\n\nMore from me\n\n{{}}"
    assert change(links("tea", "rain"), links("ferry", "letters"), template=template) is None
    longer = links("tea", "rain", "jars")
    assert change(longer, links("tea", "ferry", "letters"), template=template) is None


@pytest.mark.parametrize(
    ("before", "now", "template"),
    [
        # a list that the author mends or that leads elsewhere, and a post that is a list
        (links("tea", "rain"), links("tea", "rain", "ferry"), f"{PROSE} {PROSE}\n\n{{}}"),
        (
            links("tea", "rain", host="ben.example"),
            links("ferry", "jars", host="ben.example"),
            f"{PROSE} {PROSE}\n\n{{}}",
        ),
        (links("tea", "rain"), links("ferry", "jars"), "All my posts of May:\n\n{}"),
    ],
)
def test_a_list_of_links_is_the_author_s_where_nothing_says_otherwise(
    before: str, now: str, template: str
) -> None:
    assert change(before, now, template=template) is Change.EDITED


def test_an_edit_is_seen_beside_what_changes_by_itself() -> None:
    now = PROSE.replace("thanks", "hello")
    assert difference(post(f"{PROSE}\n\n3 views"), post(f"{now}\n\n9 views")) is Change.EDITED
    emphasis = PROSE.replace("thanks", "*thanks*")
    told = difference(post(f"{PROSE}\n\n3 views"), post(f"{emphasis}\n\n9 views"))
    assert told is Change.RETOUCHED
    renamed = replace(post(f"{PROSE}\n\n9 views"), title="Two kettles")
    assert difference(post(f"{PROSE}\n\n3 views"), renamed) is Change.METADATA


def test_a_reader_that_leaves_a_counter_out_is_another_reading_of_the_page() -> None:
    held, better = post(f"{PROSE}\n\n3 views"), post(PROSE)
    assert difference(held, better) is None
    assert exact_difference(held, better) is Change.EDITED
    (version,) = after(held)
    assert re_extraction(version, better, seen_at=NOW, extractor="x/2")
