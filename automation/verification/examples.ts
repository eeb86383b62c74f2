import type { StageName } from "../../model/stage/name";

/** `curl` lines that work against a stage that was just brought up. */
export function smokeExamples(stage: StageName, url: string): readonly string[] {
  const email = "you@example.com";
  const password = "Rehearse-it-1!";
  const json = `-H 'content-type: application/json'`;
  return [
    "",
    `Try ${stage}:`,
    `  curl ${url}/health`,
    `  curl -X POST ${url}/auth/register ${json} -d '{"email":"${email}","password":"${password}","name":"You"}'`,
    `  curl -X POST ${url}/auth/login ${json} -d '{"email":"${email}","password":"${password}"}'`,
    `  curl ${url}/users/me -H "authorization: Bearer $TOKEN"   # idToken of the answer above`,
    `  curl -i ${url}/users/me                                   # refused: 401`,
    "",
  ];
}
