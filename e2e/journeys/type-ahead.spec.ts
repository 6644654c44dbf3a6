// The search box while one types: suggestions in groups, by keyboard and by pointer; the own number first. Needs script; the
// same box without it is tried by the other journeys.
import { expect, test } from "@playwright/test";
import { BUYER, enter } from "../helpers/people";
import { fresh, SCREW } from "../helpers/trade";

test.beforeEach(async ({ context }) => enter(context, BUYER));

test("suggests while one types, and the keyboard goes there", async ({ page }) => {
  await page.goto("/");
  const box = page.getByRole("combobox");
  const list = page.locator("#suggested");
  // typed again until the script has arrived
  await expect(async () => {
    await box.fill("");
    await box.pressSequentially("ISO4762-M8");
    await expect(list).toBeVisible({ timeout: 2000 });
  }).toPass();
  await expect(box).toHaveAttribute("aria-expanded", "true");
  await expect(list.locator(".group").first()).toHaveText("型号");

  await test.step("Escape closes it and leaves what was typed", async () => {
    await box.press("Escape");
    await expect(list).toBeHidden();
    await expect(box).toHaveValue("ISO4762-M8");
  });

  await test.step("arrows choose, Enter goes", async () => {
    await box.pressSequentially("x");
    await expect(list).toBeVisible();
    await box.press("ArrowDown");
    const chosen = list.locator('[aria-selected="true"]');
    await expect(chosen).toHaveCount(1);
    await expect(box).toHaveAttribute("aria-activedescendant", (await chosen.getAttribute("id")) ?? "none");
    const href = (await chosen.locator("a").getAttribute("href")) ?? "none";
    await box.press("Enter");
    await page.waitForURL((url) => url.pathname + url.search === href);
  });

  await test.step("Enter without a choice searches", async () => {
    await page.getByRole("combobox").fill("M8x40");
    await page.getByRole("combobox").press("Enter");
    await page.waitForURL(/\/search\?q=M8x40$/);
  });
});

test("suggests the own number before everything else", async ({ page }) => {
  const own = fresh("TA");
  await page.goto(`/parts/${encodeURIComponent(SCREW)}`);
  const form = page.locator('#own-number form[action^="/api/set_own_number"]');
  await form.locator("[name=number]").fill(own);
  await form.getByRole("button").click();
  await expect(page.getByRole("status")).toHaveText("已保存");

  const list = page.locator("#suggested");
  await expect(async () => {
    await page.getByRole("combobox").fill("");
    await page.getByRole("combobox").pressSequentially(own.slice(0, -1).toLowerCase());
    await expect(list).toBeVisible({ timeout: 2000 });
  }).toPass();
  await expect(list.locator(".group").first()).toHaveText("我的料号");
  await expect(list.locator("a").first()).toContainText(own);
  await list.locator("a").first().click();
  await page.waitForURL((url) => decodeURIComponent(url.pathname) === `/parts/${SCREW}`);

  await page.goto(`/numbers?q=${encodeURIComponent(own)}`);
  await page.locator("tr", { hasText: own }).locator('form[action^="/api/remove_own_number"] button').click();
  await expect(page.locator("tr", { hasText: own })).toHaveCount(0);
});
