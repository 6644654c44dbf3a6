// A new customer on the phone: the clerk creates him and enters his order, under his own name.
import { expect, type Page, test } from "@playwright/test";
import { CLERK, enter, pageOf, WAREHOUSE } from "../helpers/people";
import { fresh, rowOf, SCREW } from "../helpers/trade";

async function newCustomer(page: Page, name: string): Promise<string> {
  await page.goto("/desk/customers/new");
  await page.fill("[name=name]", name);
  await page.selectOption("[name=kind]", "machine_builder");
  await page.fill("[name=recipient]", "周工");
  await page.fill("[name=phone]", "13900000009");
  await page.fill("[name=region]", "浙江省宁波市北仑区");
  await page.fill("[name=street]", "试验路 9 号");
  await page.locator('form[action^="/api/desk_create_company"]').getByRole("button").first().click();
  await page.waitForURL(/\/desk\/c\/[0-9a-f-]{36}/);
  await expect(page.getByRole("status")).toContainText("已建立");
  return /\/desk\/c\/([0-9a-f-]{36})/.exec(page.url())?.[1] ?? "";
}

test.beforeEach(async ({ context }) => enter(context, CLERK));

test("a customer without what is needed is not created; what was typed stays", async ({ page }) => {
  await page.goto("/desk/customers/new");
  const form = page.locator('form[action^="/api/desk_create_company"]');
  await form.evaluate((f: HTMLFormElement) => (f.noValidate = true));
  await page.fill("[name=name]", "宁波试验机械有限公司");
  await page.fill("[name=uscc]", "91330-200");
  await form.getByRole("button").first().click();
  await expect(page.getByRole("alert")).toBeVisible();
  await expect(page.locator("[name=name]")).toHaveValue("宁波试验机械有限公司");
  await expect(page.locator("[name=uscc]")).toHaveValue("91330-200");
  await expect(page.locator("#e-recipient")).toHaveText("这里要填");
  await expect(page.locator("#e-uscc")).toContainText("格式不对");
});

test("a new customer's first order, typed and pasted", async ({ page, browser }) => {
  const name = `宁波${fresh("客")}机械有限公司`;
  const company = await newCustomer(page, name);

  await test.step("one line typed, two pasted, one of them unknown", async () => {
    await page.goto(`/desk/c/${company}/order`);
    await expect(page.locator(".acting")).toContainText(name);
    await page.fill("[name=part_number]", SCREW);
    await page.fill('form[action^="/api/desk_add_part"] [name=quantity]', "400");
    await page.press('form[action^="/api/desk_add_part"] [name=quantity]', "Enter");
    await expect(rowOf(page, SCREW)).toBeVisible();
    // the cursor is back in the first field: the next line without a mouse
    await expect(page.locator("[name=part_number]")).toBeFocused();

    const box = page.locator('form[action^="/api/desk_paste_order"]');
    if (!(await box.isVisible())) await page.locator("details summary", { hasText: "粘贴客户消息或表格" }).click();
    await box.locator("[name=text]").fill("NO-SUCH-PART 7\nISO4762-M8x30-8.8-zinc 200");
    await box.getByRole("button").click();
    await expect(page.locator("tr.bad")).toContainText("NO-SUCH-PART");
    await expect(rowOf(page, "ISO4762-M8x30-8.8-zinc").first()).toBeVisible();
  });

  await test.step("an off multiple is offered, not changed", async () => {
    await rowOf(page, SCREW).locator(".pick").fill("401");
    await rowOf(page, SCREW).locator('button[formaction="/api/desk_change_cart"]').first().click();
    await expect(page.getByRole("button", { name: "改为 600" })).toBeVisible();
    await page.getByRole("button", { name: "改为 400" }).click();
    await expect(page.getByRole("button", { name: "改为 600" })).toHaveCount(0);
  });

  const number = await test.step("placed under the clerk's name", async () => {
    const form = page.locator('form[action^="/api/desk_place_order"]');
    await expect(form.locator("[name=payment][value=account]")).toBeDisabled();
    await form.locator("[name=payment][value=transfer]").check();
    await form.locator("[name=po_number]").fill(fresh("TEL"));
    await form.getByRole("button").click();
    await page.waitForURL(new RegExp(`/desk/c/${company}/orders/[0-9a-f-]{36}`));
    await expect(page.locator(".pagehead")).toContainText("手工单");
    return (await page.locator("h1").innerText()).trim();
  });

  await test.step("the warehouse may not ship what is not paid", async () => {
    const warehouse = await pageOf(browser, WAREHOUSE);
    await warehouse.goto(page.url().replace(/\?.*/, ""));
    await expect(warehouse.locator("h1")).toHaveText(number);
    const ship = warehouse.locator('form[action^="/api/desk_ship"]');
    await ship.locator("[name=tracking_number]").fill("SF-KEPT-1");
    await ship.getByRole("button", { name: "发货并记应收" }).click();
    await expect(warehouse.getByRole("alert")).toContainText("款到发货");
    await expect(ship.locator("[name=tracking_number]")).toHaveValue("SF-KEPT-1");
    await warehouse.context().close();
  });
});

test("the desk answers only staff who may", async ({ page, browser }) => {
  await page.goto("/desk/prices?company=C-10001&part=" + SCREW + "&quantity=200");
  await expect(page.locator("main")).not.toContainText("出了点问题");
  const warehouse = await pageOf(browser, WAREHOUSE);
  const answer = await warehouse.goto("/desk/prices?company=C-10001&part=" + SCREW + "&quantity=200");
  expect(answer?.status()).toBeLessThan(500);
  await expect(warehouse.locator("main")).not.toContainText("成本");
  await warehouse.context().close();
});
