import { Agent as HttpsAgent } from "node:https";
import type { ClientRequest } from "node:http";
import { Agent, type AgentConnectOpts } from "agent-base";
import { HttpsProxyAgent } from "https-proxy-agent";
import { getProxyForUrl } from "proxy-from-env";

/** How many connections to one service stay open: as many calls as are made side by side. */
const SOCKETS = { keepAlive: true, maxSockets: 50 } as const;

/** Chooses for each host, by the environment: through the proxy, or past it (`NO_PROXY`). */
export class EnvironmentAgent extends Agent {
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
