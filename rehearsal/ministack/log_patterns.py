"""Filter patterns of CloudWatch Logs, as AWS takes them.

MiniStack wants every term of a pattern in a line, splits quoted phrases at their spaces, and takes case for nothing.
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

import re

from ministack.core.responses import error_response_json
from ministack.services import cloudwatch_logs

MAX_PATTERN_LENGTH = 1024

TERM = re.compile(r'([?-]?)(?:"((?:[^"\\]|\\.)*)"|(\S+))')
# Patterns for JSON, for columns and regular expressions are left to MiniStack.
OTHER_SYNTAX = ("{", "[", "%")

compile_other = cloudwatch_logs._compile_filter_pattern
filter_events = cloudwatch_logs._filter_log_events


def compile_terms(raw):
    pattern = (raw or "").strip()
    if pattern.startswith(OTHER_SYNTAX):
        return compile_other(pattern)
    terms = {"": [], "?": [], "-": []}
    for kind, phrase, word in TERM.findall(pattern):
        terms[kind].append(word or re.sub(r"\\(.)", r"\1", phrase))
    required, excluded = terms[""], terms["-"]
    # Beside terms of another kind AWS ignores the optional ones.
    optional = [] if required or excluded else terms["?"]

    def matches(line):
        return (
            all(term in line for term in required)
            and not any(term in line for term in excluded)
            and (not optional or any(term in line for term in optional))
        )

    return matches


def filter_log_events(data):
    if len(data.get("filterPattern") or "") > MAX_PATTERN_LENGTH:
        message = f"filterPattern is longer than {MAX_PATTERN_LENGTH} characters"
        return error_response_json("InvalidParameterException", message, 400)
    return filter_events(data)


def install():
    cloudwatch_logs._compile_filter_pattern = compile_terms
    cloudwatch_logs._filter_log_events = filter_log_events
