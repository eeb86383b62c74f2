"""AWS's patterns are Java's: classes such as \\p{L} are spelled out for Python."""

import functools
import re
import unicodedata

CLASS = re.compile(r"\\([pP])(?:\{(\w+)\}|([A-Z]))")
# Java's names of ASCII's classes.
ASCII = {
    "Alnum": "a-zA-Z0-9",
    "Alpha": "a-zA-Z",
    "ASCII": "\\x00-\\x7f",
    "Blank": " \\t",
    "Cntrl": "\\x00-\\x1f\\x7f",
    "Digit": "0-9",
    "Graph": "!-~",
    "Lower": "a-z",
    "Print": " -~",
    "Punct": "!-/:-@\\[-`{-~",
    "Space": "\\s",
    "Upper": "A-Z",
    "XDigit": "0-9a-fA-F",
}
NAMED = {"IsAlphabetic": "L", "IsLetter": "L", "IsDigit": "N"}


@functools.lru_cache(maxsize=None)
def compiled(pattern):
    """None for a pattern that Python cannot take: it is not checked then."""
    try:
        return re.compile(CLASS.sub(spelled_out, pattern))
    except (re.error, LookupError):
        return None


def spelled_out(match):
    negated, name = match.group(1) == "P", match.group(2) or match.group(3)
    inside = in_brackets(match.string, match.start())
    ranges = ASCII.get(name) or ranges_of(NAMED.get(name, name))
    if negated and inside:
        raise LookupError(name)
    return ranges if inside else f"[{'^' if negated else ''}{ranges}]"


def in_brackets(pattern, position):
    depth = 0
    index = 0
    while index < position:
        if pattern[index] == "\\":
            index += 1
        elif pattern[index] == "[":
            depth += 1
        elif pattern[index] == "]" and depth > 0:
            depth -= 1
        index += 1
    return depth > 0


@functools.lru_cache(maxsize=None)
def ranges_of(category):
    """Characters of a general category (`L`, `Lu`), beyond the basic plane all that such a class is used for."""
    if category[0] not in "CLMNPSZ":
        raise LookupError(category)
    ranges, start = [], None
    for code in range(0x10000 + 1):
        is_in = code < 0x10000 and unicodedata.category(chr(code)).startswith(category)
        if is_in and start is None:
            start = code
        elif not is_in and start is not None:
            ranges.append(f"\\u{start:04x}-\\u{code - 1:04x}")
            start = None
    beyond = "\\U00010000-\\U0010ffff" if category in ("L", "S") else ""
    return "".join(ranges) + beyond
