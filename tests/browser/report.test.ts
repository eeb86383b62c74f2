import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import { chromium, type Browser, type Page } from "playwright-core";
import { findBrowser } from "../../tools/browser.cjs";
import { failedDeploymentPage, stagesExamplePage } from "./reportPages";

/** Sandboxes and look-ups that a container has no rights or network for. */
const ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"];

const PAGES = { "a deployment": failedDeploymentPage, "all stages": stagesExamplePage } as const;

describe("the report in a browser", () => {
  let browser: Browser;
  let folder: string;
  before(async () => {
    const executablePath = findBrowser();
    assert.ok(executablePath !== undefined, "Chromium is not installed: `apt-get install chromium` on Debian");
    browser = await chromium.launch({ executablePath, args: ARGUMENTS });
    folder = await mkdtemp(join(tmpdir(), "listbackup-report-"));
  });
  after(async () => {
    await browser.close();
    await rm(folder, { recursive: true });
  });

  for (const [what, make] of Object.entries(PAGES)) {
    describe(`of ${what}`, () => {
      let file: string;
      let html: string;
      before(async () => {
        html = await make();
        file = join(folder, `${what.replace(" ", "-")}.html`);
        await writeFile(file, html);
      });

      /** Opens the page. @returns it, with all that it requested and wrote to the console */
      async function open(
        colorScheme: "light" | "dark",
      ): Promise<{ page: Page; requests: string[]; messages: string[] }> {
        const page = await browser.newPage({ colorScheme, viewport: { width: 1_000, height: 900 }, bypassCSP: true });
        const [requests, messages]: [string[], string[]] = [[], []];
        page.on("request", (request) => requests.push(request.url()));
        page.on("console", (message) => messages.push(message.text()));
        page.on("pageerror", (error) => messages.push(error.message));
        await page.goto(pathToFileURL(file).href);
        return { page, requests, messages };
      }

      it("requests nothing, and writes nothing to the console", async () => {
        const { page, requests, messages } = await open("light");
        assert.deepEqual([requests, messages], [[pathToFileURL(file).href], []]);
        await page.close();
      });

      it("runs no markup of names and messages", async () => {
        const { page } = await open("light");
        assert.equal(await page.locator("img").count(), 0);
        assert.notEqual(await page.title(), "run");
        await page.close();
      });

      it("is smaller than 1 MB", () => {
        assert.ok(Buffer.byteLength(html) < 1024 ** 2, String(Buffer.byteLength(html)));
      });

      for (const scheme of ["light", "dark"] as const) {
        it(`has no violation that axe finds, in ${scheme} colours`, async () => {
          const { page } = await open(scheme);
          await page.evaluate(axe.source);
          const violations = await page.evaluate(async () => {
            const { axe: checker } = globalThis as unknown as { readonly axe: typeof axe };
            const found = await checker.run();
            return found.violations.map(
              ({ id, nodes }) =>
                `${id}: ${nodes
                  .map((node) => node.html)
                  .join(" ")
                  .slice(0, 400)}`,
            );
          });
          assert.deepEqual(violations, []);
          await page.close();
        });
      }

      it("scrolls sideways nowhere on a narrow screen but in its tables", async () => {
        const { page } = await open("light");
        await page.setViewportSize({ width: 360, height: 800 });
        const width = await page.evaluate(
          () =>
            (globalThis as unknown as { document: { documentElement: { scrollWidth: number } } }).document
              .documentElement.scrollWidth,
        );
        assert.equal(width, 360);
        await page.close();
      });

      it("has its first link to the content, for the keyboard", async () => {
        const { page } = await open("light");
        await page.keyboard.press("Tab");
        assert.equal(await page.evaluate("document.activeElement.getAttribute('href')"), "#main");
        await page.close();
      });
    });
  }
});
