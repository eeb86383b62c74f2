import { join } from "node:path";
import { AWS_LIMITS } from "../../model/limits/awsLimits";
import { RESERVED_VARIABLES } from "../../model/limits/reservedVariables";
import { homeToken } from "./health";
import { LOOPBACK } from "./port";

/** Folders of an emulator under its home. */
export function emulatorFolders(home: string): {
  readonly data: string;
  readonly scratch: string;
  readonly egress: string;
} {
  return { data: join(home, "aws"), scratch: join(home, "aws-scratch"), egress: join(home, "egress") };
}

/**
 * The emulator's whole environment, which the functions it runs inherit: nothing of the user's own but the search path,
 * so that no credentials and no proxy get in.
 */
export function emulatorEnvironment(home: string, port: number, account: string): NodeJS.ProcessEnv {
  const { data, scratch, egress } = emulatorFolders(home);
  return {
    PATH: process.env["PATH"],
    HOME: scratch,
    TMPDIR: scratch,
    LANG: "C.UTF-8",
    PYTHONUNBUFFERED: "1",
    BIND_HOST: LOOPBACK,
    GATEWAY_PORT: String(port),
    // Whose API a plain HTTP request reaches: it carries no access key that would say so.
    MINISTACK_ACCOUNT_ID: account,
    PERSIST_STATE: "1",
    STATE_DIR: join(data, "state"),
    S3_PERSIST: "1",
    S3_DATA_DIR: join(data, "s3"),
    // Reaches every function: its AWS is this one, and the address is not part of its configuration.
    AWS_ENDPOINT_URL: `http://${LOOPBACK}:${port}`,
    // For what closes functions in (egress/): the certificate that they trust.
    LISTBACKUP_EGRESS_HOME: egress,
    LISTBACKUP_HOME_TOKEN: homeToken(home),
    // `off`: requests are not held to AWS's models, for a comparison.
    LISTBACKUP_MODEL_CHECK: process.env["LISTBACKUP_MODEL_CHECK"] ?? "",
    // For the rules of strict/, which refuse what AWS does.
    LISTBACKUP_AWS_LIMITS: JSON.stringify(AWS_LIMITS),
    LISTBACKUP_RESERVED_VARIABLES: JSON.stringify(RESERVED_VARIABLES),
    // Seconds of AWS in one of the rehearsal, for what AWS makes wait.
    LISTBACKUP_AWS_PACE: process.env["LISTBACKUP_AWS_PACE"] ?? "",
    AWS_EC2_METADATA_DISABLED: "true",
    LAMBDA_EXECUTOR: "local",
    // A socket that is not there: otherwise every container that another MiniStack has in Docker is taken for a leftover.
    DOCKER_HOST: `unix://${join(scratch, "no-docker")}`,
    // Listeners on ports of their own, which nobody asked for.
    SFTP_ENABLED: "0",
    IOT_MTLS_ENABLED: "0",
    LOG_LEVEL: "INFO",
  };
}
