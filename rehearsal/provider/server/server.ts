import * as grpc from "@grpc/grpc-js";
import * as service from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import * as empty from "google-protobuf/google/protobuf/empty_pb";
import { checkInputs } from "../schema/check";
import { checkConfiguration } from "./configuration";
import { diff, previewCreate, previewUpdate } from "../comparison/diff";
import { invoke } from "./invokes";
import { checkResponse, diffResponse, plain, rpcError, struct } from "./messages";
import * as resources from "../resources/resources";
import type { Row } from "../schema/row";
import type { EmulatedRates } from "../resources/emulatedRates";
import type { Resource } from "../resources/session";
import { type Connect, sessionsOf } from "./sessions";
import { holdsUnknown, stableText } from "../values/values";

export interface ServerOptions {
  readonly connect: Connect;
  readonly rows: ReadonlyMap<string, Row>;
  /** Makes operations take as long as on AWS. @default null: as long as they take */
  readonly rates?: EmulatedRates | null;
}

const DEFAULT_TIMEOUT_MS = 10 * 60_000;
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

interface ResourceRequest {
  getUrn(): string;
}

function resourceOf(rows: ServerOptions["rows"], request: ResourceRequest, timeoutSeconds: number): Resource {
  const urn = request.getUrn();
  const [, , types = "", ...names] = urn.replace("urn:pulumi:", "").split("::");
  const token = types.split("$").at(-1) ?? "";
  const row = rows.get(token);
  if (row === undefined) {
    throw new Error(
      `The offline provider has no type ${token}, which "${names.join("::")}" needs: add a row in rehearsal/provider/types.`,
    );
  }
  return {
    row,
    urn,
    name: names.join("::"),
    timeoutMs: timeoutSeconds > 0 ? timeoutSeconds * 1000 : DEFAULT_TIMEOUT_MS,
  };
}

/** A gRPC handler from a function of request and peer; its error is the response's. */
function handler<I, O>(work: (request: I, peer: string) => O | Promise<O>): grpc.handleUnaryCall<I, O> {
  return (call, callback) => {
    Promise.resolve()
      .then(() => work(call.request, call.getPeer()))
      .then(
        (response) => callback(null, response),
        (error: unknown) => callback(rpcError(error)),
      );
  };
}

function implementation({ connect, rows, rates = null }: ServerOptions): grpc.UntypedServiceImplementation {
  const sessions = sessionsOf(connect, rates);
  return {
    handshake: handler((request: proto.ProviderHandshakeRequest, peer) => {
      sessions.registerEngine(peer, request.getEngineAddress());
      return new proto.ProviderHandshakeResponse();
    }),
    attach: handler((request: plugin.PluginAttach, peer) => {
      sessions.registerEngine(peer, request.getAddress());
      return new empty.Empty();
    }),
    cancel: handler(() => new empty.Empty()),
    getPluginInfo: handler(() => new plugin.PluginInfo().setVersion("7.48.0")),
    getSchema: handler(() =>
      new proto.GetSchemaResponse().setSchema(JSON.stringify({ name: "aws", version: "7.48.0" })),
    ),
    checkConfig: handler((request: proto.CheckRequest) => {
      const news = plain(request.getNews());
      return checkResponse(news, checkConfiguration(news));
    }),
    diffConfig: handler((request: proto.DiffRequest) => {
      const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
      const equal =
        stableText(plain(request.getOldInputs() ?? request.getOlds())) === stableText(plain(request.getNews()));
      return new proto.DiffResponse().setChanges(equal ? DIFF_NONE : DIFF_SOME);
    }),
    configure: handler(async (request: proto.ConfigureRequest, peer) => {
      await sessions.configure(peer, plain(request.getArgs()));
      // The engine unwraps secrets before it sends them, and marks them again in responses.
      return new proto.ConfigureResponse().setAcceptsecrets(false).setSupportspreview(true);
    }),
    invoke: handler(async (request: proto.InvokeRequest, peer) => {
      const result = await invoke(sessions.of(peer).aws, request.getTok(), plain(request.getArgs()));
      return new proto.InvokeResponse().setReturn(struct(result));
    }),
    check: handler((request: proto.CheckRequest, peer) => {
      const { row, name } = resourceOf(rows, request, 0);
      const { inputs, failures } = checkInputs(row, plain(request.getNews()), {
        resource: name,
        randomSeed: request.getRandomseed_asU8(),
        defaultTags: sessions.of(peer).defaultTags,
        olds: plain(request.getOlds()),
      });
      return checkResponse(inputs, failures);
    }),
    diff: handler((request: proto.DiffRequest) => {
      const { row } = resourceOf(rows, request, 0);
      const olds = plain(request.getOldInputs());
      const inputs = Object.keys(olds).length > 0 ? olds : plain(request.getOlds());
      return diffResponse(diff(row, inputs, plain(request.getNews())));
    }),
    create: handler(async (request: proto.CreateRequest, peer) => {
      const resource = resourceOf(rows, request, request.getTimeout());
      const inputs = plain(request.getProperties());
      if (request.getPreview()) {
        return new proto.CreateResponse().setProperties(struct(previewCreate(resource.row, inputs)));
      }
      if (holdsUnknown(inputs)) throw new Error(`"${resource.name}" has inputs that are still unknown.`);
      const { id, state } = await resources.create(sessions.of(peer), resource, inputs);
      return new proto.CreateResponse().setId(id).setProperties(struct(state));
    }),
    read: handler(async (request: proto.ReadRequest, peer) => {
      const known = { inputs: plain(request.getInputs()), state: plain(request.getProperties()) };
      const resource = resourceOf(rows, request, request.getTimeout());
      const found = await resources.read(sessions.of(peer), resource, request.getId(), known);
      if (found === undefined) return new proto.ReadResponse();
      const response = new proto.ReadResponse().setId(request.getId());
      return response.setProperties(struct(found.state)).setInputs(struct(found.inputs));
    }),
    update: handler(async (request: proto.UpdateRequest, peer) => {
      const resource = resourceOf(rows, request, request.getTimeout());
      const state = plain(request.getOlds());
      const inputs = request.getOldInputs() === undefined ? state : plain(request.getOldInputs());
      const news = plain(request.getNews());
      if (request.getPreview()) {
        const preview = previewUpdate(resource.row, inputs, state, news);
        return new proto.UpdateResponse().setProperties(struct(preview));
      }
      const updated = await resources.update(sessions.of(peer), resource, request.getId(), { inputs, state }, news);
      return new proto.UpdateResponse().setProperties(struct(updated));
    }),
    delete: handler(async (request: proto.DeleteRequest, peer) => {
      const resource = resourceOf(rows, request, request.getTimeout());
      await resources.remove(sessions.of(peer), resource, request.getId(), plain(request.getProperties()));
      return new empty.Empty();
    }),
  };
}

/** Serves the provider on a free loopback port. */
export async function serve(options: ServerOptions): Promise<{ readonly port: number; stop(): void }> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  server.addService(service.ResourceProviderService, implementation(options));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, stop: () => server.forceShutdown() };
}
