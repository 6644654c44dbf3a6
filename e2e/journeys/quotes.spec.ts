// Sales offers a customer a price of his own; he accepts it, orders at it, and it stands on the order.
import { expect, type Page, test } from "@playwright/test";
import { ADMIN, BUYER, enter, pageOf } from "../helpers/people";
import { emptyCart, figure, paste, place, rowOf } from "../helpers/trade";

test.beforeEach(async ({ context }) => enter(context, ADMIN));

/** A part nobody else's journey looks at, one for each screen: what was accepted holds until its day. */
const part = () => (test.info().project.name === "phone" ? "ISO4032-M16-8-zinc" : "ISO4032-M20-8-zinc");

/** A day of next month. */
function nextMonth(): string {
  return new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
}

/** The quotes of C-10001 at the desk. */
async function deskQuotes(page: Page): Promise<string> {
  await page.goto("/desk/customers?q=C-10001");
  const home = await page.locator('tbody a[href^="/desk/c/"]').first().getAttribute("href");
  const company = /\/desk\/c\/[0-9a-f-]{36}/.exec(home ?? "")?.[0] ?? "";
  await page.goto(`${company}/quotes`);
  return company;
}

test("a quote: offered at the desk, accepted by the buyer, ordered at its price", async ({ page, browser }) => {
  const buyer = await pageOf(browser, BUYER);
  await buyer.goto(`/parts/${encodeURIComponent(part())}`);
  const before = await buyer.locator("aside p.lead").first().innerText();

  const number = await test.step("offered", async () => {
    await deskQuotes(page);
    const form = page.locator('form[action^="/api/desk_offer_quote"]');
    await form.locator("[name=lines]").fill(`${part()} 1 777.77/1000`);
    await form.locator("[name=last_day]").fill(nextMonth());
    await form.locator("[name=note]").fill("年度项目");
    await form.locator("[name=reason]").fill("抢项目");
    await form.getByRole("button", { name: "发出报价" }).click();
    await page.waitForURL(/\/desk\/c\/[0-9a-f-]{36}\/quotes\/[0-9a-f-]{36}/);
    await expect(page.locator("dl.facts", { hasText: "抢项目" })).toBeVisible();
    return (await page.locator(".pagehead h2").innerText()).replace(/^\S+\s+/, "").trim();
  });

  await test.step("until he accepts it, nothing changes", async () => {
    await buyer.goto(`/parts/${encodeURIComponent(part())}`);
    expect(await buyer.locator("aside p.lead").first().innerText()).toBe(before);
    await buyer.goto("/");
    const waiting = buyer.locator("section.block", { hasText: "等贵公司答复的报价" });
    await expect(waiting.getByRole("link", { name: number })).toBeVisible();
    await waiting.getByRole("link", { name: "全部" }).click();
    await buyer.waitForURL(/\/account\/quotes$/);
    await buyer.getByRole("link", { name: number }).click();
    await expect(buyer.locator("main")).toContainText("年度项目");
    await expect(buyer.locator("main")).not.toContainText("抢项目");
    await buyer.getByRole("button", { name: "接受报价" }).click();
    await expect(buyer.getByRole("button", { name: "接受报价" })).toHaveCount(0);
    await expect(buyer.locator("main dl.facts")).toContainText("接受日期");
    await buyer.goto("/");
    await expect(buyer.getByRole("link", { name: number })).toHaveCount(0);
    await buyer.goto(`/parts/${encodeURIComponent(part())}`);
    await expect(buyer.locator("aside p.lead").first()).toContainText("777.77");
  });

  await test.step("ordered at its price", async () => {
    await emptyCart(buyer);
    await paste(buyer, `${part()} 1000`);
    await expect(rowOf(buyer, part())).toContainText("777.77");
    const order = await place(buyer, "", "transfer");
    await expect(rowOf(buyer, part()).first()).toContainText("777.77");
    expect(figure(await rowOf(buyer, part()).first().locator("td.num").last().innerText())).toBe(777.77);
    // and so says the desk
    await page.goto(`/desk/c/${order.company}/orders/${order.id}`);
    await expect(rowOf(page, part()).first()).toContainText("777.77");
  });
  await buyer.context().close();
});
