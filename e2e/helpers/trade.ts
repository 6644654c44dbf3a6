// Steps several journeys share: filling a cart, ordering, shipping, reading mail and figures.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, type Locator, type Page } from "@playwright/test";

/** In stock by the thousand, ordered by 200. */
export const SCREW = "ISO4762-M8x30-12.9-black";
/** Has a contract price of its own for C-10001; 4,200 in stock, ordered by 200. */
export const CONTRACT_SCREW = "ISO4017-M6x20-8.8-plain";

export interface Order {
  /** Its id. */
  id: string;
  /** Its number. */
  number: string;
  /** Its company's id. */
  company: string;
  /** Total incl. VAT, as shown. */
  total: number;
}

/** `−¥1,234.50` as a number. */
export function figure(text: string | null): number {
  const found = /[−-]?\s*¥?\s*[\d,]+(\.\d+)?/.exec(text ?? "");
  if (!found) throw new Error(`no figure in "${text}"`);
  return Number(found[0].replace("−", "-").replace(/[¥,\s]/g, ""));
}

/** The row of a part in a table; not that of another part which names it as in stock instead. */
export function rowOf(page: Page, part: string): Locator {
  const link = page.locator(`a[href="/parts/${encodeURIComponent(part).replace(/[-.]/g, (c) => (c === "-" ? "%2D" : "%2E"))}"]:not(.instead a)`);
  return page.locator("tr", { has: link });
}

/** Opens what can be done with a result; on a phone it lies behind a button. */
export async function openTools(page: Page): Promise<void> {
  const more = page.locator("label[for=more]");
  if (await more.isVisible()) await more.click();
}

/** A file number nobody used before. */
let used = 0;
export function fresh(prefix: string): string {
  used += 1;
  return `${prefix}-${Date.now().toString(36)}-${used}`.toUpperCase();
}

export async function emptyCart(page: Page): Promise<void> {
  await page.goto("/cart");
  const remove = page.locator("button[name=remove]");
  for (let left = await remove.count(); left > 0; left -= 1) {
    await remove.first().click();
    await expect(remove).toHaveCount(left - 1);
  }
}

/** Pastes lines into quick order; every one is taken. Ends on the cart. */
export async function paste(page: Page, ...lines: string[]): Promise<void> {
  await page.goto("/quick-order");
  await page.fill("[name=text]", lines.join("\n"));
  await page.locator('form[action^="/api/paste_order"] button').click();
  await page.waitForURL(/\/cart\?echo=/);
}

export function checkout(page: Page): Locator {
  return page.locator('form[action^="/api/place_order"]');
}

/** Places what is in the cart; the page is on the cart. Ends on the order. */
export async function place(page: Page, poNumber = "", payment: "account" | "transfer" = "account"): Promise<Order> {
  const form = checkout(page);
  if (poNumber) await form.locator("[name=po_number]").fill(poNumber);
  await form.locator(`[name=payment][value=${payment}]`).check();
  // journeys order the same parts again and again
  const again = form.locator("[name=again]");
  if (await again.count()) await again.check();
  await form.locator("button").click();
  await page.waitForURL(/\/orders\/[0-9a-f-]{36}/);
  return shownOrder(page);
}

/** The order the buyer's page shows. */
export async function shownOrder(page: Page): Promise<Order> {
  const id = /\/orders\/([0-9a-f-]{36})/.exec(page.url())?.[1];
  if (!id) throw new Error(`${page.url()} is no order`);
  return {
    id,
    number: (await page.locator("h1").innerText()).trim(),
    company: await page.locator('form[action^="/api/add_to_cart"] [name=company]').first().inputValue(),
    total: figure(await page.locator("dl.sum .total dd").innerText()),
  };
}

/** A cart of its own with these lines, ordered. */
export async function order(page: Page, lines: string[], poNumber = ""): Promise<Order> {
  await emptyCart(page);
  await paste(page, ...lines);
  return place(page, poNumber);
}

export async function deskOrder(page: Page, made: Order): Promise<void> {
  await page.goto(`/desk/c/${made.company}/orders/${made.id}`);
  await expect(page.locator("h1")).toHaveText(made.number);
}

/** Ships from the desk's order page; quantities by row, everything reserved unless given. */
export async function ship(page: Page, trackingNumber: string, quantities?: string[]): Promise<void> {
  const form = page.locator('form[action^="/api/desk_ship"]');
  for (const [at, quantity] of (quantities ?? []).entries()) {
    await form.locator(`[name="lines[${at}][quantity]"]`).fill(quantity);
  }
  await form.locator("[name=carrier]").selectOption({ label: "顺丰速运" });
  await form.locator("[name=tracking_number]").fill(trackingNumber);
  await form.getByRole("button", { name: "发货并记应收" }).click();
  await expect(page.getByRole("status")).toHaveText("已发货");
}

/** How many orders the company's list finds for a text. */
export async function ordersFound(page: Page, text: string): Promise<number> {
  await page.goto(`/orders?q=${encodeURIComponent(text)}`);
  return page.locator("tbody tr").count();
}

/** Letters that mention a text, headers and decoded bodies together. */
export function letters(text: string): string[] {
  const folder = join(process.env.TRADECOUNTER_DATA ?? ".", "mail");
  return readdirSync(folder)
    .filter((name) => name.endsWith(".eml"))
    .map((name) => decoded(readFileSync(join(folder, name), "utf8")))
    .filter((letter) => letter.includes(text));
}

/** A letter with its encoded words, quoted-printable and base64 text parts made readable; attachments stay as they are. */
function decoded(raw: string): string {
  const headers = raw.replace(/\?=\r?\n\s+=\?/g, "?==?").replace(/=\?utf-8\?b\?([^?]*)\?=/gi, (_, b64: string) => Buffer.from(b64, "base64").toString("utf8"));
  const bodies = raw.split(/^--.*$/m).map((part) => {
    const [head, ...rest] = part.replace(/^\r?\n/, "").split(/\r?\n\r?\n/);
    const body = rest.join("\n\n");
    if (!/content-type: text\//i.test(head)) return "";
    if (/content-transfer-encoding: base64/i.test(head)) return Buffer.from(body, "base64").toString("utf8");
    if (!/content-transfer-encoding: quoted-printable/i.test(head)) return body;
    const bytes = body.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    return Buffer.from(bytes, "latin1").toString("utf8");
  });
  return [headers, ...bodies].join("\n");
}

/** The balance on the buyer's account page. */
export async function balance(page: Page): Promise<number> {
  await page.goto("/account");
  return figure(await page.locator("dl.sum", { hasText: "已发货未付" }).locator(".total dd").innerText());
}

/** Records money that arrived, at the desk. */
export async function receive(page: Page, company: string, amount: string, bankReference: string): Promise<void> {
  await page.goto(`/desk/c/${company}/money`);
  const form = page.locator('form[action^="/api/desk_record_receipt"]');
  await form.locator("[name=amount]").fill(amount);
  await form.locator("[name=bank_reference]").fill(bankReference);
  await form.getByRole("button").click();
  await expect(page.getByRole("status")).toContainText(bankReference);
}
