"""Why a page that we reached tells us nothing."""

from django.utils.translation import gettext_noop

from keurmerk.outside.unreadable import Unreadable


class UnreadableDocument(Unreadable):
    reason = "unreadable_document"
    words = gettext_noop("This document holds no text that we can read.")


class NotWelcome(Unreadable):
    reason = "not_welcome"
    words = gettext_noop("The shop's robots.txt asks us not to read it.")


class EmptyPage(Unreadable):
    reason = "empty_page"
    words = gettext_noop("This page shows hardly any text without JavaScript.")
