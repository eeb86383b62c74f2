import type { ResourceTransform } from "@pulumi/pulumi";
import { adoptionKey, type Adoptions } from "../model/account/adoption";
import type { Foundation } from "../model/account/foundation";
import { AccountFoundation, foundationProvider } from "./account/accountFoundation";
import { reduceSdkOverhead } from "./stage/sdkOverhead";

export interface FoundationInputs {
  readonly foundation: Foundation;
  /** What exists in AWS and is not in the stack: it is imported instead of created, and then updated. */
  readonly adopt: Adoptions;
}

/** The Pulumi program of an account's foundation. */
export function foundationProgram({ foundation, adopt }: FoundationInputs): () => Promise<Record<string, unknown>> {
  reduceSdkOverhead();
  return () => {
    const { stateBucket, deploymentsBucket, stateKey } = new AccountFoundation(
      "foundation",
      { foundation },
      { providers: [foundationProvider(foundation)], ...(adopt.size === 0 ? {} : { transforms: [importing(adopt)] }) },
    );
    return Promise.resolve({ stateBucket, deploymentsBucket, stateKey });
  };
}

/** A transform reaches the resources of awsx too, which another process registers. */
function importing(adopt: Adoptions): ResourceTransform {
  return ({ type, name, props, opts }) => {
    const id = adopt.get(adoptionKey(type, name));
    return id === undefined ? undefined : { props, opts: { ...opts, import: id } };
  };
}
