"""System calls of Linux that Python has no functions for."""

import ctypes
import os
import sys

libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
NO_NEW_PRIVILEGES = 38


def syscall(number, *arguments):
    """Raises OSError."""
    converted = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return checked(libc.syscall(ctypes.c_long(number), *converted))


def forbid_new_privileges():
    """For the calling thread, and all it starts: what the kernel asks of those who restrict themselves."""
    one, zero = ctypes.c_ulong(1), ctypes.c_ulong(0)
    checked(libc.prctl(NO_NEW_PRIVILEGES, one, zero, zero, zero))


def checked(result):
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, os.strerror(error))
    return result
