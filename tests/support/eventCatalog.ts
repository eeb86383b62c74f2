import { catalogSchema, type Catalog } from "../../model/catalog/schema";
import { smallCatalog } from "./release";

/** The small catalog with one of everything that calls a function besides routes. */
export function eventCatalog(): Catalog {
  const small = smallCatalog();
  const { auth } = small.services;
  if (auth === undefined) throw new Error("the small catalog has no auth service");
  return catalogSchema.parse({
    ...small,
    api: {
      ...small.api,
      authorizers: { session: { purpose: "Who asks", function: "auth/authorize", context: ["userId", "accountId"] } },
    },
    identity: {
      ...small.identity,
      tier: "ESSENTIALS",
      triggers: {
        preSignUp: "auth/addClaims",
        preTokenGeneration: { function: "auth/addClaims", version: "V2_0", claims: ["accountId"] },
      },
    },
    services: {
      ...small.services,
      auth: {
        ...auth,
        functions: {
          ...auth.functions,
          authorize: { handler: "auth/authorize" },
          addClaims: { handler: "auth/add-claims", timeout: 5 },
        },
      },
    },
  });
}
