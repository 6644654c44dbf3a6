// Anybody signs in, sees which company he acts for, switches, changes the language, leaves. With and without JavaScript.
import { expect, test } from "@playwright/test";
import { BUYER, CLERK, signIn } from "../helpers/people";

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("a wrong password says so and keeps the e-mail", async ({ page }) => {
      await page.goto("/sign-in");
      await page.fill("[name=email]", BUYER);
      await page.fill("[name=password]", "wrong password");
      await page.locator("main form button").click();
      await expect(page.getByRole("alert")).toContainText("邮箱或密码不对");
      await expect(page.locator("[name=email]")).toHaveValue(BUYER);
      await expect(page.locator("[name=password]")).toHaveValue("");
    });

    test("a person with two companies switches between them", async ({ page }) => {
      await signIn(page, BUYER);
      await expect(page.locator(".who")).toContainText("苏州恒拓");
      await page.getByRole("button", { name: "切换到此公司" }).click();
      await expect(page.locator(".who")).toContainText("无锡联川");
    });

    test("the language stays chosen", async ({ page }) => {
      await signIn(page, BUYER);
      await page.getByRole("button", { name: "EN", exact: true }).click();
      await expect(page.locator("html")).toHaveAttribute("lang", "en");
      await page.reload();
      await expect(page.getByRole("heading", { name: "Your companies" })).toBeVisible();
    });

    test("signing out ends it", async ({ page }) => {
      await signIn(page, BUYER);
      await page.getByRole("button", { name: "退出", exact: true }).click();
      await page.goto("/company");
      await expect(page.getByRole("heading", { name: "登录" })).toBeVisible();
    });
  });
}

test("staff land at the desk, never in a customer's seat", async ({ page }) => {
  await signIn(page, CLERK, "/orders");
  await expect(page).toHaveURL(/\/desk$/);
  await expect(page.locator(".mast-desk")).toBeVisible();
});

test("pages keep to their content policy and log nothing", async ({ page }) => {
  const said: string[] = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  await signIn(page, BUYER);
  await page.waitForLoadState("networkidle");
  expect(said).toEqual([]);
});
