/** The parts of JSON Schema that zod writes for the stage files. */
export interface SettingSchema {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, SettingSchema>>;
  readonly oneOf?: readonly SettingSchema[];
  readonly anyOf?: readonly SettingSchema[];
  readonly items?: SettingSchema;
  readonly enum?: readonly (string | number)[];
  readonly const?: string | number;
  readonly format?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
}

export interface SettingRow {
  /** `throttle.burst`; empty for a setting that has no parts. */
  readonly path: string;
  /** What is allowed. */
  readonly values: string;
  readonly meaning: string;
}

/**
 * A row for each value of a setting, those of every kind of a union included.
 * @param kind the kind that the setting is part of; empty if it is part of all
 * @throws Error where a value has no description
 */
export function settingRows(path: string, schema: SettingSchema, kind = ""): readonly SettingRow[] {
  const { properties, oneOf, description } = schema;
  if (oneOf !== undefined)
    return [kindRow(path, oneOf, description, kind), ...oneOf.flatMap((one) => kindParts(path, one))];
  if (properties !== undefined)
    return Object.entries(properties).flatMap(([name, part]) => settingRows(joined(path, name), part, kind));
  if (description === undefined) throw new Error(`${path} of the stage files has no description`);
  return [{ path, values: allowed(schema), meaning: withKind(description, kind) }];
}

function kindRow(path: string, kinds: readonly SettingSchema[], description = "", kind = ""): SettingRow {
  const texts = kinds.map((one) => {
    const text = one.description === undefined ? "" : `: ${lowerFirst(one.description).replace(/\.$/, "")}`;
    return `\`${kindOf(one)}\`${text}`;
  });
  return {
    path: joined(path, "kind"),
    values: kinds.map((one) => `\`${kindOf(one)}\``).join(" or "),
    meaning: withKind(
      [description, ...(kinds.some((one) => one.description !== undefined) ? [`${texts.join("; ")}.`] : [])].join(" "),
      kind,
    ).trim(),
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function kindParts(path: string, { properties = {}, ...one }: SettingSchema): readonly SettingRow[] {
  const kind = kindOf({ properties, ...one });
  return Object.entries(properties).flatMap(([name, part]) =>
    name === "kind" ? [] : settingRows(joined(path, name), part, kind),
  );
}

function kindOf({ properties }: SettingSchema): string {
  return String(properties?.["kind"]?.const ?? "");
}

function withKind(meaning: string, kind: string): string {
  return kind === "" ? meaning : `(\`${kind}\`) ${meaning}`;
}

function joined(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

/** What zod writes where there is no bound. */
const UNBOUNDED = Number.MAX_SAFE_INTEGER;
/** Longer choices are shown by their first and last. */
const MAX_CHOICES = 12;

function allowed(schema: SettingSchema): string {
  const choices = schema.enum ?? schema.anyOf?.flatMap((one) => one.const ?? []);
  if (choices !== undefined) return choiceText(choices.map((one) => `\`${String(one)}\``));
  if (schema.type === "array") return `list of ${plural(schema.items ?? {})}${atLeast(schema)}`;
  if (schema.type === "boolean") return "`true` or `false`";
  if (schema.type === "integer" || schema.type === "number") return numberText(schema);
  if (schema.type === "object") return "map of names to texts";
  return schema.format === "uri" ? "address" : "text";
}

function choiceText(choices: readonly string[]): string {
  if (choices.length <= MAX_CHOICES) return choices.join(", ");
  return `${choices.slice(0, 4).join(", ")} … ${choices.at(-1) ?? ""}: ${String(choices.length)} values`;
}

function plural(items: SettingSchema): string {
  if (items.enum !== undefined) return items.enum.map((one) => `\`${String(one)}\``).join(", ");
  if (items.type === "number" || items.type === "integer") return "numbers";
  switch (items.format) {
    case "email":
      return "e-mail addresses";
    case "uri":
      return "addresses";
    default:
      return "texts";
  }
}

function atLeast({ minItems = 0 }: SettingSchema): string {
  return minItems === 0 ? "" : `, at least ${String(minItems)}`;
}

function numberText({ type, minimum, exclusiveMinimum, maximum = UNBOUNDED }: SettingSchema): string {
  const noun = type === "integer" ? "integer" : "number";
  const from = minimum === undefined || minimum === -UNBOUNDED ? null : `from ${String(minimum)}`;
  const above = exclusiveMinimum === undefined ? null : `above ${String(exclusiveMinimum)}`;
  const to = maximum === UNBOUNDED ? null : `to ${String(maximum)}`;
  return [noun, from ?? above, to].filter((part) => part !== null).join(" ");
}
