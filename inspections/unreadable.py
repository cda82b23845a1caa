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


class Captcha(Unreadable):
    reason = "captcha"
    words = gettext_noop("Before this page a visitor has to prove to be a person, so we could not read it.")


class LoginWall(Unreadable):
    reason = "login_wall"
    words = gettext_noop("This page is shown only to who has logged in.")


class CookieWall(Unreadable):
    reason = "cookie_wall"
    words = gettext_noop("This page shows nothing before cookies are accepted.")


class OtherLanguage(Unreadable):
    reason = "other_language"
    words = gettext_noop("This page is neither in Dutch nor in English, so a person has to read it.")


class Cloaked(Unreadable):
    reason = "cloaked"
    words = gettext_noop("A visitor's browser is shown another page than we are: a person has to compare them.")


class Framed(Unreadable):
    reason = "framed"
    words = gettext_noop("The text of this page comes from another website in a frame, so a person has to read it.")


class OutOfTime(Unreadable):
    reason = "out_of_time"
    words = gettext_noop("The time or the number of pages for one visit was over before this page was read.")
