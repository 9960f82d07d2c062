// The page that checks a decision log: reads the form, shows what was proved.

const form = document.getElementById("check");
const outcome = document.getElementById("outcome");
const after = document.getElementById("after");
const button = form.querySelector("button");
form.hidden = false;
document.getElementById("without-script").hidden = true;

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  after.hidden = true;
  button.disabled = true;
  say("gt-outcome", "Reading the log", "This can take a minute if the log is long.");
  try {
    const { verifyLog, over, NotProved } = await import(form.dataset.verifier);
    const { key, kept, reference, witnesses } = Object.fromEntries(new FormData(form));
    const trusted = { key, kept: asKept(kept), witnesses: witnesses.split(/\s+/).filter(Boolean) };
    try {
      show(await verifyLog(over(form.dataset.log), trusted, reference.trim()), kept);
    } catch (error) {
      if (error instanceof NotProved) {
        say("gt-outcome gt-outcome--wrong", "Not proved", `What does not fit: ${error.message}.`);
      } else {
        throw error;
      }
    }
  } catch (error) {
    const why = "The check could not be done. Check your connection, or use a newer browser.";
    say("gt-outcome gt-outcome--wrong", "Not checked", why);
  }
  button.disabled = false;
});

// A browser's text field may have changed the ends of lines, and copying loses the last one.
function asKept(text) {
  const lines = text.replaceAll("\r\n", "\n").trim();
  return lines ? `${lines}\n` : "";
}

function show({ size, origin, note, found, cosigned }, kept) {
  const grown = kept.trim()
    ? "It goes on from the checkpoint that you kept."
    : "You gave no kept checkpoint, so this says nothing about an earlier day.";
  say("gt-outcome", "Proved", `All ${size} entries of ${origin} are as they were signed. ${grown}`);
  const lines = found.map((one) => {
    const day = one.recorded_at.slice(0, 10);
    const stated = Object.entries(one.public)
      .filter(([name, value]) => typeof value === "string" && !name.endsWith("_id"))
      .map(([name, value]) => `${name.replaceAll("_", " ")} ${value}`);
    return `Entry ${one.index}, version ${one.version}, written down on ${day}: ${stated.join("; ")}`;
  });
  list(document.getElementById("found"), lines);
  const seen = cosigned.map(({ name, at }) =>
    at === null
      ? `${name} has not cosigned this checkpoint.`
      : `${name} saw this checkpoint on ${at.slice(0, 10)} at ${at.slice(11, 16)} UTC.`,
  );
  const witnesses = document.getElementById("cosigned");
  list(witnesses.querySelector("ul"), seen);
  witnesses.hidden = seen.length === 0;
  document.getElementById("checkpoint").value = note;
  document.getElementById("found-heading").hidden = lines.length === 0;
  after.hidden = false;
}

function list(place, lines) {
  const items = lines.map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  });
  place.replaceChildren(...items);
}

function say(style, title, text) {
  const box = document.createElement("div");
  box.className = style;
  const heading = document.createElement("h2");
  heading.className = "nhsuk-heading-m";
  heading.textContent = title;
  const words = document.createElement("p");
  words.textContent = text;
  box.append(heading, words);
  outcome.replaceChildren(box);
}
