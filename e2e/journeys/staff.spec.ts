// What the house's own people meet: the demo's months in the books, a part's words, lines of a quote that cannot be taken.
import { spawnSync } from "node:child_process";
import { expect, test } from "@playwright/test";
import { ADMIN, enter, useEnglish } from "../helpers/people";
import { figure } from "../helpers/trade";

test.beforeEach(async ({ context }) => enter(context, ADMIN));

test("the demo has months behind it: a raise is reckoned on them, and every sum agrees @desktop", async ({ page }) => {
  const { PATH, HOME, TRADECOUNTER_DATA, TRADECOUNTER_POSTGRES_BIN } = process.env;
  const env = { PATH, HOME, TRADECOUNTER_DATA, ...(TRADECOUNTER_POSTGRES_BIN ? { TRADECOUNTER_POSTGRES_BIN } : {}) };
  const sums = spawnSync(process.env.TRADECOUNTER_BIN ?? "", ["reconcile"], { env, encoding: "utf8" });
  expect(sums.status, sums.stdout + sums.stderr).toBe(0);
  await page.goto("/desk/prices/changes");
  await page.getByRole("link", { name: /\+3%/ }).or(page.locator("tr", { hasText: "+3%" }).getByRole("link")).first().click();
  await page.getByRole("button", { name: "会怎样?" }).click();
  const told = page.locator("#simulation");
  const of = async (what: string) => figure(await told.locator("div", { has: page.getByText(what, { exact: true }) }).last().innerText());
  expect(await of("价会变的客户")).toBeGreaterThanOrEqual(6);
  expect(await of("涉及的订单行")).toBeGreaterThan(100);
});

test("the editor of a part speaks the reader's language and takes his words @desktop", async ({ page, context }) => {
  await page.goto("/desk/catalogue/skus?q=6205-2RS");
  await page.locator('a[href*="/desk/catalogue/skus/"]').first().click();
  const unit = page.locator('[name="form[unit]"]');
  const kind = page.locator('[name="form[parameters][bearing_type]"]');
  await expect(unit).toHaveValue("件");
  await expect(kind).toHaveValue(/深沟球轴承/);
  const save = page.locator('form[action^="/api/desk_save_sku"]').getByRole("button");
  await unit.fill("套");
  await save.click();
  await expect(page.getByRole("status")).toHaveText("已保存");
  await page.getByText("改动记录").click();
  await expect(page.locator("details", { hasText: "改动记录" })).toContainText("单位: 件 → 套");
  await useEnglish(context);
  await page.goto(page.url().split("?")[0]);
  await expect(unit).toHaveValue("sets");
  await expect(kind).toHaveValue(/bearing/);
  await unit.fill("pcs");
  await page.locator('form[action^="/api/desk_save_sku"]').getByRole("button").click();
  await expect(page.getByRole("status")).toBeVisible();
  await expect(unit).toHaveValue("pcs");
});

test("every line of a quote that cannot be taken is named at once, and the text stays", async ({ page }) => {
  await page.goto("/desk/customers?q=C-10002");
  await page.locator('a[href^="/desk/c/"]').first().click();
  await page.getByRole("link", { name: "报价", exact: true }).click();
  const text = "6204-2RS x 8\nNO-SUCH 1 8\n\n6204-2RS 1 900\n6204-2RS 1 900\n6205-2RS 50 0.01";
  await page.fill("[name=lines]", text);
  const form = page.locator('form[action^="/api/desk_offer_quote"]');
  await form.evaluate((it: HTMLFormElement) => (it.noValidate = true));
  await form.getByRole("button").click();
  const told = form.locator("li.error");
  await expect(told).toHaveCount(4);
  await expect(told).toHaveText([/第 1 行/, /第 2 行.*NO-SUCH/, /第 5 行/, /第 6 行.*红线/]);
  await expect(page.locator("[name=lines]")).toHaveValue(text);
  await expect(form.locator(".field", { has: page.locator("[name=last_day]") }).locator(".error")).toHaveText("这里要填");
});
