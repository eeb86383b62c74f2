/** Environment variables that a user may set. Those of tests are not listed. */
export const ENVIRONMENT_VARIABLES: Readonly<Record<string, string>> = {
  AWS_PROFILE: "AWS profile, as `--profile`.",
  "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN":
    "Credentials, where no profile is named and the machine has no profile `listbackup.ai`.",
  LISTBACKUP_REHEARSAL: "`1`: use the local AWS, as `--rehearsal`.",
  LISTBACKUP_BACKEND: "Folder of the backend, in place of `listbackup:backend` of Pulumi.yaml.",
  LISTBACKUP_PULUMI_DOWNLOAD:
    "`never`: `make install` builds the Pulumi CLI from source and does not try to download it.",
  "HTTPS_PROXY, NO_PROXY": "Proxy of calls to AWS.",
  PULUMI_HOME: "Folder of Pulumi's plugins.",
  "NO_COLOR, FORCE_COLOR": "Print without colours, or with colours where the output is no terminal.",
};
