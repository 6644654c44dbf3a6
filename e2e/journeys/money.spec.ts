// What was delivered and paid becomes a statement that equals the account; the buyer disputes a line, finance answers, the
// buyer confirms. One company buys on account, the other pays before shipping.
import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { BUYER, enter, FINANCE, OTHER_BUYER, pageOf, WAREHOUSE } from "../helpers/people";
import { balance, deskOrder, emptyCart, figure, fresh, letters, paste, place, receive, SCREW, ship } from "../helpers/trade";

/** A day is on one issued statement only: each project has a company of its own. */
const BUYS = {
  desktop: { buyer: BUYER, payment: "account" },
  phone: { buyer: OTHER_BUYER, payment: "transfer" },
} as const;

async function saved(page: Page, name: string): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name, exact: true }).click()]);
  return readFileSync(await file.path());
}

test("deliveries, receipts, statement, dispute, confirmation", async ({ page, context, browser }, info) => {
  test.setTimeout(150_000);
  const { buyer, payment } = BUYS[info.project.name as keyof typeof BUYS];
  await enter(context, buyer);
  const before = await balance(page);

  const made = await test.step("an order", async () => {
    await emptyCart(page);
    await paste(page, `${SCREW} 1000`);
    return place(page, fresh("PO"), payment);
  });

  const finance = await pageOf(browser, FINANCE);
  const paid = payment === "transfer" ? made.total + 10 : 50;
  await test.step("finance records a receipt, once per bank reference", async () => {
    const bank = fresh("BANK");
    await receive(finance, made.company, paid.toFixed(2), bank);
    await finance.fill("[name=amount]", "1.00");
    await finance.fill("[name=bank_reference]", bank);
    await finance.locator('form[action^="/api/desk_record_receipt"] button').click();
    await expect(finance.getByRole("alert")).toContainText("已经做过");
    expect(await balance(page)).toBeCloseTo(before - paid, 2);
  });

  await test.step("the warehouse ships", async () => {
    const warehouse = await pageOf(browser, WAREHOUSE);
    await deskOrder(warehouse, made);
    await ship(warehouse, fresh("SF"));
    await warehouse.context().close();
    expect(await balance(page)).toBeCloseTo(before - paid + made.total, 2);
  });

  await test.step("any period adds up before anything is issued", async () => {
    await page.goto("/account");
    await page.locator('form[action="/statement"] button').click();
    await page.waitForURL(/\/statement\?/);
    const sums = page.locator("aside dl.sum");
    const [opening, charged, credited, closing] = (await sums.locator("dd").allInnerTexts()).map(figure);
    expect(opening + charged + credited).toBeCloseTo(closing, 2);
    expect(closing).toBeCloseTo(before - paid + made.total, 2);
  });

  await test.step("finance issues an invoice over what was shipped, and the statement", async () => {
    await finance.goto(`/desk/c/${made.company}/money`);
    const invoice = finance.locator('form[action^="/api/desk_issue_invoice"]');
    await invoice.getByRole("button").click();
    await expect(finance.getByRole("status")).toContainText("发票");
    const statement = finance.locator('form[action^="/api/desk_issue_statement"]');
    await statement.getByRole("button").click();
    await expect(finance.getByRole("status")).toContainText("对账单");
  });

  await test.step("the buyer finds both; the statement's closing is the account's balance", async () => {
    const due = await balance(page);
    await expect(page.locator("section", { has: page.getByRole("heading", { name: "发票" }) }).locator("tbody tr")).not.toHaveCount(0);
    const [invoice] = await Promise.all([page.waitForEvent("download"), page.locator('a[href^="/documents/invoices/"]').first().click()]);
    expect(readFileSync(await invoice.path()).subarray(0, 5).toString()).toBe("%PDF-");

    const row = page.locator("tr", { has: page.locator('a[href^="/statements/"]') }).first();
    await expect(row).toContainText("待您确认");
    await row.getByRole("link").click();
    await page.waitForURL(/\/statements\//);
    expect(figure(await page.locator("aside dl.sum .total dd").innerText())).toBe(due);
    expect(figure(await page.locator("tfoot td.num").innerText())).toBe(due);
    expect(due).toBeCloseTo(before - paid + made.total, 2);
  });

  await test.step("as PDF, Excel and CSV", async () => {
    const closing = figure(await page.locator("tfoot td.num").innerText());
    const pdf = await saved(page, "PDF");
    expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
    expect(pdf.length).toBeGreaterThan(5_000);
    const xlsx = await saved(page, "Excel");
    expect(xlsx.subarray(0, 2).toString()).toBe("PK");
    expect(xlsx.length).toBeGreaterThan(2_000);
    const csv = (await saved(page, "CSV")).toString("utf8");
    expect(csv).toContain(closing.toFixed(2));
    expect(csv).toContain(made.number);
    expect(csv).toContain(SCREW);
  });

  await test.step("the buyer disputes a line; it cannot be confirmed meanwhile", async () => {
    const line = page.locator("tr", { hasText: SCREW }).last();
    await line.locator("summary").click();
    await line.locator("[name=reason]").selectOption("quantity");
    await line.locator("[name=note]").fill("少收 2 件");
    await line.getByRole("button", { name: "提交异议" }).click();
    await expect(page.getByRole("status")).toContainText("差异已记录");
    await expect(page.getByRole("button", { name: "确认对账单" })).toBeDisabled();
    await expect(page.locator(".note.warn")).toContainText("少收 2 件");
  });

  await test.step("finance answers", async () => {
    const id = /\/statements\/([0-9a-f-]{36})/.exec(page.url())?.[1];
    await finance.goto(`/desk/c/${made.company}/statements/${id}`);
    await expect(finance.locator("main")).toContainText("少收 2 件");
    await finance.getByLabel("核对无误,维持").check();
    await finance.locator('form[action^="/api/desk_resolve_dispute"] [name=note]').fill("签收单为 1000 件");
    await finance.locator('form[action^="/api/desk_resolve_dispute"] button').click();
    await expect(finance.getByRole("status")).toBeVisible();
  });

  await test.step("the buyer confirms", async () => {
    await page.goto(page.url().replace(/\?.*/, ""));
    await expect(page.locator("aside")).toContainText("签收单为 1000 件");
    await page.getByRole("button", { name: "确认对账单" }).click();
    await expect(page.getByRole("status")).toContainText("对账单已确认");
    await expect(page.getByRole("button", { name: "确认对账单" })).toHaveCount(0);
    await expect(page.locator("main .st.done")).toContainText("已确认");
    const closing = figure(await page.locator("tfoot td.num").innerText());
    expect(await balance(page)).toBe(closing);
  });

  await test.step("the statement was told by mail", async () => {
    await expect.poll(() => letters(buyer).filter((letter) => /对账单|[Ss]tatement/.test(letter)).length, { timeout: 20_000 }).toBeGreaterThan(0);
  });
  await finance.context().close();
});

test("papers of another company are not there", async ({ page, context, browser }) => {
  await enter(context, BUYER);
  const list = async (one: Page) => {
    await one.goto("/account");
    return one.locator('a[href^="/statements/"]').evaluateAll((links) => links.map((a) => a.getAttribute("href") ?? ""));
  };
  const other = await pageOf(browser, OTHER_BUYER);
  const foreign = [...(await list(page)).map((href) => [other, href] as const), ...(await list(other)).map((href) => [page, href] as const)];
  expect(foreign.length, "the journey above has made one").toBeGreaterThan(0);
  for (const [reader, href] of foreign) {
    expect((await reader.goto(href))?.status(), href).toBe(404);
    const file = href.replace("/statements/", "/documents/statements/");
    for (const kind of ["pdf", "xlsx", "csv"]) {
      expect((await reader.request.get(`${file}.${kind}`)).status(), `${file}.${kind}`).toBe(404);
    }
  }
  await other.context().close();
});
