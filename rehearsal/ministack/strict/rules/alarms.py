"""CloudWatch's alarms."""

from .registry import LIMITS, READ, Source, rule

PAGE = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
SOURCE = Source(PAGE, READ)
INVALID = "ValidationError"
DAY, WEEK = LIMITS["alarmShortPeriods"]["max"], LIMITS["alarmLongPeriods"]["max"]
HOUR = 3_600
MOST_METRICS = 10


def periods_of(parameters):
    nested = [one.get("Period") or (one.get("MetricStat") or {}).get("Period") for one in parameters.get("Metrics") or []]
    return [period for period in [parameters.get("Period"), *nested] if period is not None]


@rule(SOURCE, "cloudwatch.PutMetricAlarm")
def evaluation_periods(parameters, _memory):
    # The model requires neither: an alarm has one or the other.
    if parameters.get("EvaluationPeriods") is None and parameters.get("EvaluationCriteria") is None:
        return "EvaluationPeriods", INVALID, "The parameter EvaluationPeriods is required."
    return None


@rule(SOURCE, "cloudwatch.PutMetricAlarm")
def period(parameters, _memory):
    for one in periods_of(parameters):
        if one not in (10, 20, 30) and one % 60 != 0:
            return "Period", INVALID, f"Period {one} is not valid: 10, 20, 30 or a multiple of 60"
        span = one * (parameters.get("EvaluationPeriods") or 1)
        most = WEEK if one >= HOUR else DAY
        if span > most:
            return "EvaluationPeriods", INVALID, f"Metrics cannot be checked across more than {most} seconds (EvaluationPeriods * Period)"
    return None


@rule(SOURCE, "cloudwatch.PutMetricAlarm")
def datapoints(parameters, _memory):
    periods = parameters.get("EvaluationPeriods")
    if periods is not None and (parameters.get("DatapointsToAlarm") or 0) > periods:
        return "DatapointsToAlarm", INVALID, "DatapointsToAlarm must be less than or equal to EvaluationPeriods"
    return None


@rule(Source(PAGE, None), "cloudwatch.PutMetricAlarm")
def metrics(parameters, _memory):
    metrics_ = parameters.get("Metrics") or []
    if sum("MetricStat" in one for one in metrics_) > MOST_METRICS:
        return "Metrics", INVALID, f"An alarm takes at most {MOST_METRICS} metrics"
    if metrics_ and sum(one.get("ReturnData", True) is not False for one in metrics_) != 1:
        return "Metrics", INVALID, "Exactly one element of the metrics list should return data."
    return None
