import type { CheckUser } from "../../model/catalog/checksSchema";
import type { Subject } from "./subject";
import { startTrail } from "./trail";
import { removeUser } from "./user";

/**
 * Deletes the test users that runs which were killed have left, with what the backend wrote of them.
 * @returns what is still there, in sentences; the next run tries again
 */
export async function removeAbandoned(subject: Subject): Promise<readonly string[]> {
  const { journal } = subject;
  if (journal === undefined) return [];
  try {
    const users = await journal.abandoned();
    const left = await Promise.all(
      users.map(async (user) => {
        const spec: Pick<CheckUser, "rows"> = { rows: user.rows };
        const trail = startTrail(Object.entries(user.variables));
        const sentences = await removeUser({ ...subject, userPoolId: user.userPoolId }, spec, trail);
        if (sentences.length === 0) await journal.forget(user);
        return sentences;
      }),
    );
    return left.flat().map((sentence) => `of an earlier run: ${sentence}`);
  } catch (error) {
    return [`what earlier runs left could not be looked up: ${(error as Error).message}`];
  }
}
