// What people get wrong is answered in their language, beside what they typed, and never breaks a page.
import { expect, type Response, test } from "@playwright/test";
import { BUYER, enter, OTHER_BUYER, pageOf, password, signIn, useEnglish } from "../helpers/people";
import { checkout, emptyCart, order, paste, rowOf, SCREW } from "../helpers/trade";

let answers: Response[] = [];

test.beforeEach(async ({ context }) => {
  answers = [];
  context.on("response", (answer) => answers.push(answer));
});

test.afterEach(() => {
  expect(answers.filter((answer) => answer.status() >= 500).map((answer) => `${answer.status()} ${answer.url()}`)).toEqual([]);
});

const SAID = {
  zh: {
    unknownPart: '没有找到"NO-SUCH-PART"',
    notANumber: '"abc"读不懂,请填数字',
    round: /^改为 (200|400)$/,
    signedOut: "登录已过期,请重新登录。",
    notFound: "没有这个页面",
    otherCompany: "这一页是为另一家公司打开的",
    tooLong: /太长,最多 \d+ 个字/,
    notADate: '"tomorrow"不是日期',
    tooMuch: "提交的内容过大。",
  },
  en: {
    unknownPart: 'Nothing found for "NO-SUCH-PART"',
    notANumber: 'Cannot read "abc"; type a number',
    round: /^Make it (200|400)$/,
    signedOut: "Your session has ended. Sign in again.",
    notFound: "No such page",
    otherCompany: "This page was drawn for another company",
    tooLong: /Too long, at most \d+ characters/,
    notADate: '"tomorrow" is no date',
    tooMuch: "What was sent is too large.",
  },
} as const;

for (const lang of ["zh", "en"] as const) {
  const said = SAID[lang];

  test.describe(lang, () => {
    test.beforeEach(async ({ context }) => {
      await enter(context, BUYER);
      if (lang === "en") await useEnglish(context);
    });

    test("unknown parts and unreadable quantities are named by row; the good rows are taken", async ({ page }) => {
      await emptyCart(page);
      await page.goto("/quick-order");
      await page.fill("[name=text]", `NO-SUCH-PART 5\n${SCREW} 200\n<b>ISO4762</b> & co`);
      await page.locator('form[action^="/api/paste_order"] button').click();
      await page.waitForURL(/echo=/);
      await expect(page.locator("tr.bad").first()).toContainText(said.unknownPart);
      await expect(page.locator("tr.bad").first().locator("th")).toHaveText("1");
      await expect(page.locator("[name=text]")).toHaveValue(/^\s*NO-SUCH-PART 5\r?\n<b>ISO4762<\/b> & co\s*$/);
      await page.goto("/cart");
      await expect(page.locator("tbody tr")).toHaveCount(1);
    });

    test("letters as a quantity are kept where they were typed", async ({ page }) => {
      await page.goto("/search?q=M8x30%2012.9");
      await rowOf(page, SCREW).locator(".pick").fill("abc");
      await page.locator(".deal button").click();
      await expect(page.getByRole("alert")).toContainText(SCREW);
      await expect(page.getByRole("alert")).toContainText(said.notANumber);
      await expect(rowOf(page, SCREW).locator(".pick")).toHaveValue("abc");
      await expect(rowOf(page, SCREW).locator(".pick")).toHaveAttribute("aria-invalid", "true");
      await expect(rowOf(page, SCREW).locator(".pick")).toHaveAccessibleDescription(said.notANumber);
    });

    test("letters as a quantity in the cart", async ({ page }) => {
      await emptyCart(page);
      await paste(page, `${SCREW} 200`);
      await page.fill("[name=po_number]", "PO-KEPT");
      await rowOf(page, SCREW).locator(".pick").fill("abc");
      await rowOf(page, SCREW).locator('button[formaction="/api/change_cart"]').first().click();
      await expect(page.getByRole("alert")).toContainText(said.notANumber);
      await expect(rowOf(page, SCREW).locator(".pick")).toHaveValue("abc");
      await expect(page.locator("[name=po_number]")).toHaveValue("PO-KEPT");
    });

    test("a quantity off the multiple is offered both ways and cannot be ordered as it is", async ({ page }) => {
      await emptyCart(page);
      await paste(page, `${SCREW} 250`);
      const row = rowOf(page, SCREW);
      await expect(row.locator(".pick")).toHaveValue("250");
      await expect(row.getByRole("button", { name: said.round })).toHaveCount(2);
      await expect(checkout(page).locator("button")).toBeDisabled();
      await row.getByRole("button", { name: said.round }).last().click();
      await expect(row.locator(".pick")).toHaveValue("400");
      await expect(checkout(page).locator("button")).toBeEnabled();
    });

    test("a PO number that is too long and a date that is none stand beside their fields", async ({ page }) => {
      await emptyCart(page);
      await paste(page, `${SCREW} 200`);
      const long = "P".repeat(300);
      await page.locator("[name=requested_on]").evaluate((field: HTMLInputElement) => (field.type = "text"));
      await page.fill("[name=po_number]", long);
      await page.fill("[name=requested_on]", "tomorrow");
      await page.fill("[name=note]", "please call first");
      await checkout(page).locator("button").click();
      await expect(page.locator("#e-po_number")).toContainText(said.tooLong);
      await expect(page.locator("#e-requested_on")).toContainText(said.notADate);
      await expect(page.locator("[name=po_number]")).toHaveValue(long);
      await expect(page.locator("[name=note]")).toHaveValue(/^\s*please call first\s*$/);
    });

    test("a session that ended while typing: says so, and signing in leads back to what was typed", async ({ page, context, browser }) => {
      await context.clearCookies(); // a session of its own: it ends here, and signing in takes the place of the one before
      await signIn(page, BUYER);
      if (lang === "en") await useEnglish(context);
      await emptyCart(page);
      await paste(page, `${SCREW} 200`);
      await page.fill("[name=po_number]", "KEPT-1");
      const elsewhere = await browser.newContext({ baseURL: process.env.TRADECOUNTER_PUBLIC_URL });
      await elsewhere.addCookies(await context.cookies());
      const other = await elsewhere.newPage();
      await other.goto("/company");
      await other.locator('form[action^="/api/sign_out"] button').first().click();
      await other.waitForURL((url) => url.pathname !== "/company");
      await elsewhere.close();
      await checkout(page).locator("button").click();
      await expect(page.locator("main")).toContainText(said.signedOut);
      await page.locator("main a[href^='/sign-in']").first().click();
      await page.fill("[name=email]", BUYER);
      await page.fill("[name=password]", password());
      await page.locator("main form button").click();
      await page.waitForURL(/\/cart/);
      await expect(page.locator("[name=po_number]")).toHaveValue("KEPT-1");
    });

    test("ten megabytes pasted are refused in words", async ({ page }) => {
      await page.goto("/quick-order");
      // not in the box itself: drawing so much text is the browser's own trouble
      await page.locator("[name=text]").evaluate((box: HTMLTextAreaElement) => {
        const sent = document.createElement("input");
        Object.assign(sent, { type: "hidden", name: "text", value: "6204-2RS 20\n".repeat(900_000) });
        box.form?.append(sent);
        box.removeAttribute("name");
      });
      await page.locator('form[action^="/api/paste_order"] button').click();
      await expect(page.locator("body")).toContainText(said.tooMuch);
    });

    test("a paste of thousands of lines is read or refused in words", async ({ page }) => {
      await emptyCart(page);
      await page.goto("/quick-order");
      await page.locator("[name=text]").evaluate((box: HTMLTextAreaElement) => {
        const sent = document.createElement("input");
        Object.assign(sent, { type: "hidden", name: "text", value: "NO-SUCH-PART 20\n".repeat(6_000) });
        box.form?.append(sent);
        box.removeAttribute("name");
      });
      await page.locator('form[action^="/api/paste_order"] button').click();
      await page.waitForURL(/echo=/);
      await expect(page.locator(".note.bad, tr.bad").first()).toBeVisible();
    });

    test("another company's order, an id that is none, a page that is none: the same 404", async ({ page, browser }) => {
      const made = await order(page, [`${SCREW} 200`]);
      const other = await pageOf(browser, OTHER_BUYER);
      if (lang === "en") await useEnglish(other.context());
      for (const path of [`/orders/${made.id}`, "/orders/00000000-0000-7000-8000-000000000000", "/orders/none", "/no-such-page", "/parts/none"]) {
        const answer = await other.goto(path);
        expect(answer?.status(), path).toBe(404);
        await expect(other.locator("h1"), path).toHaveText(said.notFound);
      }
      await other.context().close();
    });

    test("a form of one company after switching to the other in another tab writes nothing", async ({ browser }) => {
      const context = await browser.newContext({ baseURL: process.env.TRADECOUNTER_PUBLIC_URL });
      const page = await context.newPage();
      await signIn(page, BUYER);
      if (lang === "en") await useEnglish(context);
      await page.goto(`/parts/${SCREW}`);
      const second = await context.newPage();
      await second.goto("/company");
      await second.locator('form[action^="/api/switch_company"] button').click();
      await expect(second.locator(".who")).toContainText("无锡联川");
      await emptyCart(second);

      await page.locator('aside [name="lines[0][quantity]"]').fill("200");
      await page.locator("aside button.go").click();
      await expect(page.getByRole("alert")).toContainText(said.otherCompany);
      await expect(page.locator('aside [name="lines[0][quantity]"]')).toHaveValue("200");
      await second.goto("/cart");
      await expect(second.locator(".empty")).toBeVisible();
      await context.close();
    });
  });
}

test("a form from another site is refused", async ({ page, context }) => {
  await enter(context, BUYER);
  const answer = await page.request.post("/api/add_to_cart", {
    form: { company: "x" },
    headers: { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" },
    maxRedirects: 0,
  });
  expect(answer.status()).toBe(403);
});

test("a viewer sees and may not order, and is told who may", async ({ context, page }) => {
  await enter(context, "zhou@hengtuo.example");
  await page.goto(`/parts/${SCREW}`);
  const quantity = page.locator('aside [name="lines[0][quantity]"]');
  if (await quantity.count()) {
    await quantity.fill("200");
    await page.locator("aside button.go").click();
    await expect(page.getByRole("alert")).toContainText("您的角色不能做这一步");
  }
  const answer = await page.goto("/cart");
  expect(answer?.status()).toBe(403);
});

