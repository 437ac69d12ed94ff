/* The quick line of the duty log: the first "！" or "!" in an empty line toggles “重要” and is not typed. */
(() => {
  "use strict";
  document.addEventListener("beforeinput", (event) => {
    const field = event.target;
    const form = field.closest?.("[data-quick-log]");
    if (!form || field.name !== "words" || field.value !== "" || !["！", "!"].includes(event.data)) return;
    event.preventDefault();
    const box = form.querySelector("[name=is_significant]");
    box.checked = !box.checked;
  });
})();
