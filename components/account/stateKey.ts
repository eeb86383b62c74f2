import * as kms from "@pulumi/aws/kms";
import type { Resource } from "@pulumi/pulumi";
import { STATE_KEY_DESCRIPTION } from "../../model/account/stateKey";
import { DRIVER_NAMES } from "../../model/names";

/**
 * The KMS key that encrypts secrets in Pulumi's state, and its alias. Without the key no state can be read, so it is never
 * deleted with the stack.
 */
export function stateKey(name: string, parent: Resource): kms.Key {
  const retained = { parent, retainOnDelete: true };
  const key = new kms.Key(
    name,
    { description: STATE_KEY_DESCRIPTION, enableKeyRotation: true },
    { ...retained, protect: true },
  );
  new kms.Alias(`${name}-alias`, { name: DRIVER_NAMES.stateKeyAlias, targetKeyId: key.keyId }, retained);
  return key;
}
