import type { Release } from "../model/release/release";
import { functionsOnStage, triggersWithHandler } from "../model/stage/functions";
import type { Stage } from "../model/stage/stage";
import { quietSdk } from "./stage/sdkTracing";
import type { Transition } from "./functions/environment";
import { passGate, type Gate } from "./stage/gate";
import { Certificates } from "./phases/certificates";
import { CoreInfrastructure } from "./phases/coreInfrastructure";
import { Gateway } from "./phases/gateway";
import { Identity } from "./phases/identity";
import type { Phase } from "./phases/phase";
import { AuthService, BusinessServices, UserServices } from "./phases/services";
import { stageOutputs } from "./stage/outputs";
import { stageAlarm } from "./monitoring/stageAlarm";
import { StageStack } from "./stage/stageStack";

export interface ProgramInputs {
  readonly stage: Stage;
  readonly release: Release;
  /** Checks what a phase has brought up before the next one starts. @default nothing is checked */
  readonly gate?: Gate;
  /** Where two releases share the stage. @default null */
  readonly transition?: Transition | null;
  /** Names of tables that are on demand on AWS now, for a stage whose tables have a capacity. @default none */
  readonly onDemandTables?: ReadonlySet<string>;
}

/** The program of a stage: seven phases, each built when all of the one before it is there and its gate has opened. */
export function stageProgram({
  stage,
  release,
  gate,
  transition = null,
  onDemandTables = new Set(),
}: ProgramInputs): () => Promise<Record<string, unknown>> {
  quietSdk();
  return async () => {
    const { catalog } = release;
    const functions = functionsOnStage(stage, release);
    const parent = new StageStack(stage);
    const after = (...phases: readonly Phase[]): { parent: StageStack; dependsOn: Phase[] } => ({
      parent,
      dependsOn: [...phases],
    });

    const certificates = new Certificates(stage, after());
    await passGate(certificates, gate);

    const core = new CoreInfrastructure(stage, catalog, onDemandTables, certificates.zoneId, after(certificates));
    await passGate(core, gate);

    const { triggers } = catalog.identity;
    // An expansion names just the triggers that the old release serves, whatever its functions become.
    const poolTriggers = transition === null ? triggersWithHandler(triggers, functions) : triggers;
    const identity = new Identity(stage, catalog, poolTriggers, after(core));
    await passGate(identity, gate);

    const { queueUrls, streamArns } = core;
    const { certificateArn, zoneId } = certificates;
    const surroundings = { stage, transition, queueUrls, streamArns, identity, certificateArn, zoneId };
    const gateway = new Gateway({ catalog, functions, surroundings }, after(identity));
    await passGate(gateway, gate);

    const services = {
      catalog,
      functions,
      surroundings: { ...surroundings, api: { id: gateway.apiId, url: gateway.url } },
    };
    const auth = new AuthService(services, after(gateway));
    await passGate(auth, gate);

    const users = new UserServices(services, after(auth));
    await passGate(users, gate);

    const business = new BusinessServices(services, after(users));
    await passGate(business, gate);

    stageAlarm(stage, catalog, functions, parent, [core, gateway, auth, users, business]);

    const versions = { ...gateway.versions, ...auth.versions, ...users.versions, ...business.versions };
    return stageOutputs(stage, catalog, versions, { identity, gateway });
  };
}
