import { restoreEnvironment } from "../environment";

/** Each test of the suite has the environment of a terminal with UTF-8 and outside CI, which it may change. */
export function useTerminalEnvironment(): void {
  const before = { ...process.env };
  beforeEach(() => {
    for (const name of ["CI", "LC_ALL", "LC_CTYPE", "LANG"]) delete process.env[name];
    process.env["TERM"] = "xterm";
  });
  afterEach(() => {
    restoreEnvironment(before);
  });
}
