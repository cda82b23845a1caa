"""Kinds of machines that open what stands in a mail before a person does, or beside them.

What each says of itself is as its maker documents it, or as it stands in logs of mail senders. Data alone: how a kind
behaves is one of the ways of tests/frontend/consumer/test_scanners.py.
"""

from dataclasses import dataclass, field

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Safari/605.1.15"
PAGE = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@dataclass(frozen=True)
class Scanner:
    """`way` names what it does with each link; `headers` what it says."""

    name: str
    agent: str
    way: str = "opens"
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


SCANNERS = [
    # Gateways of mail
    Scanner("Microsoft Defender Safe Links", CHROME, "heads_then_opens", {"Accept": "*/*"}),
    Scanner("Microsoft Defender detonation", CHROME, "runs_scripts", {"Accept": PAGE}),
    Scanner("Proofpoint URL Defense", "Mozilla/5.0 (Windows NT 6.1; WOW64; rv:54.0) Gecko/20100101 Firefox/54.0"),
    Scanner("Mimecast", "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "opens_twice"),
    Scanner("Barracuda", "Mozilla/5.0 (compatible; BarracudaCentral/1.0; +http://www.barracudacentral.org/)"),
    Scanner("Cisco Secure Email", "Mozilla/5.0 (Windows NT 10.0; rv:91.0) Gecko/20100101 Firefox/91.0", "heads"),
    Scanner("Symantec Click-time", "Mozilla/5.0 (compatible; MSIE 9.0; Windows NT 6.1; Trident/5.0)"),
    Scanner("Trend Micro", "Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 5.1; Trident/4.0)", "opens_twice"),
    Scanner("Sophos Time-of-Click", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/120.0.0.0", "runs_scripts"),
    Scanner("FortiMail", "curl/7.64.1", "heads_then_opens", {"Accept": "*/*"}),
    Scanner("Bitdefender", "Mozilla/5.0 (compatible; Bitdefender-Scanner)", "asks_for_a_part", {"Range": "bytes=0-4095"}),
    # Proxies of pictures and privacy
    Scanner(
        "Gmail image proxy",
        "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
        headers={"Accept": "image/avif,image/webp,image/apng,image/*,*/*;q=0.8"},
    ),
    Scanner("Apple Mail privacy proxy", "Mozilla/5.0", headers={"Accept": "image/*;q=0.8,*/*;q=0.5"}),
    Scanner("Yahoo mail proxy", "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html"),
    Scanner("Outlook for Windows", "Microsoft Office/16.0 (Microsoft Outlook 16.0.16026; Pro)", "asks_what_is_allowed"),
    # Previews of links
    Scanner("Slack", "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)", headers={"Range": "bytes=0-32768"}),
    Scanner("Teams", "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com"),
    Scanner("WhatsApp", "WhatsApp/2.23.20.0 A", headers={"Accept": "*/*"}),
    Scanner("Telegram", "TelegramBot (like TwitterBot)"),
    Scanner("Facebook", "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)"),
    Scanner("iMessage", f"{SAFARI} facebookexternalhit/1.1 Facebot Twitterbot/1.0"),
    Scanner("Discord", "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)"),
    # Browsers that are ahead of their reader
    Scanner("Chrome prefetch", CHROME, headers={"Sec-Purpose": "prefetch", "Purpose": "prefetch"}),
    Scanner("Chrome prerender", CHROME, "runs_scripts", {"Sec-Purpose": "prefetch;prerender"}),
    Scanner("Firefox prefetch", "Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0", headers={"X-Moz": "prefetch"}),
    Scanner("Safari preview", SAFARI, headers={"X-Purpose": "preview"}),
    # Machines that do more than look
    Scanner("a machine without manners", "python-requests/2.31.0", headers={"Accept": "application/json"}),
    Scanner("a poster of forms without their token", "Java/17.0.2", "posts_forms_without_token"),
    Scanner("a poster of forms as it found them", CHROME, "posts_forms_as_found"),
    Scanner("a poster of the star in the link", CHROME, "posts_the_query"),
    Scanner("a poster of what stands in the mail", "Go-http-client/2.0", "posts_words_of_the_mail"),
    Scanner("a poster of nothing", "okhttp/4.9.3", "posts_nothing"),
    Scanner("a sender of drafts", CHROME, "sends_the_draft"),
]  # fmt: skip
