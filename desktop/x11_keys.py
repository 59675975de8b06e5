"""Keys that are taken from the whole of an X11 desktop. xcb tells when another program has them; Xlib would end ours.

Functions and structures are those of `xcb/xproto.h` and `xcb/xcb_keysyms.h`.
"""

from __future__ import annotations

import ctypes as c
import ctypes.util
from typing import Any

MODIFIERS = {"Shift": 1, "Ctrl": 4, "Alt": 8, "Super": 64}
LOCKS = (0, 2, 16, 2 | 16)
"""Caps Lock and Num Lock: keys that are pressed with them are other keys to X11."""
KEY_PRESS, ASYNC = 2, 1
NAMED = {"Space": 0x20}


class _Cookie(c.Structure):
    _fields_ = (("sequence", c.c_uint),)


class _Screens(c.Structure):
    _fields_ = (("data", c.POINTER(c.c_uint32)), ("rem", c.c_int), ("index", c.c_int))


class X11Keys:
    """One combination of keys on one display, taken until `close`. `file` becomes readable when it is pressed.

    Raises OSError when there is no X11, or its libraries are missing.
    """

    def __init__(self) -> None:
        self._xcb, self._symbols_library = _library("xcb"), _library("xcb-keysyms")
        self._libc = c.CDLL(None)
        self._declare()
        self._connection = self._xcb.xcb_connect(None, None)
        if self._xcb.xcb_connection_has_error(self._connection):
            self._xcb.xcb_disconnect(self._connection)
            raise OSError("there is no X11 display")
        self._root = self._xcb.xcb_setup_roots_iterator(self._xcb.xcb_get_setup(self._connection)).data[0]
        self._symbols = self._symbols_library.xcb_key_symbols_alloc(self._connection)

    @property
    def file(self) -> int:
        """The descriptor to wait on; then `pressed` tells."""
        return int(self._xcb.xcb_get_file_descriptor(self._connection))

    def take(self, keys: str) -> bool:
        """Take the keys, such as `Ctrl+Alt+Space`, in the place of others; False when another program has them."""
        self.drop()
        *held, key = keys.split("+")
        modifiers = sum(MODIFIERS[name] for name in held)
        codes = self._codes(_symbol(key))
        taken = [self._grab(modifiers | lock, code) for code in codes for lock in LOCKS]
        self._xcb.xcb_flush(self._connection)
        return bool(taken) and all(taken)

    def drop(self) -> None:
        """Give the keys back, and take no others."""
        self._xcb.xcb_ungrab_key(self._connection, 0, self._root, 1 << 15)  # any key with any modifier that is ours
        self._xcb.xcb_flush(self._connection)

    def pressed(self) -> bool:
        """Whether the keys were pressed since it was asked last."""
        found = False
        while event := self._xcb.xcb_poll_for_event(self._connection):
            found |= event[0] & 0x7F == KEY_PRESS
            self._libc.free(event)
        return found

    def close(self) -> None:
        """Give the keys back."""
        self._symbols_library.xcb_key_symbols_free(self._symbols)
        self._xcb.xcb_disconnect(self._connection)

    def _grab(self, modifiers: int, code: int) -> bool:
        asked = self._xcb.xcb_grab_key_checked(self._connection, 1, self._root, modifiers, code, ASYNC, ASYNC)
        if error := self._xcb.xcb_request_check(self._connection, asked):
            self._libc.free(error)
        return not error

    def _codes(self, symbol: int) -> list[int]:
        found = self._symbols_library.xcb_key_symbols_get_keycode(self._symbols, symbol)
        if not found:
            return []
        codes: list[int] = []
        while code := found[len(codes)]:
            codes.append(int(code))
        self._libc.free(found)
        return codes

    def _declare(self) -> None:
        """Pointers are no ints: each function that takes or gives one has to say so."""
        pointer, void = c.c_void_p, None
        xcb: dict[str, tuple[Any, tuple[Any, ...]]] = {
            "xcb_connect": (pointer, (c.c_char_p, pointer)),
            "xcb_connection_has_error": (c.c_int, (pointer,)),
            "xcb_disconnect": (void, (pointer,)),
            "xcb_get_setup": (pointer, (pointer,)),
            "xcb_setup_roots_iterator": (_Screens, (pointer,)),
            "xcb_get_file_descriptor": (c.c_int, (pointer,)),
            "xcb_flush": (c.c_int, (pointer,)),
            "xcb_poll_for_event": (c.POINTER(c.c_uint8), (pointer,)),
            "xcb_request_check": (pointer, (pointer, _Cookie)),
            "xcb_ungrab_key": (_Cookie, (pointer, c.c_uint8, c.c_uint32, c.c_uint16)),
            "xcb_grab_key_checked": (
                _Cookie,
                (pointer, c.c_uint8, c.c_uint32, c.c_uint16, c.c_uint8, c.c_uint8, c.c_uint8),
            ),
        }
        symbols: dict[str, tuple[Any, tuple[Any, ...]]] = {
            "xcb_key_symbols_alloc": (pointer, (pointer,)),
            "xcb_key_symbols_free": (void, (pointer,)),
            "xcb_key_symbols_get_keycode": (c.POINTER(c.c_uint8), (pointer, c.c_uint32)),
        }
        for library, functions in ((self._xcb, xcb), (self._symbols_library, symbols)):
            for name, (result, arguments) in functions.items():
                function = getattr(library, name)
                function.restype, function.argtypes = result, arguments
        self._libc.free.argtypes = [c.c_void_p]


def _library(name: str) -> Any:
    found = ctypes.util.find_library(name)
    if found is None:
        raise OSError(f"lib{name} is missing")
    return c.CDLL(found)


def _symbol(key: str) -> int:
    """The number that X11 gives a key: letters by their small form, F1 and the others from 0xffbe on."""
    if key in NAMED:
        return NAMED[key]
    return 0xFFBD + int(key[1:]) if len(key) > 1 else ord(key.lower())
