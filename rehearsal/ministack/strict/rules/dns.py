"""Route 53's records of one name and type."""

from .registry import READ, Source, effect, rule

PAGE = "https://docs.aws.amazon.com/Route53/latest/APIReference/API_ResourceRecordSet.html"
OPERATION = "route53.ChangeResourceRecordSets"
INVALID = "InvalidChangeBatch"


def changes_of(parameters):
    changes = (parameters.get("ChangeBatch") or {}).get("Changes") or []
    return [(one.get("Action"), one.get("ResourceRecordSet") or {}) for one in changes]


def key_of(record):
    return (record.get("Name") or "").rstrip(".").lower(), record.get("Type"), record.get("SetIdentifier") or ""


def applied(parameters, known):
    """The zone's records after a batch, as far as calls made them: failover role by name, type and set identifier."""
    records = dict(known)
    for action, record in changes_of(parameters):
        if action == "DELETE":
            records.pop(key_of(record), None)
        else:
            records[key_of(record)] = record.get("Failover")
    return records


def zone_of(parameters, memory):
    return memory.account.things["zone/" + (parameters.get("HostedZoneId") or "").rpartition("/")[2]]


@effect(OPERATION)
def remember_records(parameters, memory):
    zone = zone_of(parameters, memory)
    records = applied(parameters, zone)
    zone.clear()
    zone.update(records)


@rule(Source(PAGE, READ), OPERATION)
def failover_members(parameters, _memory):
    for _, record in changes_of(parameters):
        if record.get("Failover") and not record.get("SetIdentifier"):
            return "SetIdentifier", "InvalidInput", "Missing field 'SetIdentifier' in Change with a Failover"
    return None


# The texts are those of Route 53's answers; its documentation states only the rules.
@rule(Source(PAGE, None), OPERATION)
def one_routing_policy(parameters, memory):
    records = applied(parameters, zone_of(parameters, memory))
    for name, kind, identifier in {key_of(record) for action, record in changes_of(parameters) if action != "DELETE"}:
        others = [key for key in records if key[:2] == (name, kind) and key[2] != identifier]
        if any((key[2] == "") != (identifier == "") for key in others):
            return (
                "ChangeBatch",
                INVALID,
                f"[RRSet with DNS name {name}., type {kind}, SetIdentifier {identifier} cannot be created as other "
                "RRSets exist with the same name and type.]",
            )
        role = records[(name, kind, identifier)]
        if role and any(records[key] == role for key in others):
            return "ChangeBatch", INVALID, f"[RRSet with DNS name {name}., type {kind}: a {role} record exists already.]"
    return None
