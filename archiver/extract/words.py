"""The words of bylines, tags, shares and the like, as blogs write them at the edges of a post.

Words only support the markup: each is asked of a short block at the head or the foot of an
article and never of its middle.
"""

import re

_START = r"^[\W_]*(?:"
_END = r")"


def _label(*words: str) -> "re.Pattern[str]":
    return re.compile(_START + "|".join(words) + _END, re.IGNORECASE)


WHO_AND_WHEN = _label(
    # who and when
    r"(?:posted|published|written|created|updated|modified|edited|last (?:updated|modified)|publicado|publié|veröffentlicht|erstellt|geschrieben|gepostet|geplaatst|pubblicato|опубликовано|posté|escrito|postado)\b(?=.{0,70}(?:\d|\bby\b|\bon\b|\bin\b|\bvon\b|\bam\b|\bpar\b|\bpor\b|\bda\b|:))",
    r"(?:this|the) (?:entry|post|article) was (?:posted|written|published|filed)\b",
    r"(?:dieser|der) (?:beitrag|eintrag|artikel) wurde\b",
)
"""Opens a line of who wrote it and when."""

_SERVICES = (
    r"facebook|twitter|x|bluesky|mastodon|reddit|whatsapp|linkedin|pinterest|tumblr|telegram|pocket|flipboard|digg"
    r"|stumbleupon|delicious|google\+?|e-?mail|print|share|tweet|pin it|like|blogthis!?|copy link|more|delen|teilen"
    r"|drucken|partager|compartir|compartilhar|condividi|imprimer|imprimir|поделиться"
)

LABEL = _label(
    # tags: a noun wants its colon
    r"(?:tags?|categor(?:y|ies)|labels?|keywords?|topics?|schlagw(?:ort|orte|örter)|kategorien?|etiquetas?"
    r"|categor[ií]as?|mots-clés|étiquettes?|catégories?|рубрик[аи]|метки|теги|etichette|marcadores"
    r"|trefwoorden|タグ|カテゴリー?|标签|分类)\s*(?:$|[:：])",
    r"(?:tagged|filed under|filed in|categorized|posted in|abgelegt unter|veröffentlicht in|classé dans|taggat)\b(?=[^.]{0,160}$)",
    # counts and doors to comments
    r"\d+\s+(?:comments?|repl(?:y|ies)|responses?|kommentare?|commentaires?|comentarios?|reacties|reactions?|likes?|shares?|notes?|views?|trackbacks?)\b(?=.{0,30}$)",
    r"(?:no|leave a|add a|post a|write a|leave your) (?:comments?|reply|response)\b(?=.{0,20}$)",
    r"(?:view |read |show )?(?:all )?comments?(?:\s*\(?\d*\)?|\s+(?:off|closed|rss|feed|are closed)\b.*)$",
    r"(?:comments|blog comments) powered by\b",
    r"(?:kommentar (?:schreiben|verfassen|hinterlassen)|keine kommentare|laisser un commentaire|deja un comentario|lascia un commento)\b(?=.{0,20}$)",
    # share, like, print: names of services and nothing else, or a phrase that no sentence goes on from
    rf"(?:(?:{_SERVICES})[\W_]*)+$",
    rf"(?:{_SERVICES})\s*[:：]",
    r"(?:share this|share on|share and enjoy|spread the word|like this|tweet this|bookmark (?:to|this)|email this|print this"
    r"|teilen mit|gefällt mir|partager (?:cet|sur|via)|partagez)\b(?=[^.]{0,60}$)",
    r"(?:you should )?(?:follow|find|like|join) .{1,60}\bon (?:twitter|facebook|instagram|bluesky|mastodon|linkedin|pinterest)\b(?=.{0,20}$)",
    # ways on
    r"(?:permalink|permanent link|trackback(?: url)?|link to this post|back to top|top|edit(?: this)?|reply|read more|continue reading|weiterlesen|lire la suite|leer más|previous|next|older|newer|prev|précédent|suivant|zurück|weiter|anterior|siguiente)(?: (?:post|posts|article|articles|entry|story|page|in \w+))?\W*$",
    r"discuss\W*$",
    r"back to (?:the )?\w+(?: \w+)?\W*$",
    r"(?:(?:previous|next|older|newer) (?:post|article|entry|story)|(?:vorheriger|nächster) (?:beitrag|artikel|post)|article (?:précédent|suivant))\s*(?:$|[:：»→])",
    r"(?:this|the) (?:post|article|page|blog|site) (?:may |might )?contains? affiliate links",
    r"this (?:post|article|page|entry) is (?:over |more than |about |at least )?(?:\d+|\w+) (?:years?|months?) old\b",
    # a newsletter's door
    r"(?:subscribe|sign up)\b(?=.{0,120}\b(?:newsletter|e-?mail|inbox|updates|feed|rss)\b)",
    r"join (?:my|our|the) (?:newsletter|mailing list|e-?mail list)\b",
    r"(?:click here to subscribe|get (?:an email|updates|new posts))\b",
    r"(?:abonnieren|newsletter)\b(?=.{0,40}$)",
    r"(?:about the author|über den autor|à propos de l['’]auteur|sobre el autor)\b(?=.{0,40}$)",
)
"""Opens a short line that is not the author's prose."""

WAY_ON = _label(
    r"(?:previous|next|older|newer|earlier|later)\b",
    r"(?:vorherig|nächst|ältere|neuere|voriger|précédent|suivant|anterior|siguiente|próxim|precedente|successivo|предыдущ|следующ|vorige|volgende|前の|次の|上一篇|下一篇)",
)
"""Opens a link to the neighbouring post."""

RELATED = _label(
    r"(?:related|recommended|similar|more|ähnliche|verwandte)\s+(?:posts?|articles?|stories|reading|content|beiträge|artikel|recommended posts)\b(?=.{0,40}$)",
    r"(?:you (?:may|might) (?:also )?(?:like|enjoy)|you’ll also like|related|see also|read next|read also|also read|das könnte (?:dich|sie) auch)\b(?=.{0,40}$|\s*[:：])",
    r"[^.]{0,80}\bcheck out (?:these|my other|some of my|our other|the following) (?:\w+ )?(?:articles|posts|guides|blog posts)\b",
    r"(?:if you (?:liked|enjoyed) this\b.{0,60}|more (?:from|in|on)\b.{0,40}|read (?:more|these|this) (?:too|also)?|learn more in\b.{0,40}|good articles to read|posted on this day|other posts\b.{0,30}|further reading|keep reading|you might also\b)",
    r"(?:ähnliche beiträge|weitere (?:artikel|beiträge)|mehr (?:zum thema|dazu)|lesen sie auch|auch interessant|das könnte)",
    r"(?:articles? (?:similaires?|liés?)|à lire aussi|lire aussi|sur le même sujet|entradas relacionadas|artículos relacionados|te puede interesar|también te|leia também|posts relacionados|leggi anche|articoli correlati|lees ook|gerelateerde|читайте также|похожие|関連記事|関連|相关文章|مطالب مرتبط|.{0,30}هم بخوانید|اقرأ أيضا)",
)
"""Opens the heading of links to other posts."""

ANYWHERE = re.compile(
    r"^[\W_]*(?:advertisements?|anzeige|werbung|publicité|publicidad|pubblicità|advertenties?|sponsored|реклама"
    r"|press enter or click to view image in full size|view post on \w+(?:\.\w+)?|loading|like loading"
    r"|get .{1,60} stories in your inbox|join medium for free to get updates from this writer|the link has been copied!?)[\W_]*$",
    re.IGNORECASE,
)
"""A block that is no prose wherever it stands."""

BYLINE = re.compile(
    r"^[\W_]*(?:by|von|par|por|di|door|av|от|автор|author|autor|autorin|auteur|text|words|written by|posted by|guest post by)\s*[:：]?\s+"
    r"(?:[^\W\d_][\w.’'-]*\s*,?\s*(?:and|und|et|y|&)?\s*){1,6}[\W_]*$",
    re.IGNORECASE,
)
"""A line that is nothing but a name after a word for *by*."""

BY = re.compile(r"^[\W_]*(?:by|von|par|por|di|door|av|от|автор)\b", re.IGNORECASE)
"""Opens a line that names the author."""

READING_TIME = re.compile(
    r"(?:\b(?:est(?:imated|\.)?|approx\.?|reading|read|time|to|tempo de leitura|lesezeit|lesedauer|temps de lecture|tiempo de lectura|~|about|words|less than)\b\W*)*"
    r"\d+[\s-]*(?:min(?:s|\.|ute|utes|uten|utos|uti|uto)?|seconds?|sec|words|mots|wörter|palabras|мин)\b\.?(?:\s*(?:read|reading|lesezeit|de lecture|de lectura|de leitura|time|minutes?))*",
    re.IGNORECASE,
)
"""How long a reading takes."""

_MONTH = (
    r"jan\w*|feb\w*|mar[a-zçszij]*|märz|apr\w*|ma[iy]\w*|jun\w*|jul\w*|aug\w*|ago\w*|août|sep\w*|o[ckt]t\w*|nov\w*|de[czs]\w*|"
    r"janvier|février|juin|juillet|décembre|ene\w*|gennaio|maggio|giugno|luglio|settembre|ottobre|dicembre|dezembro|"
    r"янв\w*|фев\w*|мар\w*|апр\w*|ма[йя]|июн\w*|июл\w*|авг\w*|сен\w*|окт\w*|ноя\w*|дек\w*"
)
DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th|er|º|\.)?\s*(?:de |of )?(?:{_MONTH})\b\.?,?\s*(?:de )?(?:'?\d{{2}}|(?:19|20)\d\d)\b"
    rf"|(?:{_MONTH})\b\.?\s*(?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b,?\s*(?:,?\s*(?:19|20)\d\d\b)?"
    r"|(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}\b|\d{1,2}[-./]\d{1,2}[-./](?:(?:19|20)\d\d|\d\d)\b"
    r"|\d+ (?:minutes?|hours?|days?|weeks?|months?|years?) ago\b)"
    r"|(?:19|20)\d\d\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|(?:19|20)\d\d년\s*\d{1,2}월\s*\d{1,2}일",
    re.IGNORECASE,
)
"""A day, written in one of many ways."""

TIME = re.compile(
    r"\b\d{1,2}[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?|uhr|h)?\b|\b\d{1,2}\s*[ap]\.?m\b\.?",
    re.IGNORECASE,
)
"""A time of day."""
