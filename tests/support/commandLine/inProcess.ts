import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../../automation/main";
import type { Rehearsal, Wiring } from "../../../automation/wiring";
import { ALL_COMMANDS } from "../../../cli";
import { DeployError } from "../../../model/errors";
import { STAGES } from "../../../model/stage/name";
import { FakeAws } from "../fakes/fakeAws";
import { ROOT } from "../project/project";

/** How a command ended. */
export interface Ran {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The longest that a command may take that has nothing to wait for. ms */
const HANG_MS = 30_000;

/** A copy of the project's files, on which command lines run in this process, and an AWS that records what it is asked. */
export class InProcessProject {
  readonly #environment = { ...process.env };

  private constructor(
    readonly root: string,
    readonly aws: FakeAws,
  ) {}

  /** @param credentials whether the profiles have some: with them every call of the SDK reaches the recording AWS */
  static async make({ credentials }: { readonly credentials: boolean }): Promise<InProcessProject> {
    const root = mkdtempSync(join(tmpdir(), "listbackup-commands-"));
    for (const file of ["catalog", "Pulumi.yaml", ...STAGES.map((name) => `Pulumi.${name}.yaml`)])
      cpSync(join(ROOT, file), join(root, file), { recursive: true });
    mkdirSync(join(root, "home"));
    const project = new InProcessProject(root, await FakeAws.start());
    for (const name of Object.keys(process.env))
      if (/^AWS_|^LISTBACKUP_/.test(name)) Reflect.deleteProperty(process.env, name);
    const keys = "aws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = example\n";
    const profiles = credentials ? `[default]\n${keys}[listbackup.ai]\n${keys}` : "";
    writeFileSync(join(root, "home", "credentials"), profiles, { mode: 0o600 });
    Object.assign(process.env, {
      HOME: join(root, "home"),
      LISTBACKUP_BACKEND: join(root, "nowhere"),
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ENDPOINT_URL: project.aws.endpoint,
      AWS_CONFIG_FILE: join(root, "none"),
      AWS_SHARED_CREDENTIALS_FILE: join(root, "home", "credentials"),
    });
    return project;
  }

  remove(): void {
    this.aws.stop();
    for (const name of Object.keys(process.env))
      if (!(name in this.#environment)) Reflect.deleteProperty(process.env, name);
    Object.assign(process.env, this.#environment);
    rmSync(this.root, { recursive: true, force: true });
  }

  /** @param emulator whether a rehearsal runs, with the recording AWS as its own */
  async run(argv: readonly string[], emulator = false): Promise<Ran> {
    const output = { stdout: "", stderr: "" };
    const written = {
      stdout: process.stdout.write.bind(process.stdout),
      stderr: process.stderr.write.bind(process.stderr),
    };
    for (const stream of ["stdout", "stderr"] as const)
      process[stream].write = (text: string) => {
        output[stream] += text;
        return true;
      };
    try {
      return { exit: await withoutHang(run(argv, this.#wiring(emulator), ALL_COMMANDS), argv), ...output };
    } finally {
      process.stdout.write = written.stdout;
      process.stderr.write = written.stderr;
    }
  }

  #wiring(emulator: boolean): Wiring {
    const unstarted = (): Promise<never> =>
      Promise.reject(new DeployError("EMULATOR_START", "Tests start no emulator.", "Nothing to do."));
    const running = emulator ? { endpoint: this.aws.endpoint, pid: 1, log: "" } : null;
    return {
      root: this.root,
      version: "1.0.0",
      program: async () => (await import("../../../components/program")).stageProgram,
      programDigest: () => Promise.resolve("0"),
      foundation: () => Promise.reject(new Error("a program was asked for")),
      rehearsal: () =>
        Promise.resolve({
          running: () => Promise.resolve(running),
          egress: () => Promise.resolve(null),
          start: unstarted,
          startProvider: unstarted,
          startAwsxProvider: unstarted,
        } as unknown as Rehearsal),
    };
  }

  /** Replaces a file, which only this user may read. @returns its former text, or null */
  replace(file: string, text: string): string | null {
    const path = join(this.root, file);
    const former = read(path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    chmodSync(path, 0o600);
    return former;
  }

  /** Puts back what `replace` returned. */
  restore(file: string, former: string | null): void {
    if (former === null) rmSync(join(this.root, file), { force: true });
    else writeFileSync(join(this.root, file), former);
  }

  /** Every file and what is in it, but for Go's count of its own runs. */
  contents(): readonly (readonly [file: string, text: string])[] {
    return readdirSync(this.root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !file.startsWith(join(this.root, "home", ".config", "go")))
      .sort()
      .map((file) => [file, readFileSync(file, "utf8")] as const);
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

async function withoutHang(run: Promise<number>, argv: readonly string[]): Promise<number> {
  let timer: NodeJS.Timeout | undefined;
  const hang = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`hangs: ${JSON.stringify(argv.map((word) => word.slice(0, 100)))}`));
    }, HANG_MS);
  });
  return Promise.race([run, hang]).finally(() => {
    clearTimeout(timer);
  });
}

/** What no output of a command has, whatever it was given. */
export const NOT_FOR_USERS = /^\s+at .*:\d+:\d+\)?$|INTERNAL|\[object Object\]|\bundefined\b/m;
