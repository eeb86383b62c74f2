import { Provider } from "@pulumi/aws/provider";
import { ComponentResource } from "@pulumi/pulumi";
import type { Stage } from "../model/stage/stage";

/** A whole stage: the parent of its seven phases, and of the provider through which they reach AWS. */
export class StageStack extends ComponentResource {
  constructor(stage: Stage) {
    super("listbackup:stage:StageStack", stage.name, {}, { providers: [awsProvider(stage)] });
    this.registerOutputs({});
  }
}

/** Aimed at the stage's account and region, whatever the surroundings say; refuses any other account. */
function awsProvider(stage: Stage): Provider {
  return new Provider("aws", {
    region: stage.region as "us-west-2",
    allowedAccountIds: [stage.account],
    defaultTags: { tags: { Project: "listbackup", Stage: stage.name, ManagedBy: "pulumi" } },
    ...(stage.rehearsal === undefined ? {} : { skipMetadataApiCheck: true, s3UsePathStyle: true }),
  });
}
