from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followup.domain.certificates import CertificateKind, CertificateState, NewCertificate, state
from followup.domain.warnings import CERTIFICATE_STEPS, step_reached
from followup.errors import Invalid

TODAY = date(2026, 3, 2)
DAYS = st.integers(-400, 400).map(lambda n: TODAY + timedelta(n))


@pytest.mark.parametrize(
    ("begins", "ends", "found"),
    [
        (None, TODAY - timedelta(1), CertificateState.OUT_OF_DATE),
        (None, TODAY, CertificateState.ENDS_SOON),
        (None, TODAY + timedelta(60), CertificateState.ENDS_SOON),
        (None, TODAY + timedelta(61), CertificateState.VALID),
        (TODAY + timedelta(1), TODAY + timedelta(30), CertificateState.NOT_YET),
        (TODAY, None, CertificateState.NO_END),
    ],
)
def test_the_last_day_is_still_covered_and_sixty_days_before_it_ends_soon(
    begins: date | None, ends: date | None, found: CertificateState
) -> None:
    assert state(begins, ends, TODAY, withdrawn=False) is found
    assert state(begins, ends, TODAY, withdrawn=True) is CertificateState.WITHDRAWN


@given(DAYS)
def test_whatever_is_warned_of_is_shown_as_ending_soon(ends: date) -> None:
    is_warned = step_reached(ends, TODAY, CERTIFICATE_STEPS) is not None
    assert is_warned is (state(None, ends, TODAY, withdrawn=False) is CertificateState.ENDS_SOON)


@pytest.mark.parametrize(
    "said", [{}, {"valid_until": TODAY, "has_no_end": True}, {"valid_from": TODAY, "valid_until": date(2026, 3, 1)}]
)
def test_a_last_day_forgotten_or_before_the_first_is_refused(said: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        NewCertificate(kind=CertificateKind.SOCIAL, name="A paper", **said)
    assert set(refused.value.problems) == {"valid_until"}
