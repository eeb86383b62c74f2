import { isMap, parseDocument } from "yaml";

/** What a stage file says about the encryption of secrets in Pulumi's state: keys beside `config`. */
export interface StageSecretsProvider {
  /** `awskms:///alias/…`; null: the CLI uses a passphrase. */
  readonly secretsProvider: string | null;
  /** The state's data key, encrypted under that KMS key. Base64. */
  readonly encryptedKey: string | null;
}

/** Reads it from the text of a stage file. */
export function secretsProviderOf(text: string): StageSecretsProvider {
  const document = parseDocument(text, { logLevel: "silent" });
  const read = (key: string): string | null => {
    const value: unknown = isMap(document.contents) ? document.get(key) : undefined;
    return typeof value === "string" && value !== "" ? value : null;
  };
  return { secretsProvider: read("secretsprovider"), encryptedKey: read("encryptedkey") };
}

/** The text of a stage file without a secrets provider. */
export function withoutSecretsProvider(text: string): string {
  return text.replace(/^(secretsprovider|encryptedkey|encryptionsalt):.*\n?/gm, "");
}

/** The text of a stage file with another secrets provider, in the form in which the CLI writes it. */
export function withSecretsProvider(
  text: string,
  provider: Readonly<Record<keyof StageSecretsProvider, string>>,
): string {
  const others = withoutSecretsProvider(text);
  const end = others === "" || others.endsWith("\n") ? "" : "\n";
  return `${others}${end}secretsprovider: ${provider.secretsProvider}\nencryptedkey: ${provider.encryptedKey}\n`;
}
