import type { ResourceState, StateInputs } from "../state/exportedState";

/** Value in the state for an unknown input: no program sets it, so the next run writes the input again. */
const UNKNOWN_VALUE = "interrupted";

/**
 * Inputs that the official provider never reads back from AWS, by type, each with a value that no program sets. After an
 * interruption it is unknown which AWS calls of the resource were made. A refresh reads all other inputs; this value in the
 * state makes the next run repeat the calls for these.
 *
 * - A function's code. Its update uploads the code and publishes a version. Otherwise a function that was updated and not
 *   published would stay unpublished permanently, because a refresh finds no difference.
 * - An API's document, which is imported by a separate call.
 *
 * Source: `Read` of aws_lambda_function and aws_apigatewayv2_api in terraform-provider-aws.
 */
const UNREAD_INPUTS: Readonly<Record<string, StateInputs>> = {
  "aws:lambda/function:Function": { sourceCodeHash: UNKNOWN_VALUE },
  "aws:apigatewayv2/api:Api": {
    body: `{"openapi":"3.0.1","info":{"title":"${UNKNOWN_VALUE}","version":"0"},"paths":{}}`,
  },
};

/** Values in AWS of the inputs that a refresh does not read, by URN. */
export type KnownInputs = ReadonlyMap<string, StateInputs>;

/** Whether a resource's type has inputs that a refresh does not read. */
export function hasUnreadInputs({ type }: ResourceState): boolean {
  return UNREAD_INPUTS[type] !== undefined;
}

/** A resource with the known values of its unread inputs, or with values that the next run replaces. */
export function withUnreadInputs(resource: ResourceState, known: KnownInputs = new Map()): ResourceState {
  const values = known.get(resource.urn) ?? UNREAD_INPUTS[resource.type];
  if (values === undefined) return resource;
  // The official provider compares the program with the outputs, the offline provider with the inputs.
  return { ...resource, inputs: { ...resource.inputs, ...values }, outputs: { ...resource.outputs, ...values } };
}
