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
    const { key, kept, reference } = Object.fromEntries(new FormData(form));
    try {
      show(await verifyLog(over(form.dataset.log), key, asKept(kept), reference.trim()), kept);
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

function show({ size, origin, note, found }, kept) {
  const grown = kept.trim()
    ? "It goes on from the checkpoint that you kept."
    : "You gave no kept checkpoint, so this says nothing about an earlier day.";
  say("gt-outcome", "Proved", `All ${size} entries of ${origin} are as they were signed. ${grown}`);
  const lines = found.map((one) => {
    const line = document.createElement("li");
    const day = one.recorded_at.slice(0, 10);
    const stated = Object.entries(one.public)
      .filter(([name, value]) => typeof value === "string" && !name.endsWith("_id"))
      .map(([name, value]) => `${name.replaceAll("_", " ")} ${value}`);
    line.textContent = `Entry ${one.index}, version ${one.version}, written down on ${day}: ${stated.join("; ")}`;
    return line;
  });
  document.getElementById("found").replaceChildren(...lines);
  document.getElementById("checkpoint").value = note;
  after.querySelector("h2").hidden = lines.length === 0;
  after.hidden = false;
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
