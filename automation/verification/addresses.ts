import type { StackOutputs } from "../engine/run/runResult";
import type { AdditionalApi } from "../aws/api/apiRequest";
import type { Subject } from "./subject";

type Addresses = Pick<Subject, "url" | "apiId" | "apis" | "userPoolId" | "clientId">;

/** Addresses of a stage, from its stack outputs; "" where there is none. */
export function addressesOf(outputs: StackOutputs): Addresses {
  const text = (name: string): string => {
    const value = outputs[name]?.value;
    return typeof value === "string" ? value : "";
  };
  const apis = apisIn(outputs);
  return {
    url: text("url"),
    apiId: text("apiId"),
    ...(apis.length === 0 ? {} : { apis }),
    userPoolId: text("userPoolId"),
    clientId: text("clientId"),
  };
}

/** The additional APIs of a stage. */
export function apisIn(outputs: StackOutputs): readonly AdditionalApi[] {
  const apis = (outputs["apis"]?.value ?? {}) as Readonly<
    Record<string, { readonly id: string; readonly url: string }>
  >;
  return Object.entries(apis).map(([path, { id, url }]) => ({ path, id, url }));
}

export function urlOf(outputs: StackOutputs): string {
  return addressesOf(outputs).url;
}
