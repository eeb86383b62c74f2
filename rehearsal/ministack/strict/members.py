"""Turns what is on the wire into members of the model, and reports what the model does not have."""

from .models import LOCATIONS
from .violation import Violation

NUMBERS = {"integer": int, "long": int, "float": float, "double": float, "bigdecimal": float}
FLAGS = {"true": True, "false": False}


def wire_name(name, shape):
    return shape.serialization.get("name", name)


def unknown(at, key):
    return Violation(join(at, key), "Member is not known", "unknown")


def wrong_type(at, shape, value):
    return Violation(at, f"Expected {shape.type_name}, got {type(value).__name__}", "type", value)


def join(at, name):
    return f"{at}.{name}" if at else name


def in_body(shape):
    return {name: one for name, one in shape.members.items() if one.serialization.get("location") not in LOCATIONS}


def scalar_of(shape, text, at, violations):
    """A value that was text: in a path, a query, a header, a form or XML."""
    try:
        if shape.type_name in NUMBERS:
            return NUMBERS[shape.type_name](text)
        if shape.type_name == "boolean":
            return FLAGS[text.lower()]
    except (ValueError, KeyError):
        violations.append(wrong_type(at, shape, text))
        return None
    return text


def from_json(shape, value, at, violations):
    """JSON and CBOR: typed already; `constraints` looks at the types."""
    if value is None or getattr(shape, "is_document_type", False):
        return value
    if shape.type_name == "structure" and isinstance(value, dict):
        return from_json_members(shape, in_body(shape), value, at, violations)
    if shape.type_name == "list" and isinstance(value, list):
        return [from_json(shape.member, one, f"{at}[{index}]", violations) for index, one in enumerate(value)]
    if shape.type_name == "map" and isinstance(value, dict):
        return {key: from_json(shape.value, one, join(at, key), violations) for key, one in value.items()}
    return value


def from_json_members(shape, members, value, at, violations):
    by_wire = {wire_name(name, member): (name, member) for name, member in members.items()}
    found = {}
    for key, one in value.items():
        if key not in by_wire:
            # The name of the type: the SDKs of some languages send it.
            if key != "__type":
                violations.append(unknown(at, key))
            continue
        name, member = by_wire[key]
        found[name] = from_json(member, one, join(at, name), violations)
    return found


def from_xml(shape, node, at, violations):
    if shape.type_name == "structure":
        return from_xml_members(shape, node, at, violations)
    if shape.type_name == "list":
        wanted = shape.member.serialization.get("name", "member")
        items = []
        for index, child in enumerate(node):
            if tag_of(child) != wanted:
                violations.append(unknown(at, tag_of(child)))
            else:
                items.append(from_xml(shape.member, child, f"{at}[{index}]", violations))
        return items
    return scalar_of(shape, node.text or "", at, violations)


def from_xml_members(shape, node, at, violations):
    by_wire = {}
    for name, member in in_body(shape).items():
        is_flat = member.type_name == "list" and member.serialization.get("flattened")
        inner = member.serialization.get("name") or (wire_name(name, member.member) if is_flat else name)
        by_wire[inner] = (name, member, is_flat)
    found = {}
    for child in node:
        if tag_of(child) not in by_wire:
            violations.append(unknown(at, tag_of(child)))
            continue
        name, member, is_flat = by_wire[tag_of(child)]
        if is_flat:
            items = found.setdefault(name, [])
            items.append(from_xml(member.member, child, f"{join(at, name)}[{len(items)}]", violations))
        else:
            found[name] = from_xml(member, child, join(at, name), violations)
    # What stands in an attribute, such as the type of a grantee, is not looked at.
    return {**found, **attributes_of(shape, node)}


def attributes_of(shape, node):
    attributes = {name.rpartition("}")[2]: value for name, value in node.attrib.items()}
    return {
        name: attributes[wire_name(name, member).rpartition(":")[2]]
        for name, member in shape.members.items()
        if member.serialization.get("xmlAttribute") and wire_name(name, member).rpartition(":")[2] in attributes
    }


def tag_of(node):
    return node.tag.rpartition("}")[2]


class Form:
    """Fields of the query protocol: `Tags.member.1.Key=…`."""

    def __init__(self, fields):
        self.fields = fields
        self.used = {"Action", "Version"}

    def has(self, prefix):
        return prefix in self.fields or any(field.startswith(f"{prefix}.") for field in self.fields)

    def value(self, prefix):
        self.used.add(prefix)
        return self.fields.get(prefix, "")

    def unused(self):
        # An empty list is a field without a value.
        return [field for field, value in self.fields.items() if field not in self.used and value != ""]


def from_form(shape, form, prefix, at, violations):
    if shape.type_name == "structure":
        found = {}
        for name, member in shape.members.items():
            key = join(prefix, wire_name(name, member))
            if form.has(key):
                found[name] = from_form(member, form, key, join(at, name), violations)
        return found
    if shape.type_name == "list":
        flat = shape.serialization.get("flattened")
        base = prefix if flat else f"{prefix}.{shape.member.serialization.get('name', 'member')}"
        keys = numbered(form, base)
        return [from_form(shape.member, form, key, f"{at}[{index}]", violations) for index, key in enumerate(keys)]
    if shape.type_name == "map":
        base = prefix if shape.serialization.get("flattened") else f"{prefix}.entry"
        key_name = shape.key.serialization.get("name", "key")
        value_name = shape.value.serialization.get("name", "value")
        found = {}
        for entry in numbered(form, base):
            key = form.value(f"{entry}.{key_name}")
            found[key] = from_form(shape.value, form, f"{entry}.{value_name}", join(at, key), violations)
        return found
    return scalar_of(shape, form.value(prefix), at, violations)


def numbered(form, base):
    keys, index = [], 1
    while form.has(f"{base}.{index}"):
        keys.append(f"{base}.{index}")
        index += 1
    return keys
