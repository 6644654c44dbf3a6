// Somebody in sales drafts a price change, sees what it would do, publishes it, and the customer's next page has the price.
import { expect, type Page, test } from "@playwright/test";
import { ADMIN, BUYER, CLERK, enter, pageOf, useEnglish } from "../helpers/people";
import { figure, fresh } from "../helpers/trade";

const CONTRACT = "CON-C-10001-2026";

test.beforeEach(async ({ context }) => enter(context, ADMIN));

/** A part nobody else's journey looks at, one for each screen. */
const part = () => (test.info().project.name === "phone" ? "ISO4032-M5-8-zinc" : "ISO4032-M6-8-zinc");

/** A draft for the contract, on its own page. */
async function draft(page: Page, title: string): Promise<void> {
  await page.goto(`/desk/prices/lists/${CONTRACT}`);
  const form = page.locator('form[action^="/api/desk_create_price_change"]');
  await form.locator("[name=title]").fill(title);
  await form.locator("[name=reason]").fill("年度谈价");
  await form.getByRole("button", { name: "起草" }).click();
  await page.waitForURL(/\/desk\/prices\/changes\/PC/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(title);
}

/** What the customer pays for one, as his own page of the part says. */
async function paid(page: Page, of: string): Promise<string> {
  await page.goto(`/parts/${encodeURIComponent(of)}`);
  return (await page.locator("aside p.lead").first().innerText()).replace(/\s+/g, " ");
}

test("a change of a contract: written, simulated, reviewed, published, seen, taken back", async ({ page, browser }) => {
  const buyer = await pageOf(browser, BUYER);
  const before = await paid(buyer, part());
  await draft(page, fresh("CHANGE"));
  await page.locator('[name="rows[0][part]"]').fill(part());
  await page.locator('[name="rows[0][price]"]').fill("7.77");
  await page.getByRole("button", { name: "写入" }).first().click();
  await expect(page.getByRole("status")).toHaveText("已写入 1 行");
  await expect(page.locator('[name="rows[0][price]"]')).toHaveValue("7.77");
  expect(await paid(buyer, part())).toBe(before);

  await page.getByRole("button", { name: "会怎样?" }).click();
  await expect(page.locator("#simulation")).toContainText("看得见的客户");
  await page.getByRole("button", { name: "送复核" }).click();
  await expect(page.locator(".pagehead")).toContainText("待复核");
  await page.locator("[name=floor_reason]").fill("清库存");
  await page.getByRole("button", { name: "发布" }).click();
  await expect(page.locator(".pagehead")).toContainText("已发布");
  expect(await paid(buyer, part())).toContain("7.77");

  // the explanation names the document, and leads to it
  const number = await page.locator(".pagehead .sku").innerText();
  const published = page.url();
  await page.goto(`/desk/prices?company=C-10001&part=${encodeURIComponent(part())}&quantity=1`);
  await expect(page.locator("dl.sum")).toContainText(number);

  await page.goto(published);
  await page.locator("[name=reason]").fill("客户改主意");
  await page.getByRole("button", { name: "撤回" }).click();
  await expect(page.locator(".pagehead")).toContainText("已撤回");
  expect(await paid(buyer, part())).toBe(before);
  await buyer.context().close();
});

test("a document that was begun without a list asks which one its first rows are for", async ({ page }) => {
  await page.goto("/desk/prices/changes");
  const form = page.locator('form[action^="/api/desk_create_price_change"]');
  await form.locator("[name=title]").fill(fresh("NO-LIST"));
  await form.getByRole("button", { name: "起草" }).click();
  await page.waitForURL(/\/desk\/prices\/changes\/PC/);
  const grid = page.locator('form[action="/api/desk_write_price_change"]');
  const list = grid.getByLabel("新行归哪个价表");
  const write = async () => {
    await page.locator('[name="rows[0][part]"]').fill(part());
    await page.locator('[name="rows[0][price]"]').fill("6.66");
    await grid.getByRole("button", { name: "写入" }).click();
  };
  await write();
  await expect(list).toBeFocused(); // the browser itself says that it is needed
  await list.fill("没有的价表");
  await grid.getByRole("button", { name: "写入" }).click();
  await expect(page.getByRole("alert")).toContainText("没有的价表");
  await expect(list).toHaveValue("没有的价表");
  await expect(page.locator("textarea[name=rows]")).toHaveValue(/6\.66/);
  await list.fill(CONTRACT);
  await write();
  await expect(page.getByRole("status")).toHaveText("已写入 1 行");
  await expect(page.locator('[name="rows[0][price]"]')).toHaveValue("6.66");
  await expect(list).toHaveValue(CONTRACT);
  await page.getByRole("button", { name: "作废" }).click();
});

test("a pasted block: good rows are in, the bad one comes back with what is wrong", async ({ page }) => {
  await draft(page, fresh("PASTE"));
  const paste = page.locator("textarea[name=rows]");
  await paste.fill(`${part()}\t100\t6.5\nNO-SUCH-PART\t1\t2\n${part()}\t500\tabc`);
  await page.locator('form[action="/api/desk_paste_price_change"] button').click();
  await expect(page.getByRole("status")).toHaveText("已写入 1 行");
  await expect(page.getByRole("alert")).toContainText("NO-SUCH-PART");
  await expect(paste).toHaveValue(/NO-SUCH-PART[\s\S]*abc/);
  // put right and sent again: the heading that came back is understood
  await paste.fill((await paste.inputValue()).replace("NO-SUCH-PART", "ISO4762-M8x30-12.9-black").replace("abc", "6.1"));
  await page.locator('form[action="/api/desk_paste_price_change"] button').click();
  await expect(page.getByRole("status")).toHaveText("已写入 2 行");
  await expect(page.locator("table.grid tbody tr", { has: page.getByRole("link") })).toHaveCount(3);
  await page.getByRole("button", { name: "作废" }).click();
  await expect(page.locator(".pagehead")).toContainText("已作废");
});

test("a block pasted into a cell spreads over the grid, and Enter moves down @desktop", async ({ page }) => {
  await draft(page, fresh("GRID"));
  await page.waitForLoadState("networkidle");
  const first = page.locator('[name="rows[0][part]"]');
  const lines = Array.from({ length: 10 }, (_, n) => `${part()}\t${(n + 1) * 1000}\t${(5 - n / 10).toFixed(2)}`).join("\r\n");
  await first.focus();
  await first.evaluate((field, text) => {
    const data = new DataTransfer();
    data.setData("text", text);
    field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, lines);
  // ten lines over eight empty rows: two more were drawn
  await expect(page.locator('[name="rows[9][price]"]')).toHaveValue("4.10");
  await page.locator('[name="rows[0][price]"]').press("Enter");
  await expect(page.locator('[name="rows[1][price]"]')).toBeFocused();
  await page.getByRole("button", { name: "写入" }).first().click();
  await expect(page.getByRole("status")).toHaveText("已写入 10 行");
  await page.getByRole("button", { name: "作废" }).click();
});

test("a contract gets its last day and another name with a document", async ({ page }) => {
  await draft(page, fresh("END"));
  await page.getByText("价表的名称、期限与促销").click();
  const head = page.locator('form[action="/api/desk_change_price_list"]');
  await expect(head.locator("[name=head_list]")).toHaveValue(CONTRACT);
  // nothing asked for is said so, where it was asked
  await head.getByRole("button").click();
  await expect(head.locator(".error")).toBeVisible();
  await head.locator("[name=head_until]").fill("2031-12-31");
  await head.locator("[name=head_name]").fill("框架合同 2031");
  await head.locator("[name=head_promotions]").selectOption("no");
  await head.getByRole("button").click();
  await expect(page.getByRole("status")).toHaveText("已保存");
  const said = page.locator("details", { hasText: "价表的名称、期限与促销" });
  await expect(said).toContainText("框架合同 2031");
  await expect(said).toContainText("2031-12-31");
  await expect(said.locator("li", { hasText: CONTRACT })).toContainText("不参加促销");
  await said.getByRole("button", { name: `删行 ${CONTRACT}` }).click();
  await expect(page.locator("details b", { hasText: "框架合同 2031" })).toHaveCount(0);
  await page.getByRole("button", { name: "作废" }).click();
});

test("a percentage is refused where it was typed, and says what it takes below the floor", async ({ page }) => {
  await draft(page, fresh("OFF"));
  await page.locator("summary", { hasText: "折扣" }).click();
  const form = page.locator('form[action="/api/desk_set_price_discount"]');
  await form.locator("[name=off_list]").fill("NIX");
  await form.locator("[name=target]").fill("*");
  await form.locator("[name=percent]").fill("95");
  await form.getByRole("button").click();
  await expect(form.locator(".error")).toContainText("NIX");
  await expect(form.locator("[name=percent]")).toHaveValue("95");
  await form.locator("[name=off_list]").fill(CONTRACT);
  await form.getByRole("button").click();
  const row = page.locator("details tr", { hasText: "95%" });
  await expect(row).toContainText("低于红线");
  await page.getByRole("button", { name: "会怎样" }).click();
  await expect(page.locator("main")).toContainText("低于红线");
  await page.getByRole("button", { name: "作废" }).click();
});

test("a base price that falls says whose older percentages it takes below the floor", async ({ page }) => {
  await draft(page, fresh("FALL"));
  const paste = page.locator("textarea[name=rows]");
  await paste.fill(`list\tpart\tprice\nBASE-2026\t${part()}\t0.0100`);
  await page.locator('form[action="/api/desk_paste_price_change"] button').click();
  await expect(page.getByRole("status")).toHaveText("已写入 1 行");
  const note = page.locator(".note.warn", { hasText: "会随这张单落到红线下" });
  await expect(note).toContainText(part());
  await page.getByRole("button", { name: "送复核" }).click();
  await expect(page.locator("aside .note.warn")).toContainText("随单变低");
  await page.getByRole("button", { name: "作废" }).click();
});

test("three per cent on a category, from a day on", async ({ page }) => {
  await page.goto("/desk/prices/lists");
  await page.getByRole("link", { name: "BASE" }).first().click();
  const form = page.locator('form[action^="/api/desk_create_price_change"]');
  await form.locator("[name=title]").fill(fresh("RAISE"));
  await form.locator("[name=starts_on]").fill("2031-01-01");
  await form.getByRole("button", { name: "起草" }).click();
  await page.getByText("整批加减价").click();
  const bulk = page.locator('form[action="/api/desk_bulk_price_change"]');
  await bulk.locator("[name=bulk_percent]").fill("drei");
  await bulk.getByRole("button").click();
  await expect(bulk.locator(".error")).toContainText("数字");
  await bulk.locator("[name=bulk_percent]").fill("3");
  await bulk.locator("[name=category]").fill("nuts");
  await bulk.getByRole("button").click();
  await expect(page.getByRole("status")).toContainText("已写入");
  const row = page.locator("table.grid tbody tr").first();
  const [now, wanted] = [await row.locator("td").nth(1).innerText(), await row.locator('[name="rows[0][price]"]').inputValue()];
  expect(Math.abs(Number(wanted) / figure(now) - 1.03)).toBeLessThan(0.001);
  await page.getByRole("button", { name: "会怎样?" }).click();
  await expect(page.locator("#simulation")).toContainText("全部");
  await page.getByRole("button", { name: "作废" }).click();
});

test("a file of contract prices becomes a draft, its bad rows a file to put right", async ({ page, context }) => {
  await useEnglish(context);
  await page.goto("/desk/prices/changes");
  const rows = `customer,sku,min_qty,price,valid_from,valid_to\nC-10001,${part()},1,7.5,2031-01-01,2032-01-01\nC-99999,${part()},1,7,,\nC-10002,NO-SUCH,1,7,,`;
  await page.locator("input[name=file]").setInputFiles({ name: "contracts-2031.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
  await page.getByRole("button", { name: "Bring it" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("contracts-2031.csv");
  await expect(page.locator(".note.warn")).toContainText("2 rows were not taken");
  const answer = await page.request.get((await page.getByRole("link", { name: "Download" }).getAttribute("href")) ?? "");
  expect(answer.status()).toBe(200);
  const text = await answer.text();
  expect(text).toContain("C-99999");
  expect(text).toContain("NO-SUCH");
  await page.getByRole("button", { name: "Give it up" }).click();
  await expect(page.locator(".pagehead")).toContainText("given up");
  await page.locator("input[name=file]").waitFor({ state: "detached" });
  await page.goto("/desk/prices/changes");
  await page.locator("input[name=file]").setInputFiles({ name: "x.csv", mimeType: "text/csv", buffer: Buffer.from("") });
  await page.getByRole("button", { name: "Bring it" }).click();
  await expect(page.locator(".error")).toBeVisible();
});

test("foreign headings are told once, on a phone too; the maker's next file needs no telling", async ({ page, context }) => {
  await useEnglish(context);
  await page.setViewportSize({ width: 360, height: 740 });
  const bring = async (rows: string, mapping?: string) => {
    await page.goto("/desk/prices/changes");
    await page.locator("input[name=file]").setInputFiles({ name: "maker.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
    if (mapping) await page.locator('form[action="/desk/prices/import-file"] [name=mapping]').selectOption(mapping);
    await page.getByRole("button", { name: "Bring it" }).click();
  };
  const name = fresh("MAKER");
  await bring(`Kunde;Artikel;Notiz;Preis\nC-10001;${part()};x;7.25\n`);
  await page.waitForURL(/\/desk\/prices\/files\//);
  const columns = page.locator("#columns");
  await columns.locator('[name="columns[0]"]').selectOption("customer");
  await columns.locator('[name="columns[1]"]').selectOption("part");
  await columns.locator("[name=save_as]").fill(name);
  await page.getByRole("button", { name: "Read it into a draft" }).click();
  // without a price there is nothing to read, and what was told stays
  await expect(columns.getByRole("alert")).toContainText("part and price");
  await expect(columns.locator('[name="columns[1]"]')).toHaveValue("part");
  await expect(columns.locator("[name=save_as]")).toHaveValue(name);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await columns.locator('[name="columns[3]"]').selectOption("price");
  await page.getByRole("button", { name: "Read it into a draft" }).click();
  await page.waitForURL(/\/desk\/prices\/changes\/PC/);
  await expect(page.locator('[name="rows[0][price]"]')).toHaveValue("7.25");
  await page.getByRole("button", { name: "Give it up" }).click();

  await bring(`Preis;Kunde;Artikel\n7.75;C-10001;${part()}\n`, name);
  await page.waitForURL(/\/desk\/prices\/changes\/PC/);
  await expect(page.locator('[name="rows[0][price]"]')).toHaveValue("7.75");
  await page.getByRole("button", { name: "Give it up" }).click();
  await page.goto("/desk/prices/changes");
  const saved = page.locator("#saved tr", { hasText: name });
  await saved.locator("summary").click();
  await saved.getByRole("button", { name: "Delete" }).click();
  await expect(page.locator("#saved tr", { hasText: name })).toHaveCount(0);
});

test("a floor is set and removed; who may not is not offered it", async ({ page, browser }) => {
  const why = fresh("FLOOR");
  await page.goto("/desk/prices/floors");
  const form = page.locator('form[action="/api/desk_set_floor"]');
  await form.locator("[name=scope]").selectOption("sku");
  await form.locator("[name=of]").fill(part());
  await form.locator("[name=price]").fill("0.01");
  await form.locator("[name=reason]").fill(why);
  await form.getByRole("button").click();
  await expect(page.getByRole("status")).toHaveText("已保存");
  const row = page.locator("main tbody tr", { hasText: why });
  await expect(row).toContainText("0.01");
  const clerk = await pageOf(browser, CLERK);
  await clerk.goto("/desk/prices/floors");
  await expect(clerk.locator("main tbody tr", { hasText: why })).toBeVisible();
  await expect(clerk.locator('form[action="/api/desk_set_floor"]')).toHaveCount(0);
  await clerk.goto("/desk/prices/changes");
  await expect(clerk.locator('form[action^="/api/desk_create_price_change"]')).toHaveCount(0);
  await clerk.context().close();
  await row.getByRole("button").click();
  await expect(page.locator("main tbody tr", { hasText: why })).toHaveCount(0);
});

test("a document is not sent for review before it says why, and nothing typed is lost", async ({ page }) => {
  await page.goto(`/desk/prices/lists/${CONTRACT}`);
  const begin = page.locator('form[action^="/api/desk_create_price_change"]');
  await begin.locator("[name=title]").fill(fresh("WHY"));
  await begin.getByRole("button", { name: "起草" }).click();
  await page.waitForURL(/\/desk\/prices\/changes\/PC/);
  await page.locator('[name="rows[0][part]"]').fill(part());
  await page.locator('[name="rows[0][price]"]').fill("7.55");
  await page.getByRole("button", { name: "写入" }).first().click();
  await expect(page.getByRole("status")).toHaveText("已写入 1 行");
  const send = page.locator('form[action^="/api/desk_submit_price_change"]');
  // the browser asks for it as well; who goes round that is told by the house
  await send.evaluate((form: HTMLFormElement) => (form.noValidate = true));
  await send.getByRole("button", { name: "送复核" }).click();
  await expect(send.locator(".error")).toHaveText("这里要填");
  await expect(page.locator('[name="rows[0][price]"]')).toHaveValue("7.55");
  await send.locator("[name=why]").fill("线材涨价");
  await send.getByRole("button", { name: "送复核" }).click();
  await expect(page.locator(".pagehead")).toContainText("待复核");
  await expect(page.locator(".pagehead")).toContainText("线材涨价");
  await page.locator('form[action^="/api/desk_discard_price_change"] button').click();
  await expect(page.locator(".pagehead")).toContainText("已作废");
});

test("a family where a category is meant is told its category; an unknown customer is called one", async ({ page, context }) => {
  await draft(page, fresh("NAMES"));
  const bulk = page.locator('form[action^="/api/desk_bulk_price_change"]');
  const opened = async () => {
    if (!(await bulk.isVisible())) await page.locator("details", { has: bulk }).locator("summary").click();
  };
  await opened();
  await bulk.locator("[name=category]").fill("内六角圆柱头螺钉");
  await bulk.locator("[name=bulk_percent]").fill("3");
  await bulk.locator("[name=bulk_list]").fill("BASE-2026");
  await bulk.getByRole("button").click();
  await expect(page.locator(".error", { hasText: "是系列,不是品类" })).toContainText("socket-screws");
  await page.goto("/desk/prices?company=NOBODY&part=6204-2RS&quantity=1");
  await expect(page.getByText("没有叫“NOBODY”的客户").first()).toBeVisible();
  await useEnglish(context);
  await page.reload();
  await expect(page.getByText("No customer is called “NOBODY”").first()).toBeVisible();
});
