// Does the proof of work that a form asks for (ALTCHA's SHA-256 scheme), while its user types.
// Where this cannot run the form works all the same, more slowly: the server sees to that.
(() => {
  "use strict";
  const field = document.querySelector("input[data-challenge]");
  if (!field || !window.crypto || !crypto.subtle) {
    return;
  }
  const form = field.form;
  const { algorithm, challenge, maxnumber, salt, signature } = JSON.parse(field.dataset.challenge);
  const AT_ONCE = 500;
  const PATIENCE = 20000;
  const text = new TextEncoder();
  const wanted = Uint8Array.from(challenge.match(/../g), (pair) => parseInt(pair, 16));

  const fits = async (number) => {
    const digest = await crypto.subtle.digest(algorithm, text.encode(salt + number));
    return new Uint8Array(digest).every((byte, at) => byte === wanted[at]);
  };

  const solve = async () => {
    for (let first = 0; first <= maxnumber; first += AT_ONCE) {
      const numbers = Array.from({ length: AT_ONCE }, (_, at) => first + at);
      const found = (await Promise.all(numbers.map(fits))).indexOf(true);
      if (found >= 0) {
        const number = first + found;
        const solution = { algorithm, challenge, number, salt, signature };
        field.value = btoa(JSON.stringify(solution));
        return;
      }
    }
  };

  let done = false;
  let waiting = false;
  const solved = solve().catch(() => {});
  solved.then(() => {
    done = true;
  });
  form.addEventListener("submit", (event) => {
    if (done) {
      return;
    }
    event.preventDefault();
    if (!waiting) {
      waiting = true;
      const enough = new Promise((resolve) => setTimeout(resolve, PATIENCE));
      Promise.race([solved, enough]).then(() => {
        done = true;
        form.requestSubmit();
      });
    }
  });
})();
