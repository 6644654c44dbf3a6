// Starts the built server on an empty data folder and a free loopback port, before the first journey, and stops it after the last.
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, "../..");
const LOG = resolve(HERE, "../server.log");
/** The first start makes a database cluster and migrates it. */
const READY_WITHIN_MS = 120_000;
const STOPPED_WITHIN_MS = 15_000;

export default async function startServer(): Promise<() => Promise<void>> {
  const binary =
    process.env.TRADECOUNTER_BIN ?? resolve(ROOT, process.env.CARGO_TARGET_DIR ?? "target", "debug/tradecounter");
  const data = mkdtempSync(join(tmpdir(), "tradecounter-e2e-"));
  // Started by root, the database runs as another user, who has to be let in.
  chmodSync(data, 0o755);
  const address = `127.0.0.1:${await freePort()}`;
  const url = `http://${address}`;

  const log = openSync(LOG, "w");
  const server = spawn(binary, ["serve"], {
    cwd: data,
    env: {
      ...withoutSettings(process.env),
      TRADECOUNTER_ADDR: address,
      TRADECOUNTER_DATA: data,
      TRADECOUNTER_PUBLIC_URL: url,
    },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  let failure: Error | undefined;
  server.on("error", (error) => (failure = error));

  const stop = async () => {
    await end(server);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await ready(`${url}/readyz`, server, () => failure);
  } catch (error) {
    await stop();
    const said = readFileSync(LOG, "utf8").split("\n").slice(-60).join("\n");
    throw new Error(`${binary} serve: ${(error as Error).message}\n${said}`);
  }
  // Read by playwright.config.ts and the journeys, which run in processes started after this.
  process.env.TRADECOUNTER_PUBLIC_URL = url;
  process.env.TRADECOUNTER_DATA = data;
  process.env.TRADECOUNTER_BIN = binary;
  return stop;
}

/** The environment without whatever the developer's own server is told: no database, mailbox or demo of theirs. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const place = ["TRADECOUNTER_FONTS", "TRADECOUNTER_POSTGRES_BIN"];
  const setting = (name: string) => /^(TRADECOUNTER_|LEPTOS_|DATABASE_URL$|SMTP_URL$)/.test(name);
  return Object.fromEntries(Object.entries(env).filter(([name]) => place.includes(name) || !setting(name)));
}

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer();
    probe.on("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}

async function ready(url: string, server: ChildProcess, failure: () => Error | undefined): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS;
  while (Date.now() < until) {
    const failed = failure();
    if (failed) throw failed;
    if (server.exitCode !== null || server.signalCode !== null) {
      throw new Error(`ended with ${server.exitCode ?? server.signalCode} before it was ready`);
    }
    const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((again) => setTimeout(again, 200));
  }
  throw new Error(`not ready within ${READY_WITHIN_MS / 1000} s`);
}

/** Asks the server to stop and waits for it; its database is its child and stops with it. */
async function end(server: ChildProcess): Promise<void> {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const gone = new Promise<void>((done) => server.once("exit", () => done()));
  server.kill("SIGTERM");
  const late = setTimeout(() => server.kill("SIGKILL"), STOPPED_WITHIN_MS);
  await gone;
  clearTimeout(late);
}
