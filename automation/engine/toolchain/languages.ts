/** The compilers that a deployment needs. */
export { findGo, findPython } from "../../../tools/languages";
