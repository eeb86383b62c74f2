import { strict as assert } from "node:assert";
import { readLine, type Level } from "../../../../automation/logs/line";

const STREAM = "2026/11/24/[1]0123abcd";
const ID = "8f5a1c9e-0b1d-4c55-9d3e-2f6c1b7a9e10";
const json = (record: object): string => JSON.stringify(record);

describe("the level of a log line", () => {
  const CASES: readonly (readonly [logger: string, message: string, level: Level, text?: string])[] = [
    ["pino, an error", json({ level: 50, time: 1, msg: "no" }), "ERROR", "no"],
    ["pino, a warning", json({ level: 40, msg: "slow" }), "WARN"],
    ["pino, a trace", json({ level: 10, msg: "x" }), "TRACE"],
    ["bunyan, fatal", json({ name: "a", level: 60, msg: "no", v: 0 }), "FATAL", "no name=a v=0"],
    ["a custom pino level", json({ level: 35, msg: "x" }), "INFO"],
    ["zap", json({ level: "warn", ts: 1.5, msg: "slow" }), "WARN", "slow"],
    ["zap, dpanic", json({ level: "dpanic", msg: "no" }), "FATAL"],
    ["zerolog", json({ level: "error", error: "x", message: "no" }), "ERROR", "no error=x"],
    ["slog above a level", json({ level: "ERROR+2", msg: "no" }), "ERROR"],
    ["logrus", json({ level: "warning", msg: "slow" }), "WARN"],
    ["severity", json({ severity: "CRITICAL", message: "no" }), "FATAL", "no"],
    ["Level in capitals", json({ Level: "Error", Message: "x" }), "ERROR"],
    ["lvl", json({ lvl: "eror", log_level: "error", msg: "x" }), "ERROR", "x lvl=eror"],
    ["Python's levelname", json({ levelname: "WARNING", message: "slow" }), "WARN", "slow"],
    ["Python's levelno", json({ levelno: 40, message: "no" }), "ERROR", "no"],
    ["syslog by number", json({ level: 3, short_message: "no" }), "ERROR", "no"],
    ["Serilog", json({ "@l": "Error", "@m": "no" }), "ERROR", "no"],
    ["Elastic Common Schema", json({ "log.level": "error", message: "no" }), "ERROR", "no"],
    ["Elastic Common Schema, nested", json({ log: { level: "error" }, message: "no" }), "ERROR"],
    ["OpenTelemetry by number", json({ severityNumber: 17, message: "no" }), "ERROR", "no"],
    ["an unhandled error of Python, as JSON", json({ errorType: "KeyError", errorMessage: "'x'" }), "ERROR"],
    ["no level", json({ msg: "x" }), "INFO", "x"],
    ["no level, but an error of AWS", json({ msg: "ParameterNotFound: " }), "ERROR"],
    ["no level, but one in its text", json({ message: "[ERROR] no" }), "ERROR", "[ERROR] no"],
    [
      "Lambda's JSON around a logger's text",
      json({ timestamp: "t", level: "INFO", requestId: ID, message: json({ level: "error", msg: "no", n: 1 }) }),
      "ERROR",
      `no n=1 requestId=${ID}`,
    ],
    [
      "Lambda's JSON around a logger's object",
      json({ level: "INFO", requestId: ID, message: { level: 50, msg: "no" } }),
      "ERROR",
      `no requestId=${ID}`,
    ],
    ["Lambda's JSON around an object", json({ level: "WARN", message: { a: 1 } }), "WARN", '{"a":1}'],
    [
      "Lambda's JSON around a record without level",
      json({ level: "ERROR", message: json({ msg: "no", n: 1 }) }),
      "ERROR",
      "no n=1",
    ],
    ["logfmt", 'time=2026-11-24T08:30:22Z level=error msg="not good" n=1', "ERROR"],
    ["logfmt, quoted", 'ts=1 lvl="warn" msg=slow', "WARN"],
    ["logfmt, with a level in its text", 'level=info msg="it had level=error"', "INFO"],
    ["a text that mentions a level", "the level=error was set", "INFO"],
    ["Node.js", `2026-11-24T08:30:22.562Z\t${ID}\tERROR\tno`, "ERROR"],
    ["Node.js at start", "2026-11-24T08:30:22.562Z\tundefined\tWARN\tslow", "WARN"],
    [
      "Node.js, a logger's JSON",
      `2026-11-24T08:30:22.562Z\t${ID}\tINFO\t${json({ level: "error", msg: "no" })}`,
      "ERROR",
      `no requestId=${ID}`,
    ],
    ["Node.js, JSON without level", `2026-11-24T08:30:22.562Z\t${ID}\tERROR\t{"a":1}`, "ERROR", `a=1 requestId=${ID}`],
    ["Python on Lambda", `[ERROR]\t2026-11-24T08:30:22.562Z\t${ID}\tno`, "ERROR"],
    ["Python on Lambda, unhandled", "[ERROR] KeyError: 'x'\nTraceback (most recent call last):\n", "ERROR"],
    ["Python's basicConfig", "WARNING:root:slow", "WARN"],
    ["Python's usual form", "2026-11-24 08:30:22,562 - app.jobs - CRITICAL - no", "FATAL"],
    ["Python, no name", "2026-11-24 08:30:22,562 ERROR no", "ERROR"],
    ["Go, a prefix", "ERROR: no", "ERROR"],
    ["Go, a time and a prefix", "2026/11/24 08:30:22 [WARN] slow", "WARN"],
    ["Go, a place and a prefix", "2026/11/24 08:30:22 main.go:12: ERROR: no", "ERROR"],
    ["Go, a time and JSON", `2026/11/24 08:30:22 ${json({ level: "error", msg: "no" })}`, "ERROR", "no"],
    ["Go, no level", "2026/11/24 08:30:22 Error getting user: no", "ERROR"],
    ["Go, no level and a failure", "2026/11/24 08:30:22 failed to get user: no", "ERROR"],
    ["Go, no level and an error of AWS", "2026/11/24 08:30:22 get: api error AccessDenied: x", "ERROR"],
    ["slog without a handler", "2026/11/24 08:30:22 ERROR no n=1", "ERROR"],
    ["zap's console", "2026-11-24T08:30:22.562Z\tERROR\tapp/main.go:12\tno", "ERROR"],
    ["zerolog's console", "8:30AM ERR no n=1", "ERROR"],
    ["logrus' console", "WARN[0000] slow n=1", "WARN"],
    ["glog", "E1124 08:30:22.562000       1 main.go:12] no", "ERROR"],
    ["log4j", "2026-11-24 08:30:22 [main] ERROR app.Main - no", "ERROR"],
    ["a failed report", "REPORT RequestId: 89ca Duration: 1 ms Status: timeout", "ERROR"],
    ["a debug line", "DEBUG loading", "DEBUG"],
    ["a word that begins like one", "Information about error handling", "INFO"],
    ["a sentence", "handled 3 errors", "INFO"],
    ["nothing", "", "INFO"],
  ];
  for (const [logger, message, level, text] of CASES) {
    it(`is parsed: ${logger}`, () => {
      const line = readLine(message, STREAM);
      assert.deepEqual([line.level, line.text], [level, text ?? line.text]);
    });
  }

  const KEPT_WHOLE = ["ERROR: no", `[ERROR]\t2026-11-24T08:30:22.562Z\t${ID}\tno`, 'level=error msg="no"'];
  for (const message of KEPT_WHOLE) {
    it(`does not change a plain text line: ${message}`, () => {
      assert.equal(readLine(message, STREAM).text, message);
    });
  }

  it("does not drop a second message of a record", () => {
    assert.equal(readLine(json({ msg: "a", message: "b c" }), STREAM).text, 'a message="b c"');
  });

  it("parses a long line of pairs in linear time", () => {
    assert.equal(readLine('a="x" '.repeat(200_000), STREAM).level, "INFO");
  });
});
