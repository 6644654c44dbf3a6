// A buyer finds a part by its parameters, sees his own price and why, orders it, gets the mail, follows the parcel.
import { expect, type Page, test } from "@playwright/test";
import { BUYER, enter, pageOf, WAREHOUSE } from "../helpers/people";
import { checkout, CONTRACT_SCREW, deskOrder, emptyCart, figure, fresh, letters, place, rowOf, SCREW, ship } from "../helpers/trade";

/** Ticks a value of a filter and asks for the results; the count beside the value is the number of parts that come. */
async function narrow(page: Page, filter: string, value: string): Promise<number> {
  const sheet = page.locator("#facets");
  const open = page.locator(".openfacets");
  if (await open.isVisible()) await open.click();
  const label = sheet.locator("fieldset", { has: page.locator("legend", { hasText: filter }) }).locator("label", { hasText: value });
  const count = figure(await label.locator(".n").innerText());
  await label.locator("input").check();
  await sheet.locator(".submit button").click();
  await page.waitForURL(/[?&]p\./);
  await expect(page.locator("b.lead")).toHaveText(count.toLocaleString("en-US"));
  return count;
}

for (const javaScriptEnabled of [true, false]) {
  test.describe(javaScriptEnabled ? "with JavaScript" : "without JavaScript", () => {
    test.use({ javaScriptEnabled });

    test.beforeEach(async ({ context }) => enter(context, BUYER));

    test("filters narrow by exactly what they say", async ({ page }) => {
      await page.goto("/");
      await page.fill(".find [name=q]", "M6x20");
      await page.locator(".find button").click();
      await page.waitForURL(/\/search\?q=/);
      const all = figure(await page.locator("b.lead").innerText());

      const standard = await narrow(page, "标准", "ISO 4017");
      expect(standard).toBeLessThan(all);
      const material = await narrow(page, "材质/等级", "8.8");
      expect(material).toBeLessThanOrEqual(standard);
      await expect(page.locator("table.params tbody tr")).toHaveCount(material);
      await expect(rowOf(page, CONTRACT_SCREW)).toBeVisible();

      // letting go of a filter brings back what it had cut away
      await page.getByRole("link", { name: /^去掉 材质\/等级/ }).click();
      await expect(page.locator("b.lead")).toHaveText(String(standard));
    });

    test("an impossible value is named, not hidden; nothing found says what to do", async ({ page }) => {
      await page.goto("/search?q=M8x30&p.standard=ISO%204762&is.length=%E2%89%A5900");
      await expect(page.locator("b.lead")).toHaveText("0");
      await expect(page.locator(".empty")).toContainText("没有找到");
      await page.locator(".empty").getByRole("link", { name: "全部清除" }).click();
      await expect(page.locator("b.lead")).not.toHaveText("0");
    });

    test("what people type finds the part they mean", async ({ page }) => {
      const asked = [
        ["m8x40 a2 din912", "ISO4762-M8x40-A2-70-plain"],
        ["DIN 933 M6x20 8.8", "ISO4017-M6x20-8.8-"],
        ["轴承 内径 20", "6204"],
        ["bearing bore 20 mm", "6204"],
        ["内六角 M6 30 304", "ISO4762-M6x30-A2-70"],
        ["6204 2RS", "6204-2RS"],
      ];
      for (const [typed, part] of asked) {
        await page.goto(`/search?q=${encodeURIComponent(typed)}`);
        await expect(page.locator("b.lead"), typed).not.toHaveText("0");
        await expect(page.locator("main table").first(), typed).toContainText(part);
      }
      // what comes nearest is offered, and each offer finds something
      await page.goto("/search?q=6204%203RS");
      await expect(page.locator("main")).toContainText("6204-2RS");
      await page.goto(`/search?q=${encodeURIComponent("轴承 内径 21")}`);
      const offers = await page.locator(".empty a[href*='q=']").evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
      for (const offer of offers) {
        await page.goto(offer);
        await expect(page.locator("b.lead"), offer).not.toHaveText("0");
      }
    });

    test("from search to the parcel", async ({ page, browser }) => {
      await emptyCart(page);

      await test.step("the own price and why it is so", async () => {
        await page.goto("/search?q=ISO4017%20M6x20%208.8");
        await rowOf(page, CONTRACT_SCREW).getByRole("link").click();
        await expect(page.locator("h1")).toHaveText(CONTRACT_SCREW);
        await page.locator("summary.why").click();
        const why = page.locator("ol.reasons .won");
        await expect(why).toBeVisible();
        await expect(why).toContainText("合同价");
        await expect(why).toContainText("2026 年度框架合同");
      });

      const unit = figure(await page.locator(".side .lead .amount").innerText());
      await test.step("a quantity into the cart", async () => {
        await page.locator('aside [name="lines[0][quantity]"]').fill("400");
        await page.getByRole("button", { name: "加入购物车" }).click();
        await expect(page.getByRole("status")).toContainText("已加入购物车 1 行");
      });

      await test.step("quick order takes the good row and hands back the bad one", async () => {
        await page.goto("/quick-order");
        await page.fill("[name=text]", `${SCREW} 600\nNO-SUCH-PART 7`);
        await page.locator('form[action^="/api/paste_order"] button').click();
        await page.waitForURL(/\/quick-order\?echo=/);
        await expect(page.locator("tr.bad")).toHaveCount(1);
        await expect(page.locator("tr.bad")).toContainText("NO-SUCH-PART 7");
        await expect(page.locator("tr.bad")).toContainText("没有找到");
        await expect(rowOf(page, SCREW)).toContainText("已加入");
        await expect(page.locator("[name=text]")).toHaveValue(/^\s*NO-SUCH-PART 7\s*$/);
      });

      const po = fresh("PO");
      const made = await test.step("checkout", async () => {
        await page.goto("/cart");
        await expect(page.locator("tbody tr")).toHaveCount(2);
        const line = rowOf(page, CONTRACT_SCREW);
        await expect(line.locator(".pick")).toHaveValue("400");
        // 400 at a price per hundred
        expect(figure(await line.locator("td[data-l=金额]").innerText())).toBeCloseTo(unit * 4, 2);
        const button = await checkout(page).locator("button").innerText();
        const made = await place(page, po);
        expect(figure(button)).toBe(made.total);
        return made;
      });

      await test.step("the order as it stands", async () => {
        await expect(page.getByRole("status")).toContainText(made.number);
        await expect(page.locator("dl.title")).toContainText(po);
        const line = rowOf(page, CONTRACT_SCREW);
        await expect(line.locator("td[data-l=订购]")).toHaveText("400");
        await expect(line.locator("td[data-l=已备货]")).toHaveText("400");
        await expect(line.locator("td[data-l=已发货]")).toHaveText("–");
      });

      await test.step("one confirmation by mail", async () => {
        await expect.poll(() => letters(made.number).length, { timeout: 20_000 }).toBe(1);
        const [letter] = letters(made.number);
        expect(letter).toMatch(new RegExp(`^To: .*${BUYER}`, "m"));
        expect(letter).toContain(CONTRACT_SCREW);
      });

      const tracking = fresh("SF");
      await test.step("the warehouse ships a part of it and adds an event", async () => {
        const desk = await pageOf(browser, WAREHOUSE, { javaScriptEnabled });
        await desk.goto("/desk");
        await desk.getByRole("link", { name: made.number }).click();
        await expect(desk.locator("h1")).toHaveText(made.number);
        const at = (await desk.locator('form[action^="/api/desk_ship"] tbody th').allInnerTexts()).findIndex((t) => t.includes(CONTRACT_SCREW));
        await ship(desk, tracking, at === 0 ? ["200", ""] : ["", "200"]);
        await desk.getByText("添加物流轨迹").click();
        const event = desk.locator('form[action^="/api/desk_track"]');
        await event.locator("[name=state]").selectOption("in_transit");
        await event.locator("[name=place]").fill("南京中转场");
        await event.locator("[name=description]").fill("已发往苏州");
        await event.getByRole("button").click();
        await expect(desk.getByRole("status")).toHaveText("物流轨迹已添加");
        await desk.context().close();
      });

      await test.step("the buyer sees the parcel, its event, and what is left", async () => {
        await page.goto(`/orders/${made.id}`);
        await expect(page.locator(".pagehead")).toContainText("部分发货");
        const line = rowOf(page, CONTRACT_SCREW).first();
        await expect(line.locator("td[data-l=订购]")).toHaveText("400");
        await expect(line.locator("td[data-l=已发货]")).toHaveText("200");
        await expect(line.locator("td[data-l=已备货]")).toHaveText("200");
        const other = rowOf(page, SCREW).first();
        await expect(other.locator("td[data-l=已发货]")).toHaveText("–");
        const parcel = page.locator("article", { hasText: tracking });
        await expect(parcel).toContainText(CONTRACT_SCREW);
        await expect(parcel.locator("li.now")).toContainText("南京中转场");
        await expect(parcel.locator("li.now")).toContainText("已发往苏州");
        await expect(parcel.locator("li.past")).toContainText("已发货");
      });
    });

    test("a part of an old order is one press from the cart", async ({ page }) => {
      await emptyCart(page);
      await page.goto("/orders");
      await page.locator("tbody tr th a").first().click();
      await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
      const lines = await page.locator("table tbody tr").count();
      await page.getByRole("button", { name: "再来一单" }).click();
      await page.waitForURL(/\/cart/);
      await expect(page.locator("tbody tr")).toHaveCount(lines);
      await emptyCart(page);
    });
  });
}
