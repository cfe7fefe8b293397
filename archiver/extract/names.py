"""The names of what is never an article: tags, ids, classes, and words within them.

Facts seen on real blogs; each entry says what it is, and that is the reason an audit shows. Words
of a language are no key here: themes are translated, markup is not.
"""

from collections.abc import Mapping


def _table(text: str) -> dict[str, str]:
    """Name to reason, from lines of a reason with a colon, each followed by lines of names."""
    found: dict[str, str] = {}
    reason = ""
    for line in text.strip().splitlines():
        if line.endswith(":"):
            reason = line[:-1]
        else:
            found.update(dict.fromkeys(line.split(), reason))
    return found


TAGS: Mapping[str, str] = _table("""
code of the page:
    base link meta noscript script style template
drawing:
    canvas map svg symbol
form:
    button datalist dialog form input select textarea
navigation:
    menu nav
head of the page:
    head title
aside:
    aside
footer:
    footer
""")
"""Tags that never hold an article's text."""

IDS: Mapping[str, str] = _table("""
comments:
    addcomment backlinks backlinks-container comment-area comment-form comment-list
    comment-section comment-wrap comment-wrapper comment_form commentform commentlist
    comments comments-area comments-block comments-section comments-wrapper comments_list
    commentsection discussion disqus_thread giscus idc-container isso-thread pings
    post-comments postcomment remark42 respond respond-wrap trackbacks utterances
    webmentions
navigation:
    access blog-pager branding breadcrumb breadcrumbs header masthead menu nav nav-above
    nav-below nav-single navigation pager pagination post-nav site-header topbar
frame of the site:
    colophon footer left-sidebar leftcol right-sidebar rightcol secondary sidebar
    sidebar-left sidebar-right sidebar1 sidebar2 site-footer tertiary widgets
related posts:
    also-like related related-posts relatedposts yarpp
author box:
    about-author author-bio author-box author-info authorbox
subscription:
    mc_embed_signup newsletter subscribe subscription
cookie notice:
    cookie-banner cookie-law-info-bar cookie-notice eu-cookie-law
byline:
    pageinfo postmetadata
share buttons:
    addthis share sharebar shareit sharing social-share
""")
"""Ids that stand for themselves."""

CLASSES: Mapping[str, str] = _table("""
comments:
    addcomment comment-body comment-content comment-count comment-form comment-link
    comment-list comment-metadata comment-reply-link comment-respond comment-wrap
    commentarea commentbox commentlist comments comments-area comments-link comments-section
    comments-title comments-wrapper disqus facebook-comments fb-comments h-cite-list
    idc-container leave-comment no-comments pingback post-comments postcomment talkback
    trackback u-comment webmention webmentions
share buttons:
    a2a_kit addthis addthis_button addthis_toolbox addtoany addtoany_content
    addtoany_share_save_container at-above-post at-below-post bookmarks crayon-toolbar
    dpsp-content-wrapper entry-share entry-sharing essb_links et_monarch et_social_inline
    fb-like fb-share-button g-plusone heateor_sss_sharing_container jp-sharing-input-touch
    mashsb-container pin-it-button pinit post-share post-sharing rrssb-buttons sfsi_widget
    sfsiplus_footerLnk share share-bar share-box share-buttons share-icons share-links
    share-tools shareaholic-canvas sharebar sharedaddy shareit sharethis shariff sharing
    simplesocialbuttons snap_nopreview sociable sociable-hovers social social-bar
    social-buttons social-counts social-icons social-links social-media social-network
    social-share social-sharing socialize ssb_list ssba ssbp-wrap supsystic-social-sharing
    swp-content-locator swp_social_panel tumblr-share-button tweetmeme_button
    twitter-share-button wp-block-jetpack-sharing-buttons wp-block-social-links
    wpsr-share-icons wpsso yasr-vv-container
related posts:
    OUTBRAIN also-read contextly_see_also crp_related further-reading-box inline-related
    jetpack-related-posts jp-relatedposts linkwithin_div linkwithin_outer more-from
    more-posts more-stories nrelate nrelate_default outbrain read-more-posts read-next
    readmore recirculation recommended recommended-posts related related-articles
    related-content related-entries related-post related-posts related-wrap related_post
    related_posts relatedpost relatedposts relpost-thumb-wrapper rp4wp-related-posts
    another_category similar-articles similar-posts srp-widget st-related-posts taboola ultimate-related
    upprev_thumbs wp-block-jetpack-related-posts wp_rp_content wp_rp_wrap yarpp
    yarpp-related you-may-also-like zem_rp_wrap
navigation:
    archive-link back-to-top backtotop breadcrumb breadcrumbs crumbs entry-navigation
    item-pagination menu nav nav-link nav-links nav-menu nav-next nav-previous nav-single
    navbar navi navigation navigation-single page-links page-navigation pagelink pagenav
    pager pagination post-links post-nav post-navigation post-page-numbers post-pagination
    posts-navigation prev-next prev_next previous-next prevnext series-nav single-navigation
    skip-link skip-to-content to-top toc-toggle wp-block-post-navigation-link wp-pagenavi
frame of the site:
    colophon global-footer masthead sidebar sidebar-primary site-branding site-footer
    site-header site-info textwidget topbar widget widget-area widgets widgettitle
byline and tags:
    article-info article-meta article-tag article-tags blog-item-meta by-line byline
    cat-links categories date-header dateline dt-published edit-link entry-author
    entry-byline entry-categories entry-date entry-footer entry-header entry-info entry-meta
    entry-tags entry-utility last-updated-info meta-data meta-info metadata min-read
    p-author post-author-date post-byline post-categories post-category post-cats post-date
    post-details post-edit-link post-footer post-header post-header-meta post-info
    post-labels post-meta post-metadata post-tag post-tags post-timestamp post-views
    post-views-count posted-by posted-on postedby postinfo postmeta postmetadata
    publish-date published-date read-time reading-time readtime rt-label rt-reading-time
    single-meta span-reading-time tag-links tag-list tagcloud taglist tags tags-links
    timestamp views-count wp-block-post-author wp-block-post-comments-link
    wp-block-post-date wp-block-post-terms wp-block-post-title
author box:
    abh_box about-author about-the-author aboutauthor author-bio author-block author-box
    author-card author-description author-info author-profile author_info authorbox
    authordesc bio-box entry-author-info m-a-box post-author post-author-box
    pp-multiple-authors-wrapper saboxplugin-wrap tribe-author ts-fab-wrapper
    wp-block-post-author-biography
subscription:
    blog-subscribe call-to-action-subscribe ck_form_container convertkit-form email-form
    email-signup feedburner-email formkit-form gform_wrapper jetpack_subscription_widget
    leadbox mailchimp mailerlite mailpoet_form mc4wp-form newsletter newsletter-block
    newsletter-form newsletter-signup om-holder opt-in optin optin-box optin-form paywall
    seva-form signup signup-form subscribe subscribe-box subscribe-form subscribe-prompt
    subscribe-widget subscription-widget subscription-widget-wrap
    subscription-widget-wrap-editor sumome tnp tnp-subscription
    wp-block-jetpack-subscriptions wp-block-newsletterglue-form wpcf7 wpforms-container
advertising:
    ad ad-container ad-placeholder ad-slot ad-unit ad-wrapper adbox adinserter ads
    ads-wrapper adsbygoogle adsense adslot adthrive advert advertisement advertising
    ai-viewports banner-ad code-block-ad dfp-ad ezoic-ad google-ad in-content-ad
    mediavine-widget promoted quads-location sponsor-box sponsored td-a-rec wpa wpadvert
    wpcnt
ratings and likes:
    applause-button emoji-reactions gdrating gdrts-rating-block gdthumb
    jetpack-likes-widget-wrapper kk-star-ratings kudos like-button likes pd-rating
    post-likes post-ratings post-reactions rating ratings reaction-buttons reactions
    rmp-main rmp-widgets-container sd-like star-rating thumbs-rating-container upvote-button
    vote-box votes wp-polls wpulike
for screen readers:
    a11y-hidden assistive-text element-invisible hidden hidden-text hide-text invisible
    jump-link no-js offscreen print-only printonly screen-reader-only screen-reader-text
    screenreader show-for-sr sr-only u-hidden visually-hidden visually-hidden-focusable
    visuallyhidden
furniture of a code block:
    blob-num clipboard-btn clipboard-copy code-copy copy-button copy-code-button copybtn
    crayon-info crayon-language crayon-num crayon-nums enlighter-toolbar gutter
    hljs-ln-numbers line-number line-numbers-rows line-numbers-wrapper lineno linenos
    linenumber linenumbers lntd-first rouge-gutter syntaxhighlighter-toolbar toolbar
    toolbar-item
link to a heading:
    anchor-hash anchor-link anchorjs-link anchorlink direct-link hanchor header-anchor
    header-link headerlink heading-anchor heading-link heading-permalink headline-hash
    mw-editsection octicon-link permalink-anchor section-anchor zola-anchor
overlay:
    cookie-banner cookie-consent cookie-notice gdpr jp-carousel-wrap lightbox modal
    offcanvas overlay popup toast tooltip-content
donation:
    bmc-btn buy-me-a-coffee donate donation kofi patreon-box support-box tip-jar
player:
    mejs-container mejs-offscreen vjs-control-bar wp-audio-shortcode-controls wp-playlist
""")
"""Classes that stand for themselves."""

WORDS: Mapping[str, str] = _table("""
share buttons:
    addthis addtoany shareaholic sharedaddy sharethis sociable socialshare
related posts:
    linkwithin nrelate outbrain relatedposts taboola yarpp zemanta zergnet
comments:
    commentform commentlist disqus intensedebate livefyre
subscription:
    convertkit mailchimp mailerlite mc4wp newsletter optin
advertising:
    adsbygoogle adsense advert advertisement
navigation:
    breadcrumb breadcrumbs pagination
cookie notice:
    cookies gdpr
map of a plug-in:
    lmm mapsmarker wpgmza
hidden by its class:
    invisible
""")
"""Words within an id or a class (split at ``-``, ``_`` and capitals) that leave no doubt."""

PAIRS: tuple[tuple[frozenset[str], frozenset[str], str], ...] = tuple(
    (frozenset(some.split()), frozenset(others.split()), reason)
    for some, others, reason in (
        (
            "share sharing social",
            "bar block box button buttons container count counts icon icons items link links "
            "list media menu networks panel post section tools widget wrap wrapper",
            "share buttons 1500",
        ),
        (
            "related",
            "article articles block box content entries items links list post posts reading "
            "section stories wrap",
            "related posts 6000",
        ),
        (
            "recommended similar",
            "article articles content entries post posts stories",
            "related posts 6000",
        ),
        (
            "comment commenting comments",
            "area author block body box container content count form link links list meta "
            "reply respond section thread wrap wrapper guidelines policy rules",
            "comments",
        ),
        (
            "author",
            "about avatar bio block box card description details info meta profile section wrap",
            "author box 4000",
        ),
        (
            "signup subscribe subscription",
            "banner block box button container cta form inline prompt section widget wrap",
            "subscription 3000",
        ),
        (
            "article entry item page post",
            "nav navigation pager pagination",
            "navigation 3000",
        ),
        (
            "article blog entry post",
            "byline categories footer labels meta metadata tags",
            "byline and tags 1500",
        ),
        (
            "read reading",
            "time",
            "byline and tags 1500",
        ),
        (
            "cookie",
            "banner bar consent law notice",
            "cookie notice 6000",
        ),
        (
            "contents",
            "table",
            "table of contents 6000",
        ),
        (
            "latest newest popular recent",
            "article articles entries post posts stories",
            "related posts 6000",
        ),
        (
            "series",
            "box index list meta nav navigation toc widget",
            "series 2500",
        ),
        (
            "blog bookmark link",
            "card",
            "card of another page 1500",
        ),
        (
            "call",
            "action",
            "subscription 800",
        ),
        (
            "copyright licence license",
            "block info note notice",
            "licence 800",
        ),
        (
            "ad advert recipe recipes",
            "buttons jump links pin print",
            "button 300",
        ),
    )
)
"""Two words that must stand together in one id or class, and what they tell; the number is the most
characters of text that such chrome has."""

HINTS: Mapping[str, str] = _table("""
advertising 2500:
    ad ads adbanner adblock adbox adplace adslot adspace adspot adunit adv adverts anuncio
    anuncios anzeige anzeigen billboard dfp ezoic iklan mediavine promo promoted promotion
    publicidad publicidade publicite reklam reklama reklame sponsor sponsored sponsors
    shopthelook shopthepost werbung wordads
related posts 2500:
    recommendation recommendations recommended relate related similar
table of contents 4000:
    inhaltsverzeichnis tableofcontents toc
series 1200:
    seriesbox serieslist seriesmeta seriesnav
navigation 600:
    nav navi navlinks pagenav pagenavi pager paging postnav prevnext
share buttons 600:
    pinit pinme pinterest share sharebar sharebox sharelinks shares sharethe sharing shariff
    sns social socials tweetmeme
ratings and likes 400:
    claps digg karma kudos likebox likebutton likes rating ratings ulike upvote vote votes
    voting yasr
subscription 800:
    feedburner followme followus mailinglist optin signup subscribe subscriber subscribers
    subscription subscriptions
donation 800:
    donate donation donations flattr kofi patreon paypal reward tipjar
byline 300:
    byline dateline meta metadata metadatarow metas postinfo postmeta
footer 800:
    footer
counter 200:
    counter hits pageviews readcount viewcount views visitors visits
print 100:
    printfriendly printlink
player 1500:
    player podlove powerpress webplayer
furniture of a code block 100:
    clipboard copybtn copybutton copycode togglers toolbar
how to cite 1500:
    citethis howtocite howtoquote
""")
"""Words within an id or a class that tell chrome where the element is small: the number after each
reason is the most characters of text that such chrome has."""
