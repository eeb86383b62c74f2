import { publicRoutes } from "../../catalog/publicRoutes";
import type { ReviewRule } from "../rule";

/** Of the catalog check too, which knows the line. */
export const ROUTE_PUBLIC = "ROUTE_PUBLIC";

export const publicRouteRules: readonly ReviewRule[] = [
  {
    code: ROUTE_PUBLIC,
    severity: "high",
    finds: "a route without authentication that its service's file does not accept by name",
    remedy: "Remove `public` from the route, or accept it under `accepted` in the service's file, with the reason.",
    check: ({ catalog }) =>
      publicRoutes(catalog).map((one) => ({
        subject: one.route,
        reason: `any client can call ${one.function}, without a token`,
      })),
  },
];
