"""Django merges all catalogues into one: an English id that means two things would be shown in one Dutch for both."""

from collections import defaultdict

from django.conf import settings

from keurmerk import catalogues

Said = dict[tuple[str, ...], set[str]]  # each Dutch (with its plural), and the rooms that say it


def said() -> dict[tuple[str | None, str], Said]:
    found: dict[tuple[str | None, str], Said] = defaultdict(lambda: defaultdict(set))
    for room in catalogues.rooms(settings.BASE_DIR):
        for message in catalogues.current(room):
            if message.id:
                dutch = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
                found[message.context, str(message.id)][tuple(dutch)].add(room.folder.name)
    return found


class TestEnglish:
    def test_means_one_thing_in_all_rooms_or_says_its_context(self):
        torn = {words: dict(dutch) for words, dutch in said().items() if len(dutch) > 1}
        assert torn == {}, "give one of them a context (pgettext), or say the same Dutch"

    def test_is_looked_for_in_every_catalogue(self):
        assert len(said()) > 1000
