/*
 * Canonical text of an item of DynamoDB. Two items that DynamoDB regards as equal have equal texts: attributes and the members
 * of sets are sorted, and numbers have one form.
 */

/** A value in DynamoDB JSON, as the SDK returns it: binary values as bytes. Files have them in base64. */
export type AttributeValue = Readonly<Record<string, unknown>>;
export type Item = Readonly<Record<string, AttributeValue>>;

/** The item in DynamoDB JSON with binary values in base64: the line of a set's file without {"Item": …}. */
export function canonicalItem(item: Item): string {
  const texts = Object.keys(item)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonicalValue(item[name] ?? {})}`);
  return `{${texts.join(",")}}`;
}

function canonicalValue(value: AttributeValue): string {
  // The SDK adds `$unknown` where AWS invents a type: no text may hide its content.
  const [type, content] = Object.entries(value).find(([, one]) => one !== undefined) ?? [];
  switch (type) {
    case "S":
      return `{"S":${JSON.stringify(content)}}`;
    case "N":
      return `{"N":"${canonicalNumber(String(content))}"}`;
    case "B":
      return `{"B":"${base64(content)}"}`;
    case "BOOL":
      return `{"BOOL":${String(content)}}`;
    case "NULL":
      return `{"NULL":true}`;
    case "M":
      return `{"M":${canonicalItem(content as Item)}}`;
    case "L":
      return `{"L":[${(content as readonly AttributeValue[]).map(canonicalValue).join(",")}]}`;
    case "SS":
      return `{"SS":${JSON.stringify([...(content as readonly string[])].sort())}}`;
    case "NS":
      return `{"NS":${JSON.stringify((content as readonly string[]).map(canonicalNumber).sort())}}`;
    case "BS":
      return `{"BS":${JSON.stringify((content as readonly unknown[]).map(base64).sort())}}`;
    default:
      throw new TypeError(`an attribute has the unknown type ${String(type)}`);
  }
}

function base64(content: unknown): string {
  return typeof content === "string" ? content : Buffer.from(content as Uint8Array).toString("base64");
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** A number without exponent, without zeros at its ends: `-12.5`, `0`. DynamoDB's exponents are at most 126. */
export function canonicalNumber(text: string): string {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = NUMBER.exec(text.trim()) ?? [];
  const digits = whole + fraction;
  if (digits === "") throw new TypeError(`"${text}" is not a number`);
  const point = whole.length + Number(exponent);
  const padded = digits.padStart(digits.length - Math.min(0, point), "0").padEnd(Math.max(digits.length, point), "0");
  const at = Math.max(0, point);
  const before = padded.slice(0, at).replace(/^0+/, "");
  const after = padded.slice(at).replace(/0+$/, "");
  if (before === "" && after === "") return "0";
  return `${sign === "-" ? "-" : ""}${before === "" ? "0" : before}${after === "" ? "" : `.${after}`}`;
}

/** The item of a line of a set's file. @throws SyntaxError, TypeError */
export function itemOfLine(line: string): Item {
  const { Item } = JSON.parse(line) as { readonly Item?: Item };
  if (Item === undefined) throw new TypeError("a line has no Item");
  return Item;
}

/** A line of a set's file. */
export function lineOf(canonical: string): string {
  return `{"Item":${canonical}}\n`;
}
