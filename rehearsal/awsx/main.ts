import type { ComponentResourceOptions, Inputs } from "@pulumi/pulumi";
import { main, type ConstructResult, type Provider } from "@pulumi/pulumi/provider";
import { Trail } from "./trail";

/*
 * A test double of the plugin `pulumi-resource-awsx`, which no package registry serves. The engine is attached to it by
 * `PULUMI_DEBUG_PROVIDERS=awsx:PORT`; its resources go to the provider `aws` that the program passes.
 */

class AwsxProvider implements Provider {
  /** Of the package that the double stands for. */
  readonly version = "3.9.0";
  readonly schema = JSON.stringify({ name: "awsx", version: this.version });

  construct(name: string, type: string, inputs: Inputs, options: ComponentResourceOptions): Promise<ConstructResult> {
    if (type !== "awsx:cloudtrail:Trail") {
      return Promise.reject(new Error(`The offline awsx provider has no component ${type}.`));
    }
    const { urn, bucket, trail } = new Trail(name, inputs, options);
    return Promise.resolve({ urn, state: { bucket, trail } });
  }
}

if (require.main === module) {
  // The caller holds the other end: when it ends, so does this process.
  process.stdin.on("end", () => process.exit(0));
  process.stdin.on("error", () => process.exit(0));
  process.stdin.resume();
  process.on("SIGINT", () => undefined);
  void main(new AwsxProvider(), []);
}
