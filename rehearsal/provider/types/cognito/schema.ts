import type { SchemaAttributeType } from "@aws-sdk/client-cognito-identity-provider";
import { block, blockSet, flag, type Shape, text } from "../../schema/schema";
import { stableText } from "../../values/values";

const attribute = {
  name: text({ required: true }),
  attributeDataType: text({ required: true }),
  developerOnlyAttribute: flag({ default: false }),
  mutable: flag({ default: false }),
  required: flag({ default: false }),
  stringAttributeConstraints: block({ minLength: text(), maxLength: text() }),
  numberAttributeConstraints: block({ minValue: text(), maxValue: text() }),
};

export const schemas = blockSet(attribute);
export type Attribute = Shape<typeof attribute>;

export function toSchema(given: Attribute): SchemaAttributeType {
  const { stringAttributeConstraints: texts, numberAttributeConstraints: numbers } = given;
  return {
    Name: given.name,
    AttributeDataType: given.attributeDataType as "String",
    DeveloperOnlyAttribute: given.developerOnlyAttribute,
    Mutable: given.mutable,
    Required: given.required,
    ...(texts === undefined
      ? {}
      : { StringAttributeConstraints: { MinLength: texts.minLength, MaxLength: texts.maxLength } }),
    ...(numbers === undefined
      ? {}
      : { NumberAttributeConstraints: { MinValue: numbers.minValue, MaxValue: numbers.maxValue } }),
  };
}

const bareName = (name: string | undefined): string => (name ?? "").replace(/^(dev:)?custom:/, "");
const isCustom = (found: SchemaAttributeType): boolean => (found.Name ?? "").startsWith("custom:");

/** The pool's attributes that the program declares, and custom ones that it does not: not the 20 that every pool has. */
export function fromSchema(found: readonly SchemaAttributeType[], known: readonly Attribute[]): readonly unknown[] {
  const declared = new Map(known.map((item) => [item.name, item]));
  return found.flatMap((item) => {
    const name = bareName(item.Name);
    const given = declared.get(name);
    if (given === undefined && !isCustom(item)) return [];
    const { StringAttributeConstraints: texts, NumberAttributeConstraints: numbers } = item;
    return [
      {
        name,
        attributeDataType: item.AttributeDataType,
        developerOnlyAttribute: item.DeveloperOnlyAttribute,
        mutable: item.Mutable,
        required: item.Required,
        // Cognito adds constraints of its own where none were asked for.
        ...(texts !== undefined && (given === undefined || given.stringAttributeConstraints !== undefined)
          ? { stringAttributeConstraints: { minLength: texts.MinLength, maxLength: texts.MaxLength } }
          : {}),
        ...(numbers !== undefined && (given === undefined || given.numberAttributeConstraints !== undefined)
          ? { numberAttributeConstraints: { minValue: numbers.MinValue, maxValue: numbers.MaxValue } }
          : {}),
      },
    ];
  });
}

/**
 * The attributes to add.
 * @throws Error when one would have to be changed or removed, which Cognito never does
 */
export function addedAttributes(olds: readonly Attribute[], news: readonly Attribute[]): readonly Attribute[] {
  const after = new Map(news.map((item) => [item.name, stableText(toSchema(item))]));
  for (const item of olds) {
    if (after.get(item.name) !== stableText(toSchema(item))) {
      throw new Error(`cannot modify or remove schema items: "${item.name}"`);
    }
  }
  const before = new Set(olds.map((item) => item.name));
  return news.filter((item) => !before.has(item.name));
}
