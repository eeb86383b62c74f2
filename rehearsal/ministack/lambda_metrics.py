"""Metrics of Lambda functions, as AWS counts them.

MiniStack counts only what is invoked through Lambda's own API and waited for: requests that come through API Gateway, and
what streams, queues, topics and events invoke, are in no metric, and a failed asynchronous invocation is none. Here every
execution counts. A throttled request is no invocation, and the time in which a function is loaded is not part of its
duration.
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
"""

import time

from ministack.services import cloudwatch, lambda_svc

NAMESPACE = "AWS/Lambda"

dispatch = lambda_svc._execute_function_dispatch
reserved_concurrency = lambda_svc._reserved_concurrency

# Functions that have been loaded, by name and code.
loaded = set()


def emit(function_name, metric, value, unit="Count"):
    cloudwatch.record_metric(NAMESPACE, metric, value, unit, {"FunctionName": function_name})


def dispatch_and_count(func, config, event, request_id, started):
    name = config.get("FunctionName", "unknown")
    code = (name, config.get("Version"), config.get("CodeSha256"))
    is_cold = code not in loaded
    loaded.add(code)
    began = time.time()
    result = dispatch(func, config, event, request_id, started)
    emit(name, "Invocations", 1)
    emit(name, "Errors", 1 if result.get("error") else 0)
    emit(name, "Throttles", 0)
    if not is_cold:
        emit(name, "Duration", (time.time() - began) * 1000, "Milliseconds")
    return result


def emit_throttle(function_name, duration_ms, error, throttle):
    """In place of MiniStack's own count. It reports a throttle twice, and has a duration the second time."""
    if throttle and duration_ms == 0:
        emit(function_name, "Throttles", 1)


def reserved_concurrency_of_function(func, config):
    """The record of a version, which an alias invokes, lacks the function's reserved concurrency."""
    found = reserved_concurrency(func, config)
    if found is not None:
        return found
    record = lambda_svc._functions.get(config.get("FunctionName")) or {}
    return reserved_concurrency(record, config)


def install():
    lambda_svc._execute_function_dispatch = dispatch_and_count
    lambda_svc._emit_lambda_metrics = emit_throttle
    lambda_svc._reserved_concurrency = reserved_concurrency_of_function
