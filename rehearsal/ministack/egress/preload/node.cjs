"use strict";

/*
 * Loaded by every function in Node.js: gives connections to AWS to the forwarder, and refuses the others. The kernel
 * refuses them as well, where it can. This is what other systems have, and what says why.
 */

const dgram = require("node:dgram");
const dns = require("node:dns");
const net = require("node:net");

if (process.env.LISTBACKUP_EGRESS !== undefined) closeIn(JSON.parse(process.env.LISTBACKUP_EGRESS));

function closeIn(settings) {
  const { connect } = net.Socket.prototype;

  net.Socket.prototype.connect = function (...args) {
    const { options, withOptions } = connectOptions(args);
    const host = options.host ?? "localhost";
    if (options.path !== undefined || isLocal(host)) return connect.apply(this, args);
    if (isAws(host) && settings.ports.includes(Number(options.port))) {
      const forwarder = { host: "127.0.0.1", port: settings.port, lookup: undefined, family: undefined };
      return connect.apply(this, withOptions({ ...options, ...forwarder }));
    }
    const error = refusal(host, options.port);
    process.nextTick(() => this.destroy(error));
    return this;
  };

  const { lookup } = dns;
  dns.lookup = (host, ...rest) => {
    const done = rest[rest.length - 1];
    if (isLocal(host) || net.isIP(host) !== 0 || typeof done !== "function") return lookup(host, ...rest);
    process.nextTick(done, nameRefusal(host));
  };
  const lookupPromise = dns.promises.lookup;
  dns.promises.lookup = async (host, options) => {
    if (isLocal(host) || net.isIP(host) !== 0) return lookupPromise(host, options);
    throw nameRefusal(host);
  };
  // Resolvers send UDP to a server: use an address without one.
  dns.setServers(["127.0.0.1:9"]);
  dns.promises.setServers(["127.0.0.1:9"]);

  for (const name of ["send", "connect"]) {
    const original = dgram.Socket.prototype[name];
    dgram.Socket.prototype[name] = function (...args) {
      const host = args.slice(name === "send" ? 1 : 0).find((one) => typeof one === "string");
      if (host === undefined || isLocal(host)) return original.apply(this, args);
      throw refusal(
        host,
        args.find((one) => typeof one === "number"),
      );
    };
  }

  function isAws(host) {
    const name = host.toLowerCase().replace(/\.$/, "");
    return settings.suffixes.some((suffix) => name.endsWith(`.${suffix}`));
  }

  function refusal(host, port) {
    report(host, Number(port) || 1);
    const target = net.isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
    const error = new Error(`A rehearsal refuses this call: functions reach AWS only, and AWS is local: ${target}`);
    return Object.assign(error, { code: "EACCES", errno: -13, syscall: "connect", address: host, port });
  }

  function nameRefusal(host) {
    const error = refusal(host, 53);
    return Object.assign(error, { code: "ENOTFOUND", errno: -3008, syscall: "getaddrinfo", hostname: host });
  }

  /** Tells the forwarder, which writes it to the emulator's log. */
  function report(host, port) {
    const target = net.isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
    const credentials = Buffer.from(`${settings.function}:rehearsal`).toString("base64");
    const socket = new net.Socket();
    socket.on("error", () => undefined);
    socket.setTimeout(2000, () => socket.destroy());
    socket.unref();
    connect.call(socket, { host: "127.0.0.1", port: settings.port }, () =>
      socket.end(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nProxy-Authorization: Basic ${credentials}\r\n\r\n`),
    );
  }
}

function isLocal(host) {
  const name = String(host).toLowerCase();
  return name === "localhost" || name === "::1" || name === "" || /^(::ffff:)?127(\.\d{1,3}){3}$/.test(name);
}

/** `connect(options)`, `connect(port, host)`, `connect(path)`, or a list that Node.js made of one of them. */
function connectOptions(args) {
  const [first, second] = args;
  if (Array.isArray(first)) {
    return { options: first[0], withOptions: (options) => [Object.assign(first, { 0: options })] };
  }
  if (typeof first === "object" && first !== null) {
    return { options: first, withOptions: (options) => [options, ...args.slice(1)] };
  }
  const callback = args.filter((one) => typeof one === "function");
  const isPath = typeof first === "string" && !/^\d+$/.test(first);
  const options = isPath ? { path: first } : { port: first, host: typeof second === "string" ? second : "localhost" };
  return { options, withOptions: (changed) => [changed, ...callback] };
}
