import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Item } from "../../model/backup/canonicalItem";

/** An item of a file as the SDK takes it: binary values as bytes. */
export function sdkItem(item: Item): Record<string, AttributeValue> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, sdkValue(value)]));
}

function sdkValue(value: Readonly<Record<string, unknown>>): AttributeValue {
  const { B, BS, M, L } = value as { B?: string; BS?: readonly string[]; M?: Item; L?: readonly Item[string][] };
  if (B !== undefined) return { B: Buffer.from(B, "base64") };
  if (BS !== undefined) return { BS: BS.map((one) => Buffer.from(one, "base64")) };
  if (M !== undefined) return { M: sdkItem(M) };
  if (L !== undefined) return { L: L.map(sdkValue) };
  return value as unknown as AttributeValue;
}

/** Whether an item's time to live ends before a time: AWS may delete it at any moment from then on. @param before Unix seconds */
export function expiresBefore(item: Item, ttlAttribute: string | null, before: number): boolean {
  if (ttlAttribute === null) return false;
  const time = item[ttlAttribute]?.["N"];
  return typeof time === "string" && Number(time) < before;
}
