import type { ResourceState, StateInputs } from "../state/exportedState";

/** Stands in the state for an input that nobody knows: no program gives it, so the next run writes the input again. */
const UNKNOWN_VALUE = "interrupted";

/**
 * Inputs that the official provider takes from the program and never reads back from AWS, by type, each with a value that
 * no program gives. After an interruption nobody knows which of the resource's AWS calls were made. A refresh shows
 * everything else; with this value in the state the next run makes the calls for these again, whatever it wants.
 *
 * - A function's code. Its update uploads the code and publishes a version: without it, a function that was updated and
 *   not published would stay unpublished for good, as a refresh finds what is wanted.
 * - An API's document, which is imported by a call of its own.
 *
 * Source: `Read` of aws_lambda_function and aws_apigatewayv2_api in terraform-provider-aws.
 */
const UNREAD_INPUTS: Readonly<Record<string, StateInputs>> = {
  "aws:lambda/function:Function": { sourceCodeHash: UNKNOWN_VALUE },
  "aws:apigatewayv2/api:Api": {
    body: `{"openapi":"3.0.1","info":{"title":"${UNKNOWN_VALUE}","version":"0"},"paths":{}}`,
  },
};

/** What AWS has of the inputs that are never read back, by URN. */
export type KnownInputs = ReadonlyMap<string, StateInputs>;

/** Whether a resource's type has inputs that are never read back. */
export function hasUnreadInputs({ type }: ResourceState): boolean {
  return UNREAD_INPUTS[type] !== undefined;
}

/** A resource with what AWS has of the inputs that are never read back, or with values that the next run replaces. */
export function withUnreadInputs(resource: ResourceState, known: KnownInputs = new Map()): ResourceState {
  const values = known.get(resource.urn) ?? UNREAD_INPUTS[resource.type];
  if (values === undefined) return resource;
  // The official provider compares the program with the outputs, ours with the inputs.
  return { ...resource, inputs: { ...resource.inputs, ...values }, outputs: { ...resource.outputs, ...values } };
}
