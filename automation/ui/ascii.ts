/** What is shown for the signs that this program uses, where a terminal has only ASCII. */
const SIGNS: Readonly<Record<string, string>> = {
  "✔": "+",
  "✖": "x",
  "▸": ">",
  "·": ".",
  "…": "...",
  "→": "->",
  "±": "+-",
  "│": "|",
  "─": "-",
};

/** Corners and crossings of tables, and whatever else is no ASCII. */
const BOX = /[\u2500-\u257f]/g;
const OTHER = /[^\u0000-\u007f]/gu;

export function ascii(text: string): string {
  return text
    .replace(/[✔✖▸·…→±│─]/g, (sign) => SIGNS[sign] ?? "?")
    .replace(BOX, "+")
    .replace(OTHER, "?");
}

/**
 * Whether the surroundings say that they take ASCII only: a locale that names another encoding, or a console of the
 * kernel's. Where nothing is said, as in most containers, UTF-8 is taken.
 */
export function asciiOnly(environment: Readonly<Record<string, string | undefined>>): boolean {
  if (environment["TERM"] === "linux") return true;
  const locale = [environment["LC_ALL"], environment["LC_CTYPE"], environment["LANG"]].find(
    (value) => value !== undefined && value !== "",
  );
  return locale !== undefined && !/utf-?8/i.test(locale);
}
