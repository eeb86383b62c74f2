"""DynamoDB."""

import json

from .registry import LIMITS, READ, Source, answered, effect, rule

API = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"
VALIDATION = "ValidationException"
TTL_SECONDS = 3_600
# AWS takes minutes, also for an empty table; a program that waits for it at all is what is tried here.
INDEX_SECONDS = 15
SIMULTANEOUS = "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"
MOST_INDEXES = LIMITS["tableIndexes"]["max"]


@rule(Source(f"{API}/API_UpdateTimeToLive.html", READ), "dynamodb.UpdateTimeToLive")
def ttl(parameters, memory):
    table, wanted = parameters["TableName"], parameters["TimeToLiveSpecification"]
    name, enabled = wanted["AttributeName"], wanted["Enabled"]
    active = memory.things["ttl"].get(table)
    if enabled and active == name:
        return "TimeToLiveSpecification", VALIDATION, "TimeToLive is already enabled"
    if not enabled and active is None and table in memory.things["ttl"]:
        return "TimeToLiveSpecification", VALIDATION, "TimeToLive is already disabled"
    if active is not None and active != name:
        message = f"TimeToLive is active on a different AttributeName: current AttributeName is {active}"
        return "TimeToLiveSpecification.AttributeName", VALIDATION, message
    changed = memory.times.get(("ttl", table))
    if changed is not None and memory.clock() - changed < TTL_SECONDS:
        return (
            "TimeToLiveSpecification",
            VALIDATION,
            "Time to live has been modified multiple times within a fixed interval",
        )
    return None


@effect("dynamodb.UpdateTimeToLive")
def remember_ttl(parameters, memory):
    table, wanted = parameters["TableName"], parameters["TimeToLiveSpecification"]
    memory.things["ttl"][table] = wanted["AttributeName"] if wanted["Enabled"] else None
    memory.times["ttl", table] = memory.clock()


@effect("dynamodb.DeleteTable")
def forget_table(parameters, memory):
    memory.things["ttl"].pop(parameters["TableName"], None)
    memory.times.pop(("ttl", parameters["TableName"]), None)
    memory.things["index"].pop(parameters["TableName"], None)


@rule(Source(f"{API}/API_UpdateTable.html", READ), "dynamodb.UpdateTable")
def one_index_at_a_time(parameters, _memory):
    updates = parameters.get("GlobalSecondaryIndexUpdates") or []
    if sum("Create" in one or "Delete" in one for one in updates) > 1:
        return "GlobalSecondaryIndexUpdates", "LimitExceededException", SIMULTANEOUS
    return None


def index_in_flight(table, memory):
    """What the last change of an index is still at: its name, and whether it is made; None where it is done."""
    found = memory.things["index"].get(table)
    return found if found is not None and memory.clock() - found["at"] < INDEX_SECONDS else None


@rule(Source(f"{API}/API_UpdateTable.html", READ), "dynamodb.UpdateTable")
def index_after_index(parameters, memory):
    changes_index = any("Create" in one or "Delete" in one for one in parameters.get("GlobalSecondaryIndexUpdates") or [])
    if index_in_flight(parameters["TableName"], memory) is None:
        return None
    if changes_index:
        return "GlobalSecondaryIndexUpdates", "LimitExceededException", SIMULTANEOUS
    message = f"Attempt to change a resource which is still in use: Table is being updated: {parameters['TableName']}"
    return "TableName", "ResourceInUseException", message


@effect("dynamodb.UpdateTable")
def remember_index(parameters, memory):
    for one in parameters.get("GlobalSecondaryIndexUpdates") or []:
        change = one.get("Create") or one.get("Delete")
        if change is not None:
            made = {"name": change["IndexName"], "made": "Create" in one, "at": memory.clock()}
            memory.things["index"][parameters["TableName"]] = made


@answered("dynamodb.DescribeTable")
def describe_index(parameters, memory, answer):
    """The emulator has an index at once, and AWS is seen at it."""
    flight = index_in_flight(parameters["TableName"], memory)
    if flight is None:
        return None
    content = json.loads(answer)
    table = content["Table"]
    table["TableStatus"] = "UPDATING"
    for index in table.get("GlobalSecondaryIndexes") or []:
        if flight["made"] and index["IndexName"] == flight["name"]:
            index["IndexStatus"] = "CREATING"
    return json.dumps(content).encode()


@rule(Source(f"{API}/API_CreateTable.html", None), "dynamodb.CreateTable")
def attributes(parameters, _memory):
    indexes = [*(parameters.get("GlobalSecondaryIndexes") or []), *(parameters.get("LocalSecondaryIndexes") or [])]
    schemas = [parameters.get("KeySchema") or [], *(index["KeySchema"] for index in indexes)]
    used = {key["AttributeName"] for schema in schemas for key in schema}
    defined = {one["AttributeName"] for one in parameters.get("AttributeDefinitions") or []}
    if used != defined:
        message = (
            "One or more parameter values were invalid: Some index key attributes are not defined in "
            f"AttributeDefinitions, or some that are defined are not used. Keys: {sorted(used)}, "
            f"AttributeDefinitions: {sorted(defined)}"
        )
        return "AttributeDefinitions", VALIDATION, message
    return None


@rule(Source(f"{GUIDE}/ServiceQuotas.html", None), "dynamodb.CreateTable")
def index_count(parameters, _memory):
    count = len(parameters.get("GlobalSecondaryIndexes") or [])
    if count > MOST_INDEXES:
        message = f"One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the per-table limit of {MOST_INDEXES}"
        return "GlobalSecondaryIndexes", VALIDATION, message
    return None


@rule(Source(f"{API}/API_CreateTable.html", READ), "dynamodb.CreateTable", "dynamodb.UpdateTable")
def throughput(parameters, _memory):
    has_units = parameters.get("ProvisionedThroughput") is not None
    if parameters.get("BillingMode") == "PAY_PER_REQUEST" and has_units:
        message = "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
        return "ProvisionedThroughput", VALIDATION, message
    return None
