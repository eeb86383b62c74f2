/** A check of the preflight. */
interface CheckSpec {
  readonly title: string;
  /** What it makes sure; the sentence of the documentation. */
  readonly meaning: string;
}

/** Checks of `doctor` and of the preflight of every deployment, in the order of their output. Ids are stable. */
export const CHECKS = {
  node: { title: "Node.js", meaning: "Node.js is 20.19 or newer." },
  go: { title: "Go", meaning: "Go builds the handlers, in the version that the backend's go.mod needs." },
  make: { title: "GNU Make", meaning: "The targets of the Makefile can run." },
  git: { title: "Git", meaning: "Releases name the commit that they were built from." },
  pulumi: { title: "Pulumi", meaning: "The Pulumi CLI runs, in a version that fits the SDK." },
  "aws-cli": { title: "AWS CLI", meaning: "The commands of remedies can be run. Optional." },
  python: { title: "Python", meaning: "The local AWS of a rehearsal runs on Python." },
  identity: { title: "Identity", meaning: "The credentials are those of the stage's account." },
  clock: { title: "Clock", meaning: "The clock of this machine differs from AWS's by less than 5 minutes." },
  credentials: { title: "Credentials", meaning: "The credentials are valid until the deployment has ended." },
  rights: { title: "Permissions", meaning: "The caller has the permissions of a deployment, as IAM simulates them." },
  foundation: { title: "State and deployments buckets", meaning: "The account is bootstrapped." },
  boundary: { title: "Permissions boundary", meaning: "The policy that limits every role of a stage exists." },
  state: { title: "Pulumi state", meaning: "The state is the one of the live release, and no run was interrupted." },
  freeze: { title: "Freeze", meaning: "The stage is not frozen." },
  lock: { title: "Lock", meaning: "No other deployment of the stage is running." },
  restore: { title: "Restore", meaning: "The stage has all data of the backup set that is restored to it." },
  drift: { title: "Drift", meaning: "Nothing but this program has changed the stage since its last deployment." },
  parameters: {
    title: "Parameters and secrets",
    meaning: "Required parameters and secrets exist, with the right type.",
  },
  backups: {
    title: "Backups",
    meaning: "The buckets for backups of the stage exist in the region of its recovery stage.",
  },
  email: { title: "E-mail", meaning: "SES may send e-mail of the stage's domain, to any recipient." },
  zone: { title: "Hosted zone of the domain", meaning: "DNS delegates the stage's domain to the account." },
  certificate: {
    title: "Certificate",
    meaning: "ACM has issued the certificate of the domain, or may.",
  },
  failover: {
    title: "Failover records",
    meaning: "Route 53 takes the failover records of the API's name, and clients reach it by no others.",
  },
  concurrency: { title: "Lambda concurrency", meaning: "The account has the concurrency that the stage reserves." },
  quotas: { title: "Quotas", meaning: "The quotas of the account are large enough for what the stage creates." },
} as const satisfies Readonly<Record<string, CheckSpec>>;

export type CheckId = keyof typeof CHECKS;
