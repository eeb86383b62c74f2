import * as grpc from "@grpc/grpc-js";
import * as service from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import * as status from "@pulumi/pulumi/proto/status_pb";
import * as any from "google-protobuf/google/protobuf/any_pb";
import * as empty from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { checkConfiguration, readConfiguration } from "./configuration";
import type { Difference } from "./compare";
import type { Failure } from "./check";
import { invoke } from "./invokes";
import { noNotices, noticesTo } from "./notices";
import * as resources from "./resources";
import type { Row } from "./row";
import { holdsUnknown, type Properties, stableText } from "./values";

/** How the provider reaches AWS, once the engine has told it the region. */
export type Connect = (region: string | undefined) => resources.Session["aws"];

export interface ServerOptions {
  readonly connect: Connect;
  readonly rows: ReadonlyMap<string, Row>;
}

const DEFAULT_TIMEOUT_MS = 10 * 60_000;
const LARGEST_MESSAGE = 400 * 1024 * 1024;

const plain = (struct: Struct | undefined): Properties => (struct === undefined ? {} : struct.toJavaScript());
const struct = (properties: Properties): Struct => Struct.fromJavaScript(properties);

interface ResourceRequest {
  getUrn(): string;
}

function resourceOf(rows: ServerOptions["rows"], request: ResourceRequest, timeoutSeconds: number): resources.Resource {
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

function checkResponse(inputs: Properties, failures: readonly Failure[]): proto.CheckResponse {
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

function diffResponse({ changes, deleteBeforeReplace }: resources.Diff): proto.DiffResponse {
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
function rpcError(error: unknown): Partial<grpc.ServiceError> {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof resources.UnfinishedError)) return { code: grpc.status.UNKNOWN, details: message };
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

/** A gRPC handler from a function of request and caller: its error becomes the call's. */
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

/** The engine opens a connection for each provider resource: that is how their configurations are told apart. */
function sessionsOf(connect: Connect): {
  /** Where the engine behind this connection takes messages. */
  meet(peer: string, engineAddress: string): void;
  configure(peer: string, properties: Properties): Promise<void>;
  of(peer: string): resources.Session;
} {
  const sessions = new Map<string, resources.Session>();
  const engines = new Map<string, string>();
  let latest: resources.Session | undefined;
  return {
    meet(peer, engineAddress) {
      if (engineAddress !== "") engines.set(peer, engineAddress);
    },
    async configure(peer, properties) {
      const { region, allowedAccountIds, defaultTags } = readConfiguration(properties);
      const aws = connect(region);
      if (allowedAccountIds.length > 0) {
        const { Account } = await aws.sts.getCallerIdentity({});
        if (!allowedAccountIds.includes(Account ?? "")) {
          throw new Error(
            `The credentials are of account ${Account ?? "?"}; allowed: ${allowedAccountIds.join(", ")}.`,
          );
        }
      }
      const engine = engines.get(peer);
      latest = { aws, defaultTags, notify: engine === undefined ? noNotices : noticesTo(engine) };
      sessions.set(peer, latest);
    },
    of(peer) {
      const session = sessions.get(peer) ?? latest;
      if (session === undefined) throw new Error("The provider is not configured yet.");
      return session;
    },
  };
}

function implementation({ connect, rows }: ServerOptions): grpc.UntypedServiceImplementation {
  const sessions = sessionsOf(connect);
  return {
    handshake: handler((request: proto.ProviderHandshakeRequest, peer) => {
      sessions.meet(peer, request.getEngineAddress());
      return new proto.ProviderHandshakeResponse();
    }),
    attach: handler((request: plugin.PluginAttach, peer) => {
      sessions.meet(peer, request.getAddress());
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
      // No secrets on this side: the engine takes them out of what it sends, and marks them again in what comes back.
      return new proto.ConfigureResponse().setAcceptsecrets(false).setSupportspreview(true);
    }),
    invoke: handler(async (request: proto.InvokeRequest, peer) => {
      const result = await invoke(sessions.of(peer).aws, request.getTok(), plain(request.getArgs()));
      return new proto.InvokeResponse().setReturn(struct(result));
    }),
    check: handler((request: proto.CheckRequest, peer) => {
      const { row, name } = resourceOf(rows, request, 0);
      const { inputs, failures } = resources.check(row, plain(request.getNews()), {
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
      return diffResponse(resources.diff(row, inputs, plain(request.getNews())));
    }),
    create: handler(async (request: proto.CreateRequest, peer) => {
      const resource = resourceOf(rows, request, request.getTimeout());
      const inputs = plain(request.getProperties());
      if (request.getPreview()) {
        return new proto.CreateResponse().setProperties(struct(resources.previewCreate(resource.row, inputs)));
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
        const preview = resources.previewUpdate(resource.row, inputs, state, news);
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

/** Serves the provider on a free loopback port; gives the port. */
export async function serve(options: ServerOptions): Promise<{ readonly port: number; stop(): void }> {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": LARGEST_MESSAGE,
    "grpc.max_send_message_length": LARGEST_MESSAGE,
  });
  server.addService(service.ResourceProviderService, implementation(options));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  return { port, stop: () => server.forceShutdown() };
}
