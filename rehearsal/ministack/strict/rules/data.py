"""DynamoDB."""

from .registry import LIMITS, effect, rule

API = "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide"
VALIDATION = "ValidationException"
TTL_SECONDS = 3_600
MOST_INDEXES = LIMITS["tableIndexes"]["max"]


@rule(f"{API}/API_UpdateTimeToLive.html", "dynamodb.UpdateTimeToLive")
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


@rule(f"{GUIDE}/ServiceQuotas.html", "dynamodb.UpdateTable")
def one_index_at_a_time(parameters, _memory):
    updates = parameters.get("GlobalSecondaryIndexUpdates") or []
    if sum("Create" in one or "Delete" in one for one in updates) > 1:
        message = (
            "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table"
        )
        return "GlobalSecondaryIndexUpdates", "LimitExceededException", message
    return None


@rule(f"{API}/API_CreateTable.html", "dynamodb.CreateTable")
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


@rule(f"{GUIDE}/ServiceQuotas.html", "dynamodb.CreateTable")
def index_count(parameters, _memory):
    count = len(parameters.get("GlobalSecondaryIndexes") or [])
    if count > MOST_INDEXES:
        message = f"One or more parameter values were invalid: GlobalSecondaryIndex count exceeds the per-table limit of {MOST_INDEXES}"
        return "GlobalSecondaryIndexes", VALIDATION, message
    return None


@rule(f"{API}/API_CreateTable.html", "dynamodb.CreateTable", "dynamodb.UpdateTable")
def throughput(parameters, _memory):
    has_units = parameters.get("ProvisionedThroughput") is not None
    if parameters.get("BillingMode") == "PAY_PER_REQUEST" and has_units:
        message = "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"
        return "ProvisionedThroughput", VALIDATION, message
    return None
