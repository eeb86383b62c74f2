/** Trial only: replaced by the project's own way. */
export async function emulator(): Promise<{ endpoint: string; account: string; region: string }> {
  await Promise.resolve();
  return { endpoint: "http://127.0.0.1:4702", account: `2${String(Date.now()).slice(-11)}`, region: "us-west-2" };
}
