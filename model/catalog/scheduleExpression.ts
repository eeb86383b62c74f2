/*
 * Expressions of EventBridge Scheduler: `rate(5 minutes)`, `cron(0 3 * * ? *)`.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */

const RATE = /^rate\(([1-9]\d{0,4}) (minute|minutes|hour|hours|day|days)\)$/;
const CRON = /^cron\(([^()]*)\)$/;

interface CronField {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Names of the numbers from `minimum` on. */
  readonly words?: readonly string[];
  /** Other allowed values. */
  readonly also?: RegExp;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const FIELDS: readonly CronField[] = [
  { name: "minutes", minimum: 0, maximum: 59 },
  { name: "hours", minimum: 0, maximum: 23 },
  { name: "day of month", minimum: 1, maximum: 31, also: /^(\?|L|([1-9]|[12]\d|3[01])W)$/ },
  { name: "month", minimum: 1, maximum: 12, words: MONTHS },
  { name: "day of week", minimum: 1, maximum: 7, words: WEEKDAYS, also: /^(\?|L|[1-7]L|([1-7]|[A-Z]{3})#[1-5])$/ },
  { name: "year", minimum: 1970, maximum: 2199 },
];

/** Why Scheduler would reject an expression; null if it is valid. */
export function scheduleProblem(expression: string): string | null {
  const rate = RATE.exec(expression);
  if (rate !== null) {
    const [, value = "", unit = ""] = rate;
    return (value === "1") === !unit.endsWith("s") ? null : `write "rate(1 minute)" and "rate(2 minutes)"`;
  }
  const fields = CRON.exec(expression)?.[1]?.split(" ");
  if (fields === undefined) return 'write "rate(5 minutes)" or "cron(0 3 * * ? *)"';
  if (fields.length !== FIELDS.length) {
    return `cron has six fields, not ${String(fields.length)}: minutes, hours, day of month, month, day of week, year`;
  }
  const [day, weekday] = [fields[2], fields[4]];
  if ((day === "?") === (weekday === "?")) return 'exactly one of day of month and day of week must be "?"';
  const wrong = FIELDS.find((field, index) => !isField(field, fields[index] ?? ""));
  return wrong === undefined ? null : `invalid cron field ${wrong.name}`;
}

/** A list of values, ranges and steps: `1,5-10,MON-FRI,0/15`. */
function isField(field: CronField, text: string): boolean {
  if (field.also?.test(text) === true) return true;
  return text.split(",").every((part) => isPart(field, part));
}

function isPart(field: CronField, part: string): boolean {
  const [range = "", step, ...more] = part.split("/");
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === "*") return true;
  const ends = range.split("-");
  if (ends.length > 2) return false;
  const numbers = ends.map((end) => valueOf(field, end));
  return numbers.every((value) => value >= field.minimum && value <= field.maximum);
}

/** NaN if the text is not a value. */
function valueOf({ minimum, words = [] }: CronField, text: string): number {
  const word = words.indexOf(text.toUpperCase());
  if (word >= 0) return minimum + word;
  return /^\d+$/.test(text) ? Number(text) : NaN;
}
