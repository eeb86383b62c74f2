import type { ExportedState } from "../../automation/engine/state/exportedState";

const STACK = {
  urn: "urn:pulumi:dev::p::pulumi:pulumi:Stack::p-dev",
  type: "pulumi:pulumi:Stack",
  outputs: { functions: 4, url: "https://api" },
};
const QUEUE = { urn: "urn:pulumi:dev::p::aws:sqs/queue:Queue::a", type: "aws:sqs/queue:Queue", custom: true, id: "a" };

export const SUMMARIZED_STATE: ExportedState = { version: 3, deployment: { resources: [STACK, QUEUE] } };
/** What a record says of `SUMMARIZED_STATE`. */
export const STATE_SUMMARY = { resources: 1, entries: 2, functions: 4, url: "https://api" };
/** What a record says of a deployment, without the summary. */
export const STATE_LEFT = { inputs: "a", state: '"1" v' };
