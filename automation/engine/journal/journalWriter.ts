import { setImmediate } from "node:timers/promises";
import type { RegisteredResource } from "../program/registration";
import { isInAws } from "../recovery/recoveryPlan";
import type { JournalEntry, JournalHeader } from "./journal";
import type { PlannedRun } from "./runPlan";

/** Stores an object of the journal; the first is 0. */
export type StoreObject = (number: number, content: string) => Promise<void>;

/**
 * Writes the journal of a run. An entry is stored before the engine learns of the resource: while one object is being
 * stored, the next entries are collected.
 */
export class JournalWriter {
  readonly #store: StoreObject;
  readonly #operationOf: PlannedRun["operationOf"];
  /** Components and providers whose first changed child is not registered yet. */
  readonly #unwritten = new Map<string, RegisteredResource>();
  #batch: JournalEntry[] = [];
  #next: Promise<void> | null = null;
  #current: Promise<void> = Promise.resolve();
  #count = 0;
  #failure: Error | null = null;

  constructor(store: StoreObject, { operationOf }: Pick<PlannedRun, "operationOf">) {
    this.#store = store;
    this.#operationOf = operationOf;
  }

  /** Why an object could not be stored; null where none failed. */
  get failure(): Error | null {
    return this.#failure;
  }

  async begin(header: JournalHeader): Promise<void> {
    await this.#write(header);
  }

  /**
   * Stores a resource, with the components and the provider above it.
   * @returns null where nothing has to be stored before the engine may begin
   */
  add(resource: RegisteredResource): Promise<void> | null {
    if (!isInAws(resource)) {
      this.#unwritten.set(resource.urn, resource);
      return null;
    }
    const operation = this.#operationOf(resource.urn);
    if (operation === "same") return null;
    this.#batch.push(...this.#ancestorsOf(resource), { ...resource, operation });
    this.#next ??= this.#flushAfter(this.#current);
    return this.#next;
  }

  async #flushAfter(previous: Promise<void>): Promise<void> {
    await previous.catch(() => undefined);
    // The program registers resources in bursts: one object for the first of them would let it begin, and fail, alone.
    await setImmediate();
    const batch = this.#batch;
    this.#batch = [];
    this.#current = this.#write(batch);
    this.#next = null;
    await this.#current;
  }

  async #write(content: JournalHeader | readonly JournalEntry[]): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    const number = this.#count;
    this.#count += 1;
    try {
      await this.#store(number, JSON.stringify(content));
    } catch (error) {
      this.#failure ??= error instanceof Error ? error : new Error(String(error));
      throw this.#failure;
    }
  }

  /** Those that are not in the journal yet, parents first. */
  #ancestorsOf({ parent = "", provider = "" }: RegisteredResource): readonly JournalEntry[] {
    return [parent, provider.slice(0, Math.max(0, provider.lastIndexOf("::")))].flatMap((urn) => {
      const ancestor = this.#unwritten.get(urn);
      if (ancestor === undefined) return [];
      this.#unwritten.delete(urn);
      return [...this.#ancestorsOf(ancestor), { ...ancestor, operation: "none" as const }];
    });
  }
}
