"""Holds values to what a model says of their shape."""

import datetime

from .members import join, wrong_type
from .patterns import compiled
from .violation import Violation

TYPES = {
    "structure": dict,
    "map": dict,
    "list": list,
    "string": str,
    "boolean": bool,
    "integer": int,
    "long": int,
    "float": (int, float),
    "double": (int, float),
    "bigdecimal": (int, float),
    "blob": (str, bytes),
    "timestamp": (str, int, float, datetime.datetime),
}


def check(shape, value, at, violations):
    if getattr(shape, "is_document_type", False):
        return
    expected = TYPES.get(shape.type_name)
    is_number = shape.type_name in ("integer", "long", "float", "double", "bigdecimal")
    if expected is not None and (not isinstance(value, expected) or (is_number and isinstance(value, bool))):
        violations.append(wrong_type(at, shape, value))
        return
    CHECKS.get(shape.type_name, nothing)(shape, value, at, violations)


def nothing(_shape, _value, _at, _violations):
    return


def check_structure(shape, value, at, violations):
    for name in shape.required_members:
        if value.get(name) is None:
            violations.append(Violation(join(at, name), "", "required"))
    for name, one in value.items():
        if one is not None and name in shape.members:
            check(shape.members[name], one, join(at, name), violations)


def check_list(shape, value, at, violations):
    check_length(shape, value, at, violations)
    for index, one in enumerate(value):
        if one is not None:
            check(shape.member, one, f"{at}[{index}]", violations)


def check_map(shape, value, at, violations):
    check_length(shape, value, at, violations)
    for key, one in value.items():
        check(shape.key, key, f"{at}.key", violations)
        if one is not None:
            check(shape.value, one, join(at, key), violations)


def check_string(shape, value, at, violations):
    check_length(shape, value, at, violations)
    if shape.enum and value not in shape.enum:
        allowed = ", ".join(shape.enum)
        violations.append(Violation(at, f"Member must satisfy enum value set: [{allowed}]", "enum", value))
    pattern = shape.metadata.get("pattern")
    expression = compiled(pattern) if pattern else None
    if expression is not None and expression.fullmatch(value) is None:
        constraint = f"Member must satisfy regular expression pattern: {pattern}"
        violations.append(Violation(at, constraint, "pattern", value))


def check_number(shape, value, at, violations):
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and value < least:
        violations.append(Violation(at, f"Member must have value greater than or equal to {least}", "range", value))
    if most is not None and value > most:
        violations.append(Violation(at, f"Member must have value less than or equal to {most}", "range", value))


def check_length(shape, value, at, violations):
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and len(value) < least:
        violations.append(Violation(at, f"Member must have length greater than or equal to {least}", "length", value))
    if most is not None and len(value) > most:
        violations.append(Violation(at, f"Member must have length less than or equal to {most}", "length", value))


CHECKS = {
    "structure": check_structure,
    "list": check_list,
    "map": check_map,
    "string": check_string,
    "integer": check_number,
    "long": check_number,
    "float": check_number,
    "double": check_number,
    "bigdecimal": check_number,
}
