// Pages stay light, quiet, within the screen's width, and in one language.
import { request as send } from "node:http";
import { brotliCompressSync, constants } from "node:zlib";
import { expect, type Page, test } from "@playwright/test";
import { BUYER, CLERK, enter, FINANCE, pageOf, useEnglish } from "../helpers/people";
import { order, SCREW } from "../helpers/trade";

const FIRST_VIEW_BYTES = 60 * 1024;
const WASM_BYTES = 350 * 1024;
const RESULTS = "/search?q=M8x30%2012.9";

/** The bytes that go over the wire, as a browser asks for them. */
function fetched(path: string, cookie: string): Promise<{ bytes: Buffer; encoding: string }> {
  const url = new URL(path, process.env.TRADECOUNTER_PUBLIC_URL);
  return new Promise((done, failed) => {
    const asked = send(url, { headers: { cookie, accept: "text/html,*/*", "accept-encoding": "br, gzip" } }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("end", () => {
        if (answer.statusCode !== 200) failed(new Error(`${path}: ${answer.statusCode}`));
        done({ bytes: Buffer.concat(parts), encoding: answer.headers["content-encoding"] ?? "" });
      });
      answer.on("error", failed);
    });
    asked.on("error", failed);
    asked.end();
  });
}

async function cookies(page: Page): Promise<string> {
  return (await page.context().cookies()).map((cookie) => `${cookie.name}=${cookie.value}`).join("; ");
}

// the same bytes on every screen
test.describe("weight", { tag: "@desktop" }, () => {
  for (const path of ["/", RESULTS, "/search", `/parts/${SCREW}`]) {
    test(`first view of ${path}`, async ({ page, context }) => {
      await enter(context, BUYER);
      await page.goto(path);
      const sheets = await page.locator('link[rel=stylesheet]').evaluateAll((links) => links.map((l) => l.getAttribute("href") ?? ""));
      expect(sheets.length).toBeGreaterThan(0);
      const cookie = await cookies(page);
      let total = 0;
      for (const part of [path, ...sheets]) {
        const { bytes, encoding } = await fetched(part, cookie);
        expect.soft(["br", "gzip"], `${part} is compressed`).toContain(encoding);
        total += bytes.length;
      }
      test.info().annotations.push({ type: "bytes", description: `${path}: ${total}` });
      expect(total).toBeLessThanOrEqual(FIRST_VIEW_BYTES);
    });
  }

  test("WebAssembly", async ({ page, context }) => {
    await enter(context, BUYER);
    const asked: string[] = [];
    page.on("request", (request) => request.url().includes(".wasm") && asked.push(request.url()));
    await page.goto(`/parts/${SCREW}`);
    await page.waitForLoadState("networkidle");
    expect(new Set(asked).size, "the page has its WebAssembly").toBe(1);
    const { bytes, encoding } = await fetched(asked[0], await cookies(page));
    // a debug build's server may hand it out as it lies on the disk
    const small = encoding === "" ? brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }) : bytes;
    test.info().annotations.push({ type: "bytes", description: `wasm: ${small.length} ${encoding}` });
    expect(small.length).toBeLessThanOrEqual(WASM_BYTES);
  });
});

const BUYER_PAGES = ["/", RESULTS, "/search", "/families/iso-4762", `/compare?part=${SCREW}&part=ISO4017-M8x30-12.9-black`, "/search?q=%E5%86%85%E5%85%AD%E8%A7%92%20M6", "/search?q=nothing-like-it", `/parts/${SCREW}`, "/cart", "/quick-order", "/orders", "/account", "/company", "/help/keys"];
const DESK_PAGES = ["/desk", "/desk/customers", "/desk/customers/new", "/desk/prices", "/desk/prices/lists", "/desk/prices/lists/CON-C-10001-2026", "/desk/prices/changes", "/desk/prices/floors", "/desk/prices/exceptions", `/desk/prices?company=C-10001&part=${SCREW}&quantity=200`];
const HAN = /\p{Script=Han}/u;

/** Words of our own on the page: the frame, headings, labels, buttons, table heads. Names of companies and people are theirs. */
async function ownWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const own = [
      "header nav a, header .find button, footer, nav.thumbs a",
      "h1, h2, h3, legend, label, button, summary, th[scope=col], dt, caption, .empty, .note, .st, .tabs a, .crumbs a, .chip, option",
    ].join(", ");
    const texts = [...document.querySelectorAll<HTMLElement>(own)].filter((e) => e.lang !== "zh-CN").map((e) => e.innerText);
    const named = [...document.querySelectorAll("[aria-label], [placeholder], [title]")].flatMap((e) => [
      e.getAttribute("aria-label") ?? "",
      e.getAttribute("placeholder") ?? "",
      e.getAttribute("title") ?? "",
    ]);
    return [document.title, ...texts, ...named].map((text) => text.trim()).filter((text) => text !== "");
  });
}

/** Chinese that is a name, or somebody's own words, and so stands on English pages too. */
const NAMES = ["苏州恒拓自动化设备有限公司", "无锡联川机械有限公司", "王敏", "陈露", "钱账", "孙库", "内六角 M6", "2026 年度框架合同", "2026 年面价表"];

function foreign(texts: string[]): string[] {
  return texts.filter((text) => HAN.test(NAMES.reduce((rest, name) => rest.replaceAll(name, ""), text)));
}

for (const lang of ["zh", "en"] as const) {
  for (const [who, email, paths] of [
    ["buyer", BUYER, BUYER_PAGES],
    ["desk", CLERK, DESK_PAGES],
  ] as const) {
    test(`${who} pages in ${lang}: quiet, within the width, in one language`, async ({ page, context, browser }) => {
      test.setTimeout(120_000);
      await enter(context, email);
      if (lang === "en") await useEnglish(context);
      const wrong: string[] = [];
      const at = () => new URL(page.url()).pathname;
      page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(`${at()} console: ${message.text()}`));
      page.on("pageerror", (error) => wrong.push(`${at()} ${error}`));
      // leaving a page ends what it still asked for
      const left = "net::ERR_ABORTED";
      page.on("requestfailed", (request) => request.failure()?.errorText !== left && wrong.push(`${at()} failed: ${request.url()} ${request.failure()?.errorText}`));
      page.on("response", (answer) => answer.status() >= 400 && wrong.push(`${at()} ${answer.status()} ${answer.url()}`));

      const all: string[] = [...paths];
      if (who === "buyer") {
        const made = await order(page, [`${SCREW} 200`]);
        all.push(`/orders/${made.id}`);
      } else {
        const buyer = await pageOf(browser, BUYER);
        const made = await order(buyer, [`${SCREW} 200`]);
        await buyer.context().close();
        await page.goto("/desk/customers?q=C-10001");
        const home = (await page.locator('tbody a[href^="/desk/c/"]').first().getAttribute("href")) ?? "";
        all.push(home, `${home}/order`, `${home}/orders`, `${home}/orders/${made.id}`);
      }
      for (const path of all) {
        await page.goto(path);
        await page.waitForLoadState("networkidle");
        await expect(page.locator("html")).toHaveAttribute("lang", lang === "en" ? "en" : /^zh/);
        const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
        if (wide > room) wrong.push(`${path} is ${wide} px wide in ${room}`);
        if (lang === "en") wrong.push(...foreign(await ownWords(page)).map((text) => `${path} in Chinese: ${text}`));
      }
      expect(wrong).toEqual([]);
    });
  }
}

test("the money desk is as quiet", { tag: "@desktop" }, async ({ browser }) => {
  const page = await pageOf(browser, FINANCE);
  const wrong: string[] = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && wrong.push(message.text()));
  page.on("pageerror", (error) => wrong.push(String(error)));
  await page.goto("/desk/customers?q=C-10001");
  const home = await page.locator('tbody a[href^="/desk/c/"]').first().getAttribute("href");
  await page.goto(`${home}/money`);
  await page.waitForLoadState("networkidle");
  await expect(page.locator("form[action^='/api/desk_record_receipt']")).toBeVisible();
  expect(wrong).toEqual([]);
  await page.context().close();
});
