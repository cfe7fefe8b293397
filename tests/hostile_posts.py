"""Posts that programs which build sites would run, swallow or break at, with all that is known of a post."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from archiver.export.holding import Holding
from archiver.extraction.document import render
from archiver.extraction.document.build import build
from archiver.formats.markdown import to_text
from archiver.model import Change, Membership, Post, Verdict, Version
from archiver.web import html

SEEN = datetime(2026, 11, 21, 8, tzinfo=UTC)

SHORTCODES = """
<p>I write {{&lt; figure src="a.png" &gt;}} and {{% notice tip %}} and a half of one, {{&lt; ref, in words.</p>
<p>In code it is <code>{{&lt; figure src="b.png" &gt;}}</code>, or <code>{{% /notice %}}</code> and <code>{{&lt;</code>.</p>
<pre><code class="language-go">{{&lt; highlight go &gt;}}
func main() {}
{{% readfile "config.toml" %}}</code></pre>
<pre>{{&lt;/highlight&gt;}}
  indented {{&lt; half</pre>
<pre>Already shown as {{&lt;/* gist 1234 */&gt;}} and {{%/* ref */%}}.

After an empty line</pre>
<blockquote><ul><li>deep
<pre>{{&lt; youtube w7Ft2ymGmfc &gt;}}
{{% unknown
  over="two lines" %}}</pre></li></ul></blockquote>"""
GO = """
<p>The template says {{ .Site.Title }}, {{- range .Pages -}} and {{/* a comment */}}, and {{ printf "%s" .Params.canonical_url }}.</p>
<pre>{{ with .Site.Title }}
  {{ . }}
{{ end }}</pre>"""
LIQUID = """
<p>Jekyll has {{ site.title }}, {{ page.url | upcase }}, {% include_relative hidden.md %}, {% unfold now %} and {%- assign x = 1 -%}.</p>
<p>It has {% raw %} and, alone in its line, {% endraw %}. So do <code>{% raw %}{{ site.title }}{% endraw %}</code> and <code>{{</code>.</p>
<pre><code class="language-liquid">{% for p in site.pages %}
  {{ p.path }}
{% endfor %}

{% endraw %}{{ site.title }}{% raw %}
{% comment %} hidden? {% endcomment %}</code></pre>
<ul><li>one<pre>{% include_relative hidden.md %}</pre></li><li>two {% if %}</li></ul>"""
NUNJUCKS = """
<p>A remark {# that nobody sees #}, {% set x = 6 * 7 %}{{ x }}, {{ collections.all | length }} and {{ pkg.version }}.</p>
<pre>{# nor this #}
{% macro f() %}{{ 6 * 7 }}{% endmacro %}{{ f() }}</pre>"""
OBSIDIAN = """
<p>What is %% hidden %% there, and ![[a note]] and [[another|name]] are shown; so is #motivation, ==marked== and $x$ and $$y$$.</p>
<p>A block has a name ^block-7</p>
<p>Dataview runs <code>= this.file.name</code> and <code>$= dv.current()</code>, Templater &lt;% tp.date.now() %&gt; and <code>&lt;% tp.file.title %&gt;</code>.</p>
<pre><code class="language-dataview">LIST FROM #motivation</code></pre>
<pre><code class="language-dataviewjs">dv.list(dv.pages().file.name)</code></pre>
<pre>&lt;%* tR += "x" %&gt;</pre>"""
KRAMDOWN = """
<p>A class is {:.note} or {: #name .other}, an option {::options parse_block_html="true" /}, and {::comment}hidden{:/comment} too.</p>
<p>*[HTML]: no abbreviation, [^1]: no note, [link]: /no/target</p><p>: no definition</p><p>^</p>
<p>A pipe | is | no table, nor is <code>ls | wc</code>.</p><p>$$x^2$$ costs $5 or $6.</p>
<h2>A heading {#with-id}</h2><h3>1. Another {.with .classes}</h3><p>First{: .x}<br>second line<br>third &amp;amp; fourth &amp;copy; C:\\</p>"""
HTML = """
<p>10<sup>6</sup> grains, CO<sub>2</sub>, log<sub>10</sub>5, the 1<sup>st</sup> &lt;script&gt;alert(1)&lt;/script&gt; &lt;!-- more --&gt; &lt;!--more--&gt; &lt;b&gt; <code>&lt;!--more--&gt;</code>.</p>
<pre>before
&lt;!--more--&gt;
after</pre>
<table><tr><th>name</th><th>value</th></tr><tr><td>one<br>two</td><td><code>a|b</code> c|d {{ site.title }}</td></tr><tr><td>{{&lt; x &gt;}}</td><td><code>{% y %}</code></td></tr></table>
<table><tr><td>no</td><td>heading</td></tr><tr><td>at</td><td>all</td></tr></table>
<ul><li>a<ul><li>b</li></ul></li></ul><ol><li>c</li></ol>"""
LINES = """
<p>---</p><p>+++</p><p>...</p><p>title: no front matter</p><p>---</p><p># no heading</p><p>1. no list</p><p>- no item</p><p>=</p>
<pre>---
title: nor this
---</pre><pre>````
fence
````</pre>"""
LINKS = """
<p>See <a href="http://e.org/{{site.title}}/{%25x%25}?a={b}&amp;c=(d)|e">this {{ site.title }}</a> and
<a href="http://e.org/{{%3C%20ref%20%3E}}">that</a>, <a href="http://e.org/?q=%%&amp;copy=1">percent</a>.</p>
<p><img src="http://e.org/{{&lt;x&gt;}}.png" alt="A picture of {{ site.title }}"> beside words.</p>"""
DRAWN = """
<p>Some pictures are drawn with words.</p><pre><code class="language-goat">.---.  word
'---'  other</code></pre><pre><code class="language-mermaid">graph TD; start--&gt;finish</code></pre>"""
PLAIN = (
    "<p>Only words stand here, and enough of them to be a post: herons, mills, rivers and rain.</p>"
)

LONG = "漢字仮名交じり文" * 40
BODIES = {
    "Shortcodes": SHORTCODES,
    "Go templates": GO,
    "Liquid": LIQUID,
    "Nunjucks": NUNJUCKS,
    "Notes": OBSIDIAN,
    "Attributes": KRAMDOWN,
    "Raw HTML": HTML,
    "Lines": LINES,
    "Addresses": LINKS,
    "Pictures": DRAWN,
    'A "title": {{ site.title }} {% frob %} {{< x >}} # no comment': PLAIN,
    "": PLAIN,
    "index": PLAIN,
    "_index": PLAIN,
    ".hidden/../../etc: [x] #y ^z | \\": PLAIN,
    "नमस्ते दुनिया 🙂 مرحبا": PLAIN,
    LONG: PLAIN,
    "2017-05-01 a date": PLAIN,
}
"""The HTML of posts, by their titles."""

DATES = (
    date(2017, 5, 1),
    datetime(2017, 5, 1, 23, 30, tzinfo=timezone(timedelta(hours=-7))),
    datetime(2017, 5, 1, 10, 30),  # noqa: DTZ001 - as pages write it
    None,
    datetime(2099, 1, 1, tzinfo=UTC),
    date(2026, 11, 21),
    datetime(1, 1, 1),  # noqa: DTZ001
)
TERMS = (
    "daily",
    "two words",
    "all",
    "a/b",
    "../../etc",
    "{{ site.title }}",
    "{% frob %}",
    "{{< x >}}",
    ".net",
    "c#",
    "2017",
    "x" * 300,
    "漢字",
    "#tag",
    "- a",
    "true",
    "null",
    "  ",
)


def holdings() -> Iterator[Holding]:
    """All of them; their dates and other values go round."""
    for number, (title, body) in enumerate(BODIES.items()):
        yield holding(number, title, body)


def holding(number: int, title: str, body: str) -> Holding:
    """A post of one version, which is a member of a round."""
    url = f"https://blog.example/{number}/"
    tree = build(html.parse(f"<body>{body}</body>"), url, lambda element: False)
    markdown = render.to_markdown(tree)
    post = Post(
        url=url,
        title=title,
        text=to_text(markdown),
        markdown=markdown,
        authors=("Ana {{ site.title }}", "Ben: {% frob %}"),
        published=DATES[number % len(DATES)],
        updated=datetime(2018, 1, 1, tzinfo=UTC),
        tags=TERMS,
        categories=TERMS if number % 2 else ("News & views",),
        language="en",
        site="A {{ site.title }} blog",
        licence="CC BY 4.0",
        description='About "{% frob %}"\nand {{ site.title }}',
        robots=("noai",),
    )
    version = Version(
        url=url,
        number=1,
        change=Change.CREATED,
        post=post,
        capture=None,
        first_seen=SEEN,
        seen_at=SEEN,
        extractor="x/1",
    )
    member = Membership(
        post=url, challenge="Spring {{ x }}", round="week 1", verdict=Verdict.MEMBER, writer=""
    )
    return Holding((version,), ("0" * 128,), (member,))


def gone(held: Holding) -> Holding:
    """The same, once the post is gone."""
    last = held.newest
    stone = replace(last, number=last.number + 1, change=Change.GONE, post=None, reason="410")
    return replace(held, versions=(*held.versions, stone), digests=(*held.digests, "1" * 128))
