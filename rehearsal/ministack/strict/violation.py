"""What is wrong with a request."""

from dataclasses import dataclass

# Longer values would make the message unreadable.
SHOWN = 120


@dataclass(frozen=True)
class Violation:
    # `TableName`, `Tags[3].Key`
    member: str
    # As AWS writes it: "Member must have length less than or equal to 64".
    constraint: str
    # `required`, `unknown`, `type`, `length`, `range`, `pattern`, `enum`, or the name of a rule.
    kind: str
    value: object = None

    def sentence(self):
        if self.kind == "required":
            return f"Value null at '{self.member}' failed to satisfy constraint: Member must not be null"
        if self.kind in ("unknown", "type"):
            return f"'{self.member}': {self.constraint}"
        if self.kind == "rule":
            return self.constraint
        return f"Value '{shown(self.value)}' at '{self.member}' failed to satisfy constraint: {self.constraint}"


def shown(value):
    text = str(value)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
