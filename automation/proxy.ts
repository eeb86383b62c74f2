import type { Agent } from "agent-base";
import { getProxyForUrl } from "proxy-from-env";
import type { Dispatcher } from "undici";
import type * as module from "./environmentAgent";
import { hasProxy } from "./processEnvironment";

let shared: Agent | undefined;

/**
 * The agent of every call of AWS and of a stage's API where the user's environment names a proxy: Node.js 20 and the SDK do not look there.
 * @returns undefined where it names none
 */
export function proxyAgent(environment: NodeJS.ProcessEnv = process.env): Agent | undefined {
  if (!hasProxy(environment)) return undefined;
  shared ??= environmentAgent();
  return shared;
}

/** Loaded where a proxy is used: it takes longer than many commands take to read their arguments. */
function environmentAgent(): Agent {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { EnvironmentAgent } = require("./environmentAgent") as typeof module;
  return new EnvironmentAgent();
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
