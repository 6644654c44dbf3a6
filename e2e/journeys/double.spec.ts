// An order is placed once, however often its form arrives.
import { expect, type Page, test } from "@playwright/test";
import { BUYER, enter } from "../helpers/people";
import { checkout, emptyCart, figure, fresh, letters, order, ordersFound, paste, place, rowOf, SCREW, shownOrder } from "../helpers/trade";

/** What the checkout form would send now. */
async function fields(page: Page): Promise<Record<string, string>> {
  return checkout(page).evaluate((form: HTMLFormElement) => Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)])));
}

async function ready(page: Page, poNumber: string): Promise<void> {
  await emptyCart(page);
  await paste(page, `${SCREW} 200`);
  await checkout(page).locator("[name=po_number]").fill(poNumber);
  await checkout(page).locator("[name=payment][value=account]").check();
  const again = checkout(page).locator("[name=again]");
  if (await again.count()) await again.check();
}

test.beforeEach(async ({ context }) => enter(context, BUYER));

test("a quantity that was changed and not taken is not ordered at the sum of the old one", async ({ page }) => {
  const po = fresh("CHANGED");
  await ready(page, po);
  const total = async () => figure(await page.locator("dl.sum .total dd").last().innerText());
  const before = await total();
  await rowOf(page, SCREW).locator(".pick").fill("400");
  await checkout(page).locator("button").click();
  await expect(page.getByRole("status").first()).toContainText("还没有下单");
  await expect(rowOf(page, SCREW).locator(".pick")).toHaveValue("400");
  await expect(checkout(page).locator("[name=po_number]")).toHaveValue(po);
  const seen = await total();
  expect(seen).toBeCloseTo(2 * before, 1);
  // what cannot be taken says so beside its field, and is not ordered either
  await rowOf(page, SCREW).locator(".pick").fill("vier");
  await checkout(page).locator("button").click();
  await expect(rowOf(page, SCREW).locator(".refused")).toBeVisible();
  await expect(rowOf(page, SCREW).locator(".pick")).toHaveValue("vier");
  await rowOf(page, SCREW).locator(".pick").fill("400");
  expect((await place(page, po)).total).toBeCloseTo(seen, 2);
  expect(await ordersFound(page, po)).toBe(1);
});

test("the same form sent many times at once makes one order", async ({ page, baseURL }) => {
  const po = fresh("TWICE");
  await ready(page, po);
  const form = await fields(page);
  const send = () =>
    page.request.post("/api/place_order", {
      form,
      headers: { accept: "text/html", origin: baseURL ?? "" },
      maxRedirects: 0,
    });
  const answers = await Promise.all(Array.from({ length: 8 }, send));
  const went = answers.map((answer) => {
    expect(answer.status()).toBe(302);
    return /\/orders\/([0-9a-f-]{36})/.exec(answer.headers().location)?.[1];
  });
  expect(went[0]).toBeTruthy();
  expect(new Set(went).size, "all answers lead to one order").toBe(1);
  expect(await ordersFound(page, po)).toBe(1);

  // long afterwards, the same form still shows that order
  const late = await send();
  expect(late.headers().location).toContain(went[0]);
  await page.goto(late.headers().location);
  await expect(page.getByRole("status")).toContainText("已下过");
  const { number } = await shownOrder(page);
  await expect.poll(() => letters(number).length, { timeout: 20_000 }).toBe(1);
  expect(await ordersFound(page, po)).toBe(1);
});

test("two presses of the button make one order", async ({ page }) => {
  const po = fresh("PRESS");
  await ready(page, po);
  await checkout(page).evaluate((form: HTMLFormElement) => {
    form.querySelector("button")?.click();
    form.querySelector("button")?.click();
  });
  await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
  expect(await ordersFound(page, po)).toBe(1);
});

test("going back and sending again leads to the order that was placed", async ({ page }) => {
  const po = fresh("BACK");
  await ready(page, po);
  await checkout(page).locator("button").click();
  await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
  const { number } = await shownOrder(page);

  await page.goBack();
  // pages are not kept, so the cart is drawn anew: empty now
  await expect(page.locator(".empty, form[action^='/api/place_order']").first()).toBeVisible();
  const form = checkout(page);
  if (await form.count()) {
    await form.locator("button").click();
    await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
    expect((await shownOrder(page)).number).toBe(number);
  }
  await page.goForward();
  expect(await ordersFound(page, po)).toBe(1);
});

test("the form of one cart in two tabs makes one order, changed or not", async ({ page, context }) => {
  const po = fresh("TABS");
  await ready(page, po);
  const second = await context.newPage();
  await second.goto("/cart");
  await checkout(second).locator("[name=po_number]").fill(po);
  await checkout(second).locator("[name=note]").fill("changed in the second tab");

  await checkout(page).locator("button").click();
  await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
  const { number } = await shownOrder(page);
  await checkout(second).locator("button").click();
  await expect(second.getByRole("alert")).toContainText(number);
  expect(await ordersFound(page, po)).toBe(1);
  await second.close();
});

test("a known PO number asks, and orders when it is meant", async ({ page }) => {
  const po = fresh("KNOWN");
  await order(page, [`${SCREW} 200`], po);

  await emptyCart(page);
  // other goods under the same number: the next call-off of a yearly order
  await paste(page, `${SCREW} 800`, "ISO4762-M8x30-8.8-zinc 200");
  await checkout(page).locator("[name=po_number]").fill(po);
  await checkout(page).locator("button").click();
  await expect(page.getByRole("alert")).toContainText("SO-");
  await expect(checkout(page).locator("[name=po_number]")).toHaveValue(po);
  await checkout(page).locator("[name=again]").check();
  await checkout(page).locator("button").click();
  await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
  expect(await ordersFound(page, po)).toBe(2);
});
