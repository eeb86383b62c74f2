export type Authorizer = JwtAuthorizer | RequestAuthorizer;

interface JwtAuthorizer {
  readonly type: "jwt";
  readonly name: string;
  readonly identitySource: readonly string[];
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** A Lambda authorizer. */
interface RequestAuthorizer {
  readonly type: "request";
  readonly name: string;
  readonly identitySource: readonly string[];
  readonly uri: string;
  readonly credentialsArn: string | undefined;
  readonly payloadFormatVersion: string;
  readonly simpleResponses: boolean;
  readonly cacheSeconds: number;
}

/** The security schemes of a document, by name. */
export function writeAuthorizers(authorizers: readonly Authorizer[]): Record<string, unknown> {
  const schemes = authorizers.map((authorizer) => [
    authorizer.name,
    {
      ...(authorizer.type === "jwt" ? { type: "oauth2" } : { type: "apiKey", name: "Authorization", in: "header" }),
      "x-amazon-apigateway-authorizer": authorizerExtension(authorizer),
    },
  ]);
  return Object.fromEntries(schemes) as Record<string, unknown>;
}

function authorizerExtension(authorizer: Authorizer): object {
  const { identitySource } = authorizer;
  const source = identitySource.length === 0 ? {} : { identitySource: identitySource.join(",") };
  if (authorizer.type === "jwt") {
    const { issuer, audience } = authorizer;
    return { type: "jwt", ...source, jwtConfiguration: { issuer, audience } };
  }
  return {
    type: "request",
    ...source,
    authorizerUri: authorizer.uri,
    authorizerCredentials: authorizer.credentialsArn,
    authorizerPayloadFormatVersion: authorizer.payloadFormatVersion,
    enableSimpleResponses: authorizer.simpleResponses,
    authorizerResultTtlInSeconds: authorizer.cacheSeconds,
  };
}
