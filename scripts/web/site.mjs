// Puts the site together from what the build made: node site.mjs, told by its environment (see scripts/build).
//   BINDGEN   folder with app.js and app_bg.wasm, as wasm-bindgen (and wasm-opt) left them
//   SITE      the folder the server hands out
//   HASH_FILE where the server looks for the hashes: beside its executable
//   HASH_FILES  every place a hash file may be, `:` between them: what they name is kept
//   COMPRESS  1: .br and .gz beside every text and wasm file
// A file of the package has its content's hash in its name, so it is written once and never changed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const NAME = "tradecounter";
const { BINDGEN, SITE, HASH_FILE, HASH_FILES, COMPRESS, ROOT } = process.env;
const PKG = join(SITE, "pkg");
mkdirSync(PKG, { recursive: true });

const hash = (content) => createHash("sha256").update(content).digest("base64url").slice(0, 22);

/** Writes so that a server reading beside us sees the old file or the new one, never half of it. */
function write(path, content) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

function place(path, content) {
  if (!existsSync(path) || !readFileSync(path).equals(content)) {
    for (const old of [path, `${path}.br`, `${path}.gz`]) rmSync(old, { force: true });
    write(path, content);
  }
  if (COMPRESS !== "1" || ![".js", ".wasm", ".css", ".svg", ".txt", ".webmanifest"].includes(extname(path))) return;
  if (content.length < 512) return;
  if (!existsSync(`${path}.br`)) {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
    write(`${path}.br`, brotliCompressSync(content, { params }));
  }
  if (!existsSync(`${path}.gz`)) write(`${path}.gz`, gzipSync(content, { level: 9 }));
}

/** The style sheet: the files of style/order.txt in that order, without comments and with single spaces. */
function styleSheet() {
  const folder = join(ROOT, "style");
  const listed = readFileSync(join(folder, "order.txt"), "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith("#"));
  const there = readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".css"));
  const forgotten = there.filter((file) => !listed.includes(file));
  if (forgotten.length) throw new Error(`not in style/order.txt: ${forgotten.join(", ")}`);
  return listed
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n")
    .replace(/("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\/\*[\s\S]*?\*\/|\s+/g, (_, quoted) => quoted ?? " ")
    .replace(/ {2,}/g, " ")
    .trim();
}

const wasm = readFileSync(join(BINDGEN, "app_bg.wasm"));
const hashes = { wasm: hash(wasm) };
place(join(PKG, `${NAME}.${hashes.wasm}.wasm`), wasm);

const js = Buffer.from(
  readFileSync(join(BINDGEN, "app.js"), "utf8").replaceAll("app_bg.wasm", `${NAME}.${hashes.wasm}.wasm`),
);
hashes.js = hash(js);
place(join(PKG, `${NAME}.${hashes.js}.js`), js);
// wasm-bindgen puts #[wasm_bindgen(inline_js)] of dependencies here; the file above imports it by this path.
if (existsSync(join(BINDGEN, "snippets"))) {
  for (const entry of readdirSync(join(BINDGEN, "snippets"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath ?? entry.path, entry.name);
    place(join(PKG, relative(BINDGEN, from)), readFileSync(from));
  }
}

const css = Buffer.from(styleSheet());
hashes.css = hash(css);
place(join(PKG, `${NAME}.${hashes.css}.css`), css);

const assets = join(ROOT, "assets");
const kept = new Set();
for (const entry of readdirSync(assets, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const from = join(entry.parentPath ?? entry.path, entry.name);
  const name = relative(assets, from);
  kept.add(name);
  place(join(SITE, name), readFileSync(from));
}

write(HASH_FILE, `js: ${hashes.js}\nwasm: ${hashes.wasm}\ncss: ${hashes.css}\n`);

// Let go of what neither this build nor another one's server names any more.
const named = new Set();
for (const file of HASH_FILES.split(":")) {
  if (!existsSync(file)) continue;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [kind, value] = line.split(": ");
    if (value) named.add(`${NAME}.${value}.${kind}`);
  }
}
const plain = (name) => name.replace(/\.(br|gz|new)$/, "");
for (const entry of readdirSync(SITE, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile()) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const name = relative(SITE, path);
  if (name.startsWith(join("pkg", "snippets"))) continue;
  const keep = name.startsWith("pkg") ? named.has(plain(basename(name))) : kept.has(plain(name));
  if (!keep) rmSync(path);
}

const size = (file) => (existsSync(file) ? `${Math.round(readFileSync(file).length / 1024)} KB` : "-");
for (const [kind, value] of Object.entries(hashes)) {
  const file = join(PKG, `${NAME}.${value}.${kind}`);
  console.error(`build: ${kind} ${size(file)}${COMPRESS === "1" ? `, br ${size(`${file}.br`)}` : ""}`);
}
