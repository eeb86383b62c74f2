import { readConfiguration } from "./configuration";
import { noNotices, noticesTo } from "../resources/notices";
import type { Session } from "../resources/session";
import type { Properties } from "../values/values";

/** Creates the AWS clients for the configured region. */
export type Connect = (region: string | undefined) => Session["aws"];

export interface Sessions {
  /** Registers the address where the engine of this connection receives messages. */
  registerEngine(peer: string, engineAddress: string): void;
  configure(peer: string, properties: Properties): Promise<void>;
  of(peer: string): Session;
}

/** The engine opens a connection per provider resource, so a peer identifies a configuration. */
export function sessionsOf(connect: Connect, rates: Session["rates"]): Sessions {
  const sessions = new Map<string, Session>();
  const engines = new Map<string, string>();
  let latest: Session | undefined;
  return {
    registerEngine(peer, engineAddress) {
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
      latest = { aws, defaultTags, notify: engine === undefined ? noNotices : noticesTo(engine), rates };
      sessions.set(peer, latest);
    },
    of(peer) {
      const session = sessions.get(peer) ?? latest;
      if (session === undefined) throw new Error("The provider is not configured yet.");
      return session;
    },
  };
}
