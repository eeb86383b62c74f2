import { join } from "node:path";
import type { Catalog } from "../../model/catalog/schema/catalog";
import type { StageName } from "../../model/stage/name";
import type { GoArchitecture } from "./go/goCommand";
import type { HandlerBuildSettings } from "./go/handlerBuildSettings";

export interface BuildRequest {
  /** The project's folder; output goes to `.build` in it. */
  readonly root: string;
  /** Folder of the Go module that has `cmd/handlers/<service>/<function>`. */
  readonly backend: string;
  /** A function reads the catalog while Go compiles changed handlers. */
  readonly catalog: Catalog | (() => Promise<Catalog>);
  readonly architecture: "arm64" | "x86_64";
  /** Build these services only, and reuse the last artifacts of the others. @default all */
  readonly services?: readonly string[];
  /** Functions that are absent from the stage: they are not built. @default none */
  readonly absent?: readonly string[];
  /** What replaces a handler that fails to build: a placeholder, or an error of the build. @default error */
  readonly onFailure?: "placeholder" | "error";
  /** The stage that the build is for, if it accepts no placeholders for missing handlers. */
  readonly handlersRequiredBy?: StageName;
  readonly report?: (line: string) => void;
  /** Called before handlers are compiled, once or twice. */
  readonly onCompile?: () => void;
  readonly signal?: AbortSignal;
}

/** A request with its catalog. */
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
    onCompile: request.onCompile,
  };
}
