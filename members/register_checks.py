"""Puts a question to a public register: the call without a transaction, then the answer in one."""

from keurmerk import clock
from members.models import RegisterCheck
from members.registers import Unavailable


def put_question(check_id: int) -> None:
    """What the queue calls."""
    check = RegisterCheck.objects.waiting().select_related("member").filter(pk=check_id).first()
    if check is None:
        return
    try:
        said = check.put()
    except Unavailable as away:
        check.settle(away, at=clock.now())
    else:
        check.settle(said, at=clock.now())
