import { z } from "zod";
import type { Catalog } from "../catalog/schema/catalog";
import { FROM_ROTATION } from "../catalog/schema/rotation";
import { ownValue } from "../ownValue";
import { STAGES } from "../stage/name";

/**
 * Decrypted content of a set's parameters. Names are as in the catalog, with `{stage}` for the stage's name, so that they fit
 * the stage that a restore deploys.
 */
export const parameterCopiesSchema = z.strictObject({
  schema: z.literal(1),
  stage: z.enum(STAGES),
  /** `/listbackup/{stage}/jwt-secret` */
  parameters: z.array(
    z.strictObject({ name: z.string(), type: z.enum(["String", "StringList", "SecureString"]), value: z.string() }),
  ),
  /** `listbackup/{stage}/stripe`: the whole text of a secret. */
  secrets: z.array(z.strictObject({ name: z.string(), value: z.string() })),
});
export type ParameterCopies = z.infer<typeof parameterCopiesSchema>;

/** The name of a parameter as in the catalog. @param pattern the catalog's name, which may be a pattern */
export function nameWithoutStage(pattern: string, name: string): string {
  const [wide, own] = [pattern.split("/"), name.split("/")];
  return own.map((part, index) => (wide[index]?.includes("{stage}") === true ? (wide[index] ?? part) : part)).join("/");
}

/**
 * Values by the catalog's names, as `secrets init --from-file` takes them: a JSON secret as its keys; without those that only a
 * rotation writes.
 */
export function valuesForInit(
  { parameters, secrets }: ParameterCopies,
  catalog: Pick<Catalog, "parameters" | "secrets">,
): Readonly<Record<string, string>> {
  const settable = parameters.filter(({ name }) => ownValue(catalog.parameters, name)?.from !== FROM_ROTATION);
  const entries = secrets.flatMap(({ name, value }): readonly (readonly [string, string])[] => {
    const keys = ownValue(catalog.secrets, name)?.keys;
    if (keys === undefined) return [[`secret:${name}`, value]];
    const content = JSON.parse(value) as Readonly<Record<string, unknown>>;
    return keys.flatMap((key) =>
      typeof content[key] === "string" ? [[`secret:${name}#${key}`, content[key]] as const] : [],
    );
  });
  return Object.fromEntries([...settable.map(({ name, value }) => [name, value] as const), ...entries]);
}
