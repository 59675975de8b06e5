"""Links and files on macOS: they come as events to the Fireside that runs, not as words of a command line.

Written by Apple's and PyObjC's documentation; no Mac was at hand to try it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from desktop.wanted import whole


def listen(wanted: Callable[[str], None]) -> None:
    """From now on what macOS asks the app to open is handed on. To be called before the window is made."""
    if sys.platform == "darwin":
        import objc
        from webview.platforms import cocoa

        def application_openURLs_(_self: Any, _app: Any, urls: Any) -> None:
            for url in urls:
                wanted(whole(str(url.absoluteString())))

        signature = b"v@:@@"  # returns nothing; takes itself, its selector, the app and the list
        method = objc.selector(application_openURLs_, signature=signature)
        objc.classAddMethod(cocoa.BrowserView.AppDelegate, b"application:openURLs:", method)
