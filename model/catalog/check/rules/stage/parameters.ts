import { fixedSegments, isPattern, nameOnStage, PARAMETER_NAME } from "../../../../parameterName";
import { parseGrant } from "../../../grant";
import { parseReference } from "../../../reference";
import { FROM_ROTATION } from "../../../schema/rotation";
import type { Finding } from "../../../finding";
import { readersOf } from "../../../secretReaders";
import type { Catalog, Parameter } from "../../../schema/catalog";
import type { Rule } from "../../rule";

/** Kinds of references whose value a deployment can write to a parameter. */
const WRITABLE = ["identity", "api"];

/** Names of parameters and secrets are valid and not too wide, and `from` fits the kind. */
export const parameters: Rule = (catalog, context) => [
  ...Object.entries(catalog.parameters).flatMap(([name, parameter]) => {
    const problem = nameProblem(name);
    if (problem !== null) {
      const found = { code: "PARAMETER_NAME", subject: name, reason: problem, remedy: NAME_REMEDY };
      return [context.report(["parameters", name], { ...found, severity: "error" as const })];
    }
    const previous = previousProblem(catalog, name, parameter);
    if (previous !== null) return [context.report(["parameters", name, ...previous.path], previous.finding)];
    const reason = sourceProblem(name, parameter);
    if (reason === null) return [];
    return [
      context.report(["parameters", name, "from"], {
        code: "PARAMETER_FROM",
        subject: name,
        reason: `${name}: ${reason}`,
        remedy: 'Write "person", { random: 32 }, "rotation", or for a generated one a reference such as "api:url".',
        severity: "error" as const,
      }),
    ];
  }),
  ...grantedPatterns(catalog).flatMap(({ at, name }) => {
    const reason = nameProblem(name);
    if (reason === null) return [];
    const found = { code: "PARAMETER_NAME", subject: name, reason, remedy: NAME_REMEDY };
    return [context.report(at, { ...found, severity: "error" as const })];
  }),
  ...Object.keys(catalog.secrets).flatMap((name) => {
    const at = ["secrets", name];
    const found = { code: "SECRET_NAME", subject: `secret:${name}` };
    if (/[{}]/.test(name.replaceAll("{stage}", ""))) {
      const reason = `"${name}" is not a valid name of a secret: {stage} is the only placeholder`;
      const remedy = 'Write it as "listbackup/{stage}/stripe".';
      return [context.report(at, { ...found, reason, remedy, severity: "error" as const })];
    }
    if (!/-[A-Za-z0-9]{6}$/.test(name)) return [];
    const reason = `"${name}" ends in a hyphen and six characters, like the ARN of a secret: AWS advises against it`;
    const remedy = "Choose another name, or suppress this with a reason.";
    return [context.report(at, { ...found, reason, remedy, severity: "warning" as const })];
  }),
];

const NAME_REMEDY =
  "Write it as /listbackup/{stage}/platforms/{platform}/oauth/*, with two fixed segments before the first wildcard.";
/** Required before the first wildcard: otherwise a service could read parameters of others. */
const FIXED_SEGMENTS = 2;

function nameProblem(name: string): string | null {
  if (!PARAMETER_NAME.test(name))
    return `"${name}" is not a valid name of a parameter: a wildcard must be a complete path segment, and * the last one`;
  if (!isPattern(name) || fixedSegments(name) >= FIXED_SEGMENTS) return null;
  return `"${name}" is too wide: it matches parameters of other services`;
}

/** Names and patterns of grants that are not keys of parameters.yaml. */
function grantedPatterns(catalog: Catalog) {
  return Object.values(catalog.services).flatMap(({ service, grants }) =>
    grants.flatMap((text, index) => {
      const grant = parseGrant(text);
      if (grant.kind !== "ssm" || Object.hasOwn(catalog.parameters, grant.name)) return [];
      return [{ at: ["services", service, "grants", index], name: grant.name }];
    }),
  );
}

/**
 * `previous` and `from: rotation` belong together: one parameter each way, of the same type. Functions that read the current
 * value must read the previous one too, or tokens of the old value are refused after a rotation.
 */
function previousProblem(
  catalog: Catalog,
  name: string,
  { kind, from, type, previous }: Parameter,
): { readonly path: readonly string[]; readonly finding: FoundProblem } | null {
  const found = { code: "PARAMETER_PREVIOUS", subject: name, severity: "error" as const, remedy: PREVIOUS_REMEDY };
  const users = Object.entries(catalog.parameters).filter(([, one]) => one.previous === name);
  if (from === FROM_ROTATION && users.length > 1) {
    const reason = `${name} is the \`previous\` of ${String(users.length)} parameters: ${users.map(([user]) => user).join(", ")}`;
    return { path: ["from"], finding: { ...found, reason } };
  }
  if (previous === undefined) return null;
  const at = (reason: string) => ({ path: ["previous"], finding: { ...found, reason } });
  const target = Object.hasOwn(catalog.parameters, previous) ? catalog.parameters[previous] : undefined;
  if (target === undefined) return at(`${name}: there is no parameter ${previous}`);
  if (target.from !== FROM_ROTATION) return at(`${name}: ${previous} does not have \`from: rotation\``);
  if (target.type !== type) return at(`${name}: ${previous} has another type than ${name}`);
  if (kind === "generated" || from === FROM_ROTATION || isPattern(name) || isPattern(previous))
    return at(`${name} is not a parameter that can be rotated`);
  const stage = { name: "dev" };
  const reads = new Set(readersOf(stage, catalog, { name: nameOnStage(previous, stage) }));
  const missing = readersOf(stage, catalog, { name: nameOnStage(name, stage) }).filter((id) => !reads.has(id));
  return missing.length === 0
    ? null
    : at(
        `${missing.join(", ")} may read ${name} and not ${previous}: after a rotation they would refuse the old value`,
      );
}

type FoundProblem = Pick<Finding, "code" | "subject" | "reason" | "remedy" | "severity">;

const PREVIOUS_REMEDY =
  "Declare the previous value as its own parameter { kind: optional, from: rotation } of the same type, named by one `previous`, and give the functions that read the parameter a reference and a grant for it.";

function sourceProblem(name: string, { kind, from, type }: Parameter): string | null {
  if (isPattern(name)) {
    return kind === "optional" && from === "person"
      ? null
      : "a pattern matches any number of parameters, so kind must be optional and from must be person";
  }
  if (kind !== "generated") {
    if (from === "person") return null;
    if (from === FROM_ROTATION)
      return kind === "optional" ? null : "a parameter that only a rotation writes must be optional";
    if (typeof from === "string") return `"${from}" is neither "person", "rotation" nor random`;
    return type === "SecureString" ? null : "random bytes are secret, so type must be SecureString";
  }
  if (typeof from !== "string") return "a deployment does not generate random values";
  const reference = parseReference(from);
  if (reference.kind === "invalid") return reference.reason;
  return WRITABLE.includes(reference.kind)
    ? null
    : `a deployment can only write references of the kinds ${WRITABLE.join(" and ")}`;
}
