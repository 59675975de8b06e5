"""What all tests share."""

from __future__ import annotations

import os
import signal


def pytest_configure() -> None:
    """Leave the keyring of whoever runs the tests alone.

    Hear signals also when started in the background or by nohup: programs inherit what is ignored.
    """
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
    for name, handler in (("SIGINT", signal.default_int_handler), ("SIGHUP", signal.SIG_DFL)):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, handler)
