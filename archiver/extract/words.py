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
    r"|stumbleupon|stumble it|digg (?:this|it)|delicious|google\+?|e-?mail|print|share|tweet|pin it|like|blogthis!?|copy link|more|delen|teilen"
    r"|drucken|partager|compartir|compartilhar|condividi|imprimer|imprimir|поделиться"
)

LABEL = _label(
    # tags: a noun wants its colon
    r"(?:(?:technorati )?tags?|categor(?:y|ies)|labels?|keywords?|topics?|hashtags?|schlagw(?:ort|orte|örter)|kategorien?|etiquetas?"
    r"|categor[ií]as?|mots-clés|étiquettes?|catégories?|рубрик[аи]|метки|теги|etichette|marcadores"
    r"|trefwoorden|tagi|kategorie|taggar|etiketler|avainsanat|タグ|カテゴリー?|标签|分类)(?: (?:für|for|in|de|pour) [^:.]{0,30})?\s*(?:$|[:：])",
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
    r"(?:bookmark and share|sharing is caring|spread the love|please share|pin (?:it|this|me)(?: for later)?|save (?:it|this) for later"
    r"|diesen (?:beitrag|artikel) teilen|(?:beitrag|artikel) teilen|compart(?:e|ilhe|ir)(?: (?:este|esta|isso|esto|no|na|en)\b|\W*$)|condividi(?: su| questo|\W*$)|udostępnij\b|deel dit\b"
    r"|dela (?:på|det här|inlägget|artikeln)|paylaş"
    r"|gostou\?|понравил(?:ась|ся|ось)\b|поделись|поделитесь|enjoyed this\?|did you (?:like|enjoy) this\b)(?=[^.]{0,60}$)",
    # counts, and what asks the reader
    r"(?:post |page |total )?(?:views?|hits|visits|reads|просмотров|aufrufe|visitas|visualizzazioni)\s*[:：]\s*[\d.,]+\W*$",
    r"\d[\d.,]*\s?k$",
    r"(?:was this (?:post|article|page) (?:helpful|useful)|(?:please )?rate this\b|how useful was this\b|click on a star to rate)(?=.{0,60}$)",
    r"print(?:able|er[- ]friendly|(?: (?:or|and|/) (?:pdf|e-?mail)| this))(?: \w+){0,3}$",
    r"save$",
    # how to cite, and whose it is
    r"(?:(?:how to )?cite (?:this|as)|pour citer|(?:openedition )?schlägt ihnen vor|openedition (?:vous )?propose|zitiervorschlag|zitierweise)\b",
    r"(?:copyright )?© ?(?:copyright )?(?:19|20)\d\d\b(?=.{0,80}$)",
    # ways on
    r"(?:permalink|permanent link|trackback(?: url)?|link to this post|back to top|top|edit(?: this)?|reply|read more|continue reading|weiterlesen|lire la suite|leer más|previous|next|older|newer|prev|précédent|suivant|zurück|weiter|anterior|siguiente)(?: (?:post|posts|article|articles|entry|story|page|in \w+))?\W*$",
    r"discuss\W*$",
    r"you can (?:follow (?:any|all) (?:responses|comments|replies)|leave a (?:response|comment)|skip to the end)\b",
    r"back to (?:the )?(?:all )?(?:top|blog|home|home ?page|index|archives?|main|list|overview|posts|articles|news|journal|start)(?: (?:page|list|index|overview))?\W*$",
    r"(?:(?:previous|next|older|newer) (?:post|article|entry|story)|(?:vorheriger|nächster) (?:beitrag|artikel|post)|article (?:précédent|suivant))\s*(?:$|[:：»→])",
    r"(?:this|the) (?:post|article|page|blog|site) (?:may |might )?contains? affiliate links",
    r"this (?:post|article|page|entry) is (?:over |more than |about |at least )?(?:\d+|\w+) (?:years?|months?) old\b",
    # a newsletter's door
    r"if you (?:like|liked|enjoy|enjoyed|found) (?:this|my|what|the)\b(?=.{0,160}\b(?:subscrib\w+|(?:please|consider) (?:share|sharing)|shar(?:e|ing) (?:it|this|with)|rss|newsletter|tweet it|bookmark)\b)",
    r"(?:delivered|powered) by (?:feedburner|wordpress|blogger|jetpack|disqus|mailchimp|convertkit|substack|ghost|squarespace|tumblr|typepad|shareaholic)\b",
    r"(?:subscribe|sign up)\b(?=.{0,120}\b(?:newsletter|e-?mail|inbox|updates|feed|rss)\b)",
    r"join (?:my|our|the|us on)\b(?=.{0,40}\b(?:newsletter|mailing list|e-?mail list|telegram|whatsapp|discord|facebook group)\b)(?=.{0,80}$)",
    r"本文最后更新于",
    r"click here to subscribe\b",
    r"(?:get (?:an email|(?:free |new |the latest |our |my )?(?:updates|posts|articles|recipes)))\b(?=.{0,60}\b(?:e-?mail|inbox|free|rss)\b)",
    r"(?:enjoy(?:ing|ed) this (?:article|post|blog|essay)\?|never miss (?:a|an|another) (?:new )?(?:post|recipe|update|article|issue|episode|story)\b|stay (?:in touch|up to date)\W*$|(?:follow|find) (?:me|us) (?:on|via)\b)(?=.{0,80}$)",
    r"newsletter(?:\W*$|[\W_]+(?:abonnieren|anmelden|sign ?up|subscribe|abonnement)\b)",
    r"(?:abonnier\w+|inscrivez-vous|abonnez-vous|suscríbete|assine|iscriviti|zapisz się|подпис(?:ка|аться|ывайтесь|шитесь)|prenumerera|meld je aan)\b(?=.{0,60}$)",
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
    r"(?:possibly related|popular posts|recent posts|posts? (?:relacionad|similar)\w*|artykuły powiązane|podobne (?:wpisy|artykuły)|相关文章推荐)\b",
    r"(?:you (?:may|might) (?:also )?(?:like|enjoy)|you’ll also like|related|see also|read next|read also|also read|das könnte (?:dich|sie) auch)\b(?=.{0,40}$|\s*[:：])",
    r"[^.]{0,80}\bcheck out (?:these|my other|some of my|our other|the following) (?:\w+ )?(?:articles|posts|guides|blog posts)\b",
    r"(?:if you (?:liked|enjoyed) this\b.{0,60}|more (?:from|in|on)\b.{0,40}|read (?:more|these|this) (?:too|also)?|learn more in\b.{0,40}|good articles to read|posted on this day|other posts\b.{0,30}|further reading|keep reading|you might also\b)",
    r"(?:ähnliche beiträge|weitere (?:artikel|beiträge)|mehr (?:zum thema|dazu)|lesen sie auch|auch interessant|das könnte)",
    r"(?:articles? (?:similaires?|liés?)|à lire aussi|lire aussi|sur le même sujet|entradas relacionadas|artículos relacionados|te puede interesar|también te|leia também|posts relacionados|leggi anche|articoli correlati|lees ook|gerelateerde|читайте также|похожие|関連記事|関連|相关文章|مطالب مرتبط|.{0,30}هم بخوانید|اقرأ أيضا)",
)
"""Opens the heading of links to other posts."""

ANYWHERE = re.compile(
    r"^[\W_]*(?:(?:advertis(?:e|em)ents?|advertising|ads?|anzeigen?|werbung|publicité|publicidade?|pubblicità|advertenties?|reklam[aey]?|anuncios?"
    r"|iklan|annonce|annons|sponsored|sponsor|promoted|реклама|広告|スポンサー(?:ド)?リンク|广告|광고|반응형)"
    r"|ads by [\w.]+(?: \w+){0,3}|report this ad|ad ?choices|(?:story|article|post) continues (?:below|after)(?: (?:this )?ad(?:vertisement)?)?"
    r"|continue reading below|skip ad(?:vertisement)?|scroll to continue(?: with content)?"
    r"|(?:subscribe|sign (?:me )?up|join)(?: now| today| here| for free)?|(?:jetzt )?(?:anmelden|abonnieren)|s['’]abonner|suscr[ií]b(?:irse|ete)|inscr[ei]\w+-se"
    r"|about these ads|(?:post|article|beitrags)[ -]?navigation|navigation (?:de l['’]article|des articles)|navegación de entradas|navigazione articoli|berichtnavigatie"
    r"|jump to (?:recipe|video)|(?:print|pin|save|rate) (?:this )?recipe|copy(?: code| to clipboard)?|复制代码"
    r"|\(?visited [\d.,]+ times?(?:, [\d.,]+ visits? today)?\)?"
    r"|press enter or click to view image in full size|view post on \w+(?:\.\w+)?|loading|like loading"
    r"|get .{1,60} stories in your inbox|join medium for free to get updates from this writer|the link has been copied!?"
    r")(?:[\W_]+(?:(?:print|pin|save|rate) (?:this )?recipe|privacy(?: settings)?))*[\W_]*$",
    re.IGNORECASE,
)
"""A block that is no prose wherever it stands."""
ANYWHERE_LONGEST = 160
"""Characters of the longest such block."""

INVITATION = re.compile(
    r"(?:^|[.!?…:]\W+(?:\w+\W+){0,2})(?:please |dann )?(?:subscribe to|sign up (?:for|to)|join|abonnier(?:e|en sie|t)|(?:abonnez|inscrivez)-vous à|suscríbete a|iscriviti alla|assine)\s+"
    r"(?:my|our|the free|unseren|meinen|notre|ma|nuestr[ao]|mi|nossa|minha|nostra|mia)\s+(?:[\w-]+\s+){0,2}(?:newsletter|mailing ?list|e-?mail list|rss feed)\b",
    re.IGNORECASE,
)
"""Invites to the blog's own newsletter, wherever it stands in a short block."""

_SAID = (
    r"comments?|kommentare?|commentaires?|comentarios?|comentários?|commenti|reacties|komentarze|kommentarer|yorum(?:lar)?|комментари\w+"
    r"|コメント|评论|留言|댓글"
)
DISCUSSION = re.compile(
    r"^[\W_]*(?:"
    rf"(?:(?:no|keine?|aucun|nessun|geen|нет)\s+)?(?:{_SAID})(?:\s*[(\[]?\d+[)\]]?)?"
    rf"|(?:\d+|one|two|three|four|five|eine?|une?|uno|één)\s*[条則件]?\s*(?:{_SAID}|responses?|replies|reactions?|thoughts?|antworten|réponses?|respuestas?|gedanken)"
    r"(?:\s+(?:to|on|for|zu|auf|sur|à|a|en|su|op|до|к)\s.{1,160})?"
    r")[\W_]*$",
    re.IGNORECASE,
)
"""The heading above the comments."""

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
