// Verifies a decision log: RFC 6962 hashing, C2SP tlog-tiles, tlog-checkpoint, tlog-cosignature and
// signed-note, Ed25519 and SHA-256 by WebCrypto. It trusts nothing that it is given but the
// verifier keys and the kept checkpoint. Throws NotProved, with what does not fit, at the first thing that doesn't.

const WIDTH = 256;
const HASH = 32;
const PATIENCE = 8;
const PLAIN = 1; // The type of a log's key,
const COSIGNATURE = 4; // and of a witness's.
const SKEW = 600; // Seconds by which a witness's clock may be ahead of this one.
const utf8 = new TextEncoder();
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export class NotProved extends Error {}

// Verifies the whole log. `read` gives a file of it: path → Promise<Uint8Array>. `trusted` has the
// log's key, the kept checkpoint ("" for none), and the keys of witnesses.
export async function verifyLog(read, trusted, reference) {
  const key = await importKey(trusted.key, PLAIN);
  const note = await read("checkpoint");
  const checkpoint = await openCheckpoint(note, key);
  const cosigned = [];
  for (const witness of trusted.witnesses) {
    cosigned.push(await cosignedBy(note, await importKey(witness, COSIGNATURE)));
  }
  const kept = trusted.kept ? await openCheckpoint(utf8.encode(trusted.kept), key) : null;
  if (kept && kept.size > checkpoint.size) {
    throw new NotProved("the log is shorter than your checkpoint says: it was cut");
  }
  const story = new Story(checkpoint.origin);
  const leaves = [];
  const said = new Map();
  const named = new Set();
  for (let number = 0; number * WIDTH < checkpoint.size; number += 1) {
    const wanted = Math.min(WIDTH, checkpoint.size - number * WIDTH);
    const entries = split(await read(tilePath("entries", number, wanted)), number, wanted);
    leaves.push(...(await Promise.all(entries.map((entry) => hashed(0, entry)))));
    entries.forEach((entry, at) => {
      const index = number * WIDTH + at;
      const statement = story.hear(index, entry);
      said.set(statement.id, [...(said.get(statement.id) ?? []), { index, entry }]);
      if (reference && [statement.public.reference, statement.id].includes(reference)) {
        named.add(statement.id);
      }
    });
  }
  if (!same(await rootOf(leaves), checkpoint.root)) {
    throw new NotProved("the entries are not those that were signed");
  }
  if (kept && !same(await rootOf(leaves.slice(0, kept.size)), kept.root)) {
    throw new NotProved("the log was rewritten since your checkpoint");
  }
  if (reference && named.size === 0) {
    throw new NotProved("the log has no such decision");
  }
  if (named.size > 1) {
    throw new NotProved("the log has more than one decision of that reference");
  }
  // All that was said of it, under whatever reference: a correction could bear another.
  const found = [...named]
    .flatMap((id) => said.get(id))
    .map(({ index, entry }) => ({ index, ...readStatement(index, entry) }));
  const { size, origin } = checkpoint;
  return { size, origin, note: strict.decode(note), found, cosigned };
}

// Reads a log over HTTP, and waits where the log asks for it.
export function over(address) {
  return async (path) => {
    for (let attempt = 0; attempt < PATIENCE; attempt += 1) {
      const cache = path === "checkpoint" ? "no-cache" : "default";
      const answer = await fetch(`${address}/${path}`, { cache });
      if (answer.ok) {
        return new Uint8Array(await answer.arrayBuffer());
      }
      if (answer.status !== 429 && answer.status !== 503) {
        throw new NotProved(`${path} is missing (${answer.status})`);
      }
      const wait = Math.min(Number(answer.headers.get("Retry-After")) || 5, 60);
      await new Promise((resolve) => setTimeout(resolve, wait * 1000));
    }
    throw new NotProved(`${path} cannot be read: the log is too busy`);
  };
}

async function importKey(text, kind) {
  const [name, id, ...rest] = text.trim().split("+");
  const content = base64(rest.join("+"));
  if (!id || content.length !== 33 || content[0] !== kind) {
    const whose = kind === PLAIN ? "the key" : "a witness's key";
    throw new NotProved(`${whose} is not one of Ed25519: name+id+key`);
  }
  const digest = await sha256(concat(utf8.encode(`${name}\n`), content));
  if (hex(digest.subarray(0, 4)) !== id) {
    throw new NotProved("a key's id does not fit its name and key");
  }
  const key = await crypto.subtle.importKey("raw", content.slice(1), "Ed25519", false, ["verify"]);
  return { name, id, key };
}

async function openCheckpoint(note, key) {
  const { message, contents } = signatures(note, key);
  let good = false;
  for (const content of contents) {
    good = good || (await isGood(key, content, message));
  }
  if (!good) {
    throw new NotProved("the checkpoint bears no good signature by the log's key");
  }
  const [origin, size, root] = message.split("\n");
  if (origin !== key.name || !/^(0|[1-9][0-9]{0,14})$/.test(size)) {
    throw new NotProved("the checkpoint is not of this log");
  }
  const hash = base64(root ?? "");
  if (hash.length !== HASH) {
    throw new NotProved("the checkpoint has no root hash");
  }
  return { origin, size: Number(size), root: hash };
}

// Says when a witness saw this checkpoint: the latest time that it states, null for never.
async function cosignedBy(note, key) {
  const { message, contents } = signatures(note, key);
  let latest = null;
  for (const content of contents) {
    const seconds = content.length < 8 ? 0n : new DataView(content.buffer).getBigUint64(0);
    const signed = `cosignature/v1\ntime ${seconds}\n${message}`;
    if (!(await isGood(key, content.slice(8), signed))) {
      throw new NotProved(`the cosignature by ${key.name} is not of this checkpoint`);
    }
    if (seconds > BigInt(Math.floor(Date.now() / 1000) + SKEW)) {
      throw new NotProved(`the cosignature by ${key.name} is from the future`);
    }
    latest = latest === null || seconds > latest ? seconds : latest;
  }
  const at = latest === null ? null : new Date(Number(latest) * 1000).toISOString();
  return { name: key.name, at };
}

// Gives what a note's signatures are under, and those that name the key.
function signatures(note, key) {
  let text;
  try {
    text = strict.decode(note);
  } catch {
    throw new NotProved("the checkpoint is no signed note");
  }
  const blank = text.lastIndexOf("\n\n");
  if (blank < 0 || !text.endsWith("\n")) {
    throw new NotProved("the checkpoint is no signed note");
  }
  const prefix = `\u2014 ${key.name} `;
  const lines = text.slice(blank + 2).split("\n").filter((line) => line.startsWith(prefix));
  const contents = lines.map((line) => base64(line.slice(prefix.length)));
  const own = contents.filter((content) => hex(content.subarray(0, 4)) === key.id);
  return { message: text.slice(0, blank + 1), contents: own.map((content) => content.slice(4)) };
}

function isGood(key, signature, message) {
  return crypto.subtle.verify("Ed25519", key.key, signature, utf8.encode(message));
}

// What leaves say one after the other: of one system, each once, versions in order.
class Story {
  constructor(origin) {
    this.system = origin.slice(origin.lastIndexOf("/") + 1);
    this.versions = new Map();
  }

  hear(index, entry) {
    const statement = readStatement(index, entry);
    if (statement.system !== this.system) {
      throw new NotProved(`leaf ${index} is of another system`);
    }
    const before = this.versions.get(statement.id) ?? 0;
    if (statement.version <= before) {
      throw new NotProved(`leaf ${index} repeats what was said before`);
    }
    if (statement.kind.startsWith("decision.") && statement.version !== before + 1) {
      throw new NotProved(`leaf ${index} leaves out a version`);
    }
    this.versions.set(statement.id, statement.version);
    return statement;
  }
}

function readStatement(index, entry) {
  let statement = null;
  try {
    const text = strict.decode(entry);
    statement = JSON.parse(text);
    if (canonical(statement) !== text) {
      statement = null;
    }
  } catch {
    statement = null;
  }
  const texts = statement && ["system", "kind", "id"].every((n) => typeof statement[n] === "string");
  const stated =
    statement?.public && typeof statement.public === "object" && !Array.isArray(statement.public);
  if (!texts || !stated || !Number.isSafeInteger(statement.version)) {
    throw new NotProved(`leaf ${index} is not a statement in canonical JSON`);
  }
  return statement;
}

// RFC 8785: JavaScript's own sorting and writing are what it defines. Numbers are whole and exact,
// and half a surrogate is no character: another reader would read something else.
function canonical(value) {
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(",")}]`;
  }
  if (value && typeof value === "object") {
    const members = Object.keys(value).sort();
    return `{${members.map((name) => `${canonical(name)}:${canonical(value[name])}`).join(",")}}`;
  }
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new NotProved("a number is not exact");
  }
  if (typeof value === "string" && !value.isWellFormed()) {
    throw new NotProved("a text is not well formed");
  }
  return JSON.stringify(value);
}

function split(content, number, wanted) {
  const entries = [];
  let at = 0;
  while (at + 2 <= content.length) {
    const length = content[at] * 256 + content[at + 1];
    entries.push(content.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  if (at !== content.length || entries.length !== wanted) {
    throw new NotProved(`bundle ${number} does not hold its ${wanted} entries`);
  }
  return entries;
}

function tilePath(level, number, width) {
  const groups = [String(number % 1000).padStart(3, "0")];
  for (let rest = Math.floor(number / 1000); rest > 0; rest = Math.floor(rest / 1000)) {
    groups.unshift(`x${String(rest % 1000).padStart(3, "0")}`);
  }
  return `tile/${level}/${groups.join("/")}${width === WIDTH ? "" : `.p/${width}`}`;
}

async function rootOf(hashes) {
  let level = hashes;
  if (level.length === 0) {
    return sha256(new Uint8Array());
  }
  while (level.length > 1) {
    const pairs = [];
    for (let at = 0; at + 1 < level.length; at += 2) {
      pairs.push(hashed(1, level[at], level[at + 1]));
    }
    const above = await Promise.all(pairs);
    level = level.length % 2 ? [...above, level.at(-1)] : above;
  }
  return level[0];
}

function hashed(kind, ...parts) {
  return sha256(concat(Uint8Array.of(kind), ...parts));
}

async function sha256(content) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", content));
}

function concat(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function base64(text) {
  if (text.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new NotProved("something that should be base64 is not");
  }
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

function hex(content) {
  return Array.from(content, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function same(one, other) {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}
