/**
 * Shares a question that is asked again before it is answered: stages that are opened side by side ask once. An answer is not kept.
 * @typeParam Key identifies a question; an object is compared by identity
 */
export class InFlight<Key, Answer> {
  readonly #pending = new Map<Key, Promise<Answer>>();

  ask(key: Key, question: () => Promise<Answer>): Promise<Answer> {
    const pending = this.#pending.get(key);
    if (pending !== undefined) return pending;
    const answer = question().finally(() => {
      this.#pending.delete(key);
    });
    this.#pending.set(key, answer);
    return answer;
  }
}
