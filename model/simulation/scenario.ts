import { unreachable } from "../errors";
import { PHASES, type PhaseId } from "../phases";
import { operationSteps } from "./operationSteps";
import type { PlannedOperation } from "./simulation";
import { call, calls, wait, type Step } from "./step";
import type { Inputs } from "./typeCalls";

/** A resource that a stage's program declares. */
export interface DeclaredResource {
  /** Logical name. */
  readonly name: string;
  readonly type: string;
  /** Null for a resource that no phase has: it comes last. */
  readonly phase: PhaseId | null;
  /** Names of the resources that it depends on, through components, too. */
  readonly dependencies: readonly string[];
  /** What the program says; values that AWS computes are missing. */
  readonly inputs: Inputs;
}

export const SCENARIOS = ["first", "functions", "rollback", "destroy"] as const;
/**
 * What is simulated. `first`: the first deployment of a stage. `functions`: new code of all functions. `rollback`: the code of
 * all functions, all policies, and the API's routes. `destroy`: the stage is deleted.
 */
export type Scenario = (typeof SCENARIOS)[number];

const CODE_TYPES = ["aws:lambda/function:Function", "aws:lambda/alias:Alias"];
const ROLLBACK_TYPES = [
  ...CODE_TYPES,
  "aws:iam/rolePolicy:RolePolicy",
  "aws:apigatewayv2/api:Api",
  "aws:apigatewayv2/deployment:Deployment",
  "aws:apigatewayv2/stage:Stage",
];
const ALL_TYPES: readonly string[] | null = null;

function changedTypes(scenario: Exclude<Scenario, "destroy">): readonly string[] | null {
  switch (scenario) {
    case "first":
      return ALL_TYPES;
    case "functions":
      return CODE_TYPES;
    case "rollback":
      return ROLLBACK_TYPES;
    default:
      return unreachable(scenario);
  }
}

/** The operations of a scenario. */
export function plannedOperations(
  resources: readonly DeclaredResource[],
  scenario: Scenario,
): readonly PlannedOperation[] {
  if (scenario === "destroy") return deletions(resources);
  const types = changedTypes(scenario);
  const kind = scenario === "first" ? "create" : "update";
  return resources.map(({ name, type, phase, dependencies, inputs }) => {
    const operation = types === null || types.includes(type) ? kind : "same";
    const steps = operation === "same" ? [] : operationSteps(type, operation, inputs);
    return { name, type, phase, operation, steps, after: dependencies, group: groupOf(phase) };
  });
}

/** A resource is deleted when all that depend on it are. The engine deletes without gates. */
function deletions(resources: readonly DeclaredResource[]): readonly PlannedOperation[] {
  const dependents = new Map<string, string[]>();
  for (const { name, dependencies } of resources)
    for (const dependency of dependencies) {
      const names = dependents.get(dependency) ?? [];
      names.push(name);
      dependents.set(dependency, names);
    }
  return resources.map(({ name, type, phase, inputs }) => ({
    name,
    type,
    phase,
    operation: "delete",
    steps: operationSteps(type, "delete", inputs),
    after: dependents.get(name) ?? [],
    group: 0,
  }));
}

function groupOf(phase: PhaseId | null): number {
  return phase === null ? PHASES.length : PHASES.findIndex(({ id }) => id === phase);
}

/** A function that runs for the first time answers after about this time. A guess. */
const COLD_START_MS = 1_500;
const TABLE_LANES = 10;
const SAMPLED_FUNCTIONS = 5;

/** What the driver calls between the phases (automation/gates/gates.ts): lanes that run side by side, by phase. */
export function gateLanes(resources: readonly DeclaredResource[]): readonly (readonly (readonly Step[])[])[] {
  const tables = resources.filter(({ type }) => type === "aws:dynamodb/table:Table").length;
  const describe = call("dynamodb", "DescribeTable");
  const functions = Array.from({ length: SAMPLED_FUNCTIONS }, () => calls("lambda", "GetAlias"));
  const answer = (reason: string): readonly Step[] => [wait(COLD_START_MS, reason)];
  const gates: Readonly<Record<PhaseId, readonly (readonly Step[])[]>> = {
    certificates: [calls("acm", "DescribeCertificate")],
    core: Array.from({ length: TABLE_LANES }, (_, lane) =>
      Array.from({ length: Math.ceil((tables - lane) / TABLE_LANES) }, () => describe),
    ),
    identity: [[...calls("cognito", "DescribeUserPool"), wait(300, "the pool's public keys are read (a guess)")]],
    gateway: [answer("the health function answers (a guess)")],
    auth: [...functions, answer("the functions of auth answer (a guess)")],
    users: functions,
    business: functions,
  };
  return PHASES.map(({ id }) => gates[id]);
}
