import * as grpc from "@grpc/grpc-js";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import * as status from "@pulumi/pulumi/proto/status_pb";
import * as any from "google-protobuf/google/protobuf/any_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Failure } from "../schema/check";
import type { Difference } from "../comparison/compare";
import type { Diff } from "../comparison/diff";
import { callDescription } from "../aws/callError";
import { UnfinishedError } from "../resources/operation";
import type { Properties } from "../values/values";

export const plain = (struct: Struct | undefined): Properties => (struct === undefined ? {} : struct.toJavaScript());
export const struct = (properties: Properties): Struct => Struct.fromJavaScript(properties);

export function checkResponse(inputs: Properties, failures: readonly Failure[]): proto.CheckResponse {
  const response = new proto.CheckResponse();
  response.setInputs(struct(inputs));
  response.setFailuresList(
    failures.map(({ property, reason }) => {
      const failure = new proto.CheckFailure();
      failure.setProperty(property);
      failure.setReason(reason);
      return failure;
    }),
  );
  return response;
}

const { Kind } = proto.PropertyDiff;
const KINDS: Readonly<
  Record<Difference, readonly [update: proto.PropertyDiff.Kind, replace: proto.PropertyDiff.Kind]>
> = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
};

export function diffResponse({ changes, deleteBeforeReplace }: Diff): proto.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
  const response = new proto.DiffResponse();
  response.setChanges(changes.length === 0 ? DIFF_NONE : DIFF_SOME);
  response.setDiffsList(changes.map((change) => change.property));
  response.setReplacesList(changes.filter((change) => change.replaces).map((change) => change.property));
  response.setDeletebeforereplace(deleteBeforeReplace);
  response.setHasdetaileddiff(true);
  const details = response.getDetaileddiffMap();
  for (const change of changes) {
    for (const [path, difference] of change.at) {
      const detail = new proto.PropertyDiff();
      detail.setKind(KINDS[difference][change.replaces ? 1 : 0]);
      detail.setInputdiff(true);
      details.set(path, detail);
    }
  }
  return response;
}

/** An error in the engine's form; one about a resource that exists carries its id and state. */
export function rpcError(error: unknown): Partial<grpc.ServiceError> {
  // check, diff and invoke do not run in `operate`: use the description of the AWS error.
  const message = error instanceof Error ? (callDescription(error) ?? error.message) : String(error);
  if (!(error instanceof UnfinishedError)) return { code: grpc.status.UNKNOWN, details: message };
  const detail = new proto.ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setProperties(struct(error.state));
  detail.setInputs(struct(error.state));
  detail.setReasonsList([message]);
  const packed = new any.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const whole = new status.Status();
  whole.setCode(grpc.status.UNKNOWN);
  whole.setMessage(message);
  whole.addDetails(packed);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(whole.serializeBinary()));
  return { code: grpc.status.UNKNOWN, details: message, metadata };
}
