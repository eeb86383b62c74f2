import type { ComponentResourceOptions } from "@pulumi/pulumi";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { NAMES } from "../../model/names";
import type { ServicePhaseId } from "../../model/phases";
import type { StageFunction } from "../../model/stage/functions";
import type { Surroundings } from "../functions/environment";
import { LambdaService, versionsOf, type Versions } from "../functions/lambdaService";
import { Phase } from "./phase";

export interface ServicesArgs {
  readonly catalog: Catalog;
  /** Every function of the stage; the phase takes its own. */
  readonly functions: readonly StageFunction[];
  readonly surroundings: Surroundings;
}

/** A phase of services: those that the catalog puts into it. */
abstract class ServicesPhase extends Phase {
  readonly versions: Versions;

  constructor(
    id: ServicePhaseId,
    { catalog, functions, surroundings }: ServicesArgs,
    options: ComponentResourceOptions,
  ) {
    super(id, options);
    const own = functions.filter(({ service }) => service.phase === id);
    const services = Object.values(catalog.services)
      .filter(({ phase }) => phase === id)
      .map((service) => {
        const its = own.filter((fn) => fn.service.service === service.service);
        return new LambdaService(service.service, { catalog, service, functions: its, surroundings }, { parent: this });
      });
    this.versions = versionsOf(services);
    this.own(...services.flatMap(({ resources }) => resources));
    this.complete({
      functions: own.map((fn) => NAMES.function.of(surroundings.stage, fn.service.service, fn.name)),
      url: surroundings.api.url,
    });
  }
}

/** Phase 5: registration, login, tokens. */
export class AuthService extends ServicesPhase {
  constructor(args: ServicesArgs, options: ComponentResourceOptions) {
    super("auth", args, options);
  }
}

/** Phase 6: users and accounts. */
export class UserServices extends ServicesPhase {
  constructor(args: ServicesArgs, options: ComponentResourceOptions) {
    super("users", args, options);
  }
}

/** Phase 7: all other services. */
export class BusinessServices extends ServicesPhase {
  constructor(args: ServicesArgs, options: ComponentResourceOptions) {
    super("business", args, options);
  }
}
