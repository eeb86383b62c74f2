/**
 * What reaches the driver and the engine of the user's environment. The engine reads more than a hundred variables, and
 * `PULUMI_BACKEND_URL` alone sends a deployment into another state: so the engine gets what is in this list, and nothing
 * else.
 */
const PASSED: readonly RegExp[] = [
  // the machine and the user
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|TZ|TERM|TMPDIR|TEMP|TMP)$/,
  /^LC_[A-Z]+$/,
  /^XDG_(CACHE|CONFIG|DATA|STATE)_HOME$|^XDG_RUNTIME_DIR$/,
  /^(SystemRoot|windir|ComSpec|PATHEXT|USERPROFILE|HOMEDRIVE|HOMEPATH|APPDATA|LOCALAPPDATA|ProgramData)$/i,
  // how the network is reached
  /^(HTTPS?|ALL|NO)_PROXY$/i,
  /^(SSL_CERT_FILE|SSL_CERT_DIR|NODE_EXTRA_CA_CERTS|AWS_CA_BUNDLE)$/,
  // where the engine's plugins lie
  /^PULUMI_HOME$/,
  // where profiles are described, and the metadata service is
  /^AWS_(CONFIG_FILE|SHARED_CREDENTIALS_FILE|SDK_LOAD_CONFIG|USE_FIPS_ENDPOINT|STS_REGIONAL_ENDPOINTS)$/,
  /^AWS_EC2_METADATA_/,
];

/** Credentials that stand in the environment. The engine prefers them to a profile, and the driver does not. */
const CREDENTIALS =
  /^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|CREDENTIAL_EXPIRATION|ROLE_ARN|ROLE_SESSION_NAME|WEB_IDENTITY_TOKEN_FILE|CONTAINER_[A-Z_]+)$/;

/** Variables of a process; undefined takes one away from what is inherited. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * What a process that inherits an environment is given so that it has only what may pass.
 * @param profile the AWS profile that is used; undefined or empty: credentials come from the environment
 * @returns undefined for each variable that is taken away
 */
export function withheld(environment: Variables, profile: string | undefined): Record<string, undefined> {
  const fromEnvironment = profile === undefined || profile === "";
  const mayPass = (name: string): boolean =>
    PASSED.some((pattern) => pattern.test(name)) || (fromEnvironment && CREDENTIALS.test(name));
  return Object.fromEntries(
    Object.keys(environment).flatMap((name) => (mayPass(name) ? [] : [[name, undefined] as const])),
  );
}

/** Read by the Pulumi SDK within the driver, and by every AWS SDK client, whatever their configuration. */
const FOREIGN = /^PULUMI_(?!HOME$)|^AWS_ENDPOINT_URL(_|$)/;
const LOOPBACK = ["127.0.0.1", "localhost", "::1"];

/**
 * Makes the driver's own environment independent of the user's, once, before anything reads it: no other state, no other
 * AWS. Traffic over loopback (the engine, its providers, the local AWS) never goes through a proxy.
 */
export function isolate(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) if (FOREIGN.test(name)) delete environment[name];
  // grpc-js reads lower-case names only, prefers the first, and splits at commas without trimming.
  for (const name of ["no_grpc_proxy", "no_proxy", "NO_PROXY"]) {
    if (name === "no_grpc_proxy" && environment[name] === undefined) continue;
    const hosts = (environment[name] ?? environment["no_proxy"] ?? environment["NO_PROXY"] ?? "")
      .split(/[\s,]+/)
      .filter((host) => host !== "");
    environment[name] = [...new Set([...hosts, ...LOOPBACK])].join(",");
  }
}

/** Whether the environment names a proxy for HTTPS. */
export function hasProxy(environment: NodeJS.ProcessEnv): boolean {
  return ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"].some((name) => (environment[name] ?? "") !== "");
}
