/** Replaces methods of an object of the SDK while work runs: own properties hide those of its class. */
export async function withOverrides<Target extends object, Result>(
  target: Target,
  overrides: Partial<Target>,
  work: () => Promise<Result>,
): Promise<Result> {
  Object.assign(target, overrides);
  try {
    return await work();
  } finally {
    for (const name of Object.keys(overrides)) Reflect.deleteProperty(target, name);
  }
}
