"""The timetable, and the names under which people read it."""

from followup.domain.job_runs import JobName
from followup.jobs.registry import JOBS


def test_every_job_of_the_timetable_has_a_name_that_people_read() -> None:
    assert {job.name: job.label for job in JOBS} == {name.value: name.label for name in JobName}
