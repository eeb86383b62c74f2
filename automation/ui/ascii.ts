/** ASCII replacements of the symbols that this program prints. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
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

/** Box-drawing characters, for corners and crossings of tables. */
const BOX_DRAWING = /[\u2500-\u257f]/g;
const NON_ASCII = /[^\u0000-\u007f]/gu;

export function toAscii(text: string): string {
  return text
    .replace(/[✔✖▸·…→±│─]/g, (symbol) => REPLACEMENTS[symbol] ?? "?")
    .replace(BOX_DRAWING, "+")
    .replace(NON_ASCII, "?");
}

/**
 * Whether the terminal supports only ASCII: the locale names an encoding other than UTF-8, or the terminal is a Linux
 * console. Without a locale, as in most containers, UTF-8 is assumed.
 */
export function isAsciiOnly(environment: Readonly<Record<string, string | undefined>>): boolean {
  if (environment["TERM"] === "linux") return true;
  const locale = [environment["LC_ALL"], environment["LC_CTYPE"], environment["LANG"]].find(
    (value) => value !== undefined && value !== "",
  );
  return locale !== undefined && !/utf-?8/i.test(locale);
}
