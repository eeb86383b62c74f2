import type { IAMClient, PolicyVersion } from "@aws-sdk/client-iam";
import { managedPolicyArn } from "../../../model/access/roles";
import { policyOf, type RolePolicy } from "../../../model/access/statement";
import { calling, isAlreadyExists, isNotFound } from "../errors";
import { retryUntilConsistent } from "../eventualConsistency";
import { clientConfig, type AwsTarget } from "../target";

/** Versions that IAM keeps of a policy at most. */
const MAX_VERSIONS = 5;

/**
 * Creates a managed policy of the account, or makes its default version equal to the document. Repeating it changes nothing.
 * @returns whether it was created
 * @throws DeployError AWS
 */
export async function ensureManagedPolicy(target: AwsTarget, policy: RolePolicy): Promise<boolean> {
  const { CreatePolicyCommand, IAMClient } = await import("@aws-sdk/client-iam");
  const client = new IAMClient(clientConfig(target));
  const PolicyDocument = policyOf(policy.statements);
  return calling(target, `setting up the policy ${policy.name}`, async () => {
    try {
      await client.send(
        new CreatePolicyCommand({ PolicyName: policy.name, Description: policy.description, PolicyDocument }),
      );
      return true;
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
    }
    await updateDocument(client, managedPolicyArn(target.account, policy.name), PolicyDocument);
    return false;
  });
}

async function updateDocument(client: IAMClient, PolicyArn: string, PolicyDocument: string): Promise<void> {
  const iam = await import("@aws-sdk/client-iam");
  const { Versions = [] } = await retryUntilConsistent(() =>
    client.send(new iam.ListPolicyVersionsCommand({ PolicyArn })),
  );
  const current = Versions.find(({ IsDefaultVersion }) => IsDefaultVersion === true);
  const { PolicyVersion } = await client.send(
    new iam.GetPolicyVersionCommand({ PolicyArn, VersionId: current?.VersionId }),
  );
  if (isSameDocument(PolicyVersion?.Document, PolicyDocument)) return;
  const oldest = oldestUnused(Versions);
  if (Versions.length >= MAX_VERSIONS && oldest !== undefined)
    await client.send(new iam.DeletePolicyVersionCommand({ PolicyArn, VersionId: oldest.VersionId }));
  await client.send(new iam.CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
}

function oldestUnused(versions: readonly PolicyVersion[]): PolicyVersion | undefined {
  return versions
    .filter(({ IsDefaultVersion }) => IsDefaultVersion !== true)
    .sort((one, other) => (one.CreateDate?.getTime() ?? 0) - (other.CreateDate?.getTime() ?? 0))[0];
}

/** IAM answers with the document percent-encoded; not every emulator does. */
function isSameDocument(found: string | undefined, wanted: string): boolean {
  const text = found ?? "";
  try {
    const decoded = text.startsWith("%7B") ? decodeURIComponent(text) : text;
    return JSON.stringify(JSON.parse(decoded)) === wanted;
  } catch {
    return false;
  }
}

/** @throws DeployError AWS */
export async function managedPolicyExists(target: AwsTarget, name: string): Promise<boolean> {
  const { GetPolicyCommand, IAMClient } = await import("@aws-sdk/client-iam");
  const client = new IAMClient(clientConfig(target));
  const PolicyArn = managedPolicyArn(target.account, name);
  return calling(target, `reading the policy ${name}`, async () => {
    try {
      await client.send(new GetPolicyCommand({ PolicyArn }));
      return true;
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
  });
}
