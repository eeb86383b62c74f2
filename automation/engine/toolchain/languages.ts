/** The compilers that a deployment needs, under the name by which the driver knows them. */
export { findGo, findPython, requireGo, type Tool } from "../../../tools/languages";
