/** Path of Chromium or Chrome; undefined: neither is installed. */
export function findBrowser(): string | undefined;
/** Installs Chromium where it is missing and this machine can. */
export function ensureBrowser(): void;
