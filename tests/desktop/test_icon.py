"""What task bars and docks are told about the window."""

import re
import subprocess

from tests.desktop.app import App


def test_task_bars_find_the_program_and_its_icon_in_every_size(app: App) -> None:
    app.start()
    app.page().close()
    told = subprocess.run(
        ["xprop", "-id", app.window(), "-len", "1000000", "WM_CLASS", "_NET_WM_ICON"],
        env=app.environment,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert '"fireside"' in told, "StartupWMClass of packaging/linux/fireside.desktop"
    sizes = {int(size) for size in re.findall(r"Icon \((\d+) x \d+\)", told)}
    assert sizes == {16, 24, 32, 48, 64, 128, 256}
