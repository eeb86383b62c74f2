import { Provider } from "@pulumi/aws/provider";
import { ComponentResource } from "@pulumi/pulumi";
import type { Stage } from "../../model/stage/stage";
import { providerArgs } from "./awsProvider";

/** A whole stage: the parent of its seven phases, and of the provider through which they reach AWS. */
export class StageStack extends ComponentResource {
  constructor(stage: Stage) {
    super("listbackup:stage:StageStack", stage.name, {}, { providers: [new Provider("aws", providerArgs(stage))] });
    this.registerOutputs({});
  }
}
