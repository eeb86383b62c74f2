import { record, text, texts, type Json } from "../../values/json";
import { isRecord, stableText } from "../../values/values";

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

/** The authorizers of a document's security schemes. @param warnings what AWS would skip is added */
export function readAuthorizers(document: Json, warnings: string[]): readonly Authorizer[] {
  const schemes = record(record(document["components"])["securitySchemes"]);
  return Object.entries(schemes).flatMap(([name, scheme]) => {
    const extension = record(scheme)["x-amazon-apigateway-authorizer"];
    if (!isRecord(extension)) {
      warnings.push(`security scheme "${name}" has no x-amazon-apigateway-authorizer`);
      return [];
    }
    const authorizer = readAuthorizer(name, extension);
    if (authorizer === null) {
      warnings.push(`authorizer "${name}" is of type "${String(extension["type"])}"; HTTP APIs have jwt and request`);
      return [];
    }
    return [authorizer];
  });
}

/** What AWS takes where a document leaves out how long an answer is kept. Seconds */
const DEFAULT_CACHE = 300;

function readAuthorizer(name: string, extension: Json): Authorizer | null {
  const source = extension["identitySource"];
  const identitySource = typeof source === "string" ? source.split(",").map((item) => item.trim()) : texts(source);
  const jwt = record(extension["jwtConfiguration"]);
  switch (extension["type"]) {
    case "jwt":
      return { type: "jwt", name, identitySource, issuer: text(jwt["issuer"]) ?? "", audience: texts(jwt["audience"]) };
    case "request":
      return {
        type: "request",
        name,
        identitySource,
        uri: text(extension["authorizerUri"]) ?? "",
        credentialsArn: text(extension["authorizerCredentials"]),
        payloadFormatVersion: text(extension["authorizerPayloadFormatVersion"]) ?? "2.0",
        simpleResponses: extension["enableSimpleResponses"] === true,
        cacheSeconds: Number(extension["authorizerResultTtlInSeconds"] ?? DEFAULT_CACHE),
      };
    default:
      return null;
  }
}

export function sameAuthorizer(live: Authorizer, wanted: Authorizer): boolean {
  const part = (authorizer: Authorizer) =>
    authorizer.type === "jwt"
      ? stableText(["jwt", authorizer.identitySource, authorizer.issuer, [...authorizer.audience].sort()])
      : stableText(authorizerExtension(authorizer));
  return part(live) === part(wanted);
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
