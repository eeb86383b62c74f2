import type { Catalog } from "../../model/catalog/schema/catalog";
import { NAMES } from "../../model/names";
import type { ServicePhaseId } from "../../model/phases";
import { functionsByService, type StageFunction } from "../../model/stage/functions";
import type { StageContext } from "../functions/environment";
import { catalogService } from "../functions/catalogService";
import { versionsOf, type Versions } from "../functions/lambdaService";
import { Phase, type PhaseOptions } from "./phase";

export interface ServicesArgs {
  readonly catalog: Catalog;
  /** Every function of the stage; the phase takes its own. */
  readonly functions: readonly StageFunction[];
  readonly context: StageContext;
}

/** A phase that creates the catalog's services of this phase. */
abstract class ServicesPhase extends Phase {
  readonly versions: Versions;

  constructor(id: ServicePhaseId, { catalog, functions, context }: ServicesArgs, options: PhaseOptions) {
    super(id, options);
    const own = functions.filter(({ service }) => service.phase === id);
    const byService = functionsByService(own);
    const services = Object.values(catalog.services)
      .filter(({ phase }) => phase === id)
      .map((service) =>
        catalogService({ catalog, service, functions: byService.get(service.service) ?? [], context }, this),
      );
    this.versions = versionsOf(services);
    this.own(...services.flatMap(({ resources }) => resources));
    this.complete({
      functions: own.map((fn) => NAMES.function.of(context.stage, fn.service.service, fn.name)),
      url: context.api.url,
    });
  }
}

/** Phase 5: registration, login, tokens. */
export class AuthService extends ServicesPhase {
  constructor(args: ServicesArgs, options: PhaseOptions) {
    super("auth", args, options);
  }
}

/** Phase 6: users and accounts. */
export class UserServices extends ServicesPhase {
  constructor(args: ServicesArgs, options: PhaseOptions) {
    super("users", args, options);
  }
}

/** Phase 7: all other services. */
export class BusinessServices extends ServicesPhase {
  constructor(args: ServicesArgs, options: PhaseOptions) {
    super("business", args, options);
  }
}
