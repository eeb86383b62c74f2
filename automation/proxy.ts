import { Agent as HttpsAgent } from "node:https";
import type { ClientRequest } from "node:http";
import { Agent, type AgentConnectOpts } from "agent-base";
import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";
import type { Dispatcher } from "undici";
import { hasProxy } from "./processEnvironment";

/** How many connections to one service stay open: as many calls as are made side by side. */
const SOCKETS = { keepAlive: true, maxSockets: 50 } as const;

/** Chooses for each host, by the environment: through the proxy, or past it (`NO_PROXY`). */
class EnvironmentAgent extends Agent {
  readonly #direct = new HttpsAgent(SOCKETS);
  readonly #proxies = new Map<string, HttpsProxyAgent<string>>();

  override connect(_request: ClientRequest, { host, port }: AgentConnectOpts): HttpsAgent {
    const proxy = getProxyForUrl(`https://${host ?? ""}:${String(port)}`);
    if (proxy === "") return this.#direct;
    const agent = this.#proxies.get(proxy) ?? new HttpsProxyAgent(proxy, SOCKETS);
    this.#proxies.set(proxy, agent);
    return agent;
  }
}

let shared: EnvironmentAgent | undefined;

/**
 * The agent of every call of AWS and of a stage's API where the user's environment names a proxy: Node.js 20 and the SDK do not look there.
 * @returns undefined where it names none
 */
export function proxyAgent(environment: NodeJS.ProcessEnv = process.env): Agent | undefined {
  if (!hasProxy(environment)) return undefined;
  shared ??= new EnvironmentAgent();
  return shared;
}

/** Has `fetch` go through the user's proxy too: messages to Slack, and downloads. */
export async function proxyFetch(environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  if (!hasProxy(environment)) return;
  const { Agent: FetchAgent, ProxyAgent, setGlobalDispatcher } = await import("undici");
  const direct = new FetchAgent();
  const proxies = new Map<string, Dispatcher>();
  const choose = (origin: string): Dispatcher => {
    const proxy = getProxyForUrl(origin);
    if (proxy === "") return direct;
    const dispatcher = proxies.get(proxy) ?? new ProxyAgent(proxy);
    proxies.set(proxy, dispatcher);
    return dispatcher;
  };
  setGlobalDispatcher(
    direct.compose(() => (options, handler) => choose(String(options.origin)).dispatch(options, handler)),
  );
}
