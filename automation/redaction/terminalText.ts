import { stripVTControlCharacters } from "node:util";

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** A text without control characters and terminal sequences: what a function logs may come from anybody. */
export function stripControlCharacters(text: string): string {
  return stripVTControlCharacters(text).replace(CONTROL, "");
}
