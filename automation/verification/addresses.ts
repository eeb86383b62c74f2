import type { StackOutputs } from "../engine/run/runResult";
import type { Subject } from "./subject";

/** Addresses of a stage, from its stack outputs; "" where there is none. */
export function addressesOf(outputs: StackOutputs): Pick<Subject, "url" | "apiId" | "userPoolId" | "clientId"> {
  const text = (name: string): string => {
    const value = outputs[name]?.value;
    return typeof value === "string" ? value : "";
  };
  return { url: text("url"), apiId: text("apiId"), userPoolId: text("userPoolId"), clientId: text("clientId") };
}

export function urlOf(outputs: StackOutputs): string {
  return addressesOf(outputs).url;
}
