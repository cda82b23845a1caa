"""Where the links of a notice lead: for the writer, for who reported it, and in the shop's dashboard."""

from keurmerk.links import in_language
from keurmerk.tokens import sign
from reviews.models import Notice

WRITER = "notices.writer"  # the purposes that a token is signed for
NOTIFIER = "notices.notifier"


def for_writer(notice: Notice, language: str) -> str:
    """Proof, words, the decision and an appeal; whoever has the link acts for the writer."""
    return in_language(language, "consumer:notice_of_mine", token=sign(WRITER, notice.pk))


def for_notifier(notice: Notice, language: str) -> str:
    """How the notice stands, the decision and an appeal."""
    return in_language(language, "consumer:notice", token=sign(NOTIFIER, notice.pk))


def in_dashboard(notice: Notice, language: str) -> str:
    return in_language(language, "dashboard:notice", shop_id=notice.shop_id, notice_id=notice.pk)


def the_rules(language: str) -> str:
    return in_language(language, "public:how_reviews_work") + "#rules"
