// Before the first paint: what the user chose last, or what the system says.
(() => {
  const chosen = localStorage.getItem('chat.theme');
  const dark = chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
