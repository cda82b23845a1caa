"""What an installation is told before it goes live."""

import pytest

from keurmerk.checks import stop_by_text_can_be_answered


class TestStopByText:
    @pytest.mark.parametrize("sender", ["Keurtegel", "Fiets 2", "", "+31", "0031 6", "+31970000000000000"])
    def test_needs_a_number_that_can_be_answered(self, settings, sender):
        settings.TEXT_PROVIDER, settings.BIRD_SENDER = "bird", sender
        [fault] = stop_by_text_can_be_answered(None)
        assert fault.id == "keurmerk.E006"

    @pytest.mark.parametrize("sender", ["+3197010240000", "3197010240000", "1008"])
    def test_is_content_with_a_number(self, settings, sender):
        settings.TEXT_PROVIDER, settings.BIRD_SENDER = "bird", sender
        assert stop_by_text_can_be_answered(None) == []

    @pytest.mark.parametrize("provider", ["", "fake"])
    def test_says_nothing_where_no_text_is_sent(self, settings, provider):
        settings.TEXT_PROVIDER, settings.BIRD_SENDER = provider, "Keurtegel"
        assert stop_by_text_can_be_answered(None) == []
