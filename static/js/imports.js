// Bringing in a file: how much of it is sent and done, and what a pasted table looked like. Every page does without.
"use strict";

// <textarea data-takes-table="html">: Word and Excel give a table with its lines and lists; the box alone keeps words only.
for (const box of document.querySelectorAll("textarea[data-takes-table]")) {
  const kept = box.form.elements[box.dataset.takesTable];
  let shown = box.value;
  box.addEventListener("paste", (event) => {
    const html = event.clipboardData?.getData("text/html") ?? "";
    if (!/<table\b/i.test(html) || box.value.trim()) return;
    kept.value = html;
    addEventListener("input", () => { shown = box.value; }, { once: true, capture: true });
  });
  // What is typed over it by hand counts as it stands.
  box.addEventListener("input", () => { if (box.value !== shown) kept.value = ""; });
}

// <form data-shows-progress="/imports/progress/">, with its .working: measured while it is sent and while it is done.
const show = (working, words, done, of) => {
  working.hidden = false;
  const [said, bar] = [working.querySelector("[role=status]"), working.querySelector("progress")];
  if (said.textContent !== words) said.textContent = words;
  if (of) { bar.max = of; bar.value = done; } else bar.removeAttribute("value");
};

const wait = async (form, working, isDone) => {
  while (!isDone()) {
    await new Promise((ready) => setTimeout(ready, 500));
    try {
      const answer = await fetch(`${form.dataset.showsProgress}${form.elements.token.value}/`);
      const { doing, done, of } = await answer.json();
      if (doing && !isDone()) show(working, `${doing}…`, done, of);
    } catch { return; }
  }
};

for (const form of document.querySelectorAll("form[data-shows-progress]")) {
  form.addEventListener("submit", (event) => {
    const working = form.querySelector(".working");
    const sending = new XMLHttpRequest();
    let isDone = false;
    event.preventDefault();
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    const sendPlainly = () => { isDone = true; form.submit(); };
    show(working, "Sending…", 0, 0);
    sending.upload.addEventListener("progress", (sent) => { if (sent.lengthComputable) show(working, "Sending…", sent.loaded, sent.total); });
    sending.upload.addEventListener("load", () => { show(working, "Working…", 0, 0); wait(form, working, () => isDone); });
    sending.addEventListener("load", () => {
      if (sending.status !== 200) return sendPlainly();
      isDone = true;
      location.assign(JSON.parse(sending.responseText).to);
    });
    sending.addEventListener("error", sendPlainly);
    sending.open("POST", form.action);
    sending.setRequestHeader("X-Shows-Progress", "1");
    sending.send(new FormData(form));
  });
}
