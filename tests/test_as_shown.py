import pytest

from archiver.web import page
from archiver.web.vocabulary.exemptions import hides


def shown(body: str) -> str:
    """The words of a page that are not hidden by a style of their element or of one around it."""
    root = page.read(f"<html><body>{body}</body></html>", "https://lane.example/").root
    hidden = [e for e in root.iter("*") if hides(e.get("style", ""))]
    for element in hidden:
        element.drop_tree()
    for element in list(root.iter("style", "script")):
        element.drop_tree()
    return " ".join(root.text_content().split())


@pytest.mark.parametrize(
    ("style", "hidden"),
    [
        ("display:none", True),
        ("color: red; DISPLAY : None !important", True),
        ("visibility: hidden;", True),
        ("--box-display: none", False),
        ("content: 'display:none'", False),
        ("display: none-such", False),
        ("overflow: hidden", False),
        ("", False),
    ],
)
def test_a_style_is_read_by_its_properties(style: str, hidden: bool) -> None:
    assert hides(style) is hidden


@pytest.mark.parametrize(
    ("css", "words"),
    [
        (".trap{display:none}", "a c"),
        ("p.trap, .other { color: red; visibility: hidden }", "a c"),
        ("/* why */ #mark{display:none!important}", "a c"),
        ("@media print{.trap{display:none}}", "a b c"),
        (".trap{display:none} .trap.open{display:block}", "a b c"),
        ("div .trap{display:none}", "a b c"),
        (".trap{display:none-such}", "a b c"),
    ],
)
def test_what_the_page_own_simple_rules_hide_is_hidden(css: str, words: str) -> None:
    assert shown(f'<style>{css}</style>a <p class="trap" id="mark">b</p> c') == words


def test_a_rule_of_many_declarations_is_read_once() -> None:
    # read again from its start for each of them, it would take minutes
    css = f".x{{{'display:none;' * 200_000}}}"
    read = page.read(f"<style>{css}</style><p class=x>Hidden words</p>", "https://blog.example/a")
    assert "display:none" in (read.all("p")[0].get("style") or "").replace(" ", "")


def test_a_rule_that_would_hide_most_of_a_post_waits_for_a_script() -> None:
    body = "word " * 100
    assert shown(f'<style>.late{{display:none}}</style><p class="late">{body}</p>') == body.strip()


def test_a_name_that_a_script_speaks_of_opens_on_a_click() -> None:
    rest = '<p class="late">b</p><script>open(".late")</script>'
    assert shown(f"<style>.late{{display:none}}</style>{rest}") == "b"


def test_segments_of_a_stream_stand_where_their_templates_stood() -> None:
    body = (
        '<div>a <!--$?--><template id="B:1f"></template>wait<!--$-->inner<!--/$--> more<!--/$--> e</div>'
        '<div hidden id="S:1f">b <template id="P:2"></template> d</div><div hidden id="S:2">c</div>'
        '<script>$RS("S:2","P:2");$RC("B:1f","S:1f")</script>'
    )
    assert shown(body) == "a b c d e"


def test_an_address_that_is_coded_for_robots_is_read() -> None:
    coded = "543931142d3d21317a373b39"
    body = f'<p><span data-cfemail="{coded}">[protected]</span> <a href="/cdn-cgi/l/email-protection#{coded}">x</a></p>'
    root = page.read(f"<html><body>{body}</body></html>", "https://lane.example/").root
    assert root.text_content().split()[0] == "me@yiue.com"
    assert [link.get("href") for link in root.iter("a")] == ["mailto:me@yiue.com"]
