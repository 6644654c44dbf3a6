// What people type is read the way they mean it, and what is not there is said, with what comes next to it.
import { expect, type Page, test } from "@playwright/test";
import { BUYER, enter, pageOf, useEnglish } from "../helpers/people";
import { emptyCart, rowOf, SCREW } from "../helpers/trade";

test.beforeEach(async ({ context }) => enter(context, BUYER));

async function total(page: Page, text: string): Promise<string> {
  await page.goto(`/search?q=${encodeURIComponent(text)}`);
  return page.locator("b.lead").innerText();
}

test("a size in any spelling, and pinyin cut short or with a slip", async ({ page }) => {
  const all = await total(page, "M8x40");
  expect(Number(all)).toBeGreaterThan(0);
  for (const text of ["M8-40", "M8*40", "M8/40"]) expect(await total(page, text), text).toBe(all);
  expect(Number(await total(page, "8x40"))).toBeGreaterThanOrEqual(Number(all));
  const socket = await total(page, "neiliujiao");
  for (const text of ["neilj", "neiliujao"]) expect(await total(page, text), text).toBe(socket);
});

test("a size nobody makes is said, and the next ones are offered", async ({ page, context }) => {
  expect(await total(page, "O型圈 20×2")).toBe("0");
  await expect(page.locator(".empty")).toContainText("没有找到“O型圈 20×2”");
  await expect(page.locator(".empty li").first()).toContainText("OR-20x1.8");
  await useEnglish(context);
  expect(await total(page, "bearing bore 21")).toBe("0");
  await expect(page.locator(".empty")).toContainText("Closest parts");
  for (const part of await page.locator(".empty li").allInnerTexts()) expect(part).toMatch(/bearing/i);
});

test("Enter in a quantity puts the row into the cart and goes on to the next", async ({ page, context }) => {
  await emptyCart(page);
  await page.goto("/search?q=M8x30%2012.9");
  const boxes = page.locator("input.pick");
  const at = (await page.locator("main tbody tr").allInnerTexts()).findIndex((row) => row.replace(/\s/g, "").includes(SCREW));
  await expect(async () => {
    await boxes.nth(at).fill("200");
    await boxes.nth(at).press("Enter");
    await expect(rowOf(page, SCREW).locator(".told")).toHaveText("已加入 200", { timeout: 2_000 });
  }).toPass();
  await expect(boxes.nth(at)).toHaveValue("");
  await expect(boxes.nth(at + 1)).toBeFocused();
  await expect(page.locator('a[href="/cart"] .count:visible')).toHaveText("1");
  expect(page.url()).not.toContain("echo=");
  // what the house refuses stands beside its field
  await boxes.nth(at).fill("abc");
  await boxes.nth(at).press("Enter");
  await expect(page.getByRole("alert")).toContainText("abc");
  await expect(boxes.nth(at)).toHaveValue("abc");
  // what got no answer is not sent twice
  await page.goto("/search?q=M8x30%2012.9");
  let sent = 0;
  await context.route("**/api/add_row*", async (route) => {
    sent += 1;
    const answer = await route.fetch();
    await (sent === 1 ? route.abort() : route.fulfill({ response: answer }));
  });
  await expect(async () => {
    await boxes.nth(at).fill("200");
    await boxes.nth(at).press("Enter");
    await expect(rowOf(page, SCREW).locator(".told")).toContainText("没有收到答复", { timeout: 2_000 });
  }).toPass();
  await expect(boxes.nth(at)).toHaveValue("200");
  await boxes.nth(at).press("Enter");
  await expect(rowOf(page, SCREW).locator(".told")).toHaveText("已加入 200");
  await page.goto("/cart");
  await expect(rowOf(page, SCREW).locator(".pick")).toHaveValue("400");
});

test("without script Enter sends the form, which adds and leads back", async ({ browser, viewport, isMobile, hasTouch }) => {
  const page = await pageOf(browser, BUYER, { javaScriptEnabled: false, viewport, isMobile, hasTouch });
  await emptyCart(page);
  await page.goto("/search?q=M8x30%2012.9");
  await rowOf(page, SCREW).locator(".pick").fill("200");
  await rowOf(page, SCREW).locator(".pick").press("Enter");
  await page.waitForURL(/\/search\?q=M8x30.*echo=/);
  await expect(page.getByRole("status").first()).toContainText("已加入购物车 1 行");
  await page.context().close();
});

test("? shows the keys, in a dialog and on a page of its own", { tag: "@desktop" }, async ({ page, browser }) => {
  await page.goto("/search?q=M8x30");
  const dialog = page.getByRole("dialog", { name: "快捷键" });
  await expect(async () => {
    await page.keyboard.press("?");
    await expect(dialog).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(dialog).toContainText("把这一行加入购物车");
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await page.getByRole("combobox").focus();
  await page.keyboard.type("?");
  await expect(page.getByRole("combobox")).toHaveValue(/\?/);
  await expect(dialog).toBeHidden();
  const plain = await pageOf(browser, BUYER, { javaScriptEnabled: false });
  await plain.goto("/");
  await plain.getByRole("link", { name: "快捷键" }).click();
  await expect(plain.locator("h1")).toHaveText("快捷键");
  await expect(plain.locator("main kbd").first()).toHaveText("/");
  await plain.context().close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`changing the cart keeps what was typed beside it, ${javaScriptEnabled ? "with" : "without"} script`, async ({ browser, viewport, isMobile, hasTouch }) => {
    const page = await pageOf(browser, BUYER, { javaScriptEnabled, viewport, isMobile, hasTouch });
    await emptyCart(page);
    await page.goto("/quick-order");
    await page.fill("[name=text]", `${SCREW} 200\nISO4762-M8x30-8.8-zinc 200\nISO4017-M6x20-8.8-plain 200`);
    await page.locator('form[action^="/api/paste_order"] button').click();
    await page.waitForURL(/\/cart\?echo=/);
    const typed = async () => {
      await expect(page.locator("[name=po_number]")).toHaveValue("PO-KEPT-1");
      await expect(page.locator("[name=requested_on]")).toHaveValue("2031-05-06");
      await expect(page.locator("[name=note]")).toHaveValue(/^\s*请先电话\s*$/);
      await expect(page.locator("[name=payment][value=transfer]")).toBeChecked();
      await expect(page.locator("[name=ship_to][value=new]")).toBeChecked();
      await expect(page.locator("[name=street]")).toHaveValue("工业路 9 号");
      await expect(page.locator("[name=stock_only]")).toBeChecked();
    };
    await page.fill("[name=po_number]", "PO-KEPT-1");
    await page.fill("[name=requested_on]", "2031-05-06");
    await page.fill("[name=note]", "请先电话");
    await page.locator("[name=payment][value=transfer]").check();
    await page.locator("[name=ship_to][value=new]").check();
    await page.fill("[name=street]", "工业路 9 号");
    await page.locator("[name=stock_only]").check();

    await rowOf(page, SCREW).locator(".pick").fill("400");
    await rowOf(page, SCREW).getByRole("button", { name: "改", exact: true }).click();
    await expect(page.getByRole("status").first()).toHaveText("已保存");
    await expect(rowOf(page, SCREW).locator(".pick")).toHaveValue("400");
    await typed();
    // another quantity that was typed goes along
    await rowOf(page, SCREW).locator(".pick").fill("600");
    await rowOf(page, "ISO4762-M8x30-8.8-zinc").locator("button[name=remove]").click();
    await expect(page.locator("tbody tr")).toHaveCount(2);
    await expect(rowOf(page, SCREW).locator(".pick")).toHaveValue("600");
    await typed();
    // Enter in a field changes the cart and orders nothing
    await page.locator("[name=po_number]").press("Enter");
    await expect(page.getByRole("status").first()).toHaveText("已保存");
    await typed();
    await emptyCart(page);
    await page.context().close();
  });
}
