import { publicRoutes as routesOf } from "../../../publicRoutes";
import type { Rule } from "../../rule";

/** A route without authentication is accepted by name, with a reason. The security review stops deployments at others. */
export const publicRoutes: Rule = (catalog, context) =>
  routesOf(catalog).map((one) =>
    context.report(one.at, {
      code: "ROUTE_PUBLIC",
      subject: one.route,
      reason: `any client can call ${one.function} by ${one.route}, without a token`,
      remedy: `Remove \`public\`, or accept "ROUTE_PUBLIC ${one.route}" under \`accepted\` with the reason.`,
      severity: "warning",
    }),
  );
