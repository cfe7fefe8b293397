"""What walls, parked domains and error pages call themselves, in several languages.

A line is an alternative of one regular expression; none of them repeats a group without a bound.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wall:
    """What a kind of wall calls itself: in its title, and in what it says."""

    reason: str
    title: re.Pattern[str]
    words: re.Pattern[str]


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.I)


WALLS = (
    Wall(
        "a login wall",
        _words(r"^(?:please )?(?:log ?in|sign ?in|log on|member login)\b", r"^(?:anmelden|anmeldung|einloggen)\b",
               r"^(?:connexion|se connecter|iniciar sesión|acceso|accedi|entrar|inloggen|вход|войти|ログイン)"),
        _words(r"(?:log|sign) ?in to (?:continue|read|view|see)", r"you (?:must|need to) (?:be logged in|log in|sign in) to",
               r"(?:this (?:post|content|page) is|available) (?:only )?(?:for|to) (?:\w+ )?(?:members|subscribers)",
               r"this (?:blog|site) is (?:marked )?(?:private|open to invited readers only)", r"bitte (?:melde|loggen sie)"),
    ),
    Wall(
        "a consent wall",
        _words(r"^before you continue", r"^bevor (?:sie|du)", r"cookie (?:consent|wall|settings)", r"^we value your privacy",
               r"^your privacy", r"^privacy (?:notice|settings|choices)", r"^avant d.accéder", r"^antes de continuar"),
        _words(r"(?:accept|agree to|allow) (?:all )?cookies", r"alle cookies (?:akzeptieren|zulassen)", r"accepter (?:tous )?les cookies",
               r"aceptar (?:todas )?las cookies", r"accetta(?:re)? (?:tutti )?i cookie", r"cookies accepteren"),
    ),
    Wall(
        "a parked domain",
        _words(r"domain (?:is |name )?(?:for sale|parked|expired)", r"parked (?:domain|page)", r"hugedomains", r"domain default page"),
        _words(r"(?:buy|purchase|acquire) this domain", r"domain (?:name )?(?:is|may be) (?:for sale|available for)", r"domain is parked",
               r"parked free, courtesy", r"this domain (?:name )?(?:has )?(?:expired|is pending renewal)", r"sedo domain parking",
               r"diese domain (?:steht zum verkauf|kaufen)"),
    ),
    Wall(
        "a block page",
        _words(r"^just a moment", r"^attention required", r"^access denied", r"^(?:403 )?forbidden", r"are you (?:a )?(?:human|robot)",
               r"^security check", r"^pardon our interruption", r"^ddos-guard", r"^robot check", r"^captcha", r"^one more step"),
        _words(r"verify(?:ing)? (?:that )?you are (?:a )?human", r"checking your browser", r"unusual traffic", r"you have been blocked",
               r"ray id", r"complete the (?:security check|captcha)", r"incapsula incident", r"not a robot",
               r"enable javascript and cookies to continue"),
    ),
    Wall(
        "a page that says that there is nothing (a soft 404)",
        _words(r"^(?:error )?404\b", r"(?:page|post|site|blog|nothing|file) (?:was )?(?:not|could not be|cannot be|can.t be) found",
               r"^not found", r"^nothing found", r"page (?:does not|doesn.t) exist", r"seite (?:wurde )?nicht gefunden",
               r"^nicht gefunden", r"page (?:non trouvée|introuvable)", r"página no encontrada", r"no se (?:ha )?encontr",
               r"página não encontrada", r"pagina non trovata", r"niet gevonden", r"страница не найдена", r"ページが見つかりません",
               r"見つかりません", r"页面不存在", r"페이지를 찾을 수 없"),
        _words(r"(?:page|post) you (?:are|were) looking for", r"(?:page|post|url) (?:was |could )?not (?:be )?found",
               r"no longer (?:available|exists)", r"nothing was found at this location"),
    ),
    Wall(
        "a notice that the site is closed",
        _words(r"^account suspended", r"^(?:site|blog) suspended", r"^(?:under )?maintenance", r"^site (?:unavailable|closed)", r"^coming soon"),
        _words(r"(?:account|site|blog) (?:has been|is) (?:suspended|disabled|archived or suspended|removed|deleted)",
               r"authors? (?:has|have) deleted this (?:site|blog)", r"briefly unavailable for scheduled maintenance",
               r"(?:under|undergoing) (?:scheduled )?maintenance"),
    ),
)  # fmt: skip


NOT_FOUND = _words(
    r"(?:error )?404(?: error)?(?:[:,]? (?:page |file )?not found)?",
    r"(?:sorry,? )?(?:the )?(?:page|post|file|nothing|content) (?:was )?(?:not|could not be|cannot be|can.t be)? ?found",
    r"not found", r"(?:die )?seite (?:wurde )?nicht gefunden", r"page (?:non trouvée|introuvable)",
    r"página no encontrada", r"página não encontrada", r"pagina non trovata", r"pagina niet gevonden",
    r"страница не найдена", r"ページが見つかりません(?:でした)?",
)  # fmt: skip
"""A whole title, up to its site's name, that says that there is nothing."""

NOT_FOUND_SLUG = _words("404", "found", "gefunden", "trouv", "encontrad", "trovata", "gevonden")
"""An address that says so too belongs to a post of that title."""
