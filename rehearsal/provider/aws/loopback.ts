import { isIP } from "node:net";

/** True for this machine's own addresses only. */
export function isLoopback(endpoint: string): boolean {
  try {
    const { hostname, protocol } = new URL(endpoint);
    if (protocol !== "http:" && protocol !== "https:") return false;
    const host = hostname.replace(/^\[|\]$/g, "");
    return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
  } catch {
    return false;
  }
}
