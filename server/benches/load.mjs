// load.mjs BASE E-MAIL PASSWORD PID REQUESTS CONCURRENCY NAME=PATH…: gets each page so often, signed in, and says what it cost;
// of "NAME=PATH FORM" it posts the form. Median, 95th and 99th percentile of the time to the last byte, processor time of the server and its database per request, bytes sent.
// PID is the server's. Of PostgreSQL the processes of the cluster POSTMASTER (in the environment) counts, else every one.
import { readFileSync, readdirSync } from "node:fs";
import http from "node:http";

const postmaster = process.env.POSTMASTER;
const [base, email, password, pid, requests, concurrency, ...pages] = process.argv.slice(2);
if (!pages.length) throw new Error("usage: load.mjs BASE E-MAIL PASSWORD PID REQUESTS CONCURRENCY NAME=PATH…");
const agent = new http.Agent({ keepAlive: true, maxSockets: Number(concurrency) });
const TICKS = 100; // per second; Linux's USER_HZ

function request(path, options = {}, body) {
  return new Promise((done, failed) => {
    const req = http.request(base + path, { agent, ...options }, (res) => {
      let bytes = 0;
      res.on("data", (chunk) => (bytes += chunk.length));
      res.on("end", () => done({ status: res.statusCode, headers: res.headers, bytes }));
    });
    req.on("error", failed);
    req.end(body);
  });
}

/** Processor seconds so far, user and system: of the server, and of PostgreSQL. */
function processorSeconds() {
  const ticks = [0, 0];
  for (const name of readdirSync("/proc").filter((n) => /^\d+$/.test(n))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      const [, command, rest] = /^\d+ \((.*)\) (.*)$/s.exec(stat);
      const fields = rest.split(" ");
      const ours = !postmaster || name === postmaster || fields[1] === postmaster;
      if (name !== pid && !(command === "postgres" && ours)) continue;
      ticks[name === pid ? 0 : 1] += Number(fields[11]) + Number(fields[12]);
    } catch {} // gone meanwhile
  }
  return ticks.map((n) => n / TICKS);
}

const form = new URLSearchParams({ email, password, next: "/company" }).toString();
const signedIn = await request(
  "/api/sign_in",
  { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded", origin: base, accept: "text/html" } },
  form,
);
const cookie = (signedIn.headers["set-cookie"] ?? []).map((c) => c.split(";")[0]).join("; ");
if (!cookie) throw new Error(`cannot sign in: ${signedIn.status}`);
const headers = { cookie, accept: "text/html", "accept-encoding": "gzip, deflate, br, zstd", "accept-language": "zh-CN" };

const posted = {
  method: "POST",
  headers: { ...headers, accept: "*/*", origin: base, "content-type": "application/x-www-form-urlencoded" },
};

console.log("page                       p50 ms   p95 ms   p99 ms   cpu ms: server  database   both     KB   (n, at once)");
for (const page of pages) {
  const at = page.indexOf("=");
  const [name, [path, body]] = [page.slice(0, at), page.slice(at + 1).split(" ")];
  const ask = () => request(path, body ? posted : { headers }, body);
  for (let i = 0; i < 20; i++) await ask();
  const times = [];
  let bytes = 0;
  let left = Number(requests);
  const before = processorSeconds();
  const one = async () => {
    while (left-- > 0) {
      const from = process.hrtime.bigint();
      const answer = await ask();
      times.push(Number(process.hrtime.bigint() - from) / 1e6);
      if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
      bytes = answer.bytes;
    }
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, one));
  const [server, database] = processorSeconds().map((now, at) => ((now - before[at]) * 1000) / times.length);
  times.sort((a, b) => a - b);
  const p = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
  console.log(
    `${name.padEnd(24)} ${p(0.5).padStart(8)} ${p(0.95).padStart(8)} ${p(0.99).padStart(8)} ${server.toFixed(2).padStart(15)} ${database.toFixed(2).padStart(9)} ${(server + database).toFixed(2).padStart(6)} ${(bytes / 1024).toFixed(1).padStart(6)}   (${times.length}, ${concurrency})`,
  );
}
agent.destroy();
