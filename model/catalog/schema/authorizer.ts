import { z } from "zod";
import { AWS_LIMITS } from "../../limits/awsLimits";
import { functionReference, purpose, within } from "./fields";

/** Identity sources that an HTTP API supports. */
const identitySource = z
  .string()
  .regex(
    /^\$(request\.(header|querystring)\.[A-Za-z0-9_.-]+|context\.[A-Za-z0-9_.]+|stageVariables\.[A-Za-z0-9_]+)$/,
    "write it as $request.header.Authorization, $request.querystring.token, $context.routeKey or $stageVariables.name",
  );

/**
 * A Lambda authorizer of the HTTP API: payload format 2.0, simple response `{ isAuthorized, context }`.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export const authorizerSchema = z.strictObject({
  purpose,
  function: functionReference.describe("Authorizer function: service/function"),
  context: z
    .array(z.string().regex(/^[A-Za-z][A-Za-z0-9_-]*$/, "use letters, digits, hyphens and underscores"))
    .default([])
    .describe("Keys of the context that it returns; functions read them in requestContext.authorizer"),
  cacheSeconds: within(AWS_LIMITS.authorizerCache)
    .default(300)
    .describe("Seconds to cache a response by identity sources, for all routes; 0: no cache"),
  identitySource: z
    .array(identitySource)
    .default(["$request.header.Authorization"])
    .describe("Required parts of a request; without them the API answers 401 and does not call the function"),
});

export type AuthorizerSpec = z.infer<typeof authorizerSchema>;
