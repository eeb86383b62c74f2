/**
 * Variable of functions that read parameters or secrets: the digest of their versions. Another version changes the function,
 * so that a deployment starts new instances, which read the new value.
 */
export const VERSIONS_VARIABLE = "PARAMETER_VERSIONS";

/** Characters of a digest, in hexadecimal: a function meets few of its 2^48 values. */
export const DIGEST_LENGTH = 12;
