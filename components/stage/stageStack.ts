import { Provider } from "@pulumi/aws/provider";
import { ComponentResource, rootStackResource, type ComponentResourceOptions } from "@pulumi/pulumi";
import type { ParameterDigests } from "../../model/release/parameterDigests";
import type { Release } from "../../model/release/release";
import { functionsOnStage, triggersWithHandler } from "../../model/stage/functions";
import type { AnyStage } from "../../model/stage/stage";
import type { StageContext, Transition } from "../functions/environment";
import { stageAlarm } from "../monitoring/stageAlarm";
import { Certificates } from "../phases/certificates";
import { CoreInfrastructure } from "../phases/coreInfrastructure";
import { Gateway } from "../phases/gateway";
import { Identity } from "../phases/identity";
import type { Phase } from "../phases/phase";
import { AuthService, BusinessServices, UserServices } from "../phases/services";
import { providerArgs } from "./awsProvider";
import { passGate, type Gate } from "./gate";
import { stageOutputs, type StageOutputs } from "./outputs";

export interface StageStackArgs {
  /** Account, region and settings: `defineStage` returns one. */
  readonly stage: AnyStage;
  /** The catalog, and the artifact of each function. The artifacts must be in the stage's deployments bucket. */
  readonly release: Release;
  /** Checks a phase before the next one starts; a rejection ends the deployment. @default no checks */
  readonly gate?: Gate;
  /** What differs while two releases share the stage. @default null: one release only */
  readonly transition?: Transition | null;
  /**
   * Digest by function of the versions of the parameters and secrets that it reads: `parameterDigests` returns them. A
   * changed digest updates the function. @default none
   */
  readonly parameterDigests?: ParameterDigests;
  /** Names of tables that are on demand on AWS now, for a stage whose tables have a capacity. @default none */
  readonly onDemandTables?: ReadonlySet<string>;
}

interface PhaseOptions {
  readonly parent: StageStack;
  readonly providers: Provider[];
  readonly dependsOn: Phase[];
}

/**
 * A whole stage: its AWS provider and its seven phases. Each phase is created when all of the one before it exists and its
 * gate has passed. One per Pulumi stack: the resources below it are named by the catalog.
 *
 * The program must await `ready`: the engine deletes the resources of phases that a program did not wait for.
 */
export class StageStack extends ComponentResource<StageOutputs> {
  /** The stage's account and region. */
  readonly provider: Provider;
  readonly #args: StageStackArgs;

  constructor(name: string, args: StageStackArgs, options: ComponentResourceOptions = {}) {
    super("listbackup:stage:StageStack", name, {}, options);
    this.#args = args;
    this.provider = new Provider("aws", providerArgs(args.stage), {
      parent: this,
      // Stages deployed by earlier versions have it below the stack.
      aliases: [{ parent: rootStackResource }],
    });
  }

  /** The stage's outputs, when all phases exist. Rejects when a gate or a resource failed. */
  get ready(): Promise<StageOutputs> {
    return this.getData();
  }

  /** Called by the base class. The constructor finishes first: fields are set from the second line on. */
  protected override async initialize(): Promise<StageOutputs> {
    await Promise.resolve();
    const outputs = await this.#createPhases();
    this.registerOutputs(outputs);
    return outputs;
  }

  async #createPhases(): Promise<StageOutputs> {
    const {
      stage,
      release,
      gate,
      transition = null,
      onDemandTables = new Set<string>(),
      parameterDigests = {},
    } = this.#args;
    const { catalog } = release;
    const functions = functionsOnStage(stage, release);

    const certificates = new Certificates(stage, this.#after());
    await passGate(certificates, gate);

    const core = new CoreInfrastructure(
      stage,
      catalog,
      onDemandTables,
      transition,
      certificates.zoneId,
      this.#after(certificates),
    );
    await passGate(core, gate);

    const { triggers } = catalog.identity;
    // An expansion names just the triggers that the old release serves, whatever its functions become.
    const poolTriggers = transition === null ? triggersWithHandler(triggers, functions) : triggers;
    const identity = new Identity(stage, catalog, poolTriggers, transition, this.#after(core));
    await passGate(identity, gate);

    const { queueUrls, streamArns, schedulerRoleArn } = core;
    const { certificateArn, failoverCertificateArn, zoneId } = certificates;
    const context: Omit<StageContext, "api"> = {
      stage,
      transition,
      parameterDigests,
      queueUrls,
      streamArns,
      schedulerRoleArn,
      identity,
      certificateArn,
      failoverCertificateArn,
      zoneId,
    };
    const gateway = new Gateway({ catalog, functions, context }, this.#after(identity));
    await passGate(gateway, gate);

    const services = { catalog, functions, context: { ...context, api: { id: gateway.apiId, url: gateway.url } } };
    const auth = new AuthService(services, this.#after(gateway));
    await passGate(auth, gate);

    const users = new UserServices(services, this.#after(auth));
    await passGate(users, gate);

    const business = new BusinessServices(services, this.#after(users));
    await passGate(business, gate);

    stageAlarm(stage, catalog, functions, {
      parent: this,
      provider: this.provider,
      dependsOn: [core, gateway, auth, users, business],
    });

    const versions = { ...gateway.versions, ...auth.versions, ...users.versions, ...business.versions };
    return stageOutputs(stage, catalog, versions, { identity, gateway });
  }

  #after(...phases: readonly Phase[]): PhaseOptions {
    return { parent: this, providers: [this.provider], dependsOn: [...phases] };
  }
}
