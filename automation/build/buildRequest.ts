import { join } from "node:path";
import type { Catalog } from "../../model/catalog/schema/catalog";
import type { StageName } from "../../model/stage/name";
import type { GoArchitecture } from "./go/goCommand";
import type { HandlerBuildSettings } from "./go/handlerBuildSettings";

export interface BuildRequest {
  /** The project's folder; what is built goes to `.build` in it. */
  readonly root: string;
  /** Folder of the Go module that has `cmd/handlers/<service>/<function>`. */
  readonly backend: string;
  /** Where it has yet to be read, Go compiles what changed meanwhile. */
  readonly catalog: Catalog | (() => Promise<Catalog>);
  readonly architecture: "arm64" | "x86_64";
  /** Build these services only; the others stay as they were last built. @default all */
  readonly services?: readonly string[];
  /** Functions that the stage does without: they are not built. @default none */
  readonly absent?: readonly string[];
  /** Whether a placeholder takes the place of a handler that fails to build. @default error */
  readonly onFailure?: "placeholder" | "error";
  /** The stage that the build is for, where it takes no placeholders for missing handlers either. */
  readonly handlersRequiredBy?: StageName;
  readonly report?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** A request whose catalog is there. */
export type BuildRequestWithCatalog = Omit<BuildRequest, "catalog"> & { readonly catalog: Catalog };

export const GO_ARCHITECTURES = { arm64: "arm64", x86_64: "amd64" } as const satisfies Record<
  BuildRequest["architecture"],
  GoArchitecture
>;

export function artifactsPath({ root }: Pick<BuildRequest, "root">): string {
  return join(root, ".build", "artifacts");
}

export function handlerBuildSettings(request: BuildRequest): HandlerBuildSettings {
  const architecture = GO_ARCHITECTURES[request.architecture];
  return {
    module: request.backend,
    architecture,
    artifactsFolder: artifactsPath(request),
    cacheFile: join(request.root, ".build", `handlers-${architecture}.json`),
    signal: request.signal,
  };
}
