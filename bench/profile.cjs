"use strict";

/* Loaded into a command by `commands.ts`: profiles it, and writes the profile when it ends. */

const { writeFileSync } = require("node:fs");
const { Session } = require("node:inspector");

const INTERVAL_MICROSECONDS = 200;

const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.setSamplingInterval", { interval: INTERVAL_MICROSECONDS });
session.post("Profiler.start");
process.once("exit", () => {
  session.post("Profiler.stop", (error, stopped) => {
    if (error === null) writeFileSync(process.env.LISTBACKUP_PROFILE, JSON.stringify(stopped.profile));
  });
});
