/*
 * What the package exports to other Pulumi programs; docs/components.md describes it. Code of this project imports the
 * files themselves.
 */
export { AuditTrail, type AuditTrailArgs } from "./account/auditTrail";
export { LambdaService, type LambdaServiceArgs, type ServiceFunctionArgs } from "./functions/lambdaService";
export type { Transition } from "./functions/environment";
export type { PhaseFacts } from "./phases/phase";
export type { Gate } from "./stage/gate";
export type { StageOutputs } from "./stage/outputs";
export { StageStack, type StageStackArgs } from "./stage/stageStack";
export { catalogSchema, type Catalog } from "../model/catalog/schema/catalog";
export { DeployError } from "../model/errors";
export type { PhaseId } from "../model/phases";
export { releaseSchema, type Release } from "../model/release/release";
export { defineStage, type StageDefinition } from "../model/stage/defineStage";
export type { AnyStage } from "../model/stage/stage";
