import type { Stage } from "../../model/stage/stage";
import { addressOf, emulatedOf } from "../aws/health";

/** `curl` lines that work against a stage that was just brought up. */
export function smokeExamples(stage: Stage, url: string): readonly string[] {
  const email = "you@example.com";
  const password = "Rehearse-it-1!";
  const at = (path: string): string => `'${addressOf({ url, path, emulated: emulatedOf(stage) })}'`;
  const json = `-H 'content-type: application/json'`;
  return [
    "",
    `Try ${stage.name}:`,
    `  curl ${at("/health")}`,
    `  curl -X POST ${at("/auth/register")} ${json} -d '{"email":"${email}","password":"${password}","name":"You"}'`,
    `  curl -X POST ${at("/auth/login")} ${json} -d '{"email":"${email}","password":"${password}"}'`,
    `  curl ${at("/users/me")} -H "authorization: Bearer $TOKEN"   # idToken of the answer above`,
    `  curl -i ${at("/users/me")}                                   # refused: 401`,
    "",
  ];
}
