/** An error that GitHub Actions shows at the run: a line of output in the form of its workflow commands. */
export function annotation(title: string, text: string): string {
  // A colon or a comma would end the title.
  const property = escaped(title).replaceAll(":", "%3A").replaceAll(",", "%2C");
  return `::error title=${property}::${escaped(text)}`;
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
