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

/** Whether the emulator holds roles to their permissions. */
function isEnforced(): boolean {
  const { LISTBACKUP_ACCESS_CHECK, LISTBACKUP_MODEL_CHECK } = process.env;
  return LISTBACKUP_ACCESS_CHECK !== "off" && LISTBACKUP_MODEL_CHECK !== "off";
}

/**
 * The complete environment of the emulator, which its functions inherit. From the user's environment it has PATH only: no
 * credentials and no proxy.
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
    // The account of plain HTTP requests, which have no access key.
    MINISTACK_ACCOUNT_ID: account,
    PERSIST_STATE: "1",
    STATE_DIR: join(data, "state"),
    S3_PERSIST: "1",
    S3_DATA_DIR: join(data, "s3"),
    // Functions inherit the endpoint, so it is not part of their configuration.
    AWS_ENDPOINT_URL: `http://${LOOPBACK}:${port}`,
    // For the barriers (egress/): folder of the certificate that functions trust.
    LISTBACKUP_EGRESS_HOME: egress,
    LISTBACKUP_HOME_TOKEN: homeToken(home),
    // `off` disables the checks of requests against AWS's models.
    LISTBACKUP_MODEL_CHECK: process.env["LISTBACKUP_MODEL_CHECK"] ?? "",
    // For the rules of strict/, which reject what AWS rejects.
    LISTBACKUP_AWS_LIMITS: JSON.stringify(AWS_LIMITS),
    LISTBACKUP_RESERVED_VARIABLES: JSON.stringify(RESERVED_VARIABLES),
    // Signatures are verified, and roles have their permissions only. Without the checks of requests it is not known which
    // permissions a request needs.
    AUTH: isEnforced() ? "true" : "false",
    // Seconds of AWS in one second of the rehearsal, for waiting periods.
    LISTBACKUP_AWS_PACE: process.env["LISTBACKUP_AWS_PACE"] ?? "",
    AWS_EC2_METADATA_DISABLED: "true",
    LAMBDA_EXECUTOR: "local",
    // A socket that does not exist: otherwise MiniStack removes the containers of other MiniStacks as leftovers.
    DOCKER_HOST: `unix://${join(scratch, "no-docker")}`,
    // No listeners on further ports.
    SFTP_ENABLED: "0",
    IOT_MTLS_ENABLED: "0",
    LOG_LEVEL: "INFO",
  };
}
