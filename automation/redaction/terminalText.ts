import { stripVTControlCharacters } from "node:util";

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Removes control characters and terminal sequences: logs may contain input of any user. */
export function stripControlCharacters(text: string): string {
  return stripVTControlCharacters(text).replace(CONTROL, "");
}
