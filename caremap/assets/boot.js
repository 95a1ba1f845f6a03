/* Tell the page where its server is. Without it a direct link to a page first asks for
 * /<page>/_stcore/health, which does not exist: two failed requests before anything is drawn. */
window.__streamlit = { BACKEND_BASE_URL: new URL("..", document.currentScript.src).href };

/* The key « / » opens the search, as on many sites; a switch in the search turns it off. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const button = document.querySelector(".st-key-rechercher button");
  if (!button || document.querySelector(".shortcut-off")) return;
  event.preventDefault();
  button.click();
  let tries = 0;
  const wait = setInterval(() => {
    const input = document.querySelector(".st-key-trouver input");
    if (input) input.focus();
    if (input || ++tries > 60) clearInterval(wait);
  }, 50);
});
