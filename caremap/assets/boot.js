/* Tell the page where its server is. Without it a direct link to a page first asks for
 * /<page>/_stcore/health, which does not exist: two failed requests before anything is drawn. */
window.__streamlit = { BACKEND_BASE_URL: new URL("..", document.currentScript.src).href };
