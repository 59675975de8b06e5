"""What all tests share."""

from __future__ import annotations

import os
import signal

from hypothesis import HealthCheck, settings

# A law must hold for whatever there is; but a run that judges a change must not fail by the luck of the draw. So the
# examples are always the same, and `--hypothesis-profile=wide` draws new ones, many of them. Slowness is no defect.
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=SLOW)
settings.register_profile("wide", max_examples=1000, deadline=None, suppress_health_check=SLOW, print_blob=True)
settings.load_profile("steady")


def pytest_configure() -> None:
    """Leave the keyring of whoever runs the tests alone.

    Hear signals also when started in the background or by nohup: programs inherit what is ignored.
    """
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    for name, handler in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)
