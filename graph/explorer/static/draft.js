// A file dropped on the form is put into its file field; nothing is sent before the form is.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const zone = document.querySelector("[data-drop]");
  const field = zone?.querySelector("input[type=file]");
  const told = zone?.querySelector("[data-dropped]");
  const form = zone?.closest("form");
  if (!zone || !field || !form) return;
  const tell = () => { told.textContent = field.files.length ? `${field.files[0].name} will be checked.` : "It can be dropped here."; };
  field.addEventListener("change", tell);
  form.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    zone.classList.add("over");
  });
  form.addEventListener("dragleave", () => zone.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    zone.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    field.files = one.files;
    tell();
    field.focus();
  });
  form.addEventListener("submit", () => {
    const button = form.querySelector("button[type=submit]");
    button.textContent = "Checking …";
  });
  addEventListener("pageshow", () => { form.querySelector("button[type=submit]").textContent = "Check"; });
});
