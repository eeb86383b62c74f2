import type { Release } from "../../model/release/release";
import type { Stage } from "../../model/stage/stage";
import { callApi, emulatedOf, type ApiResponse } from "../aws/apiRequest";
import type { AwsTarget } from "../aws/target";
import type { TestDataJournal } from "./testData/testDataJournal";

/** What is checked: a stage, the release that runs on it, and what of it is looked at. */
export interface Subject {
  readonly target: AwsTarget;
  readonly stage: Stage;
  readonly release: Release;
  /** The API, without a slash at its end. */
  readonly url: string;
  readonly userPoolId: string;
  readonly clientId: string;
  /** From when on metrics, logs and traces count. Unix ms */
  readonly since: number;
  /** The version that has the traffic, by function; empty where nobody knows. */
  readonly versions: Readonly<Record<string, string>>;
  /** The functions whose routes are tried; null: all. */
  readonly changed: ReadonlySet<string> | null;
  /** Where the test user and what checks create are recorded while they exist; absent: nowhere. */
  readonly journal?: TestDataJournal;
  /** The Go module whose own tests are of this release; null: its source is not at hand. */
  readonly backend: string | null;
  /**
   * Finds the file and line of a part of the release's catalog: `catalog/checks.yaml:9`. Null where the working tree has
   * something else there.
   */
  readonly locate?: CatalogLocator;
}

/** @param path such as `["checks", "user", "steps", 0]` */
export type CatalogLocator = (path: readonly PropertyKey[]) => Promise<string | null>;

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** The longest that an HTTP API lets a request wait, and a little. ms */
export const LONGEST_ANSWER = 32_000;

/** Asks a stage's API as its users do. */
export function ask({ url, stage }: Subject, { signal, ...request }: Asked): Promise<ApiResponse> {
  return callApi({ url, timeoutMs: LONGEST_ANSWER, emulated: emulatedOf(stage), signal, ...request });
}
