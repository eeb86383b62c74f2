import { LOOPBACK } from "./port";

const ANSWER_MILLISECONDS = 5000;

/** Whether an emulator answers on a port. */
export async function isHealthy(port: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MILLISECONDS);
    const response = await fetch(`http://${LOOPBACK}:${port}/_ministack/health`, { signal });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
