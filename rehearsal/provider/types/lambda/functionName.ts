/** `arn:…:function:NAME:QUALIFIER` and plain names to NAME. */
export const functionName = (reference: string): string =>
  reference.startsWith("arn:") ? (reference.split(":")[6] ?? reference) : (reference.split(":")[0] ?? reference);

/** The same with what is called of it: `NAME:QUALIFIER`. */
export function qualifiedName(reference: string): string {
  const qualifier = reference.split(":")[reference.startsWith("arn:") ? 7 : 1];
  return qualifier === undefined ? functionName(reference) : `${functionName(reference)}:${qualifier}`;
}
