"""Of the invitations of some days: how many arrived and how many were opened, as mail and telephone told us."""

from django.db import connection

from reviews.statistics.funnel import Told
from reviews.statistics.spans import Span

MOST_ASKED = 5000  # invitations whose letter is looked up; of more, one in so many

# A letter names its invitation in words. Each is looked up in the index, by LATERAL and LIMIT: joined plainly, the
# planner reads the letters of all shops. Whoever wrote a review opened the request, and what was opened had arrived,
# also where the mail program kept that to itself.
_ASKED = """
WITH asked AS (
    SELECT invitation.state = 'USED' AS used, invitation.way IN ('LINK', 'STORE') AS by_hand,
        letter.delivered_at IS NOT NULL OR message.state = 'DELIVERED' AS delivered,
        letter.opened_at IS NOT NULL OR letter.clicked_at IS NOT NULL AS opened
    FROM reviews_invitation AS invitation
    LEFT JOIN LATERAL (
        SELECT delivered_at, opened_at, clicked_at FROM keurmerk_sentletter
        WHERE letter = 'reviews/invitation' AND about = 'reviews.invitation:' || invitation.id LIMIT 1
    ) AS letter ON true
    LEFT JOIN reviews_textmessage AS message ON message.invitation_id = invitation.id
    WHERE invitation.shop_id = %s AND invitation.received_at BETWEEN %s AND %s
        AND invitation.state IN ('SENT', 'USED', 'EXPIRED') AND invitation.id %% %s = 0
)
SELECT count(*), count(*) FILTER (WHERE delivered), count(*) FILTER (WHERE opened),
    count(*) FILTER (WHERE used OR by_hand OR delivered OR opened), count(*) FILTER (WHERE used OR opened)
FROM asked
"""


def told_of(shop_id: int, span: Span, *, sent: int) -> Told | None:
    """None where nobody told us anything: that is not the same as that nothing arrived. `opened` likewise.

    `sent` says how many left, so that of very many only a part is looked up.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ASKED, [shop_id, *span.moments, max(1, -(-sent // MOST_ASKED))])
        asked, deliveries, openings, delivered, opened = cursor.fetchone()
    return Told(asked, delivered, opened if openings else None) if deliveries else None
