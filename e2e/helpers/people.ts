// The demo's people: who they are, and how they sign in.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "@playwright/test";

export const BUYER = "wang@hengtuo.example"; // owner of C-10001, buyer of C-10002
export const OTHER_BUYER = "li@lianchuan.example"; // owner of C-10002
export const CLERK = "chen@desk.example";
export const WAREHOUSE = "sun@desk.example";
export const FINANCE = "qian@desk.example";
export const ADMIN = "admin@desk.example";

/** The password the server made up at its first start. */
export function password(): string {
  const file = join(process.env.TRADECOUNTER_DATA ?? ".", "demo-sign-ins.txt");
  const found = /: (\S+)$/m.exec(readFileSync(file, "utf8"));
  if (!found) throw new Error(`no password in ${file}`);
  return found[1];
}

export async function signIn(page: Page, email: string, next = "/company"): Promise<void> {
  await page.goto(`/sign-in?next=${encodeURIComponent(next)}`);
  await page.fill("[name=email]", email);
  await page.fill("[name=password]", password());
  await page.locator("main form button").click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

type Cookie = Awaited<ReturnType<BrowserContext["cookies"]>>[number];

/** Sessions opened by `enter`, one per person: checking a password is slow on purpose. */
const sessions = new Map<string, Cookie[]>();

/** Puts a person's session into the context. For journeys that neither sign out nor switch companies. */
export async function enter(context: BrowserContext, email: string): Promise<void> {
  let cookies = sessions.get(email);
  if (!cookies) {
    const page = await context.newPage();
    await signIn(page, email);
    cookies = (await context.cookies()).filter((cookie) => cookie.httpOnly);
    sessions.set(email, cookies);
    await page.close();
  }
  await context.addCookies(cookies);
}

/** A page of another person, in a browser of his own at a desk's screen. The caller closes its context. */
export async function pageOf(browser: Browser, email: string, like: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    baseURL: process.env.TRADECOUNTER_PUBLIC_URL,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    viewport: { width: 1280, height: 800 },
    isMobile: false,
    hasTouch: false,
    ...like,
  });
  await enter(context, email);
  return context.newPage();
}

export async function useEnglish(context: BrowserContext): Promise<void> {
  await context.addCookies([{ name: "lang", value: "en", url: process.env.TRADECOUNTER_PUBLIC_URL ?? "" }]);
}
