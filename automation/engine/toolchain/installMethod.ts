import type { Report } from "../../../tools/report";

/** A way to obtain the Pulumi CLI. */
export interface InstallMethod {
  readonly origin: "download" | "built";
  /** As an error names it. */
  readonly title: string;
  /** Puts the executable into `bin/pulumi` of an empty folder. Rejects with one sentence on why it cannot. */
  install(request: { readonly root: string; readonly folder: string; readonly report: Report }): Promise<void>;
}
