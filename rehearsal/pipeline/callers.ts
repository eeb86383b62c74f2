import { setTimeout as sleep } from "node:timers/promises";
import { CloudWatchClient, PutMetricDataCommand, type MetricDatum } from "@aws-sdk/client-cloudwatch";
import { GetAliasCommand, InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeployError } from "../../model/errors";
import { isLoopback } from "../provider/aws/loopback";

/** A function that is called, and with what. */
export interface Call {
  /** Physical name. */
  readonly name: string;
  readonly payload: object;
}

export interface CallersRequest {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  readonly calls: readonly Call[];
}

/** How often a version was called, and how often in vain. */
export interface Called {
  readonly name: string;
  readonly version: string;
  readonly invocations: number;
  readonly errors: number;
}

export interface RunningCallers {
  stop(): Promise<readonly Called[]>;
}

/** Between two calls of each function. ms */
const PACE = 100;
/** Between two reports to CloudWatch. ms */
const REPORT = 500;
/** A minute of a rehearsal's rollout is a second: so each call stands for sixty. */
const STANDS_FOR = 60;
const ALIAS = "live";

/**
 * Callers of a rehearsal, in place of what the emulator lacks: it keeps the weights of an alias and does not honour them,
 * and it does not count by version. They ask for the weights, call the versions in that proportion, and report to the
 * emulated CloudWatch what Lambda would have counted.
 */
export function startCallers({ endpoint, account, region, calls }: CallersRequest): RunningCallers {
  if (!isLoopback(endpoint)) {
    throw new DeployError(
      "ENDPOINT_NOT_LOOPBACK",
      `The callers of a rehearsal were aimed at ${endpoint}, which is not this machine.`,
      "Use an address of this machine.",
    );
  }
  const config = { endpoint, region, credentials: { accessKeyId: account, secretAccessKey: "rehearsal" } };
  const [lambda, cloudwatch] = [new LambdaClient(config), new CloudWatchClient(config)];
  const stopping = new AbortController();
  const tallies = calls.map((call) => new Tally(call, lambda));
  const pause = (milliseconds: number): Promise<unknown> =>
    sleep(milliseconds, undefined, { signal: stopping.signal }).catch(() => undefined);
  const calling = tallies.map(async (tally) => {
    while (!stopping.signal.aborted) {
      await tally.call().catch(() => undefined);
      await pause(PACE);
    }
  });
  const reporting = (async () => {
    while (!stopping.signal.aborted) {
      await pause(REPORT);
      await report(cloudwatch, tallies).catch(() => undefined);
    }
  })();
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all([...calling, reporting]);
      return tallies.flatMap((tally) => tally.total());
    },
  };
}

interface Count {
  invocations: number;
  errors: number;
  durations: number[];
}

/** The calls of one function, by version. */
class Tally {
  readonly #total = new Map<string, Count>();
  #unreported = new Map<string, Count>();
  /** Share of a call that the new version is owed. */
  #owed = 0;

  constructor(
    private readonly target: Call,
    private readonly lambda: LambdaClient,
  ) {}

  async call(): Promise<void> {
    const { name, payload } = this.target;
    const { FunctionVersion = "", RoutingConfig } = await this.lambda.send(
      new GetAliasCommand({ FunctionName: name, Name: ALIAS }),
    );
    const [[other, weight] = ["", 0]] = Object.entries(RoutingConfig?.AdditionalVersionWeights ?? {});
    this.#owed += weight;
    const version = this.#owed >= 1 ? other : FunctionVersion;
    if (this.#owed >= 1) this.#owed -= 1;
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

  /** What was not reported yet, in the dimensions in which Lambda counts versions behind an alias. */
  report(): readonly MetricDatum[] {
    const data = [...this.#unreported].flatMap(([version, { invocations, errors, durations }]): MetricDatum[] => {
      const Dimensions = [
        { Name: "FunctionName", Value: this.target.name },
        { Name: "Resource", Value: `${this.target.name}:${ALIAS}` },
        { Name: "ExecutedVersion", Value: version },
      ];
      return [
        { MetricName: "Invocations", Value: invocations * STANDS_FOR, Unit: "Count", Dimensions },
        { MetricName: "Errors", Value: errors * STANDS_FOR, Unit: "Count", Dimensions },
        { MetricName: "Duration", Values: durations, Unit: "Milliseconds", Dimensions },
      ];
    });
    this.#unreported = new Map();
    return data;
  }

  total(): readonly Called[] {
    const { name } = this.target;
    return [...this.#total].map(([version, { invocations, errors }]) => ({ name, version, invocations, errors }));
  }
}

async function report(cloudwatch: CloudWatchClient, tallies: readonly Tally[]): Promise<void> {
  const MetricData = tallies.flatMap((tally) => tally.report());
  if (MetricData.length === 0) return;
  await cloudwatch.send(new PutMetricDataCommand({ Namespace: "AWS/Lambda", MetricData }));
}
