"""The id of a request to an HTTP API: the function is given the same as the caller.

MiniStack answers with an id of its own, so that no line that a function logs of a request can be found by it.
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
"""

from contextvars import ContextVar

from ministack.services import apigateway

HEADER = "apigw-requestid"

new_uuid = apigateway.new_uuid
invoke = apigateway._invoke_lambda_proxy

# What the event of the request that is being answered was given.
current = ContextVar("api_request_id", default=None)


def recorded_uuid():
    identifier = new_uuid()
    current.set(identifier)
    return identifier


async def invoke_with_id(*args, **kwargs):
    current.set(None)
    status, headers, body = await invoke(*args, **kwargs)
    identifier = current.get()
    return status, headers if identifier is None else {**headers, HEADER: identifier}, body


def install():
    apigateway.new_uuid = recorded_uuid
    apigateway._invoke_lambda_proxy = invoke_with_id
