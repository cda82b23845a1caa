"""The exceptions to withdrawal that the law knows (BW 6:230p), and which listed ones it does not."""

from collections.abc import Iterable, Iterator

from inspections.pages import Passage

HEADING = (
    r"(?:kan|kunnen) (?:je |u )?niet (?:retour|terug)|niet retour|uitsluit\w*|uitgesloten|uitzonder\w*"
    r"|exclu(?:sion|ded)|exception"
)
WITHDRAWAL = r"herroep|retour|withdraw|return|bedenk|ontbinding"
OPENING = (
    r"(?:(?:sluit|kan|kunnen).{0,80}herroepingsrecht.{0,60}uit|herroepingsrecht .{0,60}(?:uit\s?gesloten"
    r"|geldt niet|niet van toepassing)"
    r"|uitgesloten van (?:het )?(?:herroep\w*|retour\w*)|(?:uitsluiting|uitzondering\w*).{0,40}(?:herroep\w*"
    r"|slechts mogelijk|retour)"
    r"|(?:kunnen|kan|mag|mogen|worden) .{0,80}niet (?:\w+ ){0,3}(?:geretourneerd|retour\w*|herroepen"
    r"|teruggenomen)|(?:geen|niet).{0,30}(?:herroepingsrecht|herroepen|retourneren|geretourneerd).{0,40}:"
    r"|geldt (?:het |uw |je )?herroepingsrecht .{0,40}niet|(?:kun|kunt|kan) (?:je|u) .{0,40}niet (?:herroepen"
    r"|retourneren)"
    r"|uitgezonderd (?:is|zijn|hiervan)|^uitzondering\w*:"
    r"|right of withdrawal .{0,60}(?:not apply|excluded)"
    r"|exclude\w* .{0,60}(?:right of withdrawal|withdrawal)|exceptions? .{0,40}(?:withdrawal|return)|(?:cannot"
    r"|can not|may not) be (?:returned|withdrawn))"
)
ITEM = (
    r"^\W*(?:[-–•*·]|\(?[a-z0-9]{1,2}[.)]|[ivx]+[.)])\s*|^(?:die|waarvan|voor|van|producten|artikelen|goederen"
    r"|diensten|levering|overeenkomst|products?|goods|items|services|which|that|whose|for)\b"
)
STRANGE = (
    r"bestelartikel\w*|opruiming|kortingscode|limited (?:edition|drop)s?|geactiveerd|geregistreerd|activated"
    r"|registered|afgeprijs\w*"
    r"|uitverkoop|\bsale\b|aanbieding|afgeprijsd"
    r"|kortingsartikel|outlet|discounted"
    r"|cadeaubon\w*|cadeaukaart\w*|gift (?:card|voucher)|geopende verpakking|verpakking (?:is )?(?:geopend"
    r"|open)|opened packag\w*"
    r"|tweedehands|gebruikte artikelen|second[- ]hand"
    r"|speciaal besteld|op bestelling|specially ordered|elektronica|electronics"
)
DOUBTFUL = r"door hun aard niet kunnen worden (?:terug|retour)|by their nature cannot be returned"
LAWFUL_TWIST = (
    r"specificatie|op maat|maatwerk|persoonlijk|speciaal .{0,30}(?:gemaakt|vervaardigd)|custom|personal|hygi"
    r"|gezondheid|health|bederf|alcohol"
)
FARTHEST = 3_500  # characters that a list of exceptions goes on


def listed(passages: Iterable[Passage]) -> list[Passage]:
    """The items of every list of exceptions in these passages."""
    return [item for passage in passages for part in _lists(passage) for item in _items(part)]


def outside_the_law(item: Passage) -> bool:
    """Plainly none of the statutory exceptions; what we do not recognise is left to a person."""
    strange = item.find(STRANGE)
    return bool(strange) and not item.find(LAWFUL_TWIST)


def doubtful(item: Passage) -> bool:
    """An exception of the old law: a person decides."""
    return bool(item.find(DOUBTFUL))


def _lists(passage: Passage) -> Iterator[Passage]:
    """A section on exclusion, else what follows a sentence that opens such a list, up to the next heading."""
    sections = [one for one in passage.sections(HEADING) if one.blocks[0].find(WITHDRAWAL) and len(one) > 80]
    if sections:
        yield from sections
        return
    opening = next(
        (
            one
            for one in passage.sentences
            if one.find(OPENING) and one.around(300, 0).find(WITHDRAWAL) and not one.find(r"zakelijk|business")
        ),
        None,
    )
    if opening:
        yield Passage(passage.page, opening.start, _list_end(opening, passage))


def _list_end(opening: Passage, passage: Passage) -> int:
    """The end of the paragraph, and of the list items that follow it."""
    end = opening.block.end
    for block in (one for one in passage.blocks if opening.block.end <= one.start < opening.start + FARTHEST):
        if not (block.find(ITEM) or block.text.endswith(";")) or passage.page.is_heading(block):
            break
        end = block.end
    return end


def _items(part: Passage) -> Iterator[Passage]:
    """The list's items when it is one, else its sentences; never the heading."""
    items = [block for block in part.blocks[1:] if block.find(ITEM)]
    opening = part.sentences[0] if part.sentences else None
    if len(items) > 1:
        yield from [opening] if opening and outside_the_law(opening) else []
        yield from (sentence for block in items for sentence in block.sentences)
        return
    first = part.blocks[0] if part.blocks else None
    head = first if first and len(first) < 120 and not first.text.endswith(".") else None
    said = [one for one in part.sentences if head is None or not one.within(head) or outside_the_law(one)]
    yield from said[:40]
