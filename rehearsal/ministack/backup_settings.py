"""Settings of AWS Backup in a region, which MiniStack has none of.

https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateRegionSettings.html
"""

import json

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import backup

PATH = "/account-settings"
NAMES = ("ResourceTypeOptInPreference", "ResourceTypeManagementPreference")

handle_by_emulator = backup.handle_request
settings = AccountRegionScopedDict()


def describe():
    return backup._ok({name: settings.get(name, {}) for name in NAMES})


async def handle_request(method, path, headers, body, query):
    if method != "PUT" or path.rstrip("/") != PATH:
        return await handle_by_emulator(method, path, headers, body, query)
    given = json.loads(body or b"{}")
    for name in NAMES:
        settings[name] = {**settings.get(name, {}), **(given.get(name) or {})}
    return 200, {"Content-Type": "application/json"}, b""


def install():
    backup._describe_region_settings = describe
    backup.handle_request = handle_request
