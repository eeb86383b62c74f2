/** An error that GitHub Actions shows at the run: a line of output in the form of its workflow commands. */
export function annotation(title: string, text: string): string {
  const escaped = text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  return `::error title=${title}::${escaped}`;
}
