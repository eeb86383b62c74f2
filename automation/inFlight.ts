/**
 * Shares a question that is asked again before it is answered: stages that are opened side by side ask once. An answer is not kept.
 * @typeParam Key identifies a question; an object is compared by identity
 */
export class InFlight<Key, Answer> {
  readonly #asked = new Map<Key, Promise<Answer>>();

  ask(key: Key, question: () => Promise<Answer>): Promise<Answer> {
    const asked = this.#asked.get(key);
    if (asked !== undefined) return asked;
    const answer = question().finally(() => {
      this.#asked.delete(key);
    });
    this.#asked.set(key, answer);
    return answer;
  }
}
