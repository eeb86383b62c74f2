import type { Release } from "../../model/release/release";
import type { Stage } from "../../model/stage/stage";
import { addressFor, callApi, emulatedApi, type AdditionalApi, type ApiResponse } from "../aws/api/apiRequest";
import type { AwsTarget } from "../aws/target";
import type { TestDataJournal } from "./testData/testDataJournal";

/** What checks run against: a stage, its release, and the scope. */
export interface Subject {
  readonly target: AwsTarget;
  readonly stage: Stage;
  readonly release: Release;
  /** URL of the API, without a trailing slash. */
  readonly url: string;
  /** "" where there is no API. */
  readonly apiId?: string;
  /** The additional APIs. @default none */
  readonly apis?: readonly AdditionalApi[];
  readonly userPoolId: string;
  readonly clientId: string;
  /** Start of the metrics, logs and traces that count. Unix ms */
  readonly since: number;
  /** The version that has the traffic, by function; empty where it is not known. */
  readonly versions: Readonly<Record<string, string>>;
  /** The functions whose routes are checked; null: all. */
  readonly changed: ReadonlySet<string> | null;
  /** The functions that this deployment created. @default none */
  readonly created?: ReadonlySet<string>;
  /** Records the test user and what checks create until it is deleted; absent: nothing is recorded. */
  readonly journal?: TestDataJournal;
  /** Folder of the Go module with this release's own tests; null: its source is not available. */
  readonly backend: string | null;
  /**
   * Finds the file and line of a part of the release's catalog: `catalog/checks.yaml:9`. Null where the working tree's
   * catalog differs there.
   */
  readonly locate?: CatalogLocator;
}

/** @param path such as `["checks", "user", "steps", 0]` */
export type CatalogLocator = (path: readonly PropertyKey[]) => Promise<string | null>;

export interface StageApiRequest {
  readonly method: string;
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** The limit of an HTTP API is 30 s. */
export const API_TIMEOUT_MS = 32_000;

/** Calls a stage's API as its users do. */
export function callStageApi(subject: Subject, { signal, ...request }: StageApiRequest): Promise<ApiResponse> {
  const emulated = emulatedApi(subject.stage);
  return callApi({ ...request, ...addressFor(subject, request.path), timeoutMs: API_TIMEOUT_MS, emulated, signal });
}
