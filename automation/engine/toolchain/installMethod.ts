import type { Report } from "../../../tools/report";

/** A method to install the Pulumi CLI. */
export interface InstallMethod {
  readonly origin: "download" | "built";
  /** Used in errors. */
  readonly title: string;
  /** Puts the executable into `bin/pulumi` of an empty folder. Rejects with the reason as one sentence. */
  install(request: { readonly root: string; readonly folder: string; readonly report: Report }): Promise<void>;
}
