import type { Operation } from "../release/event";
import { CALLS_OF_API } from "./types/api";
import { CALLS_OF_DATA } from "./types/data";
import { CALLS_OF_FUNCTIONS } from "./types/functions";
import { CALLS_OF_IDENTITY } from "./types/identity";
import { CALLS_OF_MONITORING } from "./types/monitoring";
import { CALLS_OF_OTHERS } from "./types/others";
import { call, type Step } from "./step";
import type { Inputs, TypeCalls } from "./typeCalls";

/** Calls of terraform-provider-aws for each type that the components declare. */
export const TYPE_CALLS: Readonly<Record<string, TypeCalls>> = {
  ...CALLS_OF_API,
  ...CALLS_OF_DATA,
  ...CALLS_OF_FUNCTIONS,
  ...CALLS_OF_IDENTITY,
  ...CALLS_OF_MONITORING,
  ...CALLS_OF_OTHERS,
};

/** For a type without a row: one call that writes and one that reads, of a service whose rates are not known. */
const UNKNOWN_TYPE: TypeCalls = {
  create: () => [call("s3", "Put")],
  update: () => [call("s3", "Put")],
  remove: [call("s3", "Delete")],
  read: [call("s3", "Get")],
};

/** The steps of a refresh. */
export function readSteps(type: string): readonly Step[] {
  return (TYPE_CALLS[type] ?? UNKNOWN_TYPE).read;
}

/** The steps of an operation on a resource. @param inputs what the program says, without values that AWS computes */
export function operationSteps(type: string, operation: Operation, inputs: Inputs): readonly Step[] {
  const { create, update, remove, read } = TYPE_CALLS[type] ?? UNKNOWN_TYPE;
  switch (operation) {
    case "create":
    case "replace":
      return [...create(inputs), ...read];
    case "update":
      return [...(update ?? create)(inputs), ...read];
    case "delete":
      return remove;
    case "import":
      return read;
  }
}
