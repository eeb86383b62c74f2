import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchClient, PutMetricDataCommand, type MetricDatum } from "@aws-sdk/client-cloudwatch";
import { GetAliasCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeployError } from "../../model/errors";
import { isLoopback } from "../provider/aws/loopback";

/** A function to invoke, and its payload. */
export interface FunctionCall {
  /** Physical name. */
  readonly name: string;
  readonly payload: object;
}

export interface TrafficRequest {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  readonly calls: readonly FunctionCall[];
}

/** Invocations of a version, and how many of them failed. */
interface VersionCalls {
  readonly name: string;
  readonly version: string;
  readonly invocations: number;
  readonly errors: number;
}

export interface TrafficGenerator {
  stop(): Promise<readonly VersionCalls[]>;
}

/** Between two invocations of each function. */
const CALL_INTERVAL_MS = 100;
/** Between two reports to CloudWatch. */
const REPORT_INTERVAL_MS = 500;
/** A minute of a rehearsal's rollout takes a second: each invocation counts as sixty. */
const METRIC_FACTOR = 60;
const ALIAS = "live";

/**
 * Generates the traffic of a rehearsal. The emulator stores the weights of an alias without applying them, and has no
 * metrics by version. The generator reads the weights, invokes the versions in that proportion, and reports to the emulated
 * CloudWatch what Lambda would have counted.
 */
export function startTraffic({ endpoint, account, region, calls }: TrafficRequest): TrafficGenerator {
  if (!isLoopback(endpoint)) {
    throw new DeployError(
      "ENDPOINT_NOT_LOOPBACK",
      `The traffic of a rehearsal was directed to ${endpoint}, which is not this machine.`,
      "Use a loopback address.",
    );
  }
  const config = { endpoint, region, credentials: { accessKeyId: account, secretAccessKey: "rehearsal" } };
  const [lambda, cloudwatch] = [new LambdaClient(config), new CloudWatchClient(config)];
  const stopping = new AbortController();
  const counters = calls.map((call) => new CallCounter(call, lambda));
  const pause = (milliseconds: number): Promise<unknown> =>
    sleep(milliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
  const calling = counters.map(async (counter) => {
    while (!stopping.signal.aborted) {
      await counter.call().catch(() => undefined);
      await pause(CALL_INTERVAL_MS);
    }
  });
  const reporting = (async () => {
    while (!stopping.signal.aborted) {
      await pause(REPORT_INTERVAL_MS);
      await report(cloudwatch, counters).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([...calling, reporting]);
      return counters.flatMap((counter) => counter.total());
    },
  };
}

interface Count {
  invocations: number;
  errors: number;
  durations: number[];
}

/** Invokes one function and counts the invocations by version. */
class CallCounter {
  readonly #total = new Map<string, Count>();
  #unreported = new Map<string, Count>();
  /** Accumulated weight of the new version; it gets the next invocation at 1. */
  #newVersionWeight = 0;

  constructor(
    private readonly target: FunctionCall,
    private readonly lambda: LambdaClient,
  ) {}

  async call(): Promise<void> {
    const { name, payload } = this.target;
    const { FunctionVersion = "", RoutingConfig } = await this.lambda.send(
      new GetAliasCommand({ FunctionName: name, Name: ALIAS }),
    );
    const [[newVersion, weight] = ["", 0]] = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
    this.#newVersionWeight += weight;
    const version = this.#newVersionWeight >= 1 ? newVersion : FunctionVersion;
    if (this.#newVersionWeight >= 1) this.#newVersionWeight -= 1;
    const started = performance.now();
    const { FunctionError } = await this.lambda.send(
      new InvokeCommand({ FunctionName: name, Qualifier: version, Payload: JSON.stringify(payload) }),
    );
    for (const counts of [this.#total, this.#unreported]) {
      const count = counts.get(version) ?? { invocations: 0, errors: 0, durations: [] };
      count.invocations += 1;
      count.errors += FunctionError === undefined ? 0 : 1;
      count.durations.push(performance.now() - started);
      counts.set(version, count);
    }
  }

  /** The counts since the last report, with the dimensions of Lambda for versions behind an alias. */
  report(): readonly MetricDatum[] {
    const data = [...this.#unreported].flatMap(([version, { invocations, errors, durations }]): MetricDatum[] => {
      const Dimensions = [
        { Name: "FunctionName", Value: this.target.name },
        { Name: "Resource", Value: `${this.target.name}:${ALIAS}` },
        { Name: "ExecutedVersion", Value: version },
      ];
      return [
        { MetricName: "Invocations", Value: invocations * METRIC_FACTOR, Unit: "Count", Dimensions },
        { MetricName: "Errors", Value: errors * METRIC_FACTOR, Unit: "Count", Dimensions },
        { MetricName: "Duration", Values: durations, Unit: "Milliseconds", Dimensions },
      ];
    });
    this.#unreported = new Map();
    return data;
  }

  total(): readonly VersionCalls[] {
    const { name } = this.target;
    return [...this.#total].map(([version, { invocations, errors }]) => ({ name, version, invocations, errors }));
  }
}

async function report(cloudwatch: CloudWatchClient, counters: readonly CallCounter[]): Promise<void> {
  const MetricData = counters.flatMap((counter) => counter.report());
  if (MetricData.length === 0) return;
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: "AWS/Lambda", MetricData }));
}
