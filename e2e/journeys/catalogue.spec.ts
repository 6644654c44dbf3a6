// Whoever keeps the catalogue teaches it a word, corrects a part and brings its datasheet; a buyer finds, sees and fetches it.
import { expect, type Page, test } from "@playwright/test";
import { ADMIN, BUYER, enter, pageOf } from "../helpers/people";
import { fresh } from "../helpers/trade";

const PART = "ISO4762-M8x30-12.9-black";
const PDF = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");

test.beforeEach(async ({ context }) => enter(context, ADMIN));

/** Opens a record of the desk by the text of its link. */
async function open(page: Page, list: string, name: string): Promise<void> {
  await page.goto(list);
  await page.locator("main table").getByRole("link", { name, exact: true }).first().click();
  await page.waitForURL(/\/desk\/catalogue\/\w+\/[0-9a-f-]{36}/);
}

test("a new alias of a value finds its parts within a second, and the change is on record", async ({ page, browser }) => {
  const alias = fresh("NAME");
  await open(page, "/desk/catalogue/parameters?q=material", "材质/等级");
  await page.getByRole("link", { name: "A2-70", exact: true }).click();
  const form = page.locator('form[action^="/api/desk_save_value"]');
  const known = await form.locator('[name="form[aliases]"]').inputValue();
  expect(known).toContain("SUS304");
  await form.locator('[name="form[aliases]"]').fill(`${known}; ${alias}`);
  await form.getByRole("button", { name: "保存取值" }).click();
  await expect(page.getByRole("status")).toHaveText("已保存");
  await page.getByText("改动记录").click();
  await expect(page.locator("details")).toContainText(alias);
  const buyer = await pageOf(browser, BUYER);
  await expect(async () => {
    await buyer.goto(`/search?q=${alias}`);
    await expect(buyer.locator("main table tbody tr").first()).toContainText("A2-70", { timeout: 500 });
  }).toPass({ timeout: 5_000 });
  await buyer.context().close();
});

test("what else a parameter is called is a word of searches within a second", async ({ page, browser }) => {
  await open(page, "/desk/catalogue/parameters?q=bore", "内径 d");
  const form = page.locator('form[action^="/api/desk_save_parameter"]');
  await expect(form.locator('[name="form[aliases]"]')).toHaveValue(/ID/);
  await form.locator('[name="form[aliases]"]').fill("内孔; 孔径; ID; 孔心");
  await form.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("status")).toHaveText("已保存");
  await expect(form.locator('[name="form[aliases]"]')).toHaveValue("内孔; 孔径; ID; 孔心");
  const buyer = await pageOf(browser, BUYER);
  const bores = async (text: string) => {
    await buyer.goto(`/search?q=${encodeURIComponent(text)}`);
    return buyer.locator("b.lead").innerText();
  };
  const all = await bores("轴承 内径 20");
  expect(Number(all)).toBeGreaterThan(0);
  for (const text of ["轴承 内孔 20", "轴承孔径20", "bearing ID 20"]) expect(await bores(text), text).toBe(all);
  await expect.poll(() => bores("轴承 孔心 20"), { timeout: 5_000 }).toBe(all);
  await buyer.context().close();
});

test("a part is corrected; a wrong figure is named beside its field and the rest stays", async ({ page }) => {
  await page.goto(`/desk/catalogue/skus?q=${encodeURIComponent(PART)}`);
  await page.locator("main table").getByRole("link").first().click();
  await page.waitForURL(/\/desk\/catalogue\/skus\/[0-9a-f-]{36}/);
  const form = page.locator('form[action^="/api/desk_save_sku"]');
  await form.locator('[name="form[lead_time_days]"]').fill("11");
  await form.locator('[name="form[parameters][head_height]"]').fill("acht");
  await form.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("alert")).toContainText("acht");
  await expect(form.locator('[name="form[lead_time_days]"]')).toHaveValue("11");
  await expect(form.locator('.field:has([name="form[parameters][head_height]"]) .error')).toContainText("请填数字");
  await form.locator('[name="form[parameters][head_height]"]').fill("8");
  await form.getByRole("button", { name: "保存" }).click();
  await expect(page.getByRole("status")).toHaveText("已保存");
  await page.goto(`/parts/${encodeURIComponent(PART)}`);
  await expect(page.locator("dl.facts", { hasText: "交期" })).toContainText("11 天");
});

test("two who edit at once: the later one is told what stands there now and keeps his words", async ({ page, context }) => {
  await page.goto("/desk/catalogue");
  await page.getByRole("link", { name: "垫圈" }).click();
  await page.waitForURL(/categories/);
  const other = await context.newPage();
  await other.goto(page.url());
  const save = async (of: Page, place: string) => {
    const form = of.locator('form[action^="/api/desk_save_category"]');
    await form.locator('[name="form[position]"]').fill(place);
    await form.getByRole("button").click();
  };
  const before = await page.locator('form[action^="/api/desk_save_category"] [name="form[position]"]').inputValue();
  await save(page, "33");
  await expect(page.getByRole("status")).toHaveText("已保存");
  await save(other, "44");
  await expect(other.getByRole("alert")).toContainText("内容刚被更改");
  await expect(other.locator('[name="form[position]"]')).toHaveValue("44");
  await expect(other.locator(".warn")).toContainText("33");
  await save(other, before);
  await expect(other.getByRole("status")).toHaveText("已保存");
});

test("a datasheet is brought; the buyer sees the drawing and fetches the paper", async ({ page, browser }) => {
  const title = fresh("SHEET");
  await open(page, "/desk/catalogue/families?q=iso-4762", "内六角圆柱头螺钉");
  const form = page.locator("#documents form.form");
  await form.locator("[name=title_zh]").fill(title);
  await form.locator("[name=title_en]").fill(title);
  await form.locator("[name=file]").setInputFiles({ name: "x.pdf", mimeType: "application/pdf", buffer: Buffer.from("<svg/>") });
  await form.getByRole("button", { name: "上传" }).click();
  await expect(page.getByRole("alert")).toContainText("不是 PDF");
  await expect(form.locator("[name=title_zh]")).toHaveValue(title);
  await form.locator("[name=file]").setInputFiles({ name: "x.pdf", mimeType: "application/pdf", buffer: PDF });
  await form.getByRole("button", { name: "上传" }).click();
  await expect(page.getByRole("status")).toHaveText("已保存");
  const buyer = await pageOf(browser, BUYER);
  await buyer.goto(`/parts/${encodeURIComponent(PART)}`);
  const drawing = buyer.locator("figure.drawing svg");
  await expect(drawing).toBeVisible();
  for (const size of ["M8", "30", "13", "8", "6", "4"]) {
    await expect(drawing.locator("text", { hasText: size }).first()).toBeAttached();
  }
  await expect(drawing.locator("desc")).toContainText("头部直径 dk:13");
  const link = buyer.getByRole("link", { name: title });
  const answer = await buyer.request.get((await link.getAttribute("href")) ?? "");
  expect(answer.status()).toBe(200);
  expect(answer.headers()["content-type"]).toBe("application/pdf");
  expect(answer.headers()["x-content-type-options"]).toBe("nosniff");
  expect(Buffer.from(await answer.body()).equals(PDF)).toBe(true);
  await buyer.context().close();
});

test("gaps lead to the parts that have them, filled in row by row", async ({ page }) => {
  await page.goto("/desk/catalogue/completeness");
  await expect(page.locator("main table tbody tr").first()).toContainText("%");
  const gap = page.getByRole("link", { name: "槽深" }).first();
  await gap.click();
  await page.waitForURL(/lacks=socket/);
  const cells = page.locator('[name$="[value]"]');
  await cells.first().fill("1.2");
  await page.getByRole("button", { name: "保存这一列" }).click();
  await expect(page.getByRole("status")).toHaveText("已保存");
});
