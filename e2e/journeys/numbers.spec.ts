// Numbers people know: a buyer gives a part his own number and finds it by it everywhere; what he looked for in vain is there
// once the desk has said what it means.
import { expect, type Page, test } from "@playwright/test";
import { BUYER, CLERK, enter, pageOf } from "../helpers/people";
import { emptyCart, fresh, letters, place, rowOf, SCREW } from "../helpers/trade";

test.beforeEach(async ({ context }) => enter(context, BUYER));

/** Leaves no number of a journey behind: another run gives the part another. */
async function forget(page: Page, number: string): Promise<void> {
  await page.goto(`/numbers?q=${encodeURIComponent(number)}`);
  await page.locator("tr", { hasText: number }).locator('form[action^="/api/remove_own_number"] button').click();
  await expect(page.locator("tr", { hasText: number })).toHaveCount(0);
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test("the own number finds the part, fills the cart and stands on the order", async ({ page }) => {
      const own = fresh("HT");
      await emptyCart(page);

      await test.step("given on the part's page", async () => {
        await page.goto(`/parts/${encodeURIComponent(SCREW)}`);
        const form = page.locator('#own-number form[action^="/api/set_own_number"]');
        await form.locator("[name=number]").fill(own);
        await form.getByRole("button").click();
        await expect(page.getByRole("status")).toHaveText("已保存");
        await expect(page.locator("#own-number li", { hasText: own })).toContainText("单据用");
      });

      await test.step("the same number for another part is refused, what was typed stays", async () => {
        await page.goto("/numbers");
        const form = page.locator('form[action^="/api/set_own_number"]');
        await form.locator("[name=number]").fill(own.toLowerCase().replaceAll("-", " "));
        await form.locator("[name=part_number]").fill("ISO4762-M8x30-8.8-zinc");
        await form.getByRole("button").click();
        await expect(page.locator("#e-number")).toContainText("已经对应另一个型号");
        await expect(form.locator("[name=part_number]")).toHaveValue("ISO4762-M8x30-8.8-zinc");
      });

      await test.step("search says what it is", async () => {
        await page.goto("/");
        await page.fill(".find [name=q]", own.toLowerCase());
        await page.locator(".find button").click();
        await page.waitForURL(/\/search\?q=/);
        await expect(page.getByRole("note")).toContainText(`您的料号 ${own} = `);
        await expect(rowOf(page, SCREW).first()).toContainText(`我的料号 ${own}`);
        await expect(page.locator("b.lead")).toHaveText("1");
      });

      await test.step("a piece of it finds it, too", async () => {
        for (const piece of [own.slice(0, -1), own.slice(2)]) {
          await page.goto(`/search?q=${encodeURIComponent(piece.toLowerCase())}`);
          await expect(rowOf(page, SCREW).first()).toContainText(`我的料号 ${own}`);
        }
      });

      await test.step("quick order takes it", async () => {
        await page.goto("/quick-order");
        await page.fill("[name=text]", `${own} 200\nNO-SUCH-PART 7`);
        await page.locator('form[action^="/api/paste_order"] button').click();
        await page.waitForURL(/\/quick-order\?echo=/);
        await expect(rowOf(page, SCREW)).toContainText(`您的料号 ${own}`);
        await page.goto("/cart");
        await expect(rowOf(page, SCREW)).toContainText(`我的料号 ${own}`);
      });

      await test.step("the order keeps it, also when it is gone from the list", async () => {
        const made = await place(page, fresh("PO"));
        await expect(rowOf(page, SCREW)).toContainText(`我的料号 ${own}`);
        await forget(page, own);
        await page.goto(`/orders/${made.id}`);
        await expect(rowOf(page, SCREW)).toContainText(`我的料号 ${own}`);
        const file = await page.request.get(`/documents/orders/${made.id}.pdf`);
        expect(file.status()).toBe(200);
      });
    });

    test("a list goes in from a file and from a pasted sheet; bad rows come back", async ({ page }) => {
      const [first, second] = [fresh("LS"), fresh("LS")];
      await page.goto("/numbers");
      const upload = page.locator('form[action="/uploads/numbers"]');
      await upload.locator("[name=file]").setInputFiles({
        name: "list.csv",
        mimeType: "text/csv",
        buffer: Buffer.from(`我的料号,型号,备注\r\n${first},${SCREW},A 架\r\nBAD-1,NO-SUCH-PART,\r\n`),
      });
      await upload.locator("button").click();
      await page.waitForURL(/\/numbers\?echo=/);
      await expect(page.getByRole("status")).toHaveText("新增 1 行,更改 0 行,原样 0 行");
      await expect(page.getByRole("alert")).toContainText("第 3 行");
      const rows = page.locator('form[action^="/api/take_own_numbers"] [name=rows]');
      await expect(rows).toHaveValue(/^\s*BAD-1\tNO-SUCH-PART\t?\s*$/);
      await rows.fill(`${second}\t${SCREW}\t`);
      await page.locator('form[action^="/api/take_own_numbers"] button').click();
      await expect(page.getByRole("status")).toHaveText("新增 1 行,更改 0 行,原样 0 行");
      const csv = await page.request.get("/documents/numbers/own.csv");
      expect(await csv.text()).toContain(`${first},${SCREW},A 架`);
      await forget(page, first);
      await forget(page, second);
    });
  });
}

test("what is looked for in vain is found once the desk has said what it means", async ({ page, browser }) => {
  // a word nobody has used: an alias stays
  const word = `白锌${fresh("A").toLowerCase().replaceAll("-", "")}`;
  await page.goto(`/search?q=${encodeURIComponent(word)}`);
  await expect(page.locator("b.lead")).toHaveText("0");

  const desk = await pageOf(browser, CLERK);
  await test.step("the desk has it in its queue and makes it an alias", async () => {
    await expect.poll(async () => {
      await desk.goto("/desk/searches");
      return desk.locator("tr", { hasText: word }).count();
    }).toBe(1);
    await desk.goto("/desk");
    await desk.getByRole("link", { name: "没搜到的" }).click();
    const row = desk.locator("tr", { hasText: word });
    await expect(row).toContainText("苏州恒拓");
    await row.getByRole("link", { name: "处理" }).click();
    await desk.locator('form[action="/desk/searches"] [name=find]').fill("镀锌");
    await desk.locator('form[action="/desk/searches"] button').click();
    const form = desk.locator('form[action^="/api/desk_answer_by_alias"]');
    await expect(form.locator("[name=alias]")).toHaveValue(word);
    await form.locator("[name=value]").selectOption({ label: "表面处理: 镀锌 (zinc)" });
    await form.getByRole("button").click();
    await expect(desk.getByRole("status")).toContainText("会收到邮件");
    await expect(desk.locator("tr", { hasText: word })).toHaveCount(0);
    await desk.context().close();
  });

  await test.step("the buyer is told by mail and on his first page, and finds it", async () => {
    await expect.poll(() => letters(word).length, { timeout: 20_000 }).toBe(1);
    expect(letters(word)[0]).toMatch(new RegExp(`^To: .*${BUYER}`, "m"));
    await page.goto("/");
    const note = page.locator("section.note li", { hasText: word });
    await note.getByRole("link").click();
    await page.waitForURL(/\/search\?q=/);
    await expect.poll(async () => {
      await page.reload();
      return page.locator("b.lead").innerText();
    }).not.toBe("0");
    await page.goto("/");
    await note.getByRole("button").click();
    await expect(page.locator("section.note li", { hasText: word })).toHaveCount(0);
  });
});

test("a part out of stock names what is in stock and how it differs", async ({ page }) => {
  await page.goto("/search?c=screws&q=ISO4762");
  const folded = page.locator("details.instead").first();
  await expect(folded).toBeVisible();
  await folded.locator("summary").click();
  await expect(folded.locator("li").first()).toContainText("现货");
  await expect(folded.locator("li .sub").first()).toContainText("不是");
  // and what it costs him
  await expect(folded.locator("li .sub .amount").first()).toHaveText(/^¥[\d,.]+\/\d+$/);
});
