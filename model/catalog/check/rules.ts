import type { Rule } from "./check";
import { references } from "./references";
import { routes } from "./routes";

/** Every rule there is. */
export const RULES: readonly Rule[] = [references, routes];
