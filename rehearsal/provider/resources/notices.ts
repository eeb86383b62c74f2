import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";

/** Tells the person who deploys what they should know of a resource: it appears among the engine's own messages. */
export type Notify = (urn: string, message: string) => Promise<void>;

/** Notices to the engine at an address; one that cannot be delivered is dropped. */
export function noticesTo(engineAddress: string): Notify {
  let client: EngineClient | undefined;
  return (urn, message) =>
    new Promise((resolve) => {
      client ??= new EngineClient(engineAddress, grpc.credentials.createInsecure());
      const request = new LogRequest();
      request.setSeverity(LogSeverity.WARNING);
      request.setUrn(urn);
      request.setMessage(message);
      client.log(request, new grpc.Metadata(), { deadline: Date.now() + 2_000 }, () => resolve());
    });
}

export const noNotices: Notify = () => Promise.resolve();
