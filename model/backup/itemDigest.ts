import { createHash } from "node:crypto";

const MODULUS = 1n << 256n;

/**
 * Digest of a set of items that does not depend on their order: the sum of the SHA-256 of their canonical texts, modulo 2^256. With
 * XOR, an item that is there twice would not count.
 */
export class ItemDigest {
  #sum = 0n;
  #items = 0;

  get items(): number {
    return this.#items;
  }

  /** @param canonical text of an item: canonicalItem.ts */
  add(canonical: string): void {
    this.#sum += BigInt(`0x${createHash("sha256").update(canonical).digest("hex")}`);
    this.#items += 1;
    if (this.#sum >= MODULUS) this.#sum -= MODULUS;
  }

  /** The digest of items that were added before. @param hex of `hex()` */
  static of(hex: string, items: number): ItemDigest {
    const digest = new ItemDigest();
    digest.#sum = BigInt(`0x${hex}`);
    digest.#items = items;
    return digest;
  }

  /** Adds the items of another part of the same table. */
  merge(other: ItemDigest): void {
    this.#sum = (this.#sum + other.#sum) % MODULUS;
    this.#items += other.#items;
  }

  /** 64 hexadecimal digits */
  hex(): string {
    return this.#sum.toString(16).padStart(64, "0");
  }
}
