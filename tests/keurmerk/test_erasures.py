"""What was erased is on a list that outlives the database."""

from datetime import timedelta

import pytest

from keurmerk import clock, erasures
from keurmerk.mail.suppression import is_suppressed, suppress
from keurmerk.models import Suppression
from keurmerk.outbox import drain


class TestRemembered:
    def test_comes_back_in_its_order(self, settings, now):
        erasures.remember("review", at=now, number=1)
        erasures.remember("review", at=now + timedelta(hours=1), number=2)
        assert [facts["number"] for facts in erasures.remembered(settings.ERASURE_LIST)] == [1, 2]

    def test_survives_a_line_that_a_power_cut_tore(self, settings, now):
        erasures.remember("review", at=now, number=1)
        with settings.ERASURE_LIST.open("ab") as file:
            file.write(b'{"kind": "revi')
        erasures.remember("review", at=now, number=2)
        assert [facts["number"] for facts in erasures.remembered(settings.ERASURE_LIST)] == [1, 2]

    @pytest.mark.parametrize("line", ["null", "[]", "{}", '{"kind": "review"}', "é\x00", '{"kind": 1, "at": 2}'])
    def test_passes_over_what_is_no_erasure(self, settings, line):
        settings.ERASURE_LIST.write_text(line + "\n")
        assert list(erasures.remembered(settings.ERASURE_LIST)) == []

    def test_is_nothing_when_there_is_no_list(self, tmp_path):
        assert list(erasures.remembered(tmp_path / "none")) == []

    def test_is_for_its_owner_only(self, settings, now):
        erasures.remember("review", at=now, number=1)
        assert settings.ERASURE_LIST.stat().st_mode & 0o077 == 0


class TestForget:
    def test_keeps_a_line_as_long_as_the_oldest_backup(self, settings, now):
        erasures.remember("review", at=now - timedelta(days=367), number=1)
        erasures.remember("review", at=now - timedelta(days=364), number=2)
        assert erasures.forget(now=now) == 1
        assert [facts["number"] for facts in erasures.remembered(settings.ERASURE_LIST)] == [2]
        assert erasures.forget(now=now) == 0


class TestApply:
    def test_does_each_and_tells_how_many_there_were_left_to_do(self, settings, now, monkeypatch):
        done = []
        monkeypatch.setitem(
            erasures.AGAIN, "thing", lambda facts, _: done.append(facts["number"]) or facts["number"] > 1
        )
        for number in (1, 2, 3):
            erasures.remember("thing", at=now, number=number)
        assert erasures.apply(settings.ERASURE_LIST, now=now) == 2
        assert done == [1, 2, 3]

    def test_tells_of_a_kind_that_nobody_knows(self, settings, now, caplog):
        erasures.remember("mystery", at=now, number=1)
        assert erasures.apply(settings.ERASURE_LIST, now=now) == 0
        assert "mystery" in caplog.text


@pytest.mark.django_db
class TestAddress:
    def test_that_may_not_be_written_to_stays_so(self, settings):
        suppress("anna@example.nl", reason="HardBounce", at=clock.now())
        suppress("anna@example.nl", reason="HardBounce", at=clock.now())
        drain()
        assert settings.ERASURE_LIST.read_text().count("\n") == 1
        assert "anna" not in settings.ERASURE_LIST.read_text()
        Suppression.objects.all().delete()
        assert erasures.apply(settings.ERASURE_LIST, now=clock.now()) == 1
        assert is_suppressed("anna@example.nl")
