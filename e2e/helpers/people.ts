// The demo's people: who they are, and how they sign in.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";

export const BUYER = "wang@hengtuo.example"; // owner of C-10001, buyer of C-10002
export const CLERK = "chen@desk.example";
export const WAREHOUSE = "sun@desk.example";
export const FINANCE = "qian@desk.example";

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
