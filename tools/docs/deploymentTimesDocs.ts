import { API_SERVICES, burstOf, type ApiRate } from "../../model/limits/apiRates";
import { ENGINE_PARALLEL, RETRY_MODE } from "../../model/limits/requestSettings";
import { READ_LATENCY_MS, WRITE_LATENCY_MS } from "../../model/simulation/step";
import { markdownTable } from "./markdownTable";

/** docs/deployment-times.md, from the table of rates. */
export function deploymentTimesDocs(): string {
  return [
    "<!-- Written by `make docs` from model/limits/apiRates.ts and tools/docs/deploymentTimesDocs.ts. -->",
    "",
    "# Deployment times",
    "",
    INTRODUCTION,
    "",
    "## Figures",
    "",
    FIGURES,
    "",
    "## Model",
    "",
    MODEL,
    "",
    "## Parallelism and retries",
    "",
    SETTINGS,
    "",
    "## Rates",
    "",
    RATES,
    "",
    ...markdownTable(["service", "calls", "per second", "burst", "basis", "source", "read on"], rateRows()),
    "",
  ].join("\n");
}

function rateRows(): readonly (readonly string[])[] {
  return Object.values(API_SERVICES).flatMap(({ title, rates }) =>
    (rates as readonly ApiRate[]).map((rate) => [
      title,
      callsOf(rate),
      perSecond(rate),
      String(burstOf(rate)),
      rate.basis,
      rate.source,
      rate.readOn,
    ]),
  );
}

function callsOf({ operations }: ApiRate): string {
  switch (operations) {
    case "all":
      return "all together";
    case "others":
      return "all others";
    default:
      return operations.map((name) => `\`${name}\``).join(", ");
  }
}

function perSecond({ perSecond: rate }: ApiRate): string {
  return rate >= 1 ? String(rate) : `1 in ${String(Math.round(1 / rate))} s`;
}

const INTRODUCTION = `How long a deployment takes on AWS, by a model of what AWS's control planes take from an account. Nothing here was measured on AWS: this
program has not run there. \`bin/deploy graph <stage>\` prints the phases as Mermaid with their times, \`bin/deploy graph <stage> --critical\`
the operations that decide, and \`--scenario functions\`, \`rollback\` or \`destroy\` other deployments than the first. It builds nothing
and calls nothing. \`bin/deploy graph <stage> --critical --release <id>\` prints a deployment as it was, from its events.`;

const FIGURES = `Production with the catalog of this repository: 18 services, 132 functions, 497 resources. \`make bench-rates\` prints them again.

| deployment | by the model | what bounds it |
| --- | --- | --- |
| first deployment | about 6 minutes | the certificate (2 min), the provider's delays at queues (50 s) and DNS records (40 s), Lambda's 15 calls a second (40 s) |
| new code of all functions | about 2 minutes | Lambda's 15 calls a second, and the provider's delays of 5 s after each update and each publication |
| rollback: code of all functions, policies, routes | about 2 min 10 s | the same, and the import of the routes |
| deletion of the stage | about 2 minutes | the provider's checks that queues are gone (84 s) |

The time of the driver is not included: preflight, build, uploads, preview, gradual traffic, verification.

What would make a first deployment shorter, and is not done: the phases Core infrastructure and Cognito need no certificate, and could
run while ACM issues it (one minute less), but the phases have an order; and the roles of all services could be created in an early
phase, so that they are known when the functions come (ten seconds less in each of three phases), which would move resources.`;

const MODEL = `- **Resources and dependencies** are those of the program: it runs without engine and AWS, as in a preview of an empty stage.
- **Calls** of each operation are those of the AWS provider (terraform-provider-aws), in \`model/simulation/types/\`. Its fixed delays are
  part of it: 5 s after each change of a function, six reads of a queue five seconds apart, 10 to 30 s after a DNS record.
  Which of its files were read is in the head of each file there; the other rows are from experience.
- **Rates** are token buckets per operation or service, below. A throttled call is retried as the SDK does it.
- **Latency** is assumed: ${String(READ_LATENCY_MS)} ms for a call that reads, ${String(WRITE_LATENCY_MS)} ms for one that writes, 1 s for a function's code, 20 s for the import of
  the routes. AWS publishes none.
- **Work of AWS** is assumed: a certificate 120 s, a table 10 s, a role until it is known everywhere 10 s. Each is marked "a guess" in the output.
- **Gates** are the driver's calls between the phases.
- The engine runs ${String(ENGINE_PARALLEL)} operations at once, and takes 7 ms of processor time for each resource.

The simulation is pure (\`model/simulation/\`): discrete events, repeatable random numbers. The rehearsal emulates the same model in the
offline provider, on a faster clock: \`LISTBACKUP_AWS_RATES\` ([rehearsal](../rehearsal/README.md)).`;

const SETTINGS = `Pulumi runs four operations at once for each processor of the machine. With the 16 of a machine with four processors, a first
deployment takes 12 %, and new code of all functions 40 % longer than with ${String(ENGINE_PARALLEL)}; more than ${String(ENGINE_PARALLEL)} gain next to nothing, because Lambda's rate
bounds it. So the driver always asks for ${String(ENGINE_PARALLEL)} (\`model/limits/requestSettings.ts\`). With \`pulumi up\`, use \`--parallel ${String(ENGINE_PARALLEL)}\`.

Provider and driver retry in the SDK's mode \`${RETRY_MODE}\`, which limits its own rate once AWS throttles: a deployment takes as long as with
\`standard\`, and sends a tenth to a third of the throttled calls. Others in the account, functions among them, notice less of it.

Calls of the driver: 15 a second and ${String(WRITE_LATENCY_MS)} ms are five calls under way; it has eight or ten. More would be throttled.`;

const RATES = `Figures of stored copies of AWS's pages; \`assumed\` is a guess, and the source says from what. Where AWS names no burst, that of a second is
assumed. AWS raises some of these on request; the rates of Lambda and API Gateway it does not.`;
