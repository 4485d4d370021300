// Small comforts. Every page does its work without them.
"use strict";

// Told at once what is wrong: the error summary takes the focus.
const errors = document.getElementById("error-summary");
if (errors) errors.focus();

// <details data-closed-when-narrow open>: the filters do not push the results off a small screen.
if (matchMedia("(max-width: 60rem)").matches) {
  for (const details of document.querySelectorAll("details[data-closed-when-narrow]")) details.open = false;
}

// <form data-warn-unsaved>: nothing that was typed is lost by a slip. After an error everything typed is unsaved still.
for (const form of document.querySelectorAll("form[data-warn-unsaved]")) {
  let unsaved = Boolean(errors) || form.dataset.warnUnsaved === "now";
  form.addEventListener("input", () => { unsaved = true; });
  // What opens beside the page leaves it as it is.
  form.addEventListener("submit", (event) => { if (event.submitter?.formTarget !== "_blank") unsaved = false; });
  // A draft that keeps itself (.draft-status): what was typed until it was sent is safe, once the page says so.
  const isDraft = (event) => event.target.matches(".draft-status");
  form.addEventListener("htmx:beforeRequest", (event) => {
    if (isDraft(event)) unsaved = false;
    if (event.target.matches(".rearranges")) unsaved = true;
  });
  form.addEventListener("htmx:afterRequest", (event) => {
    if (isDraft(event) && !event.detail.xhr.responseText.includes("draft-kept")) unsaved = true;
  });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
}

// <button data-copies="id" hidden>: copies what is in the box with that id, and says so in the status beside it.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copies]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const box = document.getElementById(button.dataset.copies);
      box.select();
      await navigator.clipboard.writeText(box.value);
      button.parentElement.querySelector("[role=status]").textContent = "Copied";
    });
  }
}
