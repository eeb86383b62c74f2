"use strict";

/*
 * A language host for Node.js programs: what `pulumi-language-nodejs` of Pulumi's own download does for `pulumi preview`
 * and `pulumi up`, and no more. It is used where that one is not on PATH: no package registry has it.
 *
 * The engine starts it with the engine's address as the last argument, reads the port from the first line of standard
 * output, and calls it by gRPC (`LanguageRuntime`). It runs the program with the SDK's own `@pulumi/pulumi/cmd/run`.
 */

const { spawn } = require("node:child_process");
const { isAbsolute, join } = require("node:path");
const { createRequire } = require("node:module");
const grpc = require("@grpc/grpc-js");
const empty = require("google-protobuf/google/protobuf/empty_pb");
const { LanguageRuntimeService } = require("@pulumi/pulumi/proto/language_grpc_pb");
const language = require("@pulumi/pulumi/proto/language_pb");
const plugin = require("@pulumi/pulumi/proto/plugin_pb");

/** Exit code of the SDK's runner after it has reported the error to the engine itself. */
const ERROR_REPORTED = 32;
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024;

const engine = process.argv.slice(2).findLast((argument) => !argument.startsWith("-")) ?? "";
/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

/** Arguments of the SDK's runner. */
function runnerArguments(request, info) {
  const flags = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    stack: request.getStack(),
    pwd: request.getPwd(),
    "root-directory": info.getRootDirectory(),
    parallel: String(request.getParallel()),
  };
  const given = Object.entries(flags).filter(([, value]) => value !== "");
  return [
    ...given.map(([name, value]) => `--${name}=${value}`),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    info.getEntryPoint(),
    ...request.getArgsList(),
  ];
}

/** `runtime.options` of Pulumi.yaml: `nodeargs`, separated by spaces. */
function nodeArguments(info) {
  const { nodeargs } = info.getOptions()?.toJavaScript() ?? {};
  return typeof nodeargs === "string" ? nodeargs.split(/\s+/).filter((argument) => argument !== "") : [];
}

/** Runs the program to its end, and says how that was. */
function run(request) {
  const info = request.getInfo() ?? new language.ProgramInfo();
  const folder = info.getProgramDirectory();
  // The program's own SDK: it may be another version than this one's.
  const runner = createRequire(join(folder, "package.json")).resolve("@pulumi/pulumi/cmd/run");
  const config = Object.fromEntries(request.getConfigMap().toArray());
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...nodeArguments(info), runner, ...runnerArguments(request, info)], {
      cwd: isAbsolute(folder) ? folder : process.cwd(),
      stdio: ["ignore", "inherit", "inherit"],
      env: {
        ...process.env,
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
      },
    });
    running.add(child);
    const end = (error, bail) => {
      running.delete(child);
      const response = new language.RunResponse();
      response.setError(error);
      response.setBail(bail);
      resolve(response);
    };
    child.once("error", (error) => end(`The program could not be started: ${error.message}`, false));
    child.once("exit", (code, signal) => {
      if (code === 0) end("", false);
      else if (code === ERROR_REPORTED) end("", true);
      else end(`The program ended with ${signal ?? `exit code ${code}`}.`, false);
    });
  });
}

function stopPrograms() {
  for (const child of running) child.kill("SIGTERM");
}

/** A gRPC handler from a function of the request. */
const handler = (work) => (call, callback) => {
  Promise.resolve()
    .then(() => work(call.request))
    .then(
      (response) => callback(null, response),
      (error) =>
        callback({ code: grpc.status.UNKNOWN, message: error instanceof Error ? error.message : String(error) }),
    );
};

/** Methods that are missing here answer "unimplemented": they are for other commands of the CLI. */
const methods = {
  handshake: handler(() => new language.LanguageHandshakeResponse()),
  // No plugin is asked for beforehand: the engine finds out which ones the program needs.
  getRequiredPlugins: handler(() => new language.GetRequiredPluginsResponse()),
  getRequiredPackages: handler(() => new language.GetRequiredPackagesResponse()),
  getPluginInfo: handler(() => {
    const info = new plugin.PluginInfo();
    info.setVersion(require("@pulumi/pulumi/version").version);
    return info;
  }),
  run: handler(run),
  cancel: handler(() => {
    stopPrograms();
    return new empty.Empty();
  }),
};

const server = new grpc.Server({
  "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
  "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
});
server.addService(LanguageRuntimeService, methods);
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  process.stdout.write(`${String(port)}\n`);
});

// When the engine ends, so does this process: another process becomes its parent.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid === parent) return;
  stopPrograms();
  process.exit(0);
}, 500).unref();
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    stopPrograms();
    process.exit(0);
  });
}
