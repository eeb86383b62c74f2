"""Which route a request reaches: MiniStack makes the pattern of each route anew for each request, three times over."""

import functools
import re

from ministack.services import apigateway

PARAMETER = re.compile(r"(\{[^}]+\})")


@functools.lru_cache(maxsize=4096)
def pattern_of(route_path):
    """Names of the parameters, and the pattern with a group for each: `{name}` is one segment, `{name+}` any number."""
    names, pattern = [], ""
    for part in PARAMETER.split(route_path):
        if part.startswith("{"):
            names.append(part[1:-1].removesuffix("+"))
            pattern += "(.+)" if part.endswith("+}") else "([^/]+)"
        else:
            pattern += re.escape(part)
    return names, re.compile(pattern)


def path_parameters(route_path, request_path):
    """None where the route does not match."""
    names, pattern = pattern_of(route_path)
    found = pattern.fullmatch(request_path)
    return None if found is None else dict(zip(names, found.groups()))


def install():
    apigateway._extract_path_params = path_parameters
