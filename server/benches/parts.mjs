// parts.mjs N FOLDER: writes parts-0.csv, parts-1.csv, … with N invented SKUs of ten parameters, as many to a file as an import
// takes, and mapping.json to read them by.
// The same N gives the same file, so figures can be compared.
import { createWriteStream, mkdirSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { join } from "node:path";

const n = Number(process.argv[2]);
const folder = process.argv[3];
if (!Number.isInteger(n) || n < 1 || !folder) throw new Error("usage: parts.mjs N FOLDER");
mkdirSync(folder, { recursive: true });

// mulberry32: small, seeded, the same everywhere
let state = 20260101;
function random(below) {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % below;
}
const pick = (list) => list[random(list.length)];

const THREADS = ["M2", "M2.5", "M3", "M4", "M5", "M6", "M8", "M10", "M12", "M14", "M16", "M18", "M20", "M22", "M24", "M27", "M30", "M36"];
const MATERIALS = ["8.8", "10.9", "12.9", "A2-70", "A2-80", "A4-70", "A4-80", "Brass", "PA66", "Ti-Gr5", "45H", "C45"];
const FINISHES = ["plain", "zinc", "hdg", "black", "zinc-flake", "nickel", "phosphated", "passivated"];
const DRIVES = ["hex-socket", "hex", "torx", "slotted", "phillips"];
const HEADS = ["cylinder", "hexagon", "countersunk", "button", "pan", "flange"];
const BRANDS = Array.from({ length: 30 }, (_, i) => `Maker${i + 1}`);
const CATEGORIES = Array.from({ length: 12 }, (_, i) => `bench-${i + 1}`);
const VOLTAGES = ["5..5", "10..30", "12..24", "24..24", "24..48", "85..264", "100..240", "110..125", "220..240", "380..480"];

const header = "part,category,family,brand,thread,length,material,finish,drive,head,strength,width,voltage,coated,lead";
const ROWS = 250_000;
let file;
async function next(at) {
  if (file) {
    file.end();
    await once(file, "finish");
  }
  file = createWriteStream(join(folder, `parts-${at}.csv`));
  file.write(`${header}\n`);
}
const families = Math.max(12, Math.floor(n / 400));
for (let i = 0; i < n; i++) {
  if (i % ROWS === 0) await next(i / ROWS);
  const family = random(families);
  const row = [
    `BN${family + 1000}-${i + 100000}-${pick(FINISHES).slice(0, 2).toUpperCase()}`,
    CATEGORIES[family % CATEGORIES.length],
    `F${family + 1000}`,
    BRANDS[family % BRANDS.length],
    pick(THREADS),
    5 * (1 + random(40)),
    pick(MATERIALS),
    pick(FINISHES),
    pick(DRIVES),
    pick(HEADS),
    100 * (1 + random(12)),
    (1 + random(120)) / 4,
    pick(VOLTAGES),
    random(2) ? "yes" : "no",
    1 + random(60),
  ].join(",");
  if (!file.write(`${row}\n`)) await once(file, "drain");
}
file.end();
await once(file, "finish");

const parameter = (code, zh, en, kind, unit = "") => ({ code, name_zh: zh, name_en: en, kind, unit, value: `{${code}}` });
const mapping = {
  name: "bench",
  categories: [
    { code: "bench", name_zh: "压测", name_en: "Bench" },
    ...CATEGORIES.map((code, i) => ({ code, parent: "bench", name_zh: `压测分类 ${i + 1}`, name_en: `Bench category ${i + 1}`, position: i })),
  ],
  category: "{category}",
  family: { code: "{family|slug}", name_zh: "压测产品 {family}", name_en: "Bench product {family}", brand: "{brand}" },
  part_number: "{part}",
  price_basis: "100",
  lead_time_days: "{lead}",
  parameters: [
    parameter("thread", "螺纹", "Thread", "enum"),
    parameter("length", "长度", "Length", "number", "mm"),
    parameter("material", "材质", "Material", "enum"),
    parameter("finish", "表面处理", "Finish", "enum"),
    parameter("drive", "驱动形式", "Drive", "enum"),
    parameter("head", "头型", "Head", "enum"),
    parameter("strength", "强度", "Strength", "number", "MPa"),
    parameter("width", "宽度", "Width", "number", "mm"),
    parameter("voltage", "电压", "Voltage", "range", "V"),
    parameter("coated", "涂层", "Coated", "boolean"),
  ],
};
writeFileSync(join(folder, "mapping.json"), JSON.stringify(mapping));
