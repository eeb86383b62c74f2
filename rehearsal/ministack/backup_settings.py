"""Settings of AWS Backup in a region, and policies of its vaults, which MiniStack has none of.

https://docs.aws.amazon.com/aws-backup/latest/devguide/API_UpdateRegionSettings.html
https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultAccessPolicy.html
"""

import json

from ministack.core.responses import AccountRegionScopedDict
from ministack.services import backup

SETTINGS = ("ResourceTypeOptInPreference", "ResourceTypeManagementPreference")

handle_by_emulator = backup.handle_request
describe_by_emulator = backup._describe_vault
settings = AccountRegionScopedDict()
# Kept in the vault, so that it is in the emulator's state.
POLICY = "AccessPolicy"


def describe_settings():
    return backup._ok({name: settings.get(name, {}) for name in SETTINGS})


def update_settings(given):
    for name in SETTINGS:
        settings[name] = {**settings.get(name, {}), **(given.get(name) or {})}
    return backup._no_content()


def describe_vault(name):
    status, headers, body = describe_by_emulator(name)
    return status, headers, json.dumps({key: value for key, value in json.loads(body).items() if key != POLICY}).encode()


def policy_of(name):
    vault = backup._vaults.get(name)
    if vault is None or POLICY not in vault:
        return backup._not_found(f"No access policy is associated with vault '{name}'.")
    found = {key: vault[key] for key in ("BackupVaultName", "BackupVaultArn")}
    return backup._ok({**found, "Policy": vault[POLICY]})


def change_policy(name, policy):
    vault = backup._vaults.get(name)
    if vault is None:
        return backup._not_found(f"Vault '{name}' not found.")
    if policy is None:
        vault.pop(POLICY, None)
    else:
        vault[POLICY] = policy
    return backup._no_content()


async def handle_request(method, path, headers, body, query):
    parts = [part for part in path.split("/") if part]
    if method == "PUT" and parts == ["account-settings"]:
        return update_settings(json.loads(body or b"{}"))
    if method in ("PUT", "DELETE") and parts[:1] + parts[2:] == ["backup-vaults", "access-policy"]:
        policy = json.loads(body)["Policy"] if method == "PUT" else None
        return change_policy(parts[1], policy)
    return await handle_by_emulator(method, path, headers, body, query)


def install():
    backup._describe_region_settings = describe_settings
    backup._describe_vault = describe_vault
    backup._get_vault_access_policy = policy_of
    backup.handle_request = handle_request
