// Choosing among what was found: the whole of it as a file, parts side by side, one's own columns, a family's page.
import { expect, type Page, test } from "@playwright/test";
import { BUYER, enter, pageOf, useEnglish } from "../helpers/people";
import { emptyCart, figure, openTools, rowOf } from "../helpers/trade";

const SCREWS = "/search?c=screws&p.thread=M8&q=ISO4762";
const [A, B, C] = ["ISO4762-M8x30-12.9-black", "ISO4762-M8x35-12.9-black", "ISO4017-M8x30-12.9-black"];
const COMPARE = `/compare?part=${A}&part=${B}&part=${C}`;

async function fits(page: Page): Promise<void> {
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  expect(wide, `${page.url()} is wider than its screen`).toBeLessThanOrEqual(room);
}

test.beforeEach(async ({ context }) => enter(context, BUYER));

test("the whole result as a file, with the prices of the page; a visitor's has none", async ({ page, playwright }) => {
  await page.goto(SCREWS);
  const total = figure(await page.locator(".above .lead").innerText());
  expect(total).toBeGreaterThan(24);
  await openTools(page);
  const links = page.getByRole("group", { name: "导出全部结果" }).getByRole("link");
  await expect(links).toHaveText(["XLSX", "CSV"]);
  const href = (await links.nth(1).getAttribute("href")) ?? "";
  const answer = await page.request.get(href);
  expect(answer.headers()["content-disposition"]).toContain("parts.csv");
  const lines = (await answer.text()).trim().split("\r\n");
  expect(lines.length - 1).toBe(total);
  const heads = lines[0].replace("\uFEFF", "").split(",");
  expect(heads).toEqual(expect.arrayContaining(["型号", "客户料号", "长度 (mm)", "可用库存", "您的价格", "计价单位", "阶梯价"]));
  const first = page.locator("main tbody tr").first();
  const number = (await first.locator("th .sku").innerText()).replace(/\s/g, "");
  const row = lines.find((line) => line.startsWith(`${number},`))?.split(",") ?? [];
  const shown = figure((await first.locator("td.price").innerText()).replace(/≥[\d,]+/, ""));
  expect(Number(row[heads.indexOf("您的价格")])).toBe(shown);
  const book = await page.request.get((await links.nth(0).getAttribute("href")) ?? "");
  expect((await book.body()).subarray(0, 2).toString()).toBe("PK");
  const stranger = await playwright.request.newContext({ baseURL: process.env.TRADECOUNTER_PUBLIC_URL });
  const open = (await (await stranger.get(href)).text()).trim().split("\r\n");
  expect(open.length - 1).toBe(total);
  expect(open[0]).not.toContain("价格");
  await stranger.dispose();
});

for (const script of [true, false]) {
  test(`parts are ticked, compared and bought ${script ? "with" : "without"} script`, async ({ browser, viewport, isMobile, hasTouch }) => {
    const page = await pageOf(browser, BUYER, { javaScriptEnabled: script, viewport, isMobile, hasTouch });
    await emptyCart(page);
    await page.goto(`/search?q=M8x30%2012.9`);
    for (const part of [A, C]) await page.getByRole("checkbox", { name: `比较 ${part}` }).check();
    await page.getByRole("button", { name: "比较所选" }).click();
    await page.waitForURL(/\/compare\?/);
    await expect(page.locator("thead th .sku")).toHaveText([C, A]);
    await expect(page.getByRole("row", { name: /头部高度/ })).toHaveClass(/differs/);
    await expect(page.getByRole("row", { name: /头部高度/ }).locator(".vh")).toHaveText("不同");
    const all = await page.locator("tbody tr").count();
    await page.getByRole("link", { name: "只看不同" }).click();
    await page.waitForURL(/only=differences/);
    expect(await page.locator("tbody tr").count()).toBeLessThan(all);
    await expect(page.getByRole("rowheader", { name: /^螺纹/ })).toHaveCount(0);
    await expect(page.getByRole("row", { name: /您的价格/ })).toBeVisible();
    await fits(page);
    await page.getByRole("textbox", { name: `数量 ${A}` }).fill("200");
    await page.getByRole("button", { name: "加入购物车" }).click();
    await page.waitForURL(/echo=/);
    await expect(page.getByRole("status")).toBeVisible();
    await page.getByRole("link", { name: `去掉 ${C}` }).click();
    await expect(page.locator("thead th .sku")).toHaveText([A]);
    await page.getByRole("link", { name: "返回结果" }).click();
    await page.waitForURL(/\/search\?q=M8x30/);
    await expect(page.getByRole("checkbox", { name: `比较 ${A}` })).toBeChecked();
    await expect(page.getByRole("checkbox", { name: `比较 ${C}` })).not.toBeChecked();
    // what is ticked goes along to another search
    await page.goto(`/search?q=M8x35%2012.9&part=${A}`);
    await expect(page.locator("form#compare")).toContainText("另有 1 个已选");
    await page.getByRole("checkbox", { name: `比较 ${B}` }).check();
    await page.getByRole("button", { name: "比较所选" }).click();
    await page.waitForURL(/\/compare\?/);
    await expect(page.locator("thead th .sku")).toHaveText([A, B]);
    await page.goto("/cart");
    await expect(rowOf(page, A)).toHaveCount(1);
    await page.context().close();
  });
}

test("more than eight, none, and what nobody has are said", async ({ page, context }) => {
  await useEnglish(context);
  const many = Array.from({ length: 9 }, (_, n) => `part=X-${n}`).join("&");
  await page.goto(`/compare?${many}`);
  await expect(page.locator(".note.warn")).toHaveText([/Not in the catalogue: X-0.*X-7/, /left out: X-8/]);
  await expect(page.locator(".empty")).toContainText("Compare chosen");
});

test("on a phone the names of the parameters stay while the parts scroll by", { tag: "@phone" }, async ({ page }) => {
  await page.goto(COMPARE);
  const scroll = page.locator(".scroll");
  await scroll.evaluate((box) => box.scrollTo(200, 0));
  const [head, box] = await Promise.all([page.getByRole("rowheader", { name: /长度/ }).boundingBox(), scroll.boundingBox()]);
  expect(Math.abs((head?.x ?? 0) - (box?.x ?? 99))).toBeLessThan(2);
  await fits(page);
});

test("on a phone the results begin under one line, and the rest is there when it is wanted", { tag: "@phone" }, async ({ page }) => {
  await page.goto(SCREWS);
  expect((await page.locator(".above").boundingBox())?.height).toBeLessThan(60);
  const compare = page.getByRole("button", { name: "比较所选" });
  await expect(compare).toBeHidden();
  await openTools(page);
  await expect(compare).toBeVisible();
  await expect(page.getByRole("link", { name: "导出全部结果 CSV" })).toBeVisible();
  await fits(page);
  await openTools(page);
  await expect(compare).toBeHidden();
  await page.locator(".tick input").first().check();
  await expect(compare).toBeVisible();
});

test("one's own columns are in the address, kept by the browser, and let go of again", async ({ page, browser }) => {
  const heads = page.locator("main thead th a");
  await page.goto("/search?c=socket-screws");
  const usual = await heads.allTextContents();
  const choose = async (button: string, change?: (form: ReturnType<Page["locator"]>) => Promise<void>) => {
    await openTools(page);
    await page.locator(".columns summary").click();
    const form = page.locator('form[action^="/api/choose_columns"]');
    await change?.(form);
    await form.getByRole("button", { name: button }).click();
  };
  await choose("显示所选列", async (form) => {
    for (const box of await form.getByRole("checkbox").all()) await box.uncheck();
    for (const name of [/^长度/, /^表面处理/]) await form.getByRole("checkbox", { name }).check();
  });
  await page.waitForURL(/col=finish&col=length|col=length&col=finish/);
  await expect(heads).toHaveText([/型号/, /长度/, /表面处理/, /您的价格/]);
  const shared = page.url();
  await page.goto("/search?c=socket-screws");
  await expect(heads).toHaveText([/型号/, /长度/, /表面处理/, /您的价格/]);
  await page.locator("main thead a", { hasText: "长度" }).dispatchEvent("click");
  await page.waitForURL(/col=.*sort=length|sort=length.*col=/);
  await page.goto("/search?c=nuts");
  await expect(heads).not.toHaveText([/型号/, /长度/, /表面处理/, /您的价格/]);
  // who is given the address sees the same, and keeps his own
  const other = await pageOf(browser, BUYER);
  await other.goto(shared);
  await expect(other.locator("main thead th a")).toHaveText([/型号/, /长度/, /表面处理/, /您的价格/]);
  await other.goto("/search?c=socket-screws");
  await expect(other.locator("main thead th a")).toHaveText(usual);
  await other.context().close();
  await page.goto("/search?c=socket-screws");
  await choose("恢复默认列");
  await page.waitForURL((url) => !url.search.includes("col="));
  await expect(heads).toHaveText(usual);
});

test("a family's page: from the part to its table, narrowed down, sorted, shared", async ({ page }) => {
  await page.goto(`/parts/${A}`);
  await page.getByRole("link", { name: "内六角圆柱头螺钉" }).first().click();
  await page.waitForURL(/\/families\/iso-4762$/);
  await expect(page.locator("h1")).toHaveText("内六角圆柱头螺钉");
  await expect(page.locator('link[rel="canonical"]')).toHaveAttribute("href", "/families/iso-4762");
  await expect(page.locator("nav.crumbs li")).toHaveCount(4);
  await expect(page.locator("figure.drawing svg")).toBeVisible();
  const total = figure(await page.locator(".above .lead").innerText());
  await page.goto("/families/iso-4762?p.thread=M8&stock=1");
  const fewer = figure(await page.locator(".above .lead").innerText());
  expect(fewer).toBeLessThan(total);
  await expect(page.locator("main tbody tr").first()).toContainText("M8");
  // the form, the chips and the pages all stay on the family's page
  await expect(page.locator("form.facets")).toHaveAttribute("action", "/families/iso-4762");
  for (const link of await page.locator(".chips a.chip, .pager a").all()) {
    expect(await link.getAttribute("href")).toMatch(/^\/families\/iso-4762/);
  }
  await expect(page.locator(".pager a[aria-current]")).toHaveCount(0);
  await expect(page.locator(".pager [aria-current]")).toHaveText("1");
  await fits(page);
  await page.emulateMedia({ media: "print" });
  for (const hidden of [".facets", ".pager", ".columns", ".tick"]) await expect(page.locator(hidden).first()).toBeHidden();
});
