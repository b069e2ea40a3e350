"""Work beside the pages: it ends with a result or with the reason why not, and the dead are told from the living."""

from __future__ import annotations

from datetime import timedelta

from recobro.access.jobs import JobValue, begin_job, find_job, forget_job
from recobro.outbox.worker import only_one
from recobro.web import background
from tests import cast
from tests.office import Office

LATER = cast.at() + 2 * background.LONGEST_START


def job(office: Office, **arguments: object) -> JobValue:
    job_id = begin_job(office.company.id, kind="look", arguments=arguments, at=cast.at(), by="Ana")
    found = find_job(office.company.id, job_id)
    assert found is not None
    return found


def test_it_tells_the_dead_from_the_living(office: Office) -> None:
    one = job(office)

    assert (
        background.state(one, at=cast.at() + timedelta(seconds=5)) == "runs"
    )  # its process is being started
    assert background.state(one, at=LATER) == "died"
    with only_one(background.LOCK, one.id):
        assert background.state(one, at=LATER) == "runs"


def test_it_keeps_the_reason_why_it_stopped(office: Office) -> None:
    one = job(office)  # without a file: its work breaks

    background.work(one.id)

    ended = find_job(office.company.id, one.id)
    assert ended is not None
    assert background.state(ended, at=LATER) == "refused"
    assert ended.problems[0].message.startswith("It stopped: KeyError")


def test_it_is_done_once(office: Office) -> None:
    one = job(office)
    with only_one(background.LOCK, one.id):
        background.work(one.id)  # somebody else does it

    again = find_job(office.company.id, one.id)
    assert again is not None
    assert again.ended_at is None
    assert find_job(office.stranger.id, one.id) is None


def test_one_of_two_forgets_a_job(office: Office) -> None:
    """By that the second of two clicks knows that the first one does the work."""
    one = job(office)

    assert [forget_job(office.company.id, one.id) for _ in range(2)] == [True, False]


def test_several_are_done_in_one_go(office: Office) -> None:
    jobs = [job(office).id for _ in range(3)]

    background.work(*jobs)

    assert all(one and one.ended_at for one in (find_job(office.company.id, number) for number in jobs))
