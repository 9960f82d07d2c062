// Tells the page around the frame how high the form is, so that it needs no scroll bar.
// Runs only where the page around it is registered: the server then names its origin.
(() => {
  "use strict";
  const parent = document.documentElement.dataset.parentOrigin;
  if (!parent || window.parent === window) {
    return;
  }
  const tell = () => {
    const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
    window.parent.postMessage({ goldenThreadHeight: height }, parent);
  };
  new ResizeObserver(tell).observe(document.documentElement);
  tell();
})();
