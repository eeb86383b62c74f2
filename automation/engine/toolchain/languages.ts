/** The compilers that a deployment needs. */
export { findGo, findPython, requireGo, type Tool } from "../../../tools/languages";
