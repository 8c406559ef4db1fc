"""Scheduled work as people read it."""

from followup.domain.job_runs import RunState, state_of, without_addresses


def test_an_error_shows_no_address() -> None:
    said = "out_x: 550 5.1.1 <anna.berg@supplier.test>: no such user, try info@supplier.test."
    assert without_addresses(said) == "out_x: 550 5.1.1 <…>: no such user, try …"


def test_a_run_with_an_error_is_not_called_done() -> None:
    assert state_of(is_finished=True, error="x") is RunState.FAILED
    assert state_of(is_finished=True, error=None) is RunState.COMPLETED
    assert state_of(is_finished=False, error=None) is RunState.RUNNING
