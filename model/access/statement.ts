/**
 * Why a role has actions.
 *
 * `rehearsed`: a rehearsal or a test of the emulator calls them. `driver`: only a call of the driver that no rehearsal makes.
 * `provider`: only the official AWS provider calls them; the offline provider does not.
 */
type Need =
  | { readonly kind: "rehearsed" }
  | { readonly kind: "driver"; readonly source: string }
  | { readonly kind: "provider"; readonly source: string };

export interface ActionGroup {
  /** `lambda:GetFunction`; without wildcards. */
  readonly actions: readonly string[];
  readonly needs: Need;
}

/** Operator, key, values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** A statement of a policy, and what it is for. */
export interface AccessStatement {
  /** Unique in the role; letters and digits. */
  readonly sid: string;
  /** @default Allow */
  readonly effect?: "Deny";
  readonly groups: readonly ActionGroup[];
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
  /** What the actions are for. */
  readonly reason: string;
  /** Why each `*` in its resources is there; required where there is one. */
  readonly wildcards?: string;
}

export function rehearsed(...actions: readonly string[]): ActionGroup {
  return { actions, needs: { kind: "rehearsed" } };
}

/** @param source file of this project that makes the calls, and when */
export function driverOnly(source: string, ...actions: readonly string[]): ActionGroup {
  return { actions, needs: { kind: "driver", source } };
}

/** @param source file of terraform-provider-aws in `internal/service`, or AWS's documentation */
export function providerOnly(source: string, ...actions: readonly string[]): ActionGroup {
  return { actions, needs: { kind: "provider", source } };
}

export function actionsOf({ groups }: AccessStatement): readonly string[] {
  return [...new Set(groups.flatMap(({ actions }) => actions))];
}

/** The policy document as JSON. */
export function policyOf(statements: readonly AccessStatement[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({
      Sid: statement.sid,
      Effect: statement.effect ?? "Allow",
      Action: actionsOf(statement),
      Resource: statement.resources,
      ...(statement.conditions === undefined ? {} : { Condition: statement.conditions }),
    })),
  });
}

/** A managed policy of a role. */
export interface RolePolicy {
  /** Name of the policy on AWS. */
  readonly name: string;
  /** What it is about, for its description. */
  readonly description: string;
  readonly statements: readonly AccessStatement[];
}
