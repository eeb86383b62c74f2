/** Systems with an install command of their own. */
type Platform = "macos" | "linux";

interface ToolSpec {
  readonly title: string;
  /** `20.19.0` */
  readonly oldest: string;
  /** Command that installs it. */
  readonly install: Readonly<Record<Platform, string>>;
}

/** Tools of the machine that deploys, and how to install them. Linux: Debian and Ubuntu. */
export const TOOLS = {
  node: {
    title: "Node.js",
    oldest: "20.19.0",
    install: { macos: "brew install node@22", linux: "sudo snap install node --classic --channel=22" },
  },
  /** From 1.21 on, Go downloads the version that a go.mod names. */
  go: {
    title: "Go",
    oldest: "1.21.0",
    install: { macos: "brew install go", linux: "sudo snap install go --classic" },
  },
  make: {
    title: "GNU Make",
    oldest: "3.81.0",
    install: { macos: "brew install make", linux: "sudo apt-get install make" },
  },
  git: {
    title: "Git",
    oldest: "2.20.0",
    install: { macos: "brew install git", linux: "sudo apt-get install git" },
  },
  /** The exact version is pinned in tools/go.mod. */
  pulumi: { title: "Pulumi", oldest: "3.0.0", install: { macos: "make install", linux: "make install" } },
  awsCli: {
    title: "AWS CLI",
    oldest: "2.0.0",
    install: { macos: "brew install awscli", linux: "sudo snap install aws-cli --classic" },
  },
  python: {
    title: "Python",
    oldest: "3.10.0",
    install: { macos: "brew install python", linux: "sudo apt-get install python3 python3-venv" },
  },
} as const satisfies Readonly<Record<string, ToolSpec>>;

export type ToolId = keyof typeof TOOLS;

/** @param platform of Node.js: `darwin`, `linux`, … */
export function installCommand(tool: ToolId, platform: string): string {
  return TOOLS[tool].install[platform === "darwin" ? "macos" : "linux"];
}
